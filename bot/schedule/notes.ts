import type { WindowContent } from './next-window.ts';
import type { Timetable } from './windows.ts';

/** What the readers of something late or missed are told. */
export function lateNotes(
  window: Date,
  { late, missed, firstMissed }: WindowContent,
  { timeZone }: Timetable,
): readonly string[] {
  const notes: string[] = [];
  if (late) notes.push(`this was due on ${moment(window, timeZone)} and comes late`);
  if (missed > 0 && firstMissed !== null) {
    const others = missed === 1 ? 'one before it was' : `${missed} before it were`;
    notes.push(`${others} missed, since ${moment(new Date(firstMissed), timeZone)}; this one stands for all`);
  }
  return notes;
}

/** @example moment(new Date('2025-03-03T07:00Z'), 'Europe/Berlin') // 'Monday 3 March 2025 at 08:00 (Europe/Berlin)' */
export function moment(at: Date, timeZone: string): string {
  return `${wallTime(at, timeZone)} (${timeZone})`;
}

/** The same where the time zone is said already. */
export function wallTime(at: Date, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' });
  return `${day.format(at).replace(',', '')} at ${time.format(at)}`;
}
