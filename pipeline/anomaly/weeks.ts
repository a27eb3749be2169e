import { addMoments, type Moments, meanOf, median, varianceOf } from '../math/statistics.ts';
import { DETECTION } from './detection.ts';
import { expectationOf, surprise } from './expectation.ts';
import type { Snapshot } from './snapshot.ts';

/** One slice in one earlier run. */
export interface Week {
  readonly snapshot: Snapshot;
  readonly moments: Moments;
}

export interface UsualWeeks {
  /** The earlier weeks without those of incidents. */
  readonly usual: readonly Week[];
  /** How far each usual week, from the second, was from what those before it let one expect, in sampling errors. */
  readonly surprises: readonly number[];
}

/**
 * A level that lasts for more than half of the weeks is no incident any more, so that one that stays is news only for a while.
 *
 * @param incidentFrom sampling errors from which a week is one of an incident
 * @param wholes the same figure over everybody, in each of the weeks
 */
export function usualWeeks(past: readonly Week[], wholes: readonly Moments[], incidentFrom: number): UsualWeeks {
  const usual: Week[] = [];
  const surprises: number[] = [];
  for (const [index, week] of past.entries()) {
    if (usual.length > 0) {
      const off = surpriseOf(week, usual, wholes);
      const jump = surpriseOf(week, usual.slice(-1), wholes); // small for a drift that has come far
      const isIncident = Math.min(Math.abs(off), Math.abs(jump)) >= incidentFrom;
      if (isIncident && index - usual.length < Math.floor(past.length / 2)) continue;
      surprises.push(off);
    }
    usual.push(week);
  }
  return { usual, surprises };
}

function surpriseOf({ moments }: Week, before: readonly Week[], wholes: readonly Moments[]): number {
  const change = surprise(meanOf(moments), expectationOf(before.map((week) => meanOf(week.moments))));
  return change === 0 ? 0 : change / samplingError(moments, before, wholes);
}

/** Standard error of the difference of two independent samples that have one variance, the mean of theirs. */
export function samplingError(now: Moments, before: readonly Week[], wholes: readonly Moments[]): number {
  const past = addMoments(before.map(({ moments }) => moments));
  const usual = usualCount(before);
  const own = (now.count * varianceIn(now) + usual * varianceIn(past)) / (now.count + usual);
  return errorOf(own, now.count, usual, wholes);
}

/**
 * The same with the variance of the earlier weeks only, as if nothing had happened. Not for shares: where next to nobody was
 * counted before, the first few users would be a certainty.
 */
export function quietError(now: Moments, before: readonly Week[], wholes: readonly Moments[]): number {
  const past = addMoments(before.map(({ moments }) => moments));
  if (isShare(now) && isShare(past)) return samplingError(now, before, wholes);
  return errorOf(varianceIn(past), now.count, usualCount(before), wholes);
}

/**
 * Of a share, with one user added on either side: none of fifty does not mean that there is never one.
 *
 * @see Agresti and Caffo (2000), https://doi.org/10.1080/00031305.2000.10474560
 */
function varianceIn(moments: Moments): number {
  if (!isShare(moments)) return varianceOf(moments);
  const share = (moments.sum + 1) / (moments.count + 2);
  return share * (1 - share);
}

/** All values are 0 or 1. */
export function isShare({ sum, sumOfSquares }: Moments): boolean {
  return sum === sumOfSquares;
}

/** Users of a slice in a usual week. */
export function usualCount(weeks: readonly Week[]): number {
  return median(weeks.map(({ moments }) => moments.count));
}

/** A variance of few users is drawn towards that of everybody. */
function errorOf(own: number, now: number, before: number, wholes: readonly Moments[]): number {
  const { priorUsers } = DETECTION;
  const variance = (before * own + priorUsers * varianceIn(addMoments(wholes))) / (before + priorUsers);
  return Math.sqrt(Math.max(variance, LEAST_VARIANCE) * (1 / now + 1 / before));
}

/** Of a figure that never varied: next to nothing, but enough for slices to compare by their users. */
const LEAST_VARIANCE = 1e-12;
