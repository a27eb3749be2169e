import { type HeldOut, holdOutById } from '../learn/index.ts';
import type { LapseExamples } from './examples.ts';
import { daysBetween } from './features.ts';

/** What a model is judged on, and why that is fair. */
export interface LapseSplit extends HeldOut {
  /** First day whose users are held out. */
  readonly heldOutFrom: string;
  /** True where all that came of the training rows lies before the first held-out day. */
  readonly apartInTime: boolean;
}

/** Everything is learned from one part of the users and judged on the others, whoever trains and when. */
const HELD_OUT_SHARE = 0.2;
const LATE_SHARE = 0.25; // of the days
const LEAST_DAYS = 2; // the first day has no snapshot before it, and so no trends to learn from

/**
 * Holds out the later days of users that are never learned from. Training rows are of other users and of earlier days; where the
 * history is long enough, of days whose outcomes were known by then, so that nothing of the later weeks is learned.
 *
 * @param withinDays the time ahead
 * @param mostRows a fair share of the users is taken where there are more training rows; by id, so that a user stays whole
 */
export function splitExamples({ ids, days, dayIndex }: LapseExamples, withinDays: number, mostRows: number): LapseSplit {
  const users = holdOutById(ids, HELD_OUT_SHARE);
  const firstHeld = days.length - Math.max(1, Math.floor(days.length * LATE_SHARE));
  const from = days[firstHeld]!;
  const known = days.filter((day) => daysBetween(day, from) >= withinDays).length;
  const apartInTime = known >= LEAST_DAYS;
  const end = apartInTime ? known : Math.max(1, firstHeld);
  const training = users.training.filter((row) => dayIndex[row]! < end);
  return {
    training: thinned(training, ids, mostRows),
    heldOut: users.heldOut.filter((row) => dayIndex[row]! >= firstHeld),
    heldOutFrom: from,
    apartInTime,
  };
}

function thinned(rows: Int32Array, ids: readonly string[], mostRows: number): Int32Array {
  if (rows.length <= mostRows) return rows;
  const own = Array.from(rows, (row) => `training ${ids[row]!}`); // another text, another hash: not the users held out
  const { heldOut } = holdOutById(own, mostRows / rows.length);
  return heldOut.map((place) => rows[place]!);
}
