import { median } from '../math/statistics.ts';

/** What the earlier runs let one expect of the next. */
export interface Expectation {
  /** Median of the earlier values: a jump in fewer than half of them does not move it. */
  readonly level: number;
  /** Change a run, where the earlier ones show one beyond doubt; else 0. */
  readonly drift: number;
  /** Level carried on by the drift. */
  readonly next: number;
}

/** Fewer values cannot tell a drift from two steps of chance. */
const FEWEST_FOR_DRIFT = 4;

/**
 * Robust level and trend of a short history.
 *
 * @param values oldest first, at least one
 * @returns the drift is the median step, counted where it is more than twice its own standard error (1.2533 σ / √n for a
 *   median of n steps, σ from their median absolute deviation)
 * @example expectationOf([1, 1.1, 9, 1]).level // 1.05
 */
export function expectationOf(values: readonly number[]): Expectation {
  const level = median(values);
  if (values.length < FEWEST_FOR_DRIFT) return { level, drift: 0, next: level };
  const steps = values.slice(1).map((value, index) => value - values[index]!);
  const step = median(steps);
  const error = (1.2533 * NORMAL_MAD * median(steps.map((other) => Math.abs(other - step)))) / Math.sqrt(steps.length);
  const drift = Math.abs(step) > 2 * error ? step : 0;
  return { level, drift, next: level + (drift * (values.length + 1)) / 2 };
}

/** How far `value` is from what was expected, in the reading that makes it less of a surprise: with the drift or without. */
export function surprise(value: number, { level, next }: Expectation): number {
  if ((value - level) * (value - next) <= 0) return 0;
  return Math.abs(value - level) < Math.abs(value - next) ? value - level : value - next;
}

/** Median absolute deviation to standard deviation, for normal numbers. */
export const NORMAL_MAD = 1.4826;
