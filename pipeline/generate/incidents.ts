import type { Slice } from '../domain/run.ts';
import { Random } from '../math/random.ts';
import { type Added, behaviourIn, NOTHING_ADDED } from './behaviour.ts';
import { snapshotDates } from './options.ts';
import { type LifeWeek, lifeIn, type Population, type SampleUser, usersUpTo } from './population.ts';

/** Something that went wrong on purpose, and where: what a detector should find, and all it should find. */
export interface Incident {
  readonly kind: IncidentKind;
  readonly measure: string;
  readonly slice: Slice;
  /** The days of the snapshots that show it, oldest first. */
  readonly weeks: readonly string[];
  /** What it adds to the mean of `measure` over the users of the slice, averaged over the weeks. */
  readonly size: number;
  /** Users of the slice in each of the weeks. */
  readonly affectedUsers: readonly number[];
  /** Mean of the same users in the same weeks, had nothing happened. */
  readonly expectedBefore: number;
  /** Mean of them as they are in the files. */
  readonly expectedAfter: number;
}

export type IncidentKind = 'crash' | 'churn';

/** Incidents as the rows need them: which users they hit, and when. */
export interface PlannedIncident {
  readonly kind: IncidentKind;
  readonly slice: Slice;
  readonly weeks: readonly number[];
}

/**
 * Chooses where the incidents happen: by seed, among the slices that hold a fair share of users in the week before.
 * @returns nothing for `incidents: 'none'` and for a single week, which has no past to differ from
 */
export function planIncidents(population: Population): readonly PlannedIncident[] {
  const { incidents, seed, weeks } = population.options;
  if (incidents === 'none' || weeks < 2) return [];
  const random = Random.stream(seed, weeks);
  return WAVES.flatMap(({ kind, dimensions, lasts }) => {
    const length = Math.min(lasts, Math.max(1, Math.floor(weeks / 2)));
    const slice = chooseSlice(population, dimensions, weeks - length - 1, random);
    return slice === undefined ? [] : [{ kind, slice, weeks: Array.from({ length }, (_, index) => weeks - length + index) }];
  });
}

/** What the incidents add for one user in one week. */
export function addedBy(planned: readonly PlannedIncident[]): (user: SampleUser, life: LifeWeek, week: number) => Added {
  return (user, life, week) => {
    let added = NOTHING_ADDED;
    for (const { kind, slice, weeks } of planned) {
      if (weeks.includes(week) && isIn(slice, user, life)) added = { ...added, ...ADDED[kind] };
    }
    return added;
  };
}

/** The incident as it turned out: counts and means are those of the files, to the last digit written. */
export function describeIncident(population: Population, planned: PlannedIncident): Incident {
  const { kind, slice, weeks } = planned;
  const { measure } = WAVES.find((wave) => wave.kind === kind)!;
  const affectedUsers: number[] = [];
  let [before, after] = [0, 0];
  for (const week of weeks) {
    let users = 0;
    for (const user of usersUpTo(population, week)) {
      const life = lifeIn(user, week);
      if (life === undefined || !isIn(slice, user, life)) continue;
      users++;
      before += Number(behaviourIn(population, user, week, life, NOTHING_ADDED)[measure]);
      after += Number(behaviourIn(population, user, week, life, { ...NOTHING_ADDED, ...ADDED[kind] })[measure]);
    }
    affectedUsers.push(users);
  }
  const total = affectedUsers.reduce((sum, users) => sum + users, 0);
  const meanOf = (sum: number) => (total === 0 ? 0 : Math.round((sum / total) * 10_000) / 10_000);
  const dates = snapshotDates(population.options);
  return {
    kind,
    measure,
    slice,
    weeks: weeks.map((week) => dates[week]!),
    size: meanOf(after - before),
    affectedUsers,
    expectedBefore: meanOf(before),
    expectedAfter: meanOf(after),
  };
}

type SliceDimension = 'app_version' | 'device_type' | 'subscription_type' | 'country';

interface Wave {
  readonly kind: IncidentKind;
  readonly measure: string;
  readonly dimensions: readonly [SliceDimension, SliceDimension];
  /** Weeks up to the last snapshot. */
  readonly lasts: number;
}

const WAVES: readonly Wave[] = [
  { kind: 'crash', measure: 'crash_events_last_30_days', dimensions: ['app_version', 'device_type'], lasts: 2 },
  { kind: 'churn', measure: 'churn_risk_score', dimensions: ['subscription_type', 'country'], lasts: 3 },
];

/** About three times the usual crashes; churn risk up by more than half a standard deviation. */
const ADDED: Readonly<Record<IncidentKind, Partial<Added>>> = { crash: { crashes: 0.8 }, churn: { churnRisk: 0.15 } };

const LEAST_SHARE = 0.02; // in a smaller slice chance hides the wave
const MOST_SHARE = 0.15; // in a larger one it is no longer an incident of a slice

/** In alphabetical order, so that the choice does not hang on the order of the users; undefined where everyone has left. */
function chooseSlice(
  population: Population,
  [first, second]: readonly [SliceDimension, SliceDimension],
  week: number,
  random: Random,
): Slice | undefined {
  const sizes = new Map<string, number>();
  let users = 0;
  for (const user of usersUpTo(population, week)) {
    const life = lifeIn(user, week);
    if (life === undefined) continue;
    users++;
    const values = `${valueIn(first, user, life)}\t${valueIn(second, user, life)}`;
    sizes.set(values, (sizes.get(values) ?? 0) + 1);
  }
  const slices = [...sizes].sort(([left], [right]) => (left < right ? -1 : 1));
  const fitting = slices.filter(([, size]) => size >= LEAST_SHARE * users && size <= MOST_SHARE * users);
  const candidates = fitting.length > 0 ? fitting : slices;
  const [one, other] = candidates[random.below(candidates.length)]?.[0].split('\t') ?? [];
  return one === undefined || other === undefined ? undefined : { [first]: one, [second]: other };
}

function isIn(slice: Slice, user: SampleUser, life: LifeWeek): boolean {
  for (const dimension in slice) {
    if (valueIn(dimension as SliceDimension, user, life) !== slice[dimension]) return false;
  }
  return true;
}

function valueIn(dimension: SliceDimension, user: SampleUser, life: LifeWeek): string {
  switch (dimension) {
    case 'app_version':
      return life.appVersion;
    case 'device_type':
      return user.deviceType;
    case 'subscription_type':
      return user.subscriptionType;
    case 'country':
      return user.country;
    default:
      return dimension satisfies never;
  }
}
