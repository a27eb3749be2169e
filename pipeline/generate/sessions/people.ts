import { Random } from '../../math/random.ts';
import { COUNTRIES } from '../countries.ts';
import { pick } from '../draws.ts';
import type { TelemetryOptions } from '../options.ts';

/** What a session is for; what clustering should find again. */
export type Persona = 'quick' | 'browsing' | 'deep';

/** The ways in which a planted bot gives itself away: events, repetition, screens. */
export type BotKind = 'too fast' | 'too regular' | 'too many screens';

/** One invented user of the app, human or bot, with the device. */
export interface SessionUser {
  readonly index: number;
  readonly userId: string;
  readonly country: string;
  readonly deviceType: string;
  readonly osVersion: string;
  /** What the device usually has free. */
  readonly memoryMb: number;
  /** Of most of the user's sessions. */
  readonly persona: Persona;
  readonly bot: BotKind | null;
  /** A human's pace, about 1. */
  readonly pace: number;
  /** One uniform number for each release, newest first: the user has it once the release's share is above the number. */
  readonly patience: readonly number[];
}

/** A user recomputed from seed and index, so that memory stays flat. */
export function sessionUser({ seed, incidents }: TelemetryOptions, index: number): SessionUser {
  const random = Random.stream(seed, index);
  const osVersion = pick(random, OS_VERSIONS);
  const small = osVersion.startsWith('Android') && random.next() < 0.25; // cheap phones
  const memoryMb = small ? 550 + random.below(400) : 1500 + random.below(4500);
  const persona = pick(random, PERSONAS);
  const country = pick(random, COUNTRIES);
  const suspect = random.next();
  const bot = incidents === 'planted' ? (BOTS.find(({ below }) => suspect < below)?.kind ?? null) : null;
  return {
    index,
    userId: String(200_000 + index),
    country,
    deviceType: deviceOf(osVersion),
    osVersion,
    memoryMb,
    persona,
    bot,
    pace: 0.75 + 0.5 * random.next(),
    patience: RELEASES.map(() => random.next()),
  };
}

/** The version a user has so many weeks before the last one. */
export function versionOf(user: SessionUser, weeksLeft: number): string {
  const release = RELEASES.findIndex(({ released }, index) => user.patience[index]! < adoption(released - weeksLeft));
  return (RELEASES[release] ?? OLDEST).version;
}

export function deviceOf(osVersion: string): string {
  return osVersion.startsWith('Android') ? 'Android' : osVersion.startsWith('iOS') ? 'iOS' : 'Web';
}

/** A release reaches 7 % more of its users every week, and four in ten never take it. */
function adoption(weeks: number): number {
  return Math.min(0.6, 0.07 * weeks);
}

const OLDEST = { version: '1.1' };
/** Newest first, and how many weeks before the end of the last week it came out. */
const RELEASES = [
  { version: '2.1', released: 6 },
  { version: '2.0', released: 14 },
  { version: '1.2', released: 24 },
] as const;

/** Shares in percent. */
export const OS_VERSIONS = [
  ['Android 14', 25],
  ['Android 15', 20],
  ['iOS 18', 18],
  ['Android 13', 15],
  ['iOS 17', 10],
  ['Windows 11', 8],
  ['macOS 15', 4],
] as const;
const PERSONAS = [
  ['quick', 50],
  ['browsing', 32],
  ['deep', 18],
] as const;
/** About 1.2 % of users in all. */
const BOTS = [
  { kind: 'too fast', below: 0.004 },
  { kind: 'too regular', below: 0.008 },
  { kind: 'too many screens', below: 0.012 },
] as const;
