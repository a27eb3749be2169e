import { isWithin, meanOf, type Slice, type Snapshot, sliceKey } from '#pipeline';
import { evaluate } from '../../../bot/alerts/evaluate.ts';
import { appBehavior as profile } from '../../../pipeline/profiles/app-behavior.ts';
import { weeklySnapshots } from '../../support/weekly-snapshots.ts';
import { type Planted, planting } from './planting.ts';

/** Something a detector says of a run. */
export interface Claim {
  readonly kind: string;
  readonly slice: Slice;
}

/** Says what is wrong in the last of some runs. */
export type Detector = (snapshots: readonly Snapshot[]) => readonly Claim[];

export const herald: Detector = (snapshots) => evaluate(snapshots, profile).alerts;

/**
 * The peer, what a dashboard does: any slice of at least `leastUsers` whose figure is higher than in the run before by a
 * part of at least `relative`.
 */
export function fixedThreshold(relative: number, leastUsers: number): Detector {
  return (snapshots) => {
    const [before, now] = [snapshots.at(-2), snapshots.at(-1)!];
    if (before === undefined) return [];
    return WATCHED.flatMap(({ kind, measure }) => {
      const [old, fresh] = [before, now].map(({ series }) =>
        series.find((one) => one.measure === measure && one.subject === null),
      );
      return [...fresh!.readings].flatMap(([key, { slice, moments }]) => {
        const past = old!.readings.get(key)?.moments;
        if (past === undefined || Math.min(past.count, moments.count) < leastUsers) return [];
        return meanOf(moments) >= (1 + relative) * meanOf(past) ? [{ kind, slice }] : [];
      });
    });
  };
}

const WATCHED = [
  { kind: 'churn', measure: 'churn_risk_score' },
  { kind: 'crash', measure: 'crash_events_last_30_days' },
] as const;

/** How a detector did on some histories. */
export interface Score {
  readonly histories: number;
  readonly weeks: number;
  readonly incidents: number;
  /** Incidents found in exactly their slice, by the number of weeks that it took. */
  readonly foundAfter: readonly number[];
  /** Those found only in a slice inside or around theirs. */
  readonly foundNearby: number;
  /** Different claims made: kind and slice, once a history. */
  readonly claims: number;
  /** Claims of exactly an incident's slice. */
  readonly right: number;
  /** Claims of a slice inside or around that of an incident that is under way. */
  readonly nearby: number;
}

export const NOTHING: Score = {
  histories: 0,
  weeks: 0,
  incidents: 0,
  foundAfter: [0, 0, 0],
  foundNearby: 0,
  claims: 0,
  right: 0,
  nearby: 0,
};

/** @param detect by name; all of them see the same snapshots */
export function scores<Name extends string>(
  snapshots: readonly Snapshot[],
  planted: readonly Planted[],
  detect: Readonly<Record<Name, Detector>>,
): Record<Name, Score> {
  const entries = Object.entries(detect) as [Name, Detector][];
  return Object.fromEntries(entries.map(([name, one]) => [name, scoreOf(snapshots, planted, one)])) as Record<Name, Score>;
}

function scoreOf(snapshots: readonly Snapshot[], planted: readonly Planted[], detect: Detector): Score {
  const claims = new Map<string, 'right' | 'nearby' | 'wrong'>();
  const found = new Map<Planted, number>();
  const near = new Set<Planted>();
  for (const week of snapshots.keys()) {
    for (const claim of detect(snapshots.slice(0, week + 1))) {
      const key = `${claim.kind} ${sliceKey(claim.slice)}`;
      const related = planted.filter(
        ({ kind, slice, weeks }) => kind === claim.kind && weeks.includes(week) && touches(slice, claim.slice),
      );
      const exact = related.find(({ slice }) => sliceKey(slice) === sliceKey(claim.slice));
      if (exact !== undefined && !found.has(exact)) found.set(exact, week - exact.weeks[0]!);
      for (const one of related) near.add(one);
      if (exact !== undefined) claims.set(key, 'right');
      else if (claims.get(key) !== 'right') claims.set(key, related.length > 0 ? 'nearby' : (claims.get(key) ?? 'wrong'));
    }
  }
  const kinds = [...claims.values()];
  return {
    histories: 1,
    weeks: snapshots.length - 1,
    incidents: planted.length,
    foundAfter: [0, 1, 2].map((weeks) => [...found.values()].filter((after) => after === weeks).length),
    foundNearby: planted.filter((one) => near.has(one) && !found.has(one)).length,
    claims: kinds.length,
    right: kinds.filter((kind) => kind === 'right').length,
    nearby: kinds.filter((kind) => kind === 'nearby').length,
  };
}

export function added(a: Score, b: Score): Score {
  return {
    histories: a.histories + b.histories,
    weeks: a.weeks + b.weeks,
    incidents: a.incidents + b.incidents,
    foundAfter: a.foundAfter.map((count, index) => count + b.foundAfter[index]!),
    foundNearby: a.foundNearby + b.foundNearby,
    claims: a.claims + b.claims,
    right: a.right + b.right,
    nearby: a.nearby + b.nearby,
  };
}

export interface HistoryOptions {
  readonly seed: number;
  readonly users: number;
  readonly weeks: number;
}

const END_DATE = '2026-11-16';

/** Nothing is wrong. */
export function quietHistory(options: HistoryOptions): readonly Snapshot[] {
  return weeklySnapshots({ ...options, endDate: END_DATE, badRows: 0, incidents: 'none' }).snapshots;
}

/** The generator's own incidents, of the documented size. */
export function documentedHistory(options: HistoryOptions): {
  readonly snapshots: readonly Snapshot[];
  readonly planted: readonly Planted[];
} {
  const { incidents, snapshots } = weeklySnapshots({ ...options, endDate: END_DATE, badRows: 0, incidents: 'planted' });
  const weekOf = (date: string) => snapshots.findIndex(({ run }) => run.asOf === date);
  return {
    snapshots,
    planted: incidents.map(({ kind, slice, weeks, affectedUsers }) => ({
      kind,
      slice,
      weeks: weeks.map(weekOf),
      users: affectedUsers[0]!,
    })),
  };
}

/** Incidents of any size in any slice, in the last three weeks. */
export function sizedHistory(
  options: HistoryOptions,
  times: number,
): { readonly snapshots: readonly Snapshot[]; readonly planted: readonly Planted[] } {
  const { planted, spoil } = planting(options.seed, options.weeks - 3, options.weeks, times);
  const { snapshots } = weeklySnapshots({ ...options, endDate: END_DATE, badRows: 0, incidents: 'none' }, spoil);
  return { snapshots, planted };
}

/** One slice holds the other. */
function touches(a: Slice, b: Slice): boolean {
  return isWithin(a, b) || isWithin(b, a);
}
