import type { UserRow } from '../domain/run.ts';

/** Sessions as columns, in one order. Numbers that are missing are NaN, texts null. */
export interface SessionRows {
  readonly count: number;
  readonly ids: readonly string[];
  readonly userIds: readonly (string | null)[];
  /** `YYYY-MM-DD`, UTC. */
  readonly days: readonly string[];
  readonly categories: Readonly<Record<SessionCategory, readonly (string | null)[]>>;
  readonly numbers: Readonly<Record<SessionNumber, Float64Array>>;
}

export const SESSION_CATEGORIES = [
  'app_version',
  'device_type',
  'os_version',
  'country',
  'network',
  'session_end',
  'start_hour',
  'start_weekday',
] as const;
export type SessionCategory = (typeof SESSION_CATEGORIES)[number];

export const SESSION_NUMBERS = [
  'events_count',
  'screens_viewed',
  'battery_pct',
  'memory_mb',
  'crashed',
  'duration_s',
  'events_per_second',
  'screens_per_second',
] as const;
export type SessionNumber = (typeof SESSION_NUMBERS)[number];

/** @param rows of the table of the `app-sessions` profile */
export function sessionRows(rows: readonly UserRow[]): SessionRows {
  return {
    count: rows.length,
    ids: rows.map(({ session_id: id }) => String(id)),
    userIds: rows.map(({ user_id: id }) => textOr(id)),
    days: rows.map(({ session_start: start }) => String(start).slice(0, 10)),
    categories: byName(SESSION_CATEGORIES, (name) => rows.map((row) => textOr(row[name]))),
    numbers: byName(SESSION_NUMBERS, (name) => Float64Array.from(rows, (row) => numberOr(row[name]))),
  };
}

function byName<Name extends string, Value>(names: readonly Name[], read: (name: Name) => Value): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<Name, Value>;
}

function numberOr(value: string | number | null | undefined): number {
  return value === null || value === undefined ? Number.NaN : Number(value);
}

function textOr(value: string | number | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
