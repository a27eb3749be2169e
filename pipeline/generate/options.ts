import { GenerateOptionError } from './errors.ts';

/** What sample telemetry to make. The same options give the same bytes on any machine. */
export interface TelemetryOptions {
  /** Users in the first snapshot, 1 to 10,000,000; later ones drift by a few percent. */
  readonly users: number;
  /** Weekly snapshots, 1 to 104. */
  readonly weeks: number;
  /** Whole number from 0 to 4,294,967,295. */
  readonly seed: number;
  /** The day of the last snapshot, `YYYY-MM-DD`. */
  readonly endDate: string;
  /** `planted`: a crash wave and a churn wave in the last weeks; one snapshot alone has no past to differ from and gets none. */
  readonly incidents: 'planted' | 'none';
  /** Deliberately bad rows per snapshot, on top of its users, 0 to 1,000,000. */
  readonly badRows: number;
}

/** @throws {GenerateOptionError} at the first option that is out of range; the message names it */
export function checkOptions(options: TelemetryOptions): void {
  whole('users', options.users, 1, 10_000_000);
  whole('weeks', options.weeks, 1, 104); // accounts grow old week by week, and no account here is older than 1199 days
  whole('seed', options.seed, 0, 0xffffffff);
  whole('badRows', options.badRows, 0, 1_000_000);
  if (options.incidents !== 'planted' && options.incidents !== 'none') {
    throw new GenerateOptionError('incidents', '"planted" or "none"', options.incidents);
  }
  if (!isCalendarDay(options.endDate)) throw new GenerateOptionError('endDate', 'a calendar day as YYYY-MM-DD', options.endDate);
}

/** The days of the snapshots, oldest first, `YYYY-MM-DD`, seven days apart, the last one on `endDate`. */
export function snapshotDates(options: TelemetryOptions): readonly string[] {
  const end = Date.parse(`${options.endDate}T00:00:00Z`);
  return Array.from({ length: options.weeks }, (_, week) => isoDay(end - (options.weeks - 1 - week) * WEEK_MS));
}

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function whole(option: string, value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw new GenerateOptionError(option, `a whole number from ${minimum} to ${maximum}`, value);
}

/** February has no day 30: what does not come back as it went in is not a day. Years before 1000 would shift the text. */
function isCalendarDay(text: string): boolean {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && isoDay(time) === text;
}
