import type { Slice } from '../domain/run.ts';
import { addMoments, type Moments, meanOf, median, varianceOf } from '../math/statistics.ts';
import { believable, twoSided } from './chance.ts';
import { expectationOf, NORMAL_MAD, surprise } from './expectation.ts';
import type { AlertRule } from './rules.ts';
import { sliceKey, WHOLE } from './slices.ts';
import type { Series, Snapshot } from './snapshot.ts';

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
  /** Of two independent samples, had nothing happened: how large a change is for a slice of this size. */
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

export const DETECTION = {
  minimumGroup: 50, // below, a mean is a handful of people, and its error is not normal
  minimumPastGroup: 25, // a new version is small before it is large, and the error grows by itself
  falseDiscoveryRate: 0.005, // at most one false alert in fifty weeks of four kinds, before small changes are left out
  earlierRuns: 12, // a quarter: older weeks are another season
  runsForSpread: 4, // fewer give two surprises per slice at most
  leastSpread: 0.65, // users who stay make weeks alike; a smaller factor would rest on that alone, and its tails are heavy
  incidentFrom: 3.5, // an earlier week so many sampling errors off (over five, for users who stay) is no level to compare with
  priorUsers: 20, // weight of the whole's variance in a slice's: a share that was 0 of 50 still varies
  priorWeeks: 10, // weight of all slices' spread in a slice's own, in weeks
  largeShare: 0.2, // slices above it stray by what happens to everybody, smaller ones by chance
} as const;

/**
 * Compares a run with the earlier ones: every figure over the whole, all one- and two-dimensional slices.
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

/** A change of a comparison and how sure it is: all of it, or what other slices leave unexplained. */
export interface Change {
  readonly comparison: Comparison;
  readonly change: number;
  readonly standardError: number;
}

/**
 * The changes that are neither chance nor too small to matter.
 *
 * @param changes of everything looked at for one kind of alert, with those that did not move
 */
export function discoveries(changes: readonly Change[]): readonly Change[] {
  const pValues = changes.map(({ comparison: { rule, users }, change, standardError }) => {
    const both = change === 0 ? 1 : twoSided(change / standardError, users - 1);
    if (rule.direction === 'either') return both;
    return change > 0 ? both / 2 : 1 - both / 2;
  });
  const limit = believable(pValues, DETECTION.falseDiscoveryRate);
  return changes.filter(({ comparison, change }, index) => pValues[index]! <= limit && matters(change, comparison));
}

function matters(change: number, { rule, from }: Comparison): boolean {
  const { absolute, relative } = rule.minimum;
  return (rule.direction === 'either' || change > 0) && Math.abs(change) >= Math.max(absolute, relative * Math.abs(from));
}

function compare(series: Series, past: readonly Snapshot[], missed: Missed): Comparison[] {
  const { rule, measure, subject } = series;
  const before = past.map((snapshot) => ({
    snapshot,
    readings: snapshot.series.find((other) => other.measure === measure && other.subject === subject)?.readings,
  }));
  const wholes = before.flatMap(({ readings }) => readings?.get(sliceKey(WHOLE))?.moments ?? []);
  const leastPast = Math.min(2, past.length); // one week of a new slice says little of the next
  const histories: History[] = [];
  for (const [key, { slice, moments }] of series.readings) {
    const usable = before.flatMap(({ snapshot, readings }) => {
      const reading = readings?.get(key);
      const isUsable = reading !== undefined && reading.moments.count >= DETECTION.minimumPastGroup;
      return isUsable ? [{ snapshot, moments: reading.moments }] : [];
    });
    if (moments.count < DETECTION.minimumGroup) missed.add(slice, 'too few users', moments.count, measure);
    else if (usable.length < leastPast) missed.add(slice, 'no past', moments.count, measure);
    else histories.push({ slice, moments, past: usable, ...usualWeeks(usable, wholes) });
  }
  const spreadOf = calibrate(histories, series.readings.get(sliceKey(WHOLE))!.moments.count, past.length);
  return histories.map((history) => {
    const { slice, moments, usual } = history;
    const to = meanOf(moments);
    const change = surprise(to, expectationOf(usual.map((week) => meanOf(week.moments))));
    const spread = spreadOf(history);
    const standardError = spread * samplingError(moments, usual, wholes);
    const z = change === 0 ? 0 : change / standardError;
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
      quietError: quietError(moments, usual, wholes),
      z,
      spread,
      past: history.past.map(({ snapshot: { run }, moments: week }) => ({
        runId: run.id,
        asOf: run.asOf,
        value: meanOf(week),
        users: week.count,
      })),
    };
  });
}

