import type { Slice } from '../domain/run.ts';
import { type Change, discoveries } from './discoveries.ts';
import type { Comparison } from './findings.ts';
import { isWithin, overlap, sliceKey } from './slices.ts';
import type { UnjudgedShift } from './unjudged-shift.ts';

/** The slice that carries an incident, and what it explains. */
export interface Carrier {
  readonly slice: Slice;
  /** What moved in it, in the order of the rules. */
  readonly moved: readonly [Comparison, ...Comparison[]];
  /** Other slices whose findings it explains. */
  readonly explained: readonly Slice[];
}

/** @param comparisons of one kind of alert, everything looked at */
export function carriersOf(comparisons: readonly Comparison[], unjudged: UnjudgedShift): readonly Carrier[] {
  const usersIn = userCounts(comparisons);
  const carriers: Carrier[] = [];
  let left: readonly Change[] = comparisons.map((comparison) => ({
    comparison,
    change: comparison.change,
    standardError: comparison.standardError,
  }));
  let open = discoveries(left);
  while (open.length > 0) {
    const { slice } = open.reduce((best, other) => (carriesMore(other, best) ? other : best)).comparison;
    const key = sliceKey(slice);
    left = without(slice, left, usersIn, unjudged);
    const wasOpen = new Set(open.map(({ comparison }) => comparison));
    const still = discoveries(left).filter((change) => wasOpen.has(change.comparison) && isMostOfIt(change));
    const isOpen = new Set(still.map(({ comparison }) => comparison));
    const gone = [...wasOpen].filter((comparison) => !isOpen.has(comparison));
    const moved = gone.filter((comparison) => sliceKey(comparison.slice) === key) as [Comparison, ...Comparison[]];
    carriers.push({
      slice,
      moved,
      explained: distinct(gone.map((other) => other.slice)).filter((other) => sliceKey(other) !== key),
    });
    open = still;
  }
  return carriers;
}

/** The more certain one; of two names for the same users the shorter. */
function carriesMore(other: Change, best: Change): boolean {
  const ahead = certainty(other) - certainty(best);
  return ahead > 0 || (ahead === 0 && dimensionCount(other) < dimensionCount(best));
}

function dimensionCount({ comparison }: Change): number {
  return Object.keys(comparison.slice).length;
}

/** In quiet errors, because a slice is not less likely to carry a shift for being restless, before or now. */
function certainty({ comparison, change }: Change): number {
  return Math.abs(change) / comparison.quietError;
}

/** A rest of a change is an incident by itself only if it goes the same way and is at least half of it. */
function isMostOfIt({ comparison, change }: Change): boolean {
  return change / comparison.change >= 0.5;
}

/**
 * What is left of all changes once a slice is thought back to what was expected of it. Where two slices cross, their common
 * users are not known but estimated, and what a binomial draw of them would vary is added to the error.
 */
function without(
  slice: Slice,
  changes: readonly Change[],
  usersIn: (slice: Slice) => number,
  unjudged: UnjudgedShift,
): readonly Change[] {
  const key = sliceKey(slice);
  const series = Map.groupBy(changes, ({ comparison }) => `${comparison.measure} ${comparison.subject}`);
  return [...series.values()].flatMap((inSeries) => {
    const own = inSeries.find(({ comparison }) => sliceKey(comparison.slice) === key);
    const shift = own === undefined ? unjudged(slice, inSeries[0]!.comparison) : { change: own.change, variance: 0 };
    return inSeries.map(({ comparison, change, standardError }) => {
      const common = overlap(slice, comparison.slice, usersIn);
      const drawn = isWithin(slice, comparison.slice) ? 0 : (shift.change ** 2 * common * (1 - common)) / comparison.users;
      const variance = standardError ** 2 + drawn + common ** 2 * shift.variance;
      return { comparison, change: change - shift.change * common, standardError: Math.sqrt(variance) };
    });
  });
}

function userCounts(comparisons: readonly Comparison[]): (slice: Slice) => number {
  const counts = new Map<string, number>();
  for (const { slice, users } of comparisons) counts.set(sliceKey(slice), Math.max(users, counts.get(sliceKey(slice)) ?? 0));
  return (slice) => counts.get(sliceKey(slice)) ?? Number.POSITIVE_INFINITY;
}

function distinct(slices: readonly Slice[]): readonly Slice[] {
  return [...new Map(slices.map((slice) => [sliceKey(slice), slice])).values()];
}
