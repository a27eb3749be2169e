import type { Cell, Interval, Slice } from '../domain/run.ts';
import { wilsonInterval } from '../learn/index.ts';

/** How many of the sessions of a slice crashed. */
export interface CrashRate {
  readonly slice: Slice;
  readonly sessions: number;
  readonly crashes: number;
  /** 0 to 1. */
  readonly rate: number;
  /** 95 %, by Wilson. */
  readonly interval: Interval;
}

/**
 * Crash rates of the slices of some cells, segments added up; the most sessions first.
 *
 * @param cells of the measure `crash_rate`, over one set of dimensions
 */
export function crashRates(cells: readonly Cell[]): readonly CrashRate[] {
  const bySlice = Map.groupBy(cells, ({ slice }) => JSON.stringify(Object.entries(slice).toSorted()));
  return [...bySlice.values()]
    .map((own): CrashRate => {
      const sessions = own.reduce((sum, { count }) => sum + count, 0);
      const crashes = own.reduce((total, { sum }) => total + sum, 0);
      const interval = wilsonInterval({ successes: crashes, trials: sessions }) ?? { low: 0, high: 1 };
      return { slice: own[0]!.slice, sessions, crashes, rate: crashes / sessions, interval };
    })
    .toSorted((a, b) => b.sessions - a.sessions || (JSON.stringify(a.slice) < JSON.stringify(b.slice) ? -1 : 1));
}
