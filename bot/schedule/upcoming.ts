import type { Schedule } from './schedule.ts';
import { nextTimes } from './windows.ts';

export interface Upcoming {
  readonly schedule: Schedule;
  readonly times: readonly Date[];
}

/** When each schedule comes next, `count` times each. */
export function upcoming(schedules: readonly Schedule[], from: Date, count = 5): readonly Upcoming[] {
  return schedules.map((schedule) => ({ schedule, times: nextTimes(schedule, from, count) }));
}
