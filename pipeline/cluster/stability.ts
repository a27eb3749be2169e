import { columnDeviations, columnMeans, type Matrix, takeRows } from '../math/matrix.ts';
import { Random } from '../math/random.ts';
import { sharedRows, takeSharedRows } from '../math/shared-matrix.ts';
import { adjustedRandIndex, median } from '../math/statistics.ts';
import { layOut } from './laid-out.ts';
import { assign } from './lloyd.ts';
import type { Pool } from './pool.ts';

export interface Stability {
  /** Median adjusted Rand index between the clustering and its refits, about 0 (chance) to 1 (the same). */
  readonly medianRandIndex: number;
  readonly refits: number;
}

const REFITS = 10;
const STARTS_OF_REFIT = [0, 1, 2];
/** A bootstrap sample of this size finds what is there to be found, and costs no more for a larger input. */
const SAMPLE_SIZE = 10_000;
const MAX_ITERATIONS = 100;
/** Refits must not repeat the random numbers of the clustering they judge. */
const OTHER_SEED = 0x5bd1e995;

/**
 * Would another sample and another seed have found the same clusters? Refits on bootstrap samples (drawn with
 * replacement) with other seeds, gives every user the label of the nearest refitted centroid, and compares.
 *
 * @param labels of the chosen clustering, in the row order of `points`
 * @see Hennig (2007), https://doi.org/10.1016/j.csda.2006.11.025, with the adjusted Rand index for agreement
 */
export async function stability(points: Matrix, labels: Uint8Array, k: number, seed: number, pool: Pool): Promise<Stability> {
  const size = Math.min(points.rows, SAMPLE_SIZE);
  const compared = takeEvenly(points.rows, EVALUATED);
  const target = takeRows(points, compared);
  const chosen = Uint8Array.from(compared, (index) => labels[index]!);
  const randoms = Array.from({ length: REFITS }, (_, refit) => Random.stream(seed ^ OTHER_SEED, refit));
  const drawn = randoms.flatMap((random) => Array.from({ length: size }, () => random.below(points.rows)));
  const samples = takeSharedRows(points, drawn);
  const indices = await Promise.all(
    randoms.map(async (random, refit) => {
      const sample = layOut(sharedRows(samples, refit * size, size));
      const tolerance = 1e-4 * meanSquare(columnDeviations(sample, columnMeans(sample)));
      const refits = {
        points: sample,
        k,
        maxIterations: MAX_ITERATIONS,
        tolerance,
        seed: random.bits(),
        starts: STARTS_OF_REFIT,
      };
      const fits = await pool.startFrom(refits);
      const best = fits.reduce((low, fit) => (fit.inertia < low.inertia ? fit : low));
      const refitted = new Uint8Array(target.rows);
      assign(target, best.centroids, refitted);
      return adjustedRandIndex(chosen, refitted);
    }),
  );
  return { medianRandIndex: median(indices), refits: REFITS };
}

/** Agreement is measured on at most this many users, spread evenly over the input. */
const EVALUATED = 100_000;

function takeEvenly(n: number, limit: number): Int32Array {
  const size = Math.min(n, limit);
  return Int32Array.from({ length: size }, (_, i) => Math.floor((i * n) / size));
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
