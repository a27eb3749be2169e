import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';

/** When something is to happen, as people write it down. */
export interface Timetable {
  /** Five fields: minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** IANA name, such as Europe/Berlin: `cron` is read by the clocks on its walls. */
  readonly timeZone: string;
}

/** One occurrence of a timetable. Computed, never remembered, so that no restart and no jump of the clock loses one. */
export interface Window {
  readonly at: Date;
  /** ISO time in UTC: sorts by time, and names the window in the ledger. */
  readonly key: string;
}

/** More than anybody reads; a minute's timetable after a year would have half a million. */
const MOST_WINDOWS = 1000;
/** Longer than any change of the clocks turns them back (two hours, at Troll in Antarctica). */
const LONGEST_OVERLAP = { hours: 3 };

/**
 * The windows after one moment, up to and including another, oldest first; at most the newest 1,000.
 *
 * A time that does not exist, because the clocks are put forward, comes once: at the moment after the gap. A time that
 * exists twice, because they are put back, comes once: the first time. So every time on the wall is one window at most.
 *
 * @example windowsDue({ cron: '30 2 * * *', timeZone: 'Europe/Berlin' }, new Date('2025-03-29T12:00Z'), new Date('2025-03-30T12:00Z'))
 * // one window at 2025-03-30T01:00Z, when it is 3:00 in Berlin and never was 2:30
 */
export function windowsDue(timetable: Timetable, after: Date, until: Date): readonly Window[] {
  const found = new Map<number, Window>();
  for (const at of backwards(timetable, until)) {
    if (at <= after.getTime() || found.size === MOST_WINDOWS) break;
    found.set(at, windowAt(at));
  }
  return [...found.values()].reverse();
}

/** The last occurrence up to and including a moment; undefined where there was none. */
export function lastTime(timetable: Timetable, until: Date): Date | undefined {
  const { value, done } = backwards(timetable, until).next();
  return done ? undefined : new Date(value);
}

/** The next occurrences after a moment; fewer than asked for only where the timetable ends. */
export function nextTimes({ cron, timeZone }: Timetable, from: Date, count: number): readonly Date[] {
  const times = wallTimes(cron);
  const found = new Set<number>();
  let next = times.nextRun(dateOf(wallAt(from, timeZone)));
  while (next !== null && found.size < count) {
    const at = momentOf(wallOf(next), timeZone);
    if (at > from.getTime()) found.add(at);
    next = times.nextRun(next);
  }
  return [...found].map((at) => new Date(at));
}

/** What is wrong with a timetable, in words; undefined if nothing. */
export function timetableFault({ cron, timeZone }: Timetable): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    return `there is no time zone ${timeZone}; use a name such as Europe/Berlin or UTC`;
  }
  try {
    if (wallTimes(cron).nextRun(new Date(0)) === null) return `${cron} never comes; correct the day or the month`;
  } catch (error) {
    return `${cron} is no timetable (${(error as Error).message}); write minute, hour, day, month and day of the week, such as 0 8 * * 1`;
  }
  return undefined;
}

/** Moments up to and including `until`, the last first; what a gap throws together comes several times. */
function* backwards({ cron, timeZone }: Timetable, until: Date): Generator<number, undefined> {
  const times = wallTimes(cron);
  // In the hour that comes twice the walls may already have shown times that are still ahead.
  let wall = wallAt(until, timeZone).add(LONGEST_OVERLAP).add({ seconds: 1 });
  for (;;) {
    const previous = times.previousRuns(1, dateOf(wall))[0];
    if (previous === undefined) return;
    wall = wallOf(previous);
    const at = momentOf(wall, timeZone);
    if (at <= until.getTime()) yield at;
  }
}

/** The cron library sees times on a wall only, as if they were UTC: what clocks skip or repeat is decided here. */
function wallTimes(cron: string): Cron {
  return new Cron(cron, { mode: '5-part', timezone: 'Etc/UTC' });
}

function wallAt(moment: Date, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone).toPlainDateTime();
}

function wallOf(date: Date): Temporal.PlainDateTime {
  return wallAt(date, 'UTC');
}

function dateOf(wall: Temporal.PlainDateTime): Date {
  return new Date(wall.toZonedDateTime('UTC').epochMilliseconds);
}

/** When the walls show a time first; in a gap, the moment it ends. */
function momentOf(wall: Temporal.PlainDateTime, timeZone: string): number {
  const moment = wall.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  if (moment.toPlainDateTime().equals(wall)) return moment.epochMilliseconds;
  // What the gap begins with is shown as the very moment after it, before which the last change is another.
  return moment.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')!.epochMilliseconds;
}

function windowAt(at: number): Window {
  const moment = new Date(at);
  return { at: moment, key: moment.toISOString() };
}
