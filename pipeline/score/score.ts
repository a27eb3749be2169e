import { distancesTo, marginOf } from '../cluster/margin.ts';
import type { Model, UserRow } from '../domain/run.ts';
import { matrix } from '../math/matrix.ts';

/** Where one user stands in a stored model. */
export interface Score {
  /** Standardised cleaned features, in the model's order. */
  readonly point: readonly number[];
  /** Index of the nearest centroid. */
  readonly cluster: number;
  /** Euclidean distance to every centroid, in standard deviations. */
  readonly distances: readonly number[];
  /** 1 − distance to the own centroid / distance to the next, 0 to 1. */
  readonly margin: number;
}

/**
 * Scores a user as the run that learned the model would have, without clustering again: the same medians, caps, scaler
 * and centroids.
 *
 * @param row raw values by column; a missing value of a feature that is not imputed counts as average
 */
export function score(row: UserRow, { scaler, centroids, medians, bounds }: Model): Score {
  const point = scaler.map(({ feature, mean, deviation }) => {
    const value = (row[feature] as number | null) ?? medians[feature];
    if (value === undefined || deviation === 0) return 0;
    const { low, high } = bounds[feature] ?? { low: value, high: value };
    return (Math.min(Math.max(value, low), high) - mean) / deviation;
  });
  const centres = matrix(centroids);
  const distances = distancesTo(point, centres);
  const cluster = distances.indexOf(Math.min(...distances));
  return { point, cluster, distances, margin: marginOf(point, cluster, centres) };
}
