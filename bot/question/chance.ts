import type { GroupFigure } from './figures.ts';

/**
 * Whether the difference between two groups may be chance: its 95 % interval includes zero. False for figures without
 * intervals, of which nothing is known; true where a figure that has intervals lacks one, because its group is too small.
 *
 * @see Newcombe (1998), method 10, for shares, https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I.
 *   For averages it is the usual interval of a difference of independent means.
 * @example mayBeChance({ value: 0.5, interval: { low: 0.2, high: 0.8 } }, { value: 0.4, interval: { low: 0.1, high: 0.7 } }) // true
 */
export function mayBeChance(
  one: Pick<GroupFigure, 'value' | 'interval'>,
  other: Pick<GroupFigure, 'value' | 'interval'>,
): boolean {
  if (one.value === null || other.value === null || (one.interval === null && other.interval === null)) return false;
  if (one.interval === null || other.interval === null) return true;
  const [high, low] = one.value >= other.value ? [one, other] : [other, one];
  const below = high.value! - high.interval!.low;
  const above = low.interval!.high - low.value!;
  return high.value! - low.value! <= Math.hypot(below, above);
}
