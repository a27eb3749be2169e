import { Random } from '../math/random.ts';
import { takeSharedRows } from '../math/shared-matrix.ts';
import { type LaidOutPoints, layOut } from './laid-out.ts';
import { prepareSteps } from './lloyd-kernel.ts';
import { startFrom } from './starts.ts';
import { toleranceOf } from './tolerance.ts';

export interface RefitTask {
  /** The points to draw from … */
  readonly points: LaidOutPoints;
  readonly sampleSize: number;
  /** … and those to label. */
  readonly target: LaidOutPoints;
  readonly k: number;
  readonly seed: number;
  /** Index of this refit; with the seed it decides its random numbers. */
  readonly refit: number;
}

const STARTS = [0, 1, 2];
const MAX_ITERATIONS = 100;

/** Clusters a bootstrap sample (drawn with replacement) anew and gives every target point the label of the nearest centroid. */
export function refit({ points, sampleSize, target, k, seed, refit: stream }: RefitTask): Uint8Array {
  const random = Random.stream(seed, stream);
  const drawn = Int32Array.from({ length: sampleSize }, () => random.below(points.rows));
  const sample = layOut(takeSharedRows(points, drawn));
  const tolerance = toleranceOf(sample);
  const fits = startFrom({ points: sample, k, maxIterations: MAX_ITERATIONS, tolerance, seed: random.bits(), starts: STARTS });
  const best = fits.reduce((low, fit) => (fit.inertia < low.inertia ? fit : low));
  const steps = prepareSteps(target, k);
  steps.begin();
  steps.step(best.centroids);
  return steps.labels.slice();
}
