import type { Profile } from '../domain/profile.ts';
import type { Cell, CompleteRun, Model } from '../domain/run.ts';
import type { Place } from '../store/store.ts';
import { type Check, check, counted, relative } from './check.ts';
import { checkCube } from './check-cells.ts';
import { checkPlaces } from './check-places.ts';
import { checkPredictions, type StoredForesight } from './check-predictions.ts';
import { prepare } from './prepare.ts';
import type { UserColumns } from './user-columns.ts';

/** What the store has of a run beside its users. */
export interface StoredFigures {
  /** The whole cube, for the measure `users` and the profile's. */
  readonly cells: readonly Cell[];
  /** Where each user was put, by id, as the history has it. */
  readonly history: ReadonlyMap<string, Place>;
  readonly foresight: StoredForesight;
}

/**
 * Computes a run again from its stored users, sharing no arithmetic with the pipeline: plain loops for medians, caps,
 * scaler, cube, margins and forecasts, and ml-kmeans from the stored centroids for the clusters.
 *
 * @param columns of the run's users as stored
 */
export async function verify(
  run: CompleteRun,
  model: Model,
  profile: Profile,
  columns: UserColumns,
  { cells, history, foresight }: StoredFigures,
): Promise<readonly Check[]> {
  const { kmeans } = await import('ml-kmeans'); // slow to load, and only for this
  const { points, medians, bounds, means, deviations } = prepare(model, profile, columns);
  const { clusters: labels, centroids } = kmeans(points, model.centroids.length, {
    initialization: model.centroids.map((centroid) => [...centroid]),
    maxIterations: run.settings.maxIterations,
    tolerance: 1e-12,
  });
  const { one, many } = profile.entity;
  const caps = Object.entries(model.bounds);
  const low = caps.map(([column, { low: value }]) => [column, value] as const);
  const high = caps.map(([column, { high: value }]) => [column, value] as const);
  return [
    check(many, counted(run.segments.length + 1, 'count'), sizesApart(run, columns), 0),
    check(
      'medians',
      counted(medians.size, 'column'),
      worst(Object.entries(model.medians), (column) => medians.get(column)!),
    ),
    check(
      'caps',
      counted(caps.length * 2, 'bound'),
      Math.max(
        worst(low, (column) => bounds.get(column)!.low),
        worst(high, (column) => bounds.get(column)!.high),
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
      Math.max(...model.centroids.flatMap((centroid, c) => centroid.map((value, j) => relative(value, centroids[c]![j]!)))),
    ),
    ...checkPlaces(columns, model, { points, labels, centroids }, run.inertia, history, [one, many]),
    ...checkCube(cells, columns.cells),
    ...checkPredictions(columns, profile, foresight),
  ];
}

/** Of the run and of its segments. */
function sizesApart({ rows, segments }: CompleteRun, columns: UserColumns): number {
  const found = Map.groupBy(columns.segments, (segment) => segment);
  return Math.max(
    relative(rows, columns.size),
    ...segments.map(({ name, users }) => relative(users, found.get(name)?.length ?? 0)),
  );
}

function worst(stored: readonly (readonly [string, number])[], found: (column: string) => number): number {
  return Math.max(0, ...stored.map(([column, value]) => relative(value, found(column))));
}
