import { columnMeans, type Matrix, row, squaredDistance } from '../math/matrix.ts';
import { clusterSizes } from './cluster-sizes.ts';
import { type Clustering, inertiaOf } from './lloyd.ts';

/**
 * Davies–Bouldin index: for each cluster the worst ratio of spread within to distance between, averaged. From 0 up,
 * lower is better; infinite where two centroids coincide.
 *
 * @see Davies and Bouldin (1979), https://doi.org/10.1109/TPAMI.1979.4766909, with p = 2 and q = 1 as scikit-learn
 */
export function daviesBouldin(points: Matrix, { labels, centroids }: Clustering): number {
  const k = centroids.rows;
  const sizes = clusterSizes(labels, k);
  const spreads = spreadsOf(points, labels, centroids);
  const worst = spreads.map((spread, a) =>
    Math.max(
      ...spreads.map((other, b) =>
        a === b ? 0 : (spread / sizes[a]! + other / sizes[b]!) / Math.sqrt(squaredDistance(row(centroids, a), row(centroids, b))),
      ),
    ),
  );
  return worst.reduce((sum, ratio) => sum + ratio, 0) / k;
}

/** Sum of the distances of the points of each cluster to its centroid. Length k. */
function spreadsOf({ data, rows: n, columns: d }: Matrix, labels: Uint8Array, { data: centres, rows: k }: Matrix): number[] {
  const spreads = new Array<number>(k).fill(0);
  for (let i = 0, at = 0; i < n; i++) {
    let squared = 0;
    for (let j = 0, from = labels[i]! * d; j < d; j++) {
      const difference = data[at++]! - centres[from + j]!;
      squared += difference * difference;
    }
    spreads[labels[i]!]! += Math.sqrt(squared);
  }
  return spreads;
}

/**
 * Calinski–Harabasz index: variance between clusters over variance within, each per degree of freedom. From 0 up,
 * higher is better.
 *
 * @param parts of the variance between clusters, as {@link betweenVariance} gives them
 * @see Caliński and Harabasz (1974), https://doi.org/10.1080/03610927408827101
 */
export function calinskiHarabasz(points: Matrix, { labels, centroids }: Clustering, parts: Float64Array): number {
  const k = centroids.rows;
  const between = parts.reduce((sum, part) => sum + part, 0);
  return between / (k - 1) / (inertiaOf(points, centroids, labels) / (points.rows - k));
}

/** Between-cluster sum of squares of each feature: Σ over clusters of size · (centroid − mean)². Length d. */
export function betweenVariance(points: Matrix, labels: Uint8Array, centroids: Matrix): Float64Array {
  const means = columnMeans(points);
  const parts = new Float64Array(points.columns);
  for (const [cluster, size] of clusterSizes(labels, centroids.rows).entries()) {
    const centroid = row(centroids, cluster);
    for (let j = 0; j < parts.length; j++) parts[j]! += size * (centroid[j]! - means[j]!) ** 2;
  }
  return parts;
}
