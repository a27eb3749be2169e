import { clusterSizes } from '../cluster/cluster-sizes.ts';
import type { Clustering } from '../cluster/lloyd.ts';
import type { Pool } from '../cluster/pool.ts';
import { betweenVariance, calinskiHarabasz, daviesBouldin } from '../cluster/separation.ts';
import { silhouette } from '../cluster/silhouette.ts';
import { stability } from '../cluster/stability.ts';
import type { Trust } from '../domain/run.ts';
import type { Matrix } from '../math/matrix.ts';
import { Random } from '../math/random.ts';

/** What was measured of a clustering that needs no names. */
export interface Assessment extends Pick<Trust, 'separation' | 'stability' | 'dominance'> {
  /** Users by cluster index. */
  readonly sizes: readonly number[];
}

/** Measures separation, stability and dominance of a clustering of n × d standardised points. */
export async function assess(
  points: Matrix,
  clustering: Clustering,
  features: readonly string[],
  seed: number,
  pool: Pool,
): Promise<Assessment> {
  const { labels, centroids } = clustering;
  const k = centroids.rows;
  const [{ mean, interval, users }, stable] = await Promise.all([
    silhouette(points, labels, k, pool, Random.stream(seed, 1)),
    stability(points, labels, k, seed, pool),
  ]);
  const between = betweenVariance(points, labels, centroids);
  return {
    separation: {
      silhouette: mean,
      silhouetteInterval: interval,
      silhouetteUsers: users,
      daviesBouldin: daviesBouldin(points, clustering),
      calinskiHarabasz: calinskiHarabasz(points, clustering, between),
    },
    stability: stable,
    dominance: dominance(features, between),
    sizes: clusterSizes(labels, k),
  };
}

/** The feature that carries the largest share of the between-cluster variance. */
function dominance(features: readonly string[], parts: Float64Array): Trust['dominance'] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  const strongest = parts.indexOf(Math.max(...parts));
  return { feature: features[strongest]!, share: parts[strongest]! / total };
}
