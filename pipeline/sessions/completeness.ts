import type { SessionRows } from './session-rows.ts';

/** Share of sessions with a value, by column and day. */
export interface Completeness {
  /** Rising. */
  readonly days: readonly string[];
  readonly columns: readonly string[];
  /** `[column][day]`, 0 to 1. */
  readonly shares: readonly (readonly number[])[];
  /** Sessions by day. */
  readonly sessions: readonly number[];
}

/** The columns in which an export can lose values. */
const COLUMNS = [
  'session_end',
  'network',
  'battery_pct',
  'memory_mb',
  'country',
  'os_version',
  'app_version',
  'events_count',
  'screens_viewed',
] as const;

export function completeness(rows: SessionRows): Completeness {
  const byDay = Map.groupBy(rows.days.keys(), (index) => rows.days[index]!);
  const days = [...byDay.keys()].toSorted();
  const hasValue = (column: (typeof COLUMNS)[number], index: number) =>
    column in rows.numbers
      ? !Number.isNaN(rows.numbers[column as keyof typeof rows.numbers][index]!)
      : rows.categories[column as keyof typeof rows.categories][index] !== null;
  return {
    days,
    columns: COLUMNS,
    shares: COLUMNS.map((column) =>
      days.map((day) => {
        const own = byDay.get(day)!;
        return own.filter((index) => hasValue(column, index)).length / own.length;
      }),
    ),
    sessions: days.map((day) => byDay.get(day)!.length),
  };
}

/** A column that lacked more values on a day than on its other days, beyond chance and to an extent that matters. */
export interface Gap {
  readonly column: string;
  readonly day: string;
  /** Sessions with a value, 0 to 1. */
  readonly share: number;
  /** On the column's middle day. */
  readonly usualShare: number;
}

const LEAST_LOSS = 0.05; // less moves a mean by less than its own interval

/** Days on which a column lost values, the largest loss first. A column that is always half empty has no gap, it is so. */
export function gapsOf({ days, columns, shares, sessions }: Completeness): readonly Gap[] {
  return columns
    .flatMap((column, c) => {
      const usualShare = [...shares[c]!].sort((a, b) => a - b)[days.length >> 1]!;
      return days.flatMap((day, d): Gap[] => {
        const share = shares[c]![d]!;
        const standardError = Math.sqrt((usualShare * (1 - usualShare) + 1e-4) / sessions[d]!);
        const lost = usualShare - share;
        return lost >= LEAST_LOSS && lost > 4 * standardError ? [{ column, day, share, usualShare }] : [];
      });
    })
    .toSorted((a, b) => b.usualShare - b.share - (a.usualShare - a.share));
}
