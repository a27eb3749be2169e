import { type Moments, median } from '../math/statistics.ts';
import { DETECTION } from './detection.ts';
import { NORMAL_MAD } from './expectation.ts';
import { type UsualWeeks, usualCount } from './weeks.ts';

/** A slice now, and its usual weeks before. */
export interface History extends UsualWeeks {
  readonly moments: Moments;
}

/** How far slices of one figure stray from week to week, as factors of the error of two independent samples. */
export interface Calibration {
  /** Of a usual slice of the figure. */
  readonly common: number;
  /** Of one slice. */
  of(history: History): { readonly spread: number; readonly degrees: number };
}

/**
 * Learns from the surprises of earlier runs: the spread of all slices of a size, drawn towards a slice's own where that
 * is wider, with the degrees of freedom that this gives (the moderated t of Smyth 2004,
 * https://doi.org/10.2202/1544-6115.1027, with robust variances). Users who certainly came or went since are two
 * independent samples, so their share of the variance is not reduced.
 *
 * @param users of the whole, in the new run
 * @param runs earlier ones
 */
export function calibrate(histories: readonly History[], users: number, runs: number): Calibration {
  if (runs < DETECTION.runsForSpread) return { common: 1, of: () => ({ spread: 1, degrees: Number.POSITIVE_INFINITY }) };
  const isLarge = ({ moments }: History) => moments.count >= DETECTION.largeShare * users;
  const all = robustSpread(histories.flatMap(({ surprises }) => surprises));
  const large = Math.max(all, robustSpread(histories.filter(isLarge).flatMap(({ surprises }) => surprises)));
  return {
    common: all,
    of(history) {
      const common = isLarge(history) ? large : all;
      const { surprises } = history;
      if (surprises.length === 0) return { spread: Math.max(1, common), degrees: Number.POSITIVE_INFINITY };
      const { priorWeeks } = DETECTION;
      const degrees = priorWeeks + surprises.length;
      const own = NORMAL_MAD * median(surprises.map(Math.abs));
      const moderated = Math.max(common ** 2, (priorWeeks * common ** 2 + surprises.length * own ** 2) / degrees);
      return { spread: Math.sqrt(moderated + turnover(history) * Math.max(0, 1 - moderated)), degrees };
    },
  };
}

/** Few surprises cannot vouch for a spread below that of independent samples. */
function robustSpread(surprises: readonly number[]): number {
  if (surprises.length === 0) return 1;
  const spread = NORMAL_MAD * median(surprises.map(Math.abs));
  return Math.max(spread, surprises.length < 20 ? 1 : DETECTION.leastSpread);
}

/** Share of users that cannot be in both a usual week and the new one, whoever stayed. */
function turnover({ moments, usual }: History): number {
  const before = usualCount(usual);
  return 1 - Math.min(before, moments.count) / Math.max(before, moments.count);
}
