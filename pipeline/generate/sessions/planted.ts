import { Random } from '../../math/random.ts';
import { snapshotDates, type TelemetryOptions } from '../options.ts';
import { OS_VERSIONS } from './people.ts';

/** What is wrong on purpose, decided before any session is made. */
export interface Planted {
  readonly crashProne: readonly CrashProne[];
  readonly hotspot: Hotspot | null;
  readonly missing: readonly MissingDays[];
}

/** A version that crashes more often on one OS version. */
export interface CrashProne {
  readonly appVersion: string;
  readonly osVersion: string;
  /** Days of the files that show it. */
  readonly weeks: readonly string[];
  /** By how much the odds of a crash are multiplied. */
  readonly oddsFactor: number;
}

/** An hour of the week in which sessions crash more often. */
export interface Hotspot {
  readonly weekday: string;
  /** UTC, from 0. */
  readonly hour: number;
  readonly oddsFactor: number;
}

/** Days on which an export lost values of a column. */
export interface MissingDays {
  readonly column: LossyColumn;
  readonly days: readonly string[];
  /** Of the sessions that begin on these days, 0 to 1. */
  readonly share: number;
}

export type LossyColumn = 'network' | 'battery_pct' | 'memory_mb';

/** Odds of a crash that every session has, and what raises them everywhere. */
export const CRASH_ODDS = { base: 0.01, lowMemory: 3, lowBattery: 2.5 } as const;
export const LOW_MEMORY_MB = 1000;
export const LOW_BATTERY_PCT = 15;

/** @returns nothing for `incidents: 'none'`; chosen by seed otherwise */
export function plantedIn(options: TelemetryOptions): Planted {
  if (options.incidents === 'none') return { crashProne: [], hotspot: null, missing: [] };
  const random = Random.stream(options.seed, -2);
  const weeks = snapshotDates(options);
  const old = random.below(FREQUENT.length);
  const fresh = (old + 1 + random.below(FREQUENT.length - 1)) % FREQUENT.length;
  const [first, second] = twoOf(LOSSY, random);
  const lastDays = daysOf(weeks.at(-1)!);
  const start = random.below(6);
  return {
    crashProne: [
      { appVersion: '2.0', osVersion: FREQUENT[old]!, weeks, oddsFactor: 7 },
      {
        appVersion: '2.1',
        osVersion: FREQUENT[fresh]!,
        weeks: weeks.slice(-Math.max(1, Math.min(2, weeks.length >> 1))),
        oddsFactor: 9,
      },
    ],
    hotspot: { weekday: WEEKDAYS[random.below(7)]!, hour: 17 + random.below(4), oddsFactor: 4 },
    missing: [
      { column: first, days: lastDays.slice(start, start + 2), share: 0.7 },
      { column: second, days: [lastDays[random.below(7)]!], share: 0.4 },
    ],
  };
}

/** The seven days that a file covers, the last of them its date. */
export function daysOf(date: string): readonly string[] {
  const last = Date.parse(`${date}T00:00:00Z`);
  return Array.from({ length: 7 }, (_, day) => new Date(last - (6 - day) * DAY_MS).toISOString().slice(0, 10));
}

export function weekdayOf(day: string): string {
  return WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()]!;
}

function twoOf(columns: readonly LossyColumn[], random: Random): readonly [LossyColumn, LossyColumn] {
  const first = random.below(columns.length);
  const second = (first + 1 + random.below(columns.length - 1)) % columns.length;
  return [columns[first]!, columns[second]!];
}

const LOSSY: readonly LossyColumn[] = ['network', 'battery_pct', 'memory_mb'];
const FREQUENT = OS_VERSIONS.filter(([, percent]) => percent >= 15).map(([name]) => name);
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const DAY_MS = 24 * 60 * 60 * 1000;
