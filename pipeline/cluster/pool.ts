import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import type { Clustering } from './lloyd.ts';
import type { LaneTask, PolishTask, StartTask } from './worker.ts';

/** Worker threads for the heavy arithmetic. Results never depend on how many there are. */
export interface Pool extends AsyncDisposable {
  startOnce(task: StartTask): Promise<Clustering>;
  polish(task: PolishTask): Promise<Clustering>;
  distanceLane(task: LaneTask): Promise<Float64Array>;
}

/** Opens a pool; dispose of it when the run is over. `signal` abandons what is still under way. */
export function openPool(signal?: AbortSignal, threads: number = availableParallelism()): Pool {
  const workers = new Piscina({ filename: new URL('./worker.ts', import.meta.url).href, minThreads: 0, maxThreads: threads });
  const run = (name: string) => (task: unknown) => workers.run(task, { name, ...(signal && { signal }) });
  return {
    startOnce: run('startOnce'),
    polish: run('polish'),
    distanceLane: run('distanceLane'),
    [Symbol.asyncDispose]: () => workers.destroy(),
  };
}
