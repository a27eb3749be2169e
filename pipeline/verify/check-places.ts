import type { Model } from '../domain/run.ts';
import { type Check, check, counted, relative } from './check.ts';
import type { UserColumns } from './user-columns.ts';

/** What ml-kmeans found of standardised users. */
export interface FoundClusters {
  readonly points: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly centroids: readonly (readonly number[])[];
}

/** Users on the border of two segments may fall to either side by the last bit. */
const ALLOWED_MOVED = 1e-6;

/**
 * Compares where users were put with where they belong: segment, cluster, distances, and what the history has of them.
 *
 * @param history segment and margin of each user by id
 * @param nouns for a count of users
 */
export function checkPlaces(
  columns: UserColumns,
  model: Model,
  found: FoundClusters,
  inertia: number,
  history: ReadonlyMap<string, { readonly segment: string; readonly margin: number }>,
  nouns: readonly [string, string],
): readonly Check[] {
  const { ids, segments, clusters, size } = columns;
  const users = counted(size, ...nouns);
  let moved = 0;
  let misnumbered = 0;
  let alike = 0;
  let farthest = 0;
  for (let i = 0; i < size; i++) {
    const cluster = found.labels[i]!;
    const named = model.names[cluster] === segments[i];
    if (!named) moved++;
    // one on a border, whose segment is that of its cluster, is for `segments`
    if (clusters[i] !== cluster && model.names[clusters[i]!] !== segments[i]) misnumbered++;
    const past = history.get(ids[i]!);
    if (past === undefined) continue; // counted below
    if (past.segment === segments[i]) alike++;
    farthest = Math.max(farthest, relative(past.margin, marginOf(found.points[i]!, cluster, found.centroids)));
  }
  const total = Math.max(size, history.size);
  return [
    check('segments', users, moved / size, ALLOWED_MOVED),
    check('clusters', users, misnumbered / size, 0),
    check('inertia', '1 sum', relative(inertia, inertiaOf(found))),
    check('history', counted(history.size, ...nouns), (total - alike) / total, 0),
    check('margins', counted(history.size, 'distance'), farthest, ALLOWED_MARGIN),
  ];
}

/** At a centroid the distance is the root of what rounding left of its square: of 1e-15 some 3e-8. */
const ALLOWED_MARGIN = 1e-7;

/** 0 on the border of two clusters, 1 at the centroid of the own. */
function marginOf(point: readonly number[], own: number, centroids: readonly (readonly number[])[]): number {
  const distances = centroids.map((centroid) => Math.sqrt(squaredDistance(point, centroid)));
  const next = Math.min(...distances.filter((_, cluster) => cluster !== own));
  return next === 0 ? 0 : Math.max(0, 1 - distances[own]! / next);
}

function inertiaOf({ points, labels, centroids }: FoundClusters): number {
  return points.reduce((sum, point, i) => sum + squaredDistance(point, centroids[labels[i]!]!), 0);
}

function squaredDistance(point: readonly number[], centroid: readonly number[]): number {
  return point.reduce((sum, value, j) => sum + (value - centroid[j]!) ** 2, 0);
}
