import type { Slice } from '../domain/run.ts';
import { type Moments, meanOf } from '../math/statistics.ts';
import type { Comparison } from './findings.ts';
import type { Reading } from './readings.ts';
import { isChild, sliceKey, WHOLE } from './slices.ts';
import type { Series, Snapshot } from './snapshot.ts';

/** What a change is made of. */
export interface Parts {
  /** The last run before it began, which the parts are counted from; null where there is none. */
  readonly againstRun: number | null;
  /** Null for two-dimensional slices, which are not divided any further. */
  readonly split: Split | null;
  /** Slices of one more dimension that bring most of it, at most three; none where all bring what their size lets expect. */
  readonly contributors: readonly Contributor[];
  /** Share of the change over everybody that happened in the slice; null where it is everybody or everybody did not move. */
  readonly shareOfWhole: number | null;
}

/** Whether users changed, or who the users are. `rate` and `mix` add up to the change against that run. */
export interface Split {
  /** The dimension whose mix matters most. */
  readonly dimension: string;
  /** By change within the values of the dimension. */
  readonly rate: number;
  /** By users moving between its values. */
  readonly mix: number;
}

export interface Contributor {
  readonly slice: Slice;
  readonly users: number;
  readonly from: number;
  readonly to: number;
  /** Of the change of the slice that it is part of. */
  readonly share: number;
}

/** @param since the run in which the change began */
export function partsOf(comparison: Comparison, current: Snapshot, earlier: readonly Snapshot[], since: number): Parts {
  const start = earlier.findIndex(({ run }) => run.id === since);
  const reference = start < 0 ? earlier.at(-1) : earlier[start - 1];
  const now = seriesIn(current, comparison);
  const before = reference && seriesIn(reference, comparison);
  const key = sliceKey(comparison.slice);
  const [old, fresh] = [before?.readings.get(key)?.moments, now?.readings.get(key)?.moments];
  if (reference === undefined || now === undefined || before === undefined || old === undefined || fresh === undefined)
    return { againstRun: null, split: null, contributors: [], shareOfWhole: null };
  const children = childrenOf(comparison.slice, now, before);
  return {
    againstRun: reference.run.id,
    split: splitOf(children, old, fresh),
    contributors: contributorsOf(children, old, fresh),
    shareOfWhole: shareOfWhole(comparison.slice, now, before),
  };
}

interface Child {
  readonly dimension: string;
  readonly slice: Slice;
  readonly old: Moments;
  readonly fresh: Moments;
}

function childrenOf(slice: Slice, now: Series, before: Series): readonly Child[] {
  const children = [...now.readings.values()].filter((reading) => isChild(reading.slice, slice));
  return children.map((reading: Reading) => ({
    dimension: Object.keys(reading.slice).find((name) => !(name in slice))!,
    slice: reading.slice,
    old: before.readings.get(sliceKey(reading.slice))?.moments ?? NOBODY,
    fresh: reading.moments,
  }));
}

const NOBODY: Moments = { count: 0, sum: 0, sumOfSquares: 0 };

/** @see Kitagawa (1955), Components of a difference between two rates, https://doi.org/10.1080/01621459.1955.10501299 */
function splitOf(children: readonly Child[], old: Moments, fresh: Moments): Split | null {
  const change = meanOf(fresh) - meanOf(old);
  const splits = [...Map.groupBy(children, ({ dimension }) => dimension)].map(([dimension, values]) => {
    const rate = values.reduce((sum, child) => {
      if (child.old.count === 0 || child.fresh.count === 0) return sum; // new users, so all of it is mix
      const weight = (child.old.count / old.count + child.fresh.count / fresh.count) / 2;
      return sum + weight * (meanOf(child.fresh) - meanOf(child.old));
    }, 0);
    return { dimension, rate, mix: change - rate };
  });
  return splits.reduce<Split | null>(
    (most, split) => (most !== null && Math.abs(most.mix) >= Math.abs(split.mix) ? most : split),
    null,
  );
}

const TOP = 3;
const LEAST_SHARE = 0.2; // what brings less is not worth naming
const REMARKABLE = 1.5; // times the share that its number of users lets expect

function contributorsOf(children: readonly Child[], old: Moments, fresh: Moments): readonly Contributor[] {
  const total = fresh.count * (meanOf(fresh) - meanOf(old));
  return children
    .filter((child) => child.old.count > 0 && child.fresh.count > 0)
    .map((child) => ({
      slice: child.slice,
      users: child.fresh.count,
      from: meanOf(child.old),
      to: meanOf(child.fresh),
      share: (child.fresh.count * (meanOf(child.fresh) - meanOf(child.old))) / total,
    }))
    .filter(({ share, users }) => share >= Math.max(LEAST_SHARE, (REMARKABLE * users) / fresh.count))
    .toSorted((a, b) => b.share - a.share)
    .slice(0, TOP);
}

function shareOfWhole(slice: Slice, now: Series, before: Series): number | null {
  const changeOf = (key: string) => {
    const [old, fresh] = [before.readings.get(key)?.moments, now.readings.get(key)?.moments];
    return old && fresh ? fresh.count * (meanOf(fresh) - meanOf(old)) : 0;
  };
  const [all, own] = [changeOf(sliceKey(WHOLE)), changeOf(sliceKey(slice))];
  return sliceKey(slice) === sliceKey(WHOLE) || all === 0 || own / all < 0 ? null : own / all;
}

function seriesIn({ series }: Snapshot, { measure, subject }: Comparison): Series | undefined {
  return series.find((other) => other.measure === measure && other.subject === subject);
}
