import type { Random } from '../../math/random.ts';
import { pick } from '../draws.ts';
import type { SessionUser } from './people.ts';
import { weekdayOf } from './planted.ts';

/** When a user's sessions of a week begin, in milliseconds since 1970, earliest first, no two at once. */
export function timesOf(user: SessionUser, days: readonly string[], random: Random): readonly number[] {
  if (user.bot === 'too regular') return everyEightHours(user, days);
  const count = user.bot === 'too fast' ? 8 + random.below(12) : user.bot === null ? 1 + random.below(7) : 5 + random.below(6);
  const times = Array.from({ length: count }, () => {
    const day = dayOf(days, random);
    const hour = user.bot === null ? Number(pick(random, HOURS)) : random.below(24); // bots do not sleep
    return Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS + random.below(3600) * 1000;
  });
  return [...new Set(times)].toSorted((a, b) => a - b);
}

/** UTC, from 0. */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR_MS) % 24;
}

function everyEightHours(user: SessionUser, days: readonly string[]): readonly number[] {
  const start = Date.parse(`${days[0]}T00:00:00Z`) + (user.index % 480) * 60_000;
  return Array.from({ length: 21 }, (_, turn) => start + turn * 8 * HOUR_MS);
}

/** Weekends are busier. */
function dayOf(days: readonly string[], random: Random): string {
  const weekend = random.next() < 0.36;
  const own = days.filter((day) => ['Saturday', 'Sunday'].includes(weekdayOf(day)) === weekend);
  return own[random.below(own.length)]!;
}

/** Share of sessions by hour, in percent: a small peak at noon, a high one in the evening. */
const HOURS = [1, 1, 0.5, 0.5, 0.5, 1, 2, 3.5, 4.5, 4, 4, 5, 6.5, 6, 4.5, 4, 4.5, 6, 7.5, 9, 9.5, 8, 4.5, 2.5].map(
  (percent, hour) => [String(hour), percent] as const,
);
const HOUR_MS = 60 * 60 * 1000;
