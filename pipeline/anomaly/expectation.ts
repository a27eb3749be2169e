import { median, Z95 } from '../math/statistics.ts';

/** What the earlier runs let one expect of the next. */
export interface Expectation {
  /** Median of the earlier values: a jump in fewer than half of them does not move it. */
  readonly level: number;
  /** Change a run, where the earlier ones show one beyond doubt; else 0. */
  readonly drift: number;
  /** Level carried on by the drift. */
  readonly next: number;
}

/** Of four values in a row, one order in twelve is rising or falling by chance. */
const FEWEST_FOR_DRIFT = 5;

/**
 * Robust level and trend of a short history.
 *
 * @param values oldest first, at least one
 * @returns the drift is the median of the slopes of all pairs, counted where more of them have its sign than chance explains
 * @see Sen (1968), https://doi.org/10.1080/01621459.1968.10480934, for the slope; Mann (1945), https://doi.org/10.2307/1907187,
 *   for its test, here at 5 % with the normal approximation
 * @example expectationOf([1, 1.1, 9, 1]).level // 1.05
 */
export function expectationOf(values: readonly number[]): Expectation {
  const level = median(values);
  const drift = values.length < FEWEST_FOR_DRIFT ? 0 : driftOf(values);
  return { level, drift, next: level + (drift * (values.length + 1)) / 2 };
}

function driftOf(values: readonly number[]): number {
  const n = values.length;
  const slopes = values.flatMap((value, later) => values.slice(0, later).map((other, at) => (value - other) / (later - at)));
  const score = slopes.reduce((sum, slope) => sum + Math.sign(slope), 0);
  const deviation = Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  return Math.abs(score) - 1 > Z95 * deviation ? median(slopes) : 0;
}

/** How far `value` is from what was expected, in the reading that makes it less of a surprise: with the drift or without. */
export function surprise(value: number, { level, next }: Expectation): number {
  if ((value - level) * (value - next) <= 0) return 0;
  return Math.abs(value - level) < Math.abs(value - next) ? value - level : value - next;
}

/** Median absolute deviation to standard deviation, for normal numbers. */
export const NORMAL_MAD = 1.4826;
