/** A run that should have come and did not. */
export interface Lateness {
  /** The day it was due, `YYYY-MM-DD`. */
  readonly dueOn: string;
  /** Full days since then. */
  readonly daysLate: number;
  /** Runs that should have come by now. */
  readonly missed: number;
}

/**
 * @param lastAsOf day that the newest telemetry describes
 * @param everyDays how often a run is to come
 * @returns undefined until the day after it was due has passed by `graceDays`
 * @example latenessOf('2026-11-02', new Date('2026-11-12T09:00:00Z'), 7, 1) // { dueOn: '2026-11-09', daysLate: 3, missed: 1 }
 */
export function latenessOf(lastAsOf: string, now: Date, everyDays: number, graceDays: number): Lateness | undefined {
  const last = Date.parse(`${lastAsOf}T00:00:00Z`);
  const due = last + everyDays * DAY_MS;
  const daysLate = Math.floor((now.getTime() - due) / DAY_MS);
  if (daysLate <= graceDays) return undefined;
  const missed = Math.floor((now.getTime() - last) / (everyDays * DAY_MS));
  return { dueOn: new Date(due).toISOString().slice(0, 10), daysLate, missed };
}

const DAY_MS = 24 * 60 * 60 * 1000;
