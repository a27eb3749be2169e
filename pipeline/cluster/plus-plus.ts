import { type Matrix, row, takeRows } from '../math/matrix.ts';
import type { Random } from '../math/random.ts';

/**
 * Greedy k-means++: the first centroid is a random point, each further one the best of 2 + ⌊ln k⌋ points drawn with
 * probability proportional to their squared distance from the centroids so far.
 *
 * @param points n × d with at least k different rows
 * @returns k × d
 * @see Arthur and Vassilvitskii (2007), section 6; the same number of candidates as scikit-learn
 */
export function plusPlus(points: Matrix, k: number, random: Random): Matrix {
  const chosen = [random.below(points.rows)];
  let nearest = squaredDistancesTo(points, chosen[0]!);
  const candidateCount = 2 + Math.floor(Math.log(k));
  while (chosen.length < k) {
    const total = sum(nearest);
    let best = { index: -1, potential: Number.POSITIVE_INFINITY, nearest };
    for (let candidate = 0; candidate < candidateCount; candidate++) {
      const index = drawProportional(nearest, random.next() * total);
      const distances = squaredDistancesTo(points, index);
      for (let i = 0; i < distances.length; i++) distances[i] = Math.min(distances[i]!, nearest[i]!);
      const potential = sum(distances);
      if (potential < best.potential) best = { index, potential, nearest: distances };
    }
    chosen.push(best.index);
    nearest = best.nearest;
  }
  return takeRows(points, chosen);
}

function squaredDistancesTo(points: Matrix, index: number): Float64Array {
  const { data, rows: n, columns: d } = points;
  const target = row(points, index);
  const distances = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++, at += d) {
    let distance = 0;
    for (let j = 0; j < d; j++) {
      const difference = data[at + j]! - target[j]!;
      distance += difference * difference;
    }
    distances[i] = distance;
  }
  return distances;
}

/** The index at which the running sum of the weights passes `target`; never one with weight 0. */
function drawProportional(weights: Float64Array, target: number): number {
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

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
