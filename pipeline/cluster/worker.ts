import type { Matrix } from '../math/matrix.ts';
import { layOut } from './laid-out.ts';
import { type Clustering, lloyd } from './lloyd.ts';
import { prepareSteps } from './lloyd-kernel.ts';
import { type PackedPoints, sumDistances } from './silhouette-kernel.ts';

/** The pieces of work that run in threads of their own. Points are in shared memory and are not copied. */
export { refit } from './refit.ts';
export { startFrom } from './starts.ts';

export interface GoOnTask {
  readonly points: Matrix;
  /** k × d each. */
  readonly centroids: readonly Matrix[];
  readonly maxIterations: number;
  readonly tolerance: number;
}

/** One clustering for each of the centroids. */
export function goOn({ points, centroids, maxIterations, tolerance }: GoOnTask): Clustering[] {
  const laidOut = layOut(points);
  const steps = prepareSteps(laidOut, centroids[0]!.rows);
  return centroids.map((from) => lloyd(laidOut, from, maxIterations, tolerance, steps));
}

export interface LaneTask {
  readonly packed: PackedPoints;
  readonly lane: number;
}

export function distanceLane(task: LaneTask): Float64Array {
  return sumDistances(task.packed, task.lane);
}
