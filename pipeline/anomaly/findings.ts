import type { Slice } from '../domain/run.ts';
import { type Moments, meanOf } from '../math/statistics.ts';
import { DETECTION } from './detection.ts';
import { expectationOf, surprise } from './expectation.ts';
import type { AlertRule } from './rules.ts';
import { sliceKey, WHOLE } from './slices.ts';
import type { Series, Snapshot } from './snapshot.ts';
import { calibrate, type History } from './spread.ts';
import { isShare, quietError, samplingError, usualCount, usualWeeks, type Week } from './weeks.ts';

/** Everything that was looked at in one run. */
export interface Findings {
  readonly comparisons: readonly Comparison[];
  readonly notEvaluated: readonly NotEvaluated[];
}

/** One figure in one slice: the new run against what the earlier ones let one expect. */
export interface Comparison {
  readonly rule: AlertRule;
  readonly measure: string;
  readonly subject: string | null;
  readonly slice: Slice;
  /** What was expected. */
  readonly from: number;
  readonly to: number;
  /** `to` − `from`. */
  readonly change: number;
  /** Users with a value in the new run. */
  readonly users: number;
  readonly standardError: number;
  /** Degrees of freedom of the standard error; Infinity where nothing was learned from earlier runs. */
  readonly degrees: number;
  /** Users of a usual week before, where the figure is a share of users; null for any other mean. */
  readonly usersBefore: number | null;
  /**
   * Error of a usual slice of this size, had nothing happened. Figures differ in how much of them stays from week to week,
   * and this is the unit in which their changes compare.
   */
  readonly quietError: number;
  /** `change` in standard errors. */
  readonly z: number;
  /** How far earlier runs strayed from what was expected of them, in sampling errors; 1 where there are too few to tell. */
  readonly spread: number;
  /** The earlier runs that were compared with, oldest first. */
  readonly past: readonly PastValue[];
}

export interface PastValue {
  readonly runId: number;
  readonly asOf: string;
  readonly value: number;
  readonly users: number;
}

/** A slice that could not be judged, with the figures it concerns. */
export interface NotEvaluated {
  readonly slice: Slice;
  readonly reason: 'too few users' | 'no past';
  readonly users: number;
  readonly measures: readonly string[];
}

/**
 * Compares every figure in every slice with its own past.
 *
 * The expectation of a slice is the median of its earlier values, without weeks of incidents, carried on by a drift where they
 * show one; so an incident is found in its second and third week as well as in its first. The standard error starts from two independent
 * samples, which is too wide for users who stay, and is corrected by how far all slices strayed in earlier runs, and
 * this one in particular.
 *
 * @param earlier oldest first; without any nothing can be judged, which is said once, for the whole
 */
export function findings(current: Snapshot, earlier: readonly Snapshot[]): Findings {
  const past = earlier.slice(-DETECTION.earlierRuns);
  if (past.length === 0) {
    const measures = [...new Set(current.series.map(({ measure }) => measure))];
    return { comparisons: [], notEvaluated: [{ slice: WHOLE, reason: 'no past', users: current.run.rows, measures }] };
  }
  const missed = new Missed();
  return { comparisons: current.series.flatMap((series) => compare(series, past, missed)), notEvaluated: missed.list() };
}

function compare(series: Series, past: readonly Snapshot[], missed: Missed): Comparison[] {
  const { rule, measure, subject, model } = series;
  const before = past.map((snapshot) => ({
    snapshot,
    readings: snapshot.series.find((other) => other.measure === measure && other.subject === subject && other.model === model)
      ?.readings,
  }));
  const wholes = before.flatMap(({ readings }) => readings?.get(sliceKey(WHOLE))?.moments ?? []);
  const leastPast = Math.max(rule.leastRuns ?? 1, Math.min(2, past.length)); // one week of a new slice says little of the next
  const slices: { slice: Slice; moments: Moments; past: readonly Week[] }[] = [];
  for (const [key, { slice, moments }] of series.readings) {
    const usable = before.flatMap(({ snapshot, readings }) => {
      const reading = readings?.get(key);
      const isUsable = reading !== undefined && reading.moments.count >= DETECTION.minimumPastGroup;
      return isUsable ? [{ snapshot, moments: reading.moments }] : [];
    });
    if (moments.count < rule.minimumGroup) missed.add(slice, 'too few users', moments.count, measure);
    else if (usable.length < leastPast) missed.add(slice, 'no past', moments.count, measure);
    else slices.push({ slice, moments, past: usable });
  }
  const users = series.readings.get(sliceKey(WHOLE))?.moments.count ?? 0;
  const historiesFrom = (incidentFrom: number) =>
    slices.map((entry) => ({ ...entry, ...usualWeeks(entry.past, wholes, incidentFrom) }));
  const rough = historiesFrom(DETECTION.incidentFrom);
  const incidentFrom = DETECTION.incidentSpreads * calibrate(rough, users, past.length).common;
  const histories = incidentFrom < DETECTION.incidentFrom ? historiesFrom(incidentFrom) : rough;
  const calibration = calibrate(histories, users, past.length);
  return histories.map((history) => comparisonOf(series, history, wholes, calibration));
}

function comparisonOf(
  { rule, measure, subject }: Series,
  history: History & { readonly slice: Slice; readonly past: readonly Week[] },
  wholes: readonly Moments[],
  calibration: ReturnType<typeof calibrate>,
): Comparison {
  const { slice, moments, usual, past } = history;
  const to = meanOf(moments);
  const change = surprise(to, expectationOf(usual.map((week) => meanOf(week.moments))));
  const { spread, degrees } = calibration.of(history);
  const standardError = spread * samplingError(moments, usual, wholes);
  return {
    rule,
    measure,
    subject,
    slice,
    from: to - change,
    to,
    change,
    users: moments.count,
    standardError,
    degrees,
    usersBefore: isShare(moments) && usual.every((week) => isShare(week.moments)) ? usualCount(usual) : null,
    quietError: calibration.common * quietError(moments, usual, wholes),
    z: change === 0 ? 0 : change / standardError,
    spread,
    past: past.map(({ snapshot: { run }, moments: week }) => ({
      runId: run.id,
      asOf: run.asOf,
      value: meanOf(week),
      users: week.count,
    })),
  };
}

/** Collects what could not be judged, one entry for all figures of a slice. */
class Missed {
  readonly #entries = new Map<string, NotEvaluated & { readonly measures: string[] }>();

  add(slice: Slice, reason: NotEvaluated['reason'], users: number, measure: string): void {
    const key = `${reason} ${sliceKey(slice)}`;
    const entry = this.#entries.get(key) ?? { slice, reason, users, measures: [] };
    if (!entry.measures.includes(measure)) entry.measures.push(measure);
    this.#entries.set(key, entry);
  }

  list(): readonly NotEvaluated[] {
    return [...this.#entries.values()];
  }
}
