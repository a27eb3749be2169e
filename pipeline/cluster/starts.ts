import type { Matrix } from '../math/matrix.ts';
import { Random } from '../math/random.ts';
import { layOut } from './laid-out.ts';
import { type Clustering, lloyd } from './lloyd.ts';
import { prepareSteps } from './lloyd-kernel.ts';
import { plusPlus, prepareDistances } from './plus-plus.ts';

export interface StartsTask {
  readonly points: Matrix;
  readonly k: number;
  readonly maxIterations: number;
  readonly tolerance: number;
  readonly seed: number;
  /** Indices of the starts: with the seed each decides its random numbers. */
  readonly starts: readonly number[];
}

/** One clustering for each of the starts. */
export function startFrom({ points, k, maxIterations, tolerance, seed, starts }: StartsTask): Clustering[] {
  const laidOut = layOut(points);
  const steps = prepareSteps(laidOut, k);
  const distancesTo = prepareDistances(laidOut);
  return starts.map((start) => {
    const centroids = plusPlus(laidOut, k, Random.stream(seed, start), distancesTo);
    return lloyd(laidOut, centroids, maxIterations, tolerance, steps);
  });
}
