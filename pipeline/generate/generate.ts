import type { RejectReason } from '../domain/run.ts';
import { Random } from '../math/random.ts';
import { badRowsBy, faultAt } from './bad-rows.ts';
import { rowIn, type TelemetryRow } from './behaviour.ts';
import { addedBy, describeIncident, type Incident, type PlannedIncident, planIncidents } from './incidents.ts';
import { checkOptions, snapshotDates, type TelemetryOptions } from './options.ts';
import { type LatentType, type Population, populationOf, type SampleUser, userIdOf, usersUpTo } from './population.ts';

/** Sample telemetry, decided but not yet made: rows come when they are asked for, and can be asked for again. */
export interface TelemetryPlan {
  readonly options: TelemetryOptions;
  readonly incidents: readonly Incident[];
  /** Oldest first. */
  readonly snapshots: readonly Snapshot[];
  /** What clustering should find, user by user in the order of the ids. */
  truth(): Iterable<Spell>;
}

/** One week of telemetry. */
export interface Snapshot {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** `app-behavior-YYYY-MM-DD.csv`. */
  readonly file: string;
  /** In the order of the file, users by id with the bad rows among them. */
  rows(): Iterable<SnapshotRow>;
}

export type SnapshotRow =
  | { readonly kind: 'good'; readonly row: TelemetryRow }
  | { readonly kind: 'bad'; readonly reason: RejectReason; readonly fields: readonly (string | number | null)[] };

/** A time in which a user was of one type; one who changes has several. */
export interface Spell {
  readonly userId: string;
  readonly type: LatentType;
  /** Days of the first and last snapshot of the spell. */
  readonly firstWeek: string;
  readonly lastWeek: string;
}

/**
 * Weekly snapshots of an invented app in the shape of the `app-behavior` profile: users who come, stay, change and
 * leave, new versions that spread, and, where asked for, two incidents and some bad rows, both documented.
 *
 * @returns a plan; memory does not grow with the number of users
 * @throws {GenerateOptionError} naming the option that is out of range
 * @example [...generateTelemetry(options).snapshots[0].rows()].length // options.users + options.badRows
 */
export function generateTelemetry(options: TelemetryOptions): TelemetryPlan {
  checkOptions(options);
  const population = populationOf(options);
  const planned = planIncidents(population);
  const dates = snapshotDates(options);
  return {
    options,
    incidents: planned.map((incident) => describeIncident(population, incident)),
    snapshots: dates.map((date, week) => ({
      date,
      file: `app-behavior-${date}.csv`,
      rows: () => rowsOf(population, planned, week),
    })),
    truth: () => spellsOf(population, dates),
  };
}

function* rowsOf(population: Population, planned: readonly PlannedIncident[], week: number): Generator<SnapshotRow> {
  const { badRows, seed } = population.options;
  const added = addedBy(planned);
  const random = Random.stream(seed, week);
  const arrived = population.arrivedBy[week]!;
  const firstFreshId = population.arrivedBy.at(-1)!;
  let bad = 0;
  const spoil = (row: TelemetryRow): SnapshotRow => {
    const { reason, spoil } = faultAt(week + bad);
    const fields = spoil(row, userIdOf(firstFreshId + bad), random);
    bad++;
    return { kind: 'bad', reason, fields };
  };
  let last: TelemetryRow | undefined;
  for (const user of usersUpTo(population, week)) {
    const row = rowIn(population, user, week, added);
    if (row === undefined) continue;
    yield { kind: 'good', row };
    while (bad < badRowsBy(user.index, arrived, badRows)) yield spoil(row);
    last = row;
  }
  while (last !== undefined && bad < badRows) yield spoil(last); // the latest arrivals may have left again
}

function* spellsOf(population: Population, dates: readonly string[]): Generator<Spell> {
  for (const user of usersUpTo(population, dates.length - 1)) yield* spellsOfUser(user, dates);
}

function* spellsOfUser({ userId, firstWeek, life }: SampleUser, dates: readonly string[]): Generator<Spell> {
  let start = 0;
  for (let at = 1; at <= life.length; at++) {
    const { type } = life[start]!;
    if (at < life.length && life[at]!.type === type) continue;
    yield { userId, type, firstWeek: dates[firstWeek + start]!, lastWeek: dates[firstWeek + at - 1]! };
    start = at;
  }
}
