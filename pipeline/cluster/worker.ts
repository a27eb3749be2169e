import type { Matrix } from '../math/matrix.ts';
import { type Clustering, lloyd } from './lloyd.ts';
import { type PackedPoints, sumDistances } from './silhouette-kernel.ts';

/** The pieces of work that run in threads of their own. Points are in shared memory and are not copied. */
export { refit } from './refit.ts';
export { startFrom } from './starts.ts';

export interface GoOnTask {
  readonly points: Matrix;
  readonly centroids: Matrix;
  readonly maxIterations: number;
  readonly tolerance: number;
}

export function goOn(task: GoOnTask): Clustering {
  return lloyd(task.points, task.centroids, task.maxIterations, task.tolerance);
}

export interface LaneTask {
  readonly packed: PackedPoints;
  readonly lane: number;
}

export function distanceLane(task: LaneTask): Float64Array {
  return sumDistances(task.packed, task.lane);
}
