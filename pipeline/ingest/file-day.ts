import { basename } from 'node:path';
import { InputError } from '../errors.ts';

/**
 * The day that a file describes, by its name.
 *
 * @returns `YYYY-MM-DD`; undefined where the name says nothing that looks like a day
 * @throws {InputError} where it names two days, one that the calendar does not have, or one with the year at its end
 * @example fileDay('exports/users-2026-11-16.csv.gz') // '2026-11-16'; also of users_2026_11_16.csv and users20261116.csv
 */
export function fileDay(file: string): string | undefined {
  const name = basename(file);
  const days = daysIn(name);
  for (const day of days) {
    if (!isDay(day))
      throw new InputError(`${name} names ${day}, which is no day; rename it, or say which day it describes with --as-of`);
  }
  const [unclear] = name.match(DAY_FIRST) ?? [];
  if (unclear !== undefined && days.size === 0)
    throw new InputError(
      `${name} names ${unclear}, which may begin with the day or with the month; rename it (YYYY-MM-DD), or say which day it describes with --as-of`,
    );
  const [day, other] = days;
  if (other !== undefined)
    throw new InputError(`${name} names two days, ${day} and ${other}; say which it describes with --as-of`);
  return day;
}

/**
 * A run of a day to come would stay the current one until that day, whatever is run meanwhile; no export is years ahead.
 *
 * @param day that was given or named, `YYYY-MM-DD`
 * @throws {InputError} if it lies more than two years after `now`; less far ahead it may be the clock that is wrong. And
 * before 1970, when no app was used
 */
export function requireNoDistantDay(day: string, now: Date): void {
  if (day < EARLIEST) throw new InputError(`${day} is long before there were apps; give the right day with --as-of`);
  if (Date.parse(day) <= now.getTime() + MOST_DAYS_AHEAD * DAY_MS) return;
  throw new InputError(
    `${day} is more than two years ahead (today is ${today(now)}), and its run would stay the current one until then; give the right day with --as-of, or set the clock`,
  );
}

/** How many days ahead of now a day lies; 0 for tomorrow too, because it may be tomorrow elsewhere. */
export function daysAhead(day: string, now: Date): number {
  const days = Math.round((Date.parse(day) - Date.parse(today(now))) / DAY_MS);
  return days > 1 ? days : 0;
}

/**
 * The day from which on times are not believed: two days after today, because it may be tomorrow elsewhere, or after the latest
 * day that telemetry is of.
 *
 * @param days that files describe, where that is known
 */
export function endOfTimes(now: Date, days: readonly string[] = []): string {
  const last = [today(now), ...days].toSorted().at(-1)!;
  return today(new Date(Date.parse(last) + 2 * DAY_MS));
}

/** The days that the names of files tell, where they do so clearly. */
export function namedDays(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => [...daysIn(basename(file))].filter(isDay));
}

/** With one sign between its parts, or none; eight digits that are no day of our times are a number. */
const DAYS = /(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)/g;

const DAY_FIRST = /(?<!\d)\d{1,2}([-_.])\d{1,2}\1(?:19|20)\d{2}(?!\d)/;

function daysIn(name: string): ReadonlySet<string> {
  const found = [...name.matchAll(DAYS)].map(([, year, sign, month, day]) => ({ sign, day: `${year}-${month}-${day}` }));
  const isMeant = ({ sign, day }: (typeof found)[number]) => sign !== '' || (isDay(day) && day >= EARLIEST && day < LATEST);
  return new Set(found.filter(isMeant).map(({ day }) => day));
}

const EARLIEST = '1970-01-01';
const LATEST = '2100-01-01';
const DAY_MS = 86_400_000;
const MOST_DAYS_AHEAD = 731;

/** `YYYY-MM-DD` in UTC. */
export function today(now: Date): string {
  return now.toISOString().slice(0, 10);
}

function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && today(new Date(time)) === text;
}
