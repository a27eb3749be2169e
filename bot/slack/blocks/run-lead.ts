import type { CompleteRun, Profile } from '#pipeline';
import { count, counted, day } from '#reports';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Snapshots are weekly; a day of grace. */
const FRESH_DAYS = 8;

/** @example "Run 8 is current: 5,012 users as of 16 November 2026, 3 days ago." */
export function leadOf({ id, rows, asOf }: CompleteRun, { entity }: Profile, now: Date): string {
  return `Run ${id} is current: ${counted(rows, entity)} as of ${day(asOf)}, ${agoInWords(daysSince(asOf, now))}.`;
}

/** Empty for a run of this week. */
export function ageWarning({ asOf }: CompleteRun, now: Date): string {
  return daysSince(asOf, now) > FRESH_DAYS ? ' ⚠️ That is more than a week old; a newer export may be missing.' : '';
}

function daysSince(asOf: string, now: Date): number {
  return Math.floor((now.getTime() - Date.parse(asOf)) / DAY_MS);
}

function agoInWords(days: number): string {
  if (days < 0) return 'a day to come';
  if (days === 0) return 'today';
  return days === 1 ? 'yesterday' : `${count(days)} days ago`;
}
