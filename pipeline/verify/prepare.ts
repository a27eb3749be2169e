import type { Profile } from '../domain/profile.ts';
import type { Model } from '../domain/run.ts';
import { quantile } from '../math/statistics.ts';
import type { UserColumns } from './user-columns.ts';

/** Users made fit for clustering once more, by plain loops. */
export interface Prepared {
  /** Standardised features, a row a user. */
  readonly points: number[][];
  readonly medians: ReadonlyMap<string, number>;
  readonly bounds: ReadonlyMap<string, { readonly low: number; readonly high: number }>;
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

export function prepare(model: Model, profile: Profile, { size, numbers }: UserColumns): Prepared {
  const medians = new Map(profile.cleaning.impute.map((column) => [column, medianOf(numbers.get(column)!)]));
  const imputed = (column: string) =>
    numbers.get(column)!.map((value) => (Number.isNaN(value) ? (medians.get(column) ?? Number.NaN) : value));
  const bounds = new Map(profile.cleaning.cap.map((column) => [column, boundsOf(imputed(column))]));
  const means: number[] = [];
  const deviations: number[] = [];
  const points = Array.from({ length: size }, () => new Array<number>(model.features.length));
  for (const [j, feature] of model.features.entries()) {
    const { low, high } = bounds.get(feature) ?? { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    const values = imputed(feature).map((value) => Math.min(Math.max(value, low), high));
    const mean = values.reduce((sum, value) => sum + value, 0) / size;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size);
    const constant = deviation <= 1e-12 * Math.abs(mean);
    means.push(mean);
    deviations.push(constant ? 0 : deviation);
    for (let i = 0; i < size; i++) points[i]![j] = constant ? 0 : (values[i]! - mean) / deviation;
  }
  return { points, medians, bounds, means, deviations };
}

/** 0 for a column without any value, as the pipeline imputes it. */
function medianOf(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known.length === 0 ? 0 : quantile(known, 0.5);
}

function boundsOf(values: Float64Array): { readonly low: number; readonly high: number } {
  const sorted = values.toSorted();
  const [q1, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  return { low: q1 - 1.5 * (q3 - q1), high: q3 + 1.5 * (q3 - q1) };
}
