import {
  type Cell,
  type CompleteRun,
  type Incident,
  type Movement,
  mean,
  type Sample,
  type Segment,
  type Slice,
} from '#pipeline';
import { alertRules } from '../../pipeline/anomaly/built-in-rules.ts';
import { type Snapshot, snapshotOf, watchedMeasures } from '../../pipeline/anomaly/snapshot.ts';
import { bandLabels, type Dimension, dimensionOf, measureOf, UNKNOWN } from '../../pipeline/domain/profile.ts';
import { USERS } from '../../pipeline/domain/run.ts';
import { generateTelemetry, type TelemetryOptions, type TelemetryRow } from '../../pipeline/generate/index.ts';
import { appBehavior as profile } from '../../pipeline/profiles/app-behavior.ts';
import { newRun } from './store-runs.ts';

/** Changes the rows of a week, oldest week 0. */
export type Spoil = (rows: readonly TelemetryRow[], week: number) => readonly TelemetryRow[];

/**
 * Generated telemetry as the detector sees it. Instead of k-means it divides the users in two at the best threshold of the
 * engagement index, which for this telemetry is nearly the same border and a hundredth of the work.
 *
 * @param spoil plants what the generator does not
 */
export function weeklySnapshots(
  options: TelemetryOptions,
  spoil: Spoil = (rows) => rows,
): { readonly incidents: readonly Incident[]; readonly snapshots: readonly Snapshot[] } {
  const plan = generateTelemetry(options);
  const rules = alertRules(profile.name);
  const measures = watchedMeasures(profile, rules);
  let before: ReadonlyMap<string, string> | undefined;
  const snapshots = plan.snapshots.map(({ date, rows }, week) => {
    const users = spoil(
      [...rows()].flatMap((entry) => (entry.kind === 'good' ? [entry.row] : [])),
      week,
    );
    const segments = segmentsOf(users);
    const now = new Map(users.map((row, index) => [String(row.user_id), segments[index]!]));
    const movements = before === undefined ? undefined : movementsOf(before, now);
    before = now;
    const run = { ...runOf(week + 1, date, users.length), segments: SEGMENTS };
    return snapshotOf(
      run,
      { cells: cellsOf(users, measures, segments), movements, sample: sampleOf(users, segments) },
      profile,
      rules,
    );
  });
  return { incidents: plan.incidents, snapshots };
}

export function runOf(id: number, asOf: string, rows: number): CompleteRun {
  const finishedAt = new Date(`${asOf}T12:00:00Z`);
  const segments = [{ id: 'everyone', name: EVERYONE, nameSupported: true, cluster: 0, users: rows, share: 1, action: 'Wait.' }];
  return { ...newRun(profile, asOf, `${id}`), id, status: 'complete', finishedAt, rows, rejected: 0, segments };
}

const EVERYONE = 'Everyone';
const { highest, lowest } = profile.naming;
const SEGMENTS: readonly Segment[] = [highest, lowest].map(({ name, action }, cluster) => ({
  id: name,
  name,
  action,
  nameSupported: true,
  cluster,
  users: 0,
  share: 0.5,
}));

function segmentsOf(rows: readonly TelemetryRow[]): readonly string[] {
  const index = new Float64Array(rows.length);
  for (const [column, weight] of Object.entries(profile.naming.index)) {
    const values = rows.map((row) => Number(row[column]));
    const centre = mean(values);
    const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    for (const [i, value] of values.entries()) index[i]! += (weight * (value - centre)) / deviation;
  }
  let threshold = 0;
  for (let step = 0; step < 20; step++) {
    const [above, below] = [index.filter((value) => value > threshold), index.filter((value) => value <= threshold)];
    threshold = (mean([...above]) + mean([...below])) / 2;
  }
  return Array.from(index, (value) => (value > threshold ? highest.name : lowest.name));
}

/** As large as that of a stored run, and the same users every week. */
function sampleOf(rows: readonly TelemetryRow[], segments: readonly string[]): Sample {
  const places = rows.map((row, index) => ({ index, hash: Math.imul(Number(row.user_id), 0x9e3779b1) >>> 0 }));
  const drawn = places.toSorted((a, b) => a.hash - b.hash).slice(0, 2000);
  return drawn.map(({ index }) => ({ row: rows[index]!, segment: segments[index]!, margin: 0 }));
}

function movementsOf(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly Movement[] {
  const counts = new Map<string, { from: string | null; to: string | null; users: number }>();
  for (const user of new Set([...before.keys(), ...now.keys()])) {
    const [from, to] = [before.get(user) ?? null, now.get(user) ?? null];
    const key = `${from} ${to}`;
    const entry = counts.get(key) ?? { from, to, users: 0 };
    entry.users++;
    counts.set(key, entry);
  }
  return [...counts.values()];
}

/** The cube in plain JavaScript: measures over everybody, all values of one dimension and of two, by segment. */
export function cellsOf(
  rows: readonly TelemetryRow[],
  measures: readonly string[],
  segments: readonly string[],
): readonly Cell[] {
  const columns = measures.map((name) => (name === USERS ? undefined : measureOf(profile, name)));
  const slices = new Map<string, { readonly segment: string; readonly slice: Slice; readonly sums: readonly Sums[] }>();
  for (const [index, row] of rows.entries()) {
    const segment = segments[index]!;
    const values = columns.map((measure) => valueIn(row, measure));
    const places = profile.dimensions.map((dimension) => ({ [dimension.name]: placeOf(row, dimension) }));
    const names = places.map((place) => Object.entries(place).join());
    const add = (key: string, one: Slice, other: Slice) => {
      let entry = slices.get(key);
      if (entry === undefined) {
        entry = { segment, slice: { ...one, ...other }, sums: measures.map(() => ({ count: 0, sum: 0, sumOfSquares: 0 })) };
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
    add(segment, {}, {});
    for (const [first, place] of places.entries()) {
      add(`${segment} ${names[first]}`, place, {});
      for (let second = first + 1; second < places.length; second++)
        add(`${segment} ${names[first]} ${names[second]}`, place, places[second]!);
    }
  }
  return [...slices.values()].flatMap(({ segment, slice, sums }) =>
    sums.map((moments, index) => ({ segment, slice, measure: measures[index]!, minimum: 0, maximum: 0, ...moments })),
  );
}

interface Sums {
  count: number;
  sum: number;
  sumOfSquares: number;
}

function valueIn(row: TelemetryRow, measure: ReturnType<typeof measureOf> | undefined): number | null {
  if (measure === undefined) return 1;
  const value = row[measure.column];
  if (value === null || value === undefined) return null;
  return measure.above === undefined ? Number(value) : Number(Number(value) > measure.above);
}

/** The value of a dimension for a user. */
export function placeOf(row: TelemetryRow, { name }: Dimension): string {
  const dimension = dimensionOf(profile, name);
  const value = row[dimension.column];
  if (value === null || value === undefined) return UNKNOWN;
  if (dimension.kind === 'category') return String(value);
  const band = dimension.edges.filter((edge) => Number(value) >= edge).length;
  return bandLabels(dimension.edges)[band]!;
}
