import { Random } from '../math/random.ts';
import { COUNTRIES } from './countries.ts';
import { pick } from './draws.ts';
import type { TelemetryOptions } from './options.ts';

/** The two kinds of users there really are; what clustering should find again. */
export type LatentType = 'light' | 'heavy';

/** One invented user: who they are, and what becomes of them week by week. */
export interface SampleUser {
  readonly index: number;
  readonly userId: string;
  readonly age: number;
  readonly gender: string;
  readonly country: string;
  readonly deviceType: string;
  readonly subscriptionType: string;
  readonly marketingSource: string;
  /** Days since sign-up in the first snapshot that has the user. */
  readonly firstAccountAge: number;
  readonly firstWeek: number;
  /** The weeks in which the user is there, without a gap, from `firstWeek`. */
  readonly life: readonly LifeWeek[];
}

export interface LifeWeek {
  readonly type: LatentType;
  readonly appVersion: string;
}

/** All users of a set of options, each recomputed from seed and index when needed, so that memory stays flat. */
export interface Population {
  readonly options: TelemetryOptions;
  /** Users that have arrived by each week: user `index` is there only from the first week whose entry is above it. */
  readonly arrivedBy: readonly number[];
  /** Share of users that have moved to each version by the first snapshot, newest version first, 0 to 1. */
  readonly adopted: readonly (readonly [version: string, share: number])[];
  readonly seeds: { readonly life: number; readonly traits: number; readonly weeks: readonly number[] };
}

/** @param options checked ones */
export function populationOf(options: TelemetryOptions): Population {
  const random = new Random(options.seed);
  const seeds = { life: random.bits(), traits: random.bits(), weeks: Array.from({ length: options.weeks }, () => random.bits()) };
  const arrivedBy = [options.users];
  for (let week = 1; week < options.weeks; week++) {
    const arrivals = options.users * ARRIVAL_SHARE * (0.8 + 0.4 * random.next());
    arrivedBy.push(arrivedBy.at(-1)! + Math.floor(arrivals + random.next()));
  }
  const adopted = RELEASES.map(([version, beforeEnd]) => [version, adoptedAfter(beforeEnd - options.weeks + 1)] as const);
  return { options, arrivedBy, adopted, seeds };
}

/** Everyone who has arrived by `week`, gone or not, by index; the first `users` of them are in the first snapshot. */
export function* usersUpTo(population: Population, week: number): Generator<SampleUser> {
  for (let index = 0; index < population.arrivedBy[week]!; index++) yield userAt(population, index);
}

/** What the user is in a week; undefined before arrival and after the lapse. */
export function lifeIn(user: SampleUser, week: number): LifeWeek | undefined {
  return user.life[week - user.firstWeek];
}

/** Later users come as fresh sign-ups; the ones of the first snapshot signed up any time before. */
function userAt(population: Population, index: number): SampleUser {
  const { options, arrivedBy, seeds } = population;
  const random = Random.stream(seeds.life, index);
  const firstWeek = arrivedBy.findIndex((arrived) => index < arrived);
  const oldest = OLDEST_ACCOUNT - 7 * (options.weeks - 1);
  const subscriptionType = pick(random, PLANS);
  const marketingSource = pick(random, SOURCES);
  return {
    index,
    userId: userIdOf(index),
    age: 18 + random.below(42),
    gender: pick(random, GENDERS),
    country: pick(random, COUNTRIES),
    deviceType: pick(random, DEVICES),
    subscriptionType,
    marketingSource,
    firstAccountAge: YOUNGEST_ACCOUNT + random.below(firstWeek === 0 ? oldest - YOUNGEST_ACCOUNT + 1 : 7),
    firstWeek,
    life: lifeOf(population, random, firstWeek, HEAVY_SHARE[subscriptionType] + (marketingSource === 'Referral' ? 0.03 : 0)),
  };
}

/** The real data begins at 100000. */
export function userIdOf(index: number): string {
  return String(100_000 + index);
}

/**
 * Arrivals are lighter than the rest, because light users lapse more often: so the mix of the two keeps. For the same
 * reason a type that changes is drawn anew from the user's own `heavyShare`, not flipped.
 */
function lifeOf(population: Population, random: Random, firstWeek: number, heavyShare: number): readonly LifeWeek[] {
  const { options, adopted } = population;
  const arrives = firstWeek > 0;
  let type = draw(random, arrives ? heavyShare * ARRIVING_HEAVY_FACTOR : heavyShare);
  let appVersion = arrives ? newestIn(firstWeek, options) : firstVersion(random, adopted);
  const life: LifeWeek[] = [{ type, appVersion }];
  for (let week = firstWeek + 1; week < options.weeks; week++) {
    if (random.next() < LAPSE_CHANCE[type]) break;
    if (random.next() < REDRAW_CHANCE) type = draw(random, heavyShare);
    if (random.next() < UPGRADE_CHANCE) appVersion = newestIn(week, options);
    life.push({ type, appVersion });
  }
  return life;
}

function draw(random: Random, heavyShare: number): LatentType {
  return random.next() < heavyShare ? 'heavy' : 'light';
}

function firstVersion(random: Random, adopted: Population['adopted']): string {
  const uniform = random.next();
  return adopted.find(([, share]) => uniform < share)![0];
}

function newestIn(week: number, options: TelemetryOptions): string {
  const beforeEnd = options.weeks - 1 - week;
  return RELEASES.find(([, released]) => released > beforeEnd)![0];
}

/** Share of users that have upgraded at least once in so many weeks. */
function adoptedAfter(weeks: number): number {
  let waiting = 1;
  for (let week = 0; week < Math.min(weeks, 1000); week++) waiting *= 1 - UPGRADE_CHANCE;
  return weeks > 1000 ? 1 : 1 - waiting;
}

// Marginals of the real data, in percent.
const GENDERS = [
  ['Female', 48],
  ['Male', 48],
  ['Other', 4],
] as const;
const DEVICES = [
  ['Android', 60],
  ['iOS', 28],
  ['Web', 12],
] as const;
const PLANS = [
  ['Free', 60],
  ['Basic', 27],
  ['Premium', 13],
] as const;
const SOURCES = [
  ['Organic', 30],
  ['Google Ads', 27],
  ['Facebook Ads', 18],
  ['Referral', 15],
  ['Email Campaign', 10],
] as const;

/** Newest first, and how many weeks before the last snapshot's week ended it came out; "1.0" was always there. */
const RELEASES = [
  ['2.1', 6],
  ['2.0', 14],
  ['1.2', 24],
  ['1.1', 40],
  ['1.0', Number.POSITIVE_INFINITY],
] as const;
const UPGRADE_CHANCE = 0.045; // a week; gives each version about a fifth of the users over eight weeks, as in the real data

/** Paying users stay for a reason; over all plans 40 % are heavy. */
const HEAVY_SHARE = { Free: 0.365, Basic: 0.425, Premium: 0.5 } as const;
const REDRAW_CHANCE = 0.031; // a week; about half of the redraws give the other type, so 1.5 % of users change
const LAPSE_CHANCE = { light: 0.016, heavy: 0.007 } as const; // a week
const ARRIVAL_SHARE = 0.013; // a week, just above the mean lapse
const ARRIVING_HEAVY_FACTOR = 0.56; // heavy users are 40 % of all but 22 % of the lapses

const YOUNGEST_ACCOUNT = 7; // younger accounts have not had a week to report on
const OLDEST_ACCOUNT = 1199;
