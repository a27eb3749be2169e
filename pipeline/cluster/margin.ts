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

/** The margin of every point. Length n. */
export function margins(points: Matrix, labels: Uint8Array, centroids: Matrix): Float64Array {
  return Float64Array.from({ length: points.rows }, (_, i) => marginOf(row(points, i), labels[i]!, centroids));
}

/** Euclidean distances of a point to every centroid. Length k. */
export function distancesTo(point: ArrayLike<number>, centroids: Matrix): number[] {
  return Array.from({ length: centroids.rows }, (_, c) => Math.sqrt(squaredDistance(point, row(centroids, c))));
}
