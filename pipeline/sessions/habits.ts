import { median } from '../math/statistics.ts';
import type { SessionRows } from './session-rows.ts';

/** What a user's sessions have in common. */
export interface Habits {
  readonly sessions: number;
  /** How much durations and events differ between the sessions, as shares of their medians; NaN for fewer than two with a duration. */
  readonly durationSpread: number;
  readonly eventsSpread: number;
}

/** The habits of the user of every session, in the order of the rows; a session without a user has nobody's. */
export function habitsOf(rows: SessionRows): readonly Habits[] {
  const byUser = Map.groupBy(rows.ids.keys(), (index) => rows.userIds[index] ?? `session ${index}`);
  const result: Habits[] = new Array(rows.count);
  for (const own of byUser.values()) {
    const timed = own.filter((index) => rows.numbers.duration_s[index]! > 0);
    const habits = {
      sessions: own.length,
      durationSpread: spreadOf(timed.map((index) => rows.numbers.duration_s[index]!)),
      eventsSpread: spreadOf(timed.map((index) => rows.numbers.events_count[index]!).filter((value) => !Number.isNaN(value))),
    };
    for (const index of own) result[index] = habits;
  }
  return result;
}

/** Median absolute deviation by the median: a crash or a wrong clock among the sessions does not move it. */
function spreadOf(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN;
  const middle = median(values);
  return middle === 0 ? Number.NaN : median(values.map((value) => Math.abs(value - middle))) / middle;
}
