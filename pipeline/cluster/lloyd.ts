import { type Matrix, row, squaredDistance, zeros } from '../math/matrix.ts';
import { halfNorm, type LloydSteps, prepareSteps } from './lloyd-kernel.ts';

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
export function lloyd(
  points: Matrix,
  start: Matrix,
  maxIterations: number,
  tolerance: number,
  steps: LloydSteps = prepareSteps(points, start.rows),
): Clustering {
  const { columns: d } = points;
  const k = start.rows;
  steps.begin();
  let centroids: Matrix = { ...start, data: start.data.slice() };
  let iterations = 0;
  let converged = false;
  while (iterations < maxIterations && !converged) {
    iterations++;
    const changed = steps.step(centroids);
    fillEmptyClusters(points, centroids, steps);
    const next = meansOf(steps, k, d);
    converged = squaredDistance(next.data, centroids.data) <= tolerance || (changed === 0 && iterations > 1);
    centroids = next;
  }
  steps.addUp();
  centroids = meansOf(steps, k, d);
  steps.step(centroids);
  const labels = new Uint8Array(new SharedArrayBuffer(points.rows));
  labels.set(steps.labels);
  return { labels, centroids, inertia: steps.inertia(centroids), iterations, converged };
}

/** k × d */
function meansOf({ sums, sizes }: LloydSteps, k: number, d: number): Matrix {
  const means = zeros(k, d);
  for (let at = 0; at < k * d; at++) means.data[at] = sums[at]! / sizes[Math.floor(at / d)]!;
  return means;
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
  const halfNorms = Float64Array.from({ length: k }, (_, c) => halfNorm(centroids, c));
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

function fillEmptyClusters(points: Matrix, centroids: Matrix, { labels, sums, sizes }: LloydSteps): void {
  const d = points.columns;
  for (let c = 0; c < sizes.length; c++) {
    if (sizes[c]! > 0) continue;
    const furthest = furthestPoint(points, centroids, labels, sizes);
    const moved = row(points, furthest);
    const from = labels[furthest]!;
    for (let j = 0; j < d; j++) sums[from * d + j]! -= moved[j]!;
    sums.set(moved, c * d);
    sizes[from]!--;
    sizes[c] = 1;
    labels[furthest] = c;
  }
}

/** Index of the point furthest from its centroid that is not alone with it. */
function furthestPoint(points: Matrix, centroids: Matrix, labels: Uint8Array, sizes: Float64Array): number {
  let furthest = -1;
  let distance = -1;
  for (let i = 0; i < points.rows; i++) {
    if (sizes[labels[i]!]! < 2) continue;
    const candidate = squaredDistance(row(points, i), row(centroids, labels[i]!));
    if (candidate > distance) [furthest, distance] = [i, candidate];
  }
  return furthest;
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
