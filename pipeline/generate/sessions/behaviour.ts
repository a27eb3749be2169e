import type { Random } from '../../math/random.ts';
import { normal } from '../draws.ts';
import type { Persona, SessionUser } from './people.ts';

/** What somebody did in a session, before crashes, clocks and exports had their say. */
export interface Doings {
  readonly seconds: number;
  readonly events: number;
  readonly screens: number;
}

/** A person's session: lengths and paces are skewed, as people's are. */
export function humanDoings(user: SessionUser, persona: Persona, random: Random): Doings {
  const { seconds, eventsPerSecond, screensPerSecond } = TYPICAL[persona];
  const length = Math.max(1, Math.round(seconds * skewed(random, 0.22)));
  return {
    seconds: length,
    events: Math.max(1, Math.round(length * eventsPerSecond * user.pace * skewed(random, 0.2))),
    screens: Math.max(1, Math.round(length * screensPerSecond * skewed(random, 0.25))),
  };
}

/** A bot's session. The regular ones behave like a person, but always the same. */
export function botDoings(user: SessionUser, random: Random): Doings {
  switch (user.bot) {
    case 'too fast': {
      const seconds = 20 + random.below(160);
      return { seconds, events: Math.round(seconds * (4 + 8 * random.next())), screens: 5 + random.below(11) };
    }
    case 'too many screens': {
      const seconds = 120 + random.below(280);
      const screens = Math.round(seconds * (0.8 + 1.2 * random.next()));
      return { seconds, events: Math.round(screens * 1.2), screens };
    }
    default: {
      const seconds = 40 + (user.index % 400);
      return { seconds: seconds + random.below(2), events: Math.round(seconds * 0.25), screens: 2 + Math.round(seconds / 40) };
    }
  }
}

/** A positive factor with a long upper tail, about 1: the square of a normal. Only + − × ÷, so the same on any machine. */
function skewed(random: Random, spread: number): number {
  const root = 1 + spread * normal(random);
  return Math.max(0.02, root * root);
}

const TYPICAL: Readonly<Record<Persona, { seconds: number; eventsPerSecond: number; screensPerSecond: number }>> = {
  quick: { seconds: 45, eventsPerSecond: 0.35, screensPerSecond: 0.07 },
  browsing: { seconds: 240, eventsPerSecond: 0.25, screensPerSecond: 0.08 },
  deep: { seconds: 1300, eventsPerSecond: 0.25, screensPerSecond: 0.02 },
};
