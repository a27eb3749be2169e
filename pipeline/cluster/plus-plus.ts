import { instantiate } from '../kernels/instantiate.ts';
import { Cutter, reserve, SPARE_BYTES } from '../kernels/memory.ts';
import { type Matrix, takeRows } from '../math/matrix.ts';
import type { Random } from '../math/random.ts';
import { layOut, paddedLength } from './laid-out.ts';
import type { LloydExports } from './lloyd-exports.ts';

/**
 * Greedy k-means++: the first centroid is a random point, each further one the best of 2 + ⌊ln k⌋ points drawn with
 * probability proportional to their squared distance from the centroids so far.
 *
 * @param points n × d with at least k different rows
 * @returns k × d
 * @see Arthur and Vassilvitskii (2007), section 6; the same number of candidates as scikit-learn
 */
export function plusPlus(points: Matrix, k: number, random: Random, distancesTo = prepareDistances(points)): Matrix {
  const chosen = [random.below(points.rows)];
  let nearest = distancesTo(chosen[0]!, undefined);
  const candidateCount = 2 + Math.floor(Math.log(k));
  while (chosen.length < k) {
    let best = { index: -1, distances: nearest.distances, potential: Number.POSITIVE_INFINITY };
    for (let candidate = 0; candidate < candidateCount; candidate++) {
      const index = drawProportional(nearest.distances, random.next() * nearest.potential);
      const found = distancesTo(index, nearest.distances);
      if (found.potential < best.potential) best = { index, ...found };
    }
    chosen.push(best.index);
    nearest = best;
  }
  return takeRows(points, chosen);
}

interface Distances {
  /** Squared, in single precision, of every point to the nearest centroid. Length n or a little more, then 0. */
  readonly distances: Float32Array;
  /** Their sum. */
  readonly potential: number;
}

/** Squared distances to the point with an index, or to what was nearest before if that is nearer. */
export function prepareDistances(points: Matrix): (index: number, nearest: Float32Array | undefined) => Distances {
  const { memory, data, blocks, rows: n, columns: d } = layOut(points);
  const length = paddedLength(n);
  const cut = new Cutter(memory, reserve(memory, (2 * length + d) * 4 + SPARE_BYTES));
  const [before, distances, target] = [cut.floats(length), cut.floats(length), cut.floats(d)];
  const kernel = instantiate<LloydExports>('lloyd', memory);
  return (index, nearest) => {
    if (nearest === undefined) before.fill(Number.POSITIVE_INFINITY, 0, n);
    else before.set(nearest);
    target.set(data.subarray(index * d, (index + 1) * d));
    const potential = kernel.nearer(blocks, n, d, target.byteOffset, before.byteOffset, distances.byteOffset);
    return { distances: distances.slice(), potential };
  };
}

/** The index at which the running sum of the weights passes `target`; never one with weight 0. */
function drawProportional(weights: Float32Array, target: number): number {
  let running = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    running += weights[i]!;
    last = i;
    if (running > target) return i;
  }
  return last;
}
