import { type Moments, median, quantile } from '../math/statistics.ts';
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
  const known = histories.flatMap(({ surprises }) => surprises);
  const all = robustSpread(known);
  const large = Math.max(all, robustSpread(histories.filter(isLarge).flatMap(({ surprises }) => surprises)));
  return {
    common: all,
    of(history) {
      const common = isLarge(history) ? large : all;
      const { surprises } = history;
      if (surprises.length === 0) return { spread: Math.max(1, common), degrees: Number.POSITIVE_INFINITY };
      const { priorWeeks } = DETECTION;
      const weeks = priorWeeks + surprises.length;
      const own = NORMAL_MAD * median(surprises.map(Math.abs));
      const moderated = Math.max(common ** 2, (priorWeeks * common ** 2 + surprises.length * own ** 2) / weeks);
      const spread = Math.sqrt(moderated + turnover(history) * Math.max(0, 1 - moderated));
      return { spread, degrees: known.length < FEWEST_SURPRISES ? Number.POSITIVE_INFINITY : weeks };
    },
  };
}

/** Fewer cannot vouch for a spread below that of independent samples, which needs no estimate. */
const FEWEST_SURPRISES = 20;

/**
 * Standard deviation of surprises by two of their quantiles, the wider one: of a rare event half of the weeks are like the
 * others to the last user, and the median alone would take that for calm. No surprise at all says nothing either.
 */
function robustSpread(surprises: readonly number[]): number {
  if (surprises.length === 0) return 1;
  const sizes = Float64Array.from(surprises, Math.abs).sort();
  const spread = Math.max(NORMAL_MAD * quantile(sizes, 0.5), quantile(sizes, 0.9) / NORMAL_90);
  if (spread === 0) return 1;
  return Math.max(spread, surprises.length < FEWEST_SURPRISES ? 1 : DETECTION.leastSpread);
}

/** A normal number is nearer to 0 than this in 90 of 100 cases. */
const NORMAL_90 = 1.644854;

/** Share of users that cannot be in both a usual week and the new one, whoever stayed. */
function turnover({ moments, usual }: History): number {
  const before = usualCount(usual);
  return 1 - Math.min(before, moments.count) / Math.max(before, moments.count);
}
