import type { Cell, CompleteRun, Incident, Slice } from '#pipeline';
import { alertRules } from '../../pipeline/anomaly/rules.ts';
import { type Snapshot, snapshotOf, watchedMeasures } from '../../pipeline/anomaly/snapshot.ts';
import { bandLabels, type Dimension, dimensionOf, measureOf, UNKNOWN } from '../../pipeline/domain/profile.ts';
import { USERS } from '../../pipeline/domain/run.ts';
import { generateTelemetry, type TelemetryOptions, type TelemetryRow } from '../../pipeline/generate/index.ts';
import { appBehavior as profile } from '../../pipeline/profiles/app-behavior.ts';
import { newRun } from './store-runs.ts';

/** Generated telemetry as the detector sees it, without clustering: every user is in the one segment `Everyone`. */
export function weeklySnapshots(options: TelemetryOptions): {
  readonly incidents: readonly Incident[];
  readonly snapshots: readonly Snapshot[];
} {
  const plan = generateTelemetry(options);
  const rules = alertRules(profile.name);
  const snapshots = plan.snapshots.map(({ date, rows }, week) => {
    const users = [...rows()].flatMap((entry) => (entry.kind === 'good' ? [entry.row] : []));
    const contents = { cells: cellsOf(users, watchedMeasures(profile, rules)), movements: undefined };
    return snapshotOf(runOf(week + 1, date, users.length), contents, profile, rules);
  });
  return { incidents: plan.incidents, snapshots };
}

export function runOf(id: number, asOf: string, rows: number): CompleteRun {
  const finishedAt = new Date(`${asOf}T12:00:00Z`);
  const segments = [{ id: 'everyone', name: EVERYONE, nameSupported: true, cluster: 0, users: rows, share: 1, action: 'Wait.' }];
  return { ...newRun(profile, asOf, `${id}`), id, status: 'complete', finishedAt, rows, rejected: 0, segments };
}

/** The cube in plain JavaScript: measures over everybody, all values of one dimension and of two. */
export function cellsOf(rows: readonly TelemetryRow[], measures: readonly string[]): readonly Cell[] {
  const columns = measures.map((name) => (name === USERS ? undefined : measureOf(profile, name)));
  const slices = new Map<string, { readonly slice: Slice; readonly sums: readonly Sums[] }>();
  for (const row of rows) {
    const values = columns.map((measure) => valueIn(row, measure));
    const places = profile.dimensions.map((dimension) => ({ [dimension.name]: placeOf(row, dimension) }));
    const names = places.map((place) => Object.entries(place).join());
    const add = (key: string, one: Slice, other: Slice) => {
      let entry = slices.get(key);
      if (entry === undefined) {
        entry = { slice: { ...one, ...other }, sums: measures.map(() => ({ count: 0, sum: 0, sumOfSquares: 0 })) };
        slices.set(key, entry);
      }
      for (const [index, sums] of entry.sums.entries()) {
        const value = values[index]!;
        if (value === null) continue;
        sums.count++;
        sums.sum += value;
        sums.sumOfSquares += value ** 2;
      }
    };
    add('', {}, {});
    for (const [first, place] of places.entries()) {
      add(names[first]!, place, {});
      for (let second = first + 1; second < places.length; second++)
        add(`${names[first]} ${names[second]}`, place, places[second]!);
    }
  }
  return [...slices.values()].flatMap(({ slice, sums }) =>
    sums.map((moments, index) => ({ segment: EVERYONE, slice, measure: measures[index]!, minimum: 0, maximum: 0, ...moments })),
  );
}

interface Sums {
  count: number;
  sum: number;
  sumOfSquares: number;
}

const EVERYONE = 'Everyone';

function valueIn(row: TelemetryRow, measure: ReturnType<typeof measureOf> | undefined): number | null {
  if (measure === undefined) return 1;
  const value = row[measure.column];
  if (value === null || value === undefined) return null;
  return measure.above === undefined ? Number(value) : Number(Number(value) > measure.above);
}

function placeOf(row: TelemetryRow, { name }: Dimension): string {
  const dimension = dimensionOf(profile, name);
  const value = row[dimension.column];
  if (value === null || value === undefined) return UNKNOWN;
  if (dimension.kind === 'category') return String(value);
  const band = dimension.edges.filter((edge) => Number(value) >= edge).length;
  return bandLabels(dimension.edges)[band]!;
}
