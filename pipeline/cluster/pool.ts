import { availableParallelism } from 'node:os';
import { openThreads } from '../threads.ts';
import type { Clustering } from './lloyd.ts';
import type { RefitTask } from './refit.ts';
import type { StartsTask } from './starts.ts';
import type { GoOnTask, LaneTask } from './worker.ts';

/** Worker threads for the heavy arithmetic. Results never depend on how many there are. */
export interface Pool extends AsyncDisposable {
  readonly threads: number;
  startFrom(task: StartsTask): Promise<Clustering[]>;
  goOn(task: GoOnTask): Promise<Clustering[]>;
  distanceLane(task: LaneTask): Promise<Float64Array>;
  refit(task: RefitTask): Promise<Uint8Array>;
}

/** Opens a pool, whose threads start at once; dispose of it when the run is over. `signal` abandons what is still under way. */
export function openPool(signal?: AbortSignal, count: number = availableParallelism()): Pool {
  const threads = openThreads(new URL('./worker.ts', import.meta.url), { minThreads: count, maxThreads: count });
  return {
    threads: count,
    startFrom: (task) => threads.run('startFrom', task, signal),
    goOn: (task) => threads.run('goOn', task, signal),
    distanceLane: (task) => threads.run('distanceLane', task, signal),
    refit: (task) => threads.run('refit', task, signal),
    [Symbol.asyncDispose]: () => threads.close(),
  };
}