interface Week {
  readonly snapshot: Snapshot;
  readonly moments: Moments;
}

interface History extends UsualWeeks {
  readonly slice: Slice;
  readonly moments: Moments;
  readonly past: readonly Week[];
}

interface UsualWeeks {
  /** The earlier weeks without those of incidents. */
  readonly usual: readonly Week[];
  /** How far each usual week, from the third, was from what those before it let one expect, in sampling errors. */
  readonly surprises: readonly number[];
}

/** A level that lasts for more than half of the weeks is no incident any more, so that one that stays is news only for a while. */
function usualWeeks(past: readonly Week[], wholes: readonly Moments[]): UsualWeeks {
  const usual: Week[] = [];
  const surprises: number[] = [];
  for (const [index, week] of past.entries()) {
    const off = usual.length === 0 ? 0 : surpriseOf(week, usual, wholes);
    const jump = usual.length === 0 ? 0 : surpriseOf(week, usual.slice(-1), wholes); // small for a drift that has come far
    const isIncident = Math.min(Math.abs(off), Math.abs(jump)) >= DETECTION.incidentFrom;
    if (isIncident && index - usual.length < Math.floor(past.length / 2)) continue;
    if (usual.length >= 2) surprises.push(off);
    usual.push(week);
  }
  return { usual, surprises };
}

function surpriseOf({ moments }: Week, before: readonly Week[], wholes: readonly Moments[]): number {
  const change = surprise(meanOf(moments), expectationOf(before.map((week) => meanOf(week.moments))));
  return change === 0 ? 0 : change / samplingError(moments, before, wholes);
}

/** Standard error of the difference of two independent samples that have one variance, the mean of theirs. */
function samplingError(now: Moments, before: readonly Week[], wholes: readonly Moments[]): number {
  const past = addMoments(before.map(({ moments }) => moments));
  const usual = median(before.map(({ moments }) => moments.count));
  const own = (now.count * varianceOf(now) + usual * varianceOf(past)) / (now.count + usual);
  return errorOf(own, now.count, usual, wholes);
}

/** The same with the variance of the earlier weeks only, as if nothing had happened. */
function quietError({ count }: Moments, before: readonly Week[], wholes: readonly Moments[]): number {
  const usual = median(before.map(({ moments }) => moments.count));
  return errorOf(varianceOf(addMoments(before.map(({ moments }) => moments))), count, usual, wholes);
}

/** A variance of few users is drawn towards that of everybody. */
function errorOf(own: number, now: number, before: number, wholes: readonly Moments[]): number {
  const { priorUsers } = DETECTION;
  const variance = (before * own + priorUsers * varianceOf(addMoments(wholes))) / (before + priorUsers);
  return Math.sqrt(Math.max(variance, Number.MIN_VALUE) * (1 / now + 1 / before));
}

/**
 * The spread of surprises, as a factor of the sampling error: that of all slices of a size, drawn towards a slice's own
 * where that is wider (the shrinkage of Smyth 2004, https://doi.org/10.2202/1544-6115.1027, with robust variances).
 */
function calibrate(histories: readonly History[], users: number, runs: number): (history: History) => number {
  if (runs < DETECTION.runsForSpread) return () => 1;
  const isLarge = ({ moments }: History) => moments.count >= DETECTION.largeShare * users;
  const all = robustSpread(histories.flatMap(({ surprises }) => surprises));
  const large = Math.max(all, robustSpread(histories.filter(isLarge).flatMap(({ surprises }) => surprises)));
  return (history) => {
    const common = isLarge(history) ? large : all;
    const weeks = history.surprises.length;
    if (weeks < 2) return Math.max(1, common);
    const own = NORMAL_MAD * median(history.surprises.map(Math.abs));
    const { priorWeeks } = DETECTION;
    return Math.max(common, Math.sqrt((priorWeeks * common ** 2 + weeks * own ** 2) / (priorWeeks + weeks)));
  };
}

/** Few surprises cannot vouch for a spread below that of independent samples. */
function robustSpread(surprises: readonly number[]): number {
  if (surprises.length === 0) return 1;
  const spread = NORMAL_MAD * median(surprises.map(Math.abs));
  return Math.max(spread, surprises.length < 20 ? 1 : DETECTION.leastSpread);
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
