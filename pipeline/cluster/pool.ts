import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Clustering } from './lloyd.ts';
import type { GoOnTask, LaneTask, StartsTask } from './worker.ts';

/** Worker threads for the heavy arithmetic. Results never depend on how many there are. */
export interface Pool extends AsyncDisposable {
  startFrom(task: StartsTask): Promise<Clustering[]>;
  goOn(task: GoOnTask): Promise<Clustering>;
  distanceLane(task: LaneTask): Promise<Float64Array>;
}

/** Opens a pool, whose threads start at once; dispose of it when the run is over. `signal` abandons what is still under way. */
export function openPool(signal?: AbortSignal, threads: number = availableParallelism()): Pool {
  const workers = new Piscina({
    filename: new URL('./worker.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  const run = (name: string) => (task: unknown) => workers.run(task, { name, ...(signal && { signal }) });
  return {
    startFrom: run('startFrom'),
    goOn: run('goOn'),
    distanceLane: run('distanceLane'),
    [Symbol.asyncDispose]: () => workers.destroy(),
  };
}
