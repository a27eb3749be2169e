import type { Slice } from '../domain/run.ts';
import { meanOf, median, varianceOf } from '../math/statistics.ts';
import type { Comparison } from './findings.ts';
import { sliceKey } from './slices.ts';
import type { Snapshot } from './snapshot.ts';

/** How far a figure moved in a slice, and the variance of that number. */
export type UnjudgedShift = (
  slice: Slice,
  series: Pick<Comparison, 'measure' | 'subject'>,
) => { readonly change: number; readonly variance: number };

/**
 * A slice may carry an incident by one figure and be too small to be judged by another. What it brings to wider slices of
 * that other figure is then taken from its few users as they are.
 */
export function unjudgedShift(
  slice: Slice,
  { measure, subject }: Pick<Comparison, 'measure' | 'subject'>,
  current: Snapshot,
  earlier: readonly Snapshot[],
): ReturnType<UnjudgedShift> {
  const key = sliceKey(slice);
  const readingIn = ({ series }: Snapshot) =>
    series.find((other) => other.measure === measure && other.subject === subject)?.readings.get(key)?.moments;
  const now = readingIn(current);
  const past = earlier.flatMap((snapshot) => readingIn(snapshot) ?? []).filter(({ count }) => count > 0);
  if (now === undefined || now.count < 2 || past.length === 0) return { change: 0, variance: 0 };
  return { change: meanOf(now) - median(past.map(meanOf)), variance: varianceOf(now) / now.count };
}
