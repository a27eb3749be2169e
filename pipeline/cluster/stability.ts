import type { Matrix } from '../math/matrix.ts';
import { takeSharedRows } from '../math/shared-matrix.ts';
import { adjustedRandIndex, median } from '../math/statistics.ts';
import { layOut } from './laid-out.ts';
import type { Pool } from './pool.ts';

export interface Stability {
  /** Median adjusted Rand index between the clustering and its refits, about 0 (chance) to 1 (the same). */
  readonly medianRandIndex: number;
  readonly refits: number;
}

const REFITS = 10;
/** A bootstrap sample of this size finds what is there to be found, and costs no more for a larger input. */
const SAMPLE_SIZE = 10_000;
/** Refits must not repeat the random numbers of the clustering they judge. */
const OTHER_SEED = 0x5bd1e995;
/** Agreement is measured on at most this many users, spread evenly over the input. */
const EVALUATED = 100_000;

/**
 * Would another sample and another seed have found the same clusters? Refits on bootstrap samples (drawn with
 * replacement) with other seeds, gives every user the label of the nearest refitted centroid, and compares.
 *
 * @param labels of the chosen clustering, in the row order of `points`
 * @see Hennig (2007), https://doi.org/10.1016/j.csda.2006.11.025, with the adjusted Rand index for agreement
 */
export async function stability(points: Matrix, labels: Uint8Array, k: number, seed: number, pool: Pool): Promise<Stability> {
  const all = layOut(points);
  const compared = all.rows > EVALUATED ? evenly(all.rows, EVALUATED) : undefined;
  const target = compared === undefined ? all : layOut(takeSharedRows(all, compared));
  const chosen = compared === undefined ? labels : Uint8Array.from(compared, (index) => labels[index]!);
  const task = { points: all, target, sampleSize: Math.min(all.rows, SAMPLE_SIZE), k, seed: seed ^ OTHER_SEED };
  const refits = await Promise.all(Array.from({ length: REFITS }, (_, refit) => pool.refit({ ...task, refit })));
  return { medianRandIndex: median(refits.map((refitted) => adjustedRandIndex(chosen, refitted))), refits: REFITS };
}

/** `size` indices below n, evenly spread. */
function evenly(n: number, size: number): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => Math.floor((i * n) / size));
}
