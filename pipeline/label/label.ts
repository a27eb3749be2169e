import type { Naming, SegmentName } from '../domain/profile.ts';
import { type Matrix, row } from '../math/matrix.ts';
import { matchCentroids } from './match.ts';

/** What is known of a cluster when it gets its name. */
export interface ClusterProfile {
  readonly features: readonly string[];
  /** k × d centroids in standard deviations, ordered by falling engagement index. */
  readonly centroids: Matrix;
}

/** Named clusters of the run before, in the scale of the present one. */
export interface NamedClusters {
  readonly centroids: Matrix;
  readonly names: readonly string[];
}

/**
 * One name per cluster, in cluster order, none twice: the previous run's where the cluster is the same one, else a
 * name by behaviour. The cluster of the highest engagement index is `naming.highest`, the lowest `naming.lowest`, and the ones
 * between are named by the feature that sets them most apart.
 */
export async function label(
  clusters: ClusterProfile,
  naming: Naming,
  previous: NamedClusters | undefined,
): Promise<readonly string[]> {
  if (previous === undefined) return nameByBehaviour(clusters, naming, []);
  const matches = await matchCentroids(clusters.centroids, previous.centroids);
  return nameByBehaviour(
    clusters,
    naming,
    matches.map((match) => previous.names[match]),
  );
}

/** Weighted sum of each centroid's features: what orders clusters from most to least engaged. Length k. */
export function engagementIndices(features: readonly string[], centroids: Matrix, naming: Naming): number[] {
  const weights = engagementWeights(features, naming);
  return Array.from({ length: centroids.rows }, (_, c) => engagementIndex(centroids, c, weights));
}

/** What each feature counts in the engagement index; 0 for one that it does not name. Length d. */
export function engagementWeights(features: readonly string[], naming: Naming): Float64Array {
  return Float64Array.from(features, (feature) => naming.index[feature] ?? 0);
}

/** Weighted sum of the standardised features of a user, or of a centroid. */
export function engagementIndex({ data, columns }: Matrix, index: number, weights: Float64Array): number {
  let sum = 0;
  for (let j = 0, at = index * columns; j < columns; j++, at++) sum += weights[j]! * data[at]!;
  return sum;
}

/** The declared name, or one made for a cluster that no declared name fits. */
export function declaredName(naming: Naming, name: string): SegmentName {
  return (
    [naming.highest, naming.lowest, ...naming.traits].find((candidate) => candidate.name === name) ?? {
      name,
      synonyms: [],
      action: 'Look at what sets this segment apart before acting.',
    }
  );
}

/** "Power Users" → "power-users" */
export function segmentId(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function nameByBehaviour(
  { features, centroids }: ClusterProfile,
  naming: Naming,
  kept: readonly (string | undefined)[],
): string[] {
  const k = centroids.rows;
  const names: (string | undefined)[] = Array.from({ length: k }, (_, c) => kept[c]);
  const used = new Set(names);
  const give = (cluster: number, name: string) => {
    if (names[cluster] !== undefined || used.has(name)) return;
    names[cluster] = name;
    used.add(name);
  };
  give(0, naming.highest.name);
  give(k - 1, naming.lowest.name);
  const claims = naming.traits
    .flatMap((trait) =>
      Array.from({ length: k }, (_, cluster) => ({ cluster, trait, score: traitScore(features, centroids, cluster, trait) })),
    )
    .filter(({ score }) => score >= TELLING)
    .toSorted((a, b) => b.score - a.score);
  for (const { cluster, trait } of claims) give(cluster, trait.name);
  for (const [cluster, name] of names.entries()) {
    if (name === undefined) give(cluster, neutralName(cluster, used));
  }
  return names as string[];
}

/** A name that claims nothing: the cluster's rank by engagement, or the next number that no cluster has kept. */
function neutralName(cluster: number, used: ReadonlySet<string | undefined>): string {
  let number = cluster + 1;
  while (used.has(`Segment ${number}`)) number++;
  return `Segment ${number}`;
}

/** A feature tells a cluster apart from half a standard deviation on (Cohen's medium effect). */
const TELLING = 0.5;

function traitScore(
  features: readonly string[],
  centroids: Matrix,
  cluster: number,
  trait: { readonly feature: string; readonly direction: 'high' | 'low' },
): number {
  const z = row(centroids, cluster)[features.indexOf(trait.feature)] ?? 0;
  return trait.direction === 'high' ? z : -z;
}
