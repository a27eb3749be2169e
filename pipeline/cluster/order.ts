import { takeRows } from '../math/matrix.ts';
import type { Clustering } from './lloyd.ts';

/** Renumbers clusters by falling rank, so that cluster 0 is always the one that ranks highest. Length of `ranks`: k. */
export function orderClusters(clustering: Clustering, ranks: readonly number[]): Clustering {
  const order = ranks.map((_, cluster) => cluster).toSorted((a, b) => ranks[b]! - ranks[a]!);
  const placeOf = order.map((_, cluster) => order.indexOf(cluster));
  return {
    ...clustering,
    centroids: takeRows(clustering.centroids, order),
    labels: clustering.labels.map((label) => placeOf[label]!),
  };
}
