import type { Profile } from '../domain/profile.ts';
import type { Cell, CompleteRun, Model } from '../domain/run.ts';
import { quantile } from '../math/statistics.ts';
import { type Check, check, counted, relative } from './check.ts';
import { checkSlices } from './slice-counts.ts';
import type { UserColumns } from './user-columns.ts';

/** What the store has of a run beside its users. */
export interface StoredFigures {
  /** Of the whole segments, for the profile's measures. */
  readonly cells: readonly Cell[];
  /** Over each single dimension of the profile, for the measure `users`. */
  readonly slices: readonly Cell[];
  /** The segment of each user by id, as the history has it. */
  readonly history: ReadonlyMap<string, string>;
}

/** Users on the border of two segments may fall to either side by the last bit. */
const ALLOWED_MOVED = 1e-6;

/**
 * Computes a run again from its stored users, sharing no arithmetic with the pipeline: plain loops for medians, caps,
 * scaler, averages and counts, and ml-kmeans from the stored centroids for the clusters.
 *
 * @param columns of the run's users as stored
 */
export async function verify(
  run: CompleteRun,
  model: Model,
  profile: Profile,
  columns: UserColumns,
  { cells, slices, history }: StoredFigures,
): Promise<readonly Check[]> {
  const { kmeans } = await import('ml-kmeans'); // slow to load, and only for this
  const { points, medians, bounds, means, deviations } = prepare(model, profile, columns);
  const clusters = kmeans(points, model.centroids.length, {
    initialization: model.centroids.map((centroid) => [...centroid]),
    maxIterations: run.settings.maxIterations,
    tolerance: 1e-12,
  });
  const moved = clusters.clusters.reduce((sum, cluster, i) => (model.names[cluster] === columns.segments[i] ? sum : sum + 1), 0);
  const caps = Object.entries(model.bounds);
  return [
    check('users', '1 count', relative(run.rows, columns.size), 0),
    check(
      'medians',
      counted(medians.size, 'column'),
      worst(Object.entries(model.medians), (column) => medians.get(column)!),
    ),
    check(
      'caps',
      counted(caps.length * 2, 'bound'),
      Math.max(
        worst(
          caps.map(([column, { low }]) => [column, low] as const),
          (column) => bounds.get(column)!.low,
        ),
        worst(
          caps.map(([column, { high }]) => [column, high] as const),
          (column) => bounds.get(column)!.high,
        ),
      ),
    ),
    check(
      'scaler',
      counted(model.scaler.length * 2, 'figure'),
      Math.max(
        ...model.scaler.map(({ mean, deviation }, j) => Math.max(relative(mean, means[j]!), relative(deviation, deviations[j]!))),
      ),
    ),
    check(
      'centroids',
      counted(model.centroids.length * model.features.length, 'coordinate'),
      Math.max(
        ...model.centroids.flatMap((centroid, c) => centroid.map((value, j) => relative(value, clusters.centroids[c]![j]!))),
      ),
    ),
    check('segments', counted(columns.size, 'user'), moved / columns.size, ALLOWED_MOVED),
    check('clusters', counted(columns.size, 'user'), misnumbered(columns, clusters.clusters, model) / columns.size, 0),
    check('inertia', '1 sum', relative(run.inertia, inertiaOf(points, clusters.clusters, clusters.centroids))),
    check('averages', counted(cells.length, 'cell'), worstCell(cells, profile, columns)),
    checkSlices(slices, columns.sliceCounts),
    check('history', counted(history.size, 'user'), unlikeHistory(columns, history) / Math.max(columns.size, history.size), 0),
  ];
}

/** Users in another cluster than found; but those on a border, whose segment is that of their cluster, are for `segments`. */
function misnumbered({ clusters, segments }: UserColumns, found: readonly number[], { names }: Model): number {
  let count = 0;
  for (const [i, cluster] of clusters.entries()) if (cluster !== found[i] && names[cluster] !== segments[i]) count++;
  return count;
}

/** Users whom the history has in another segment, or not at all, or who are there alone. */
function unlikeHistory({ ids, segments, size }: UserColumns, history: ReadonlyMap<string, string>): number {
  let alike = 0;
  for (const [i, id] of ids.entries()) if (history.get(id) === segments[i]) alike++;
  return Math.max(size, history.size) - alike;
}

interface Prepared {
  readonly points: number[][];
  readonly medians: ReadonlyMap<string, number>;
  readonly bounds: ReadonlyMap<string, { readonly low: number; readonly high: number }>;
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

function prepare(model: Model, profile: Profile, { size, numbers }: UserColumns): Prepared {
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

function inertiaOf(
  points: readonly (readonly number[])[],
  labels: readonly number[],
  centroids: readonly (readonly number[])[],
): number {
  return points.reduce((sum, point, i) => {
    const centroid = centroids[labels[i]!]!;
    return sum + point.reduce((part, value, j) => part + (value - centroid[j]!) ** 2, 0);
  }, 0);
}

function worstCell(cells: readonly Cell[], profile: Profile, { size, numbers, segments }: UserColumns): number {
  let most = 0;
  for (const { name, column, above } of profile.measures) {
    const values = numbers.get(column)!;
    const totals = new Map<string, { count: number; sum: number }>();
    for (let i = 0; i < size; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      const total = totals.get(segments[i]!) ?? { count: 0, sum: 0 };
      total.count++;
      total.sum += above === undefined ? value : Number(value > above);
      totals.set(segments[i]!, total);
    }
    for (const cell of cells.filter(({ measure }) => measure === name)) {
      const total = totals.get(cell.segment) ?? { count: 0, sum: 0 };
      most = Math.max(most, relative(cell.count, total.count), relative(cell.sum, total.sum));
    }
  }
  return most;
}

function worst(stored: readonly (readonly [string, number])[], found: (column: string) => number): number {
  return Math.max(0, ...stored.map(([column, value]) => relative(value, found(column))));
}
