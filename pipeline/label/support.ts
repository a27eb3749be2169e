import type { Naming } from '../domain/profile.ts';
import { type Matrix, row } from '../math/matrix.ts';
import { addMoments, cohensD, type Moments } from '../math/statistics.ts';
import { engagementIndex, engagementWeights } from './label.ts';

/** Cohen's medium effect: below it a name like "Power Users" claims more than the behaviour shows. */
const SUPPORTED_FROM = 0.5;

/**
 * Which names the behaviour bears out, by cluster index. A name for the most or least engaged users needs an engagement
 * index half a pooled standard deviation from everyone else's, a name by trait needs its feature half a standard
 * deviation off; a neutral name ("Segment 3") claims nothing.
 *
 * @param moments of the engagement index of each cluster
 */
export function supportedNames(
  features: readonly string[],
  centroids: Matrix,
  moments: readonly Moments[],
  names: readonly string[],
  naming: Naming,
): readonly boolean[] {
  return names.map((name, cluster) => {
    if (name === naming.highest.name || name === naming.lowest.name) {
      const others = addMoments(moments.filter((_, other) => other !== cluster));
      const d = cohensD(moments[cluster]!, others)?.d ?? 0;
      return name === naming.highest.name ? d >= SUPPORTED_FROM : d <= -SUPPORTED_FROM;
    }
    const trait = naming.traits.find((candidate) => candidate.name === name);
    if (trait === undefined) return true;
    const z = row(centroids, cluster)[features.indexOf(trait.feature)] ?? 0;
    return trait.direction === 'high' ? z >= SUPPORTED_FROM : z <= -SUPPORTED_FROM;
  });
}

/**
 * Moments of the engagement index of the users of each cluster.
 *
 * @param points n × d standardised features, with their `labels` below k
 */
export function engagementMoments(
  features: readonly string[],
  points: Matrix,
  labels: Uint8Array,
  k: number,
  naming: Naming,
): readonly Moments[] {
  const weights = engagementWeights(features, naming);
  const moments = Array.from({ length: k }, () => ({ count: 0, sum: 0, sumOfSquares: 0 }));
  for (let i = 0; i < points.rows; i++) {
    const index = engagementIndex(points, i, weights);
    const own = moments[labels[i]!]!;
    own.count++;
    own.sum += index;
    own.sumOfSquares += index * index;
  }
  return moments;
}
