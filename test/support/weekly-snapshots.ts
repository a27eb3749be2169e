import type { Cell, CompleteRun, Incident } from '#pipeline';
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
  const cells = new Map<string, Cell>();
  const columns = measures.map((name) => (name === USERS ? undefined : measureOf(profile, name)));
  for (const row of rows) {
    const places = profile.dimensions.map((dimension) => [dimension.name, valueOf(row, dimension)] as const);
    const pairs = places.flatMap((first, index) => places.slice(index + 1).map((second) => [first, second]));
    for (const place of [[], ...places.map((one) => [one]), ...pairs]) {
      const slice = place.map(([name, value]) => `${name}=${value}`).join('&');
      for (const [index, measure] of measures.entries()) {
        const value = valueIn(row, columns[index]);
        if (value === null) continue;
        const key = `${measure}@${slice}`;
        const cell = cells.get(key) ?? { ...EMPTY, measure, slice: Object.fromEntries(place) };
        cells.set(key, Object.assign(cell, { count: cell.count + 1, sum: cell.sum + value, sumOfSquares: cell.sumOfSquares + value ** 2 }));
      }
    }
  }
  return [...cells.values()];
}

const EVERYONE = 'Everyone';
const EMPTY = { segment: EVERYONE, count: 0, sum: 0, sumOfSquares: 0, minimum: 0, maximum: 0 };

function valueIn(row: TelemetryRow, measure: ReturnType<typeof measureOf> | undefined): number | null {
  if (measure === undefined) return 1;
  const value = row[measure.column];
  if (value === null || value === undefined) return null;
  return measure.above === undefined ? Number(value) : Number(Number(value) > measure.above);
}

function valueOf(row: TelemetryRow, { name }: Dimension): string {
  const dimension = dimensionOf(profile, name);
  const value = row[dimension.column];
  if (value === null || value === undefined) return UNKNOWN;
  if (dimension.kind === 'category') return String(value);
  const band = dimension.edges.filter((edge) => Number(value) >= edge).length;
  return bandLabels(dimension.edges)[band]!;
}
