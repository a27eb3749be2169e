import { type Matrix, row, squaredDistance, zeros } from '../math/matrix.ts';

/** What k-means found from one start. */
export interface Clustering {
  /** n cluster indices from 0 to k − 1, in the row order of the points. */
  readonly labels: Uint8Array;
  /** k × d. */
  readonly centroids: Matrix;
  /** Sum of squared distances of the points to their centroids; lower is better. */
  readonly inertia: number;
  readonly iterations: number;
  /** True if the last step moved no centroid further than the tolerance. */
  readonly converged: boolean;
}

/**
 * Lloyd's iteration from given centroids. Every cluster keeps at least one point: an empty one takes the point that
 * lies furthest from its centroid.
 *
 * @param points n × d
 * @param start k × d, not changed; k at most 255
 * @param tolerance stop when the squared shift of all centroids together is at most this; 0 goes on until no label changes
 * @see Lloyd (1982), https://doi.org/10.1109/TIT.1982.1056489. Time O(n k d) an iteration.
 */
export function lloyd(points: Matrix, start: Matrix, maxIterations: number, tolerance: number): Clustering {
  const { rows: n, columns: d } = points;
  const k = start.rows;
  let centroids: Matrix = { ...start, data: start.data.slice() };
  const labels = new Uint8Array(new SharedArrayBuffer(n));
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations && !converged) {
    iterations++;
    const changed = assign(points, centroids, labels);
    const next = zeros(k, d);
    const sizes = sumByLabel(points, labels, next);
    fillEmptyClusters(points, centroids, labels, next, sizes);
    let shift = 0;
    for (let c = 0; c < k; c++) {
      const centroid = row(next, c);
      for (let j = 0; j < d; j++) centroid[j]! /= sizes[c]!;
      shift += squaredDistance(centroid, row(centroids, c));
    }
    centroids = next;
    converged = shift <= tolerance || (changed === 0 && iterations > 1);
  }
  assign(points, centroids, labels);
  return { labels, centroids, inertia: inertiaOf(points, centroids, labels), iterations, converged };
}

/**
 * Gives every point the label of its nearest centroid, the first of equally near ones. Compares |c|² − 2 x·c, which
 * orders centroids as the squared distance does.
 *
 * @returns how many labels changed
 */
export function assign(points: Matrix, centroids: Matrix, labels: Uint8Array): number {
  const { data, rows: n, columns: d } = points;
  const k = centroids.rows;
  const centre = centroids.data;
  const halfNorms = new Float64Array(k);
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < d; j++) halfNorms[c]! += (centre[c * d + j]! * centre[c * d + j]!) / 2;
  }
  let changed = 0;
  for (let i = 0, at = 0; i < n; i++, at += d) {
    let best = 0;
    let bestScore = Number.POSITIVE_INFINITY;
    for (let c = 0, from = 0; c < k; c++, from += d) {
      let score = halfNorms[c]!;
      for (let j = 0; j < d; j++) score -= data[at + j]! * centre[from + j]!;
      if (score < bestScore) {
        bestScore = score;
        best = c;
      }
    }
    if (labels[i] !== best) {
      labels[i] = best;
      changed++;
    }
  }
  return changed;
}

/** Adds the points of each label into `sums` (k × d) and returns how many there were. */
function sumByLabel(points: Matrix, labels: Uint8Array, sums: Matrix): Float64Array {
  const { data, rows: n, columns: d } = points;
  const total = sums.data;
  const sizes = new Float64Array(sums.rows);
  for (let i = 0, at = 0; i < n; i++, at += d) {
    const to = labels[i]! * d;
    sizes[labels[i]!]!++;
    for (let j = 0; j < d; j++) total[to + j]! += data[at + j]!;
  }
  return sizes;
}

function fillEmptyClusters(points: Matrix, centroids: Matrix, labels: Uint8Array, sums: Matrix, sizes: Float64Array): void {
  for (let c = 0; c < sizes.length; c++) {
    if (sizes[c]! > 0) continue;
    let furthest = -1;
    let distance = -1;
    for (let i = 0; i < points.rows; i++) {
      if (sizes[labels[i]!]! < 2) continue;
      const candidate = squaredDistance(row(points, i), row(centroids, labels[i]!));
      if (candidate > distance) [furthest, distance] = [i, candidate];
    }
    const from = row(sums, labels[furthest]!);
    const moved = row(points, furthest);
    for (let j = 0; j < from.length; j++) from[j]! -= moved[j]!;
    sizes[labels[furthest]!]!--;
    row(sums, c).set(moved);
    sizes[c] = 1;
    labels[furthest] = c;
  }
}

/** Sum of squared distances of the points to the centroids of their labels. */
export function inertiaOf(points: Matrix, centroids: Matrix, labels: Uint8Array): number {
  const { data, rows: n, columns: d } = points;
  let inertia = 0;
  for (let i = 0, at = 0; i < n; i++, at += d) {
    const from = labels[i]! * d;
    for (let j = 0; j < d; j++) {
      const difference = data[at + j]! - centroids.data[from + j]!;
      inertia += difference * difference;
    }
  }
  return inertia;
}
