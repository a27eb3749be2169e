import { type Matrix, row, squaredDistance } from '../math/matrix.ts';

/**
 * How clearly one point belongs to its centroid: 1 − d₁ / d₂ with the distances to the own and the next nearest centroid.
 *
 * @returns 0 on the border between two centroids, 1 at the own centroid
 */
export function marginOf(point: ArrayLike<number>, label: number, centroids: Matrix): number {
  const distances = distancesTo(point, centroids);
  const own = distances[label]!;
  const next = Math.min(...distances.filter((_, c) => c !== label));
  return next === 0 ? 0 : Math.max(0, 1 - own / next);
}

/** The margin of every point, as {@link marginOf} gives it. Length n. */
export function margins(
  { data, rows: n, columns: d }: Matrix,
  labels: Uint8Array,
  { data: centres, rows: k }: Matrix,
): Float64Array {
  const result = new Float64Array(n);
  for (let i = 0, at = 0; i < n; i++, at += d) {
    let own = 0;
    let next = Number.POSITIVE_INFINITY;
    for (let c = 0, from = 0; c < k; c++, from += d) {
      let squared = 0;
      for (let j = 0; j < d; j++) {
        const difference = data[at + j]! - centres[from + j]!;
        squared += difference * difference;
      }
      if (c === labels[i]) own = squared;
      else if (squared < next) next = squared;
    }
    result[i] = next === 0 ? 0 : Math.max(0, 1 - Math.sqrt(own) / Math.sqrt(next));
  }
  return result;
}

/** Euclidean distances of a point to every centroid. Length k. */
export function distancesTo(point: ArrayLike<number>, centroids: Matrix): number[] {
  return Array.from({ length: centroids.rows }, (_, c) => Math.sqrt(squaredDistance(point, row(centroids, c))));
}
