import type { Cell, Slice } from '../domain/run.ts';
import { addMoments, type Moments } from '../math/statistics.ts';
import { sliceKey, WHOLE } from './slices.ts';

/** One figure of one run, by slice key. */
export type Readings = ReadonlyMap<string, Reading>;

/** Sums over the users of a slice; of shares every user counts 0 or 1. */
export interface Reading {
  readonly slice: Slice;
  readonly moments: Moments;
}

/** Adds up the segments of each slice. */
export function overSegments(cells: readonly Cell[]): Readings {
  const readings = new Map<string, Reading>();
  for (const { slice, count, sum, sumOfSquares } of cells) {
    const key = sliceKey(slice);
    const before = readings.get(key);
    const moments = { count, sum, sumOfSquares };
    readings.set(key, { slice, moments: before === undefined ? moments : addMoments([before.moments, moments]) });
  }
  return readings;
}

/** Shares of a count of the users of each slice. */
export function sharesOf(users: Readings, hitsIn: (key: string) => number): Readings {
  return new Map([...users].map(([key, { slice, moments }]) => [key, { slice, moments: indicator(hitsIn(key), moments.count) }]));
}

export function wholeShare(hits: number, count: number): Readings {
  return new Map(count > 0 ? [[sliceKey(WHOLE), { slice: WHOLE, moments: indicator(hits, count) }]] : []);
}

function indicator(hits: number, count: number): Moments {
  return { count, sum: hits, sumOfSquares: hits };
}
