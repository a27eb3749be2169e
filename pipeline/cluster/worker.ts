import type { Matrix } from '../math/matrix.ts';
import { Random } from '../math/random.ts';
import { type Clustering, lloyd } from './lloyd.ts';
import { plusPlus } from './plus-plus.ts';
import { type PackedPoints, sumDistances } from './silhouette-kernel.ts';

/** The pieces of work that run in threads of their own. Points are in shared memory and are not copied. */

export interface StartTask {
  readonly points: Matrix;
  readonly k: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly seed: number;
  /** Index of the start: with the seed it decides the random numbers. */
  readonly start: number;
}

export function startOnce(task: StartTask): Clustering {
  const random = Random.stream(task.seed, task.start);
  return lloyd(task.points, plusPlus(task.points, task.k, random), task.maxIterations, task.tolerance);
}

export interface PolishTask {
  readonly points: Matrix;
  readonly centroids: Matrix;
  readonly maxIterations: number;
}

export function polish(task: PolishTask): Clustering {
  return lloyd(task.points, task.centroids, task.maxIterations, 0);
}

export interface LaneTask {
  readonly packed: PackedPoints;
  readonly lane: number;
}

export function distanceLane(task: LaneTask): Float64Array {
  return sumDistances(task.packed, task.lane);
}
