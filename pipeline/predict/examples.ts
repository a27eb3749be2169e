import type { Lapse, Profile } from '../domain/profile.ts';
import { type Table, TrainingDataError, takeTableRows, takeValues } from '../learn/index.ts';
import { daysBetween, featureOf, lapseFeatures, stackTables } from './features.ts';
import type { UserSnapshot } from './snapshot.ts';

/** Users on days whose outcome is known. */
export interface LapseExamples {
  readonly table: Table;
  /** 1 where the user lapsed within the time ahead. */
  readonly target: Float64Array;
  readonly ids: readonly string[];
  /** Place of the row's day in `days`. */
  readonly dayIndex: Int32Array;
  /** Days whose users are examples, rising. */
  readonly days: readonly string[];
  /** The score that came with the telemetry. */
  readonly givenScore: Float64Array;
}

/**
 * Every user who has not lapsed, on every day from which the time ahead lies within the history, with what came of it.
 *
 * @param snapshots of different days, oldest first
 * @throws {TrainingDataError} where the history is too short
 */
export function lapseExamples(snapshots: readonly UserSnapshot[], profile: Profile, lapse: Lapse): LapseExamples {
  const lastSeen = new Map(snapshots.flatMap(({ ids, asOf }) => ids.map((id) => [id, asOf] as const)));
  const parts = snapshots.flatMap((snapshot, index) => {
    const ahead = snapshots.slice(index + 1).filter(({ asOf }) => daysBetween(snapshot.asOf, asOf) <= lapse.withinDays);
    const last = snapshots.at(-1)!;
    if (ahead.length === 0 || daysBetween(snapshot.asOf, last.asOf) < lapse.withinDays) return [];
    return [partOf(snapshot, snapshots[index - 1], ahead, lastSeen, profile, lapse)];
  });
  const [first, ...others] = parts;
  if (first === undefined) throw tooShort(snapshots, lapse);
  return {
    table: stackTables([first.table, ...others.map(({ table }) => table)]),
    target: Float64Array.from(parts.flatMap(({ target }) => [...target])),
    ids: parts.flatMap(({ ids }) => ids),
    dayIndex: Int32Array.from(parts.flatMap(({ ids }, index) => ids.map(() => index))),
    days: parts.map(({ day }) => day),
    givenScore: Float64Array.from(parts.flatMap(({ givenScore }) => [...givenScore])),
  };
}

/** Rows of users who have not lapsed; those already gone cannot lapse any more. */
export function presentRows(snapshot: UserSnapshot, lapse: Lapse): Int32Array {
  const { values } = featureOf(snapshot.table, lapse.column);
  return Int32Array.from([...values.keys()].filter((row) => !(values[row]! >= lapse.atLeast)));
}

function partOf(
  snapshot: UserSnapshot,
  before: UserSnapshot | undefined,
  ahead: readonly UserSnapshot[],
  lastSeen: ReadonlyMap<string, string>,
  profile: Profile,
  lapse: Lapse,
) {
  const lapsed = new Set(ahead.flatMap((later) => lapsedIn(later, lapse)));
  const end = ahead.at(-1)!.asOf;
  const rows = presentRows(snapshot, lapse);
  const ids = Array.from(rows, (row) => snapshot.ids[row]!);
  return {
    day: snapshot.asOf,
    ids,
    table: takeTableRows(lapseFeatures(snapshot, before, profile), rows),
    target: Float64Array.from(ids, (id) => (lapsed.has(id) || lastSeen.get(id)! < end ? 1 : 0)),
    givenScore: takeValues(featureOf(snapshot.table, lapse.givenScore).values, rows),
  };
}

function lapsedIn({ ids, table }: UserSnapshot, lapse: Lapse): readonly string[] {
  const { values } = featureOf(table, lapse.column);
  return ids.filter((_, row) => values[row]! >= lapse.atLeast);
}

function tooShort(snapshots: readonly UserSnapshot[], { withinDays }: Lapse): TrainingDataError {
  const days = snapshots.map(({ asOf }) => asOf);
  const span = days.length === 0 ? 'none' : `${days.length} from ${days[0]} to ${days.at(-1)}`;
  return new TrainingDataError(
    `training needs snapshots that lie up to ${withinDays} days apart, and one ${withinDays} days or more after the first, got ${span}; give the files of more weeks`,
  );
}
