import { Random } from '../math/random.ts';
import { binomial, normal } from './draws.ts';
import { type LifeWeek, lifeIn, type Population, type SampleUser } from './population.ts';

/** One row of a snapshot, by column name; null is an empty field. */
export type TelemetryRow = Readonly<Record<string, string | number | null>>;

/** What incidents add to a user's means in a week. */
export interface Added {
  readonly crashes: number;
  readonly churnRisk: number;
}

export const NOTHING_ADDED: Added = { crashes: 0, churnRisk: 0 };

/**
 * What a user did up to the day of a snapshot. A latent level (light about 0, heavy about 1) lifts most columns together;
 * each column adds a trait of the user, which stays, and the week's chance, which does not.
 *
 * @param life what the user is in that week
 * @param added by incidents. It changes its own column and nothing else: neither rating nor churn risk follow the crashes
 *   of a wave, because an incident should be one finding, and its echo would be a second
 */
export function behaviourIn(population: Population, user: SampleUser, week: number, life: LifeWeek, added: Added): TelemetryRow {
  const traits = Random.stream(population.seeds.traits, user.index);
  const chance = Random.stream(population.seeds.weeks[week]!, user.index);
  const noise = () => TRAIT_WEIGHT * normal(traits) + CHANCE_WEIGHT * normal(chance);
  const luck = () => kept(traits, chance);

  const level = (life.type === 'heavy' ? 1 : 0) + LEVEL_SPREAD * noise() + (LEVEL_OF_PLAN[user.subscriptionType] ?? 0);
  const between = (light: number, heavy: number) => light + (heavy - light) * level;
  const count = (light: number, heavy: number, deviation: number, least: number, most: number) =>
    Math.round(within(between(light, heavy) + deviation * (0.85 + 0.3 * level) * noise(), least, most));

  const stretch = 1 + 0.4 * noise(); // squared: session lengths lean to the right, most short and a few very long
  const crashLuck = luck();
  const crashRate = CRASH_RATE * (CRASHES_OF_VERSION[life.appVersion] ?? 1) * (CRASHES_OF_DEVICE[user.deviceType] ?? 1);
  const usualCrashes = binomial(crashLuck, MOST_CRASHES, crashRate / MOST_CRASHES);
  const tickets = binomial(luck(), MOST_TICKETS, (0.2 + 0.05 * (usualCrashes - 0.4)) / MOST_TICKETS);
  const daysSinceLogin = count(29.5, 8.5, 7.5, 0, 44);
  const churnRisk =
    between(0.65, 0.27) +
    0.04 * (usualCrashes - 0.4) +
    0.05 * (tickets - 0.2) +
    0.004 * (daysSinceLogin - between(29.5, 8.5)) +
    (CHURN_OF_COUNTRY[user.country] ?? 0) +
    (CHURN_OF_PLAN[user.subscriptionType] ?? 0) +
    0.13 * noise();
  const rated = luck() >= between(0.125, 0.06);
  const rating = Math.round(within(between(3.35, 3.75) - 0.35 * (usualCrashes - 0.4) + 1.05 * noise(), 1, 5));

  return {
    user_id: user.userId,
    age: user.age,
    gender: user.gender,
    country: user.country,
    device_type: user.deviceType,
    app_version: life.appVersion,
    sessions_per_week: count(5.6, 11.6, 2.6, 0, 26),
    avg_session_duration_min: hundredths(within((between(9, 19.5) * stretch * stretch) / 1.16, 0.06, 91)),
    daily_active_minutes: hundredths(within(between(32, 64) + 14 * noise(), 5, 130)),
    feature_clicks_per_session: count(9.6, 15.8, 2.8, 1, 28),
    notifications_opened_per_week: count(3.6, 7.2, 1.8, 0, 16),
    in_app_search_count: count(2.9, 5.7, 1.6, 0, 19),
    pages_viewed_per_session: count(9.8, 19, 3.8, 3, 24),
    crash_events_last_30_days: binomial(crashLuck, MOST_CRASHES, (crashRate + added.crashes) / MOST_CRASHES),
    support_tickets_raised: tickets,
    days_since_last_login: daysSinceLogin,
    subscription_type: user.subscriptionType,
    ads_clicked_last_30_days: count(5.9, 6.3, 2.3, 0, 19),
    content_downloads: count(2, 4.6, 1.3, 0, 13),
    social_shares: count(user.age < 25 ? 1.4 : 1.1, 3.4, 1.1, 0, 11),
    rating_given: rated ? rating : null,
    churn_risk_score: hundredths(within(churnRisk + added.churnRisk, 0, 1)),
    engagement_score: hundredths(within(between(55, 79.5) + 9 * noise(), 10, 100)),
    account_age_days: user.firstAccountAge + 7 * (week - user.firstWeek),
    marketing_source: user.marketingSource,
  };
}

/** The row of a user in a week, undefined where the user is not there; `addedTo` says what incidents add. */
export function rowIn(
  population: Population,
  user: SampleUser,
  week: number,
  addedTo: (user: SampleUser, life: LifeWeek, week: number) => Added,
): TelemetryRow | undefined {
  const life = lifeIn(user, week);
  return life && behaviourIn(population, user, week, life, addedTo(user, life, week));
}

const LEVEL_SPREAD = 0.12; // the two types lie eight such deviations apart; the columns' own noise makes them overlap
const TRAIT_WEIGHT = 0.8; // 0.8² + 0.6² = 1: two thirds of a user's deviation from the level is there again next week
const CHANCE_WEIGHT = 0.6;
const KEPT_SHARE = 0.75;

const MOST_CRASHES = 5;
const MOST_TICKETS = 4;
const CRASH_RATE = 0.39; // crashes per user in 30 days

/** The little that dimensions matter. What is not listed is average. */
const LEVEL_OF_PLAN: Readonly<Record<string, number>> = { Free: -0.01, Basic: 0.01, Premium: 0.05 };
const CRASHES_OF_VERSION: Readonly<Record<string, number>> = { '1.0': 1.2, '1.1': 1.1, '2.0': 0.95, '2.1': 0.9 };
const CRASHES_OF_DEVICE: Readonly<Record<string, number>> = { Android: 1.05, iOS: 0.95, Web: 0.9 };
const CHURN_OF_COUNTRY: Readonly<Record<string, number>> = { Germany: -0.03, India: 0.01 };
const CHURN_OF_PLAN: Readonly<Record<string, number>> = { Free: 0.01, Premium: -0.03 };

/** A uniform number that is the user's own in three weeks of four and the week's in the fourth. */
function kept(traits: Random, chance: Random): number {
  const own = traits.next();
  const passing = chance.next();
  return chance.next() < KEPT_SHARE ? own : passing;
}

function within(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Two decimals, as in the real data. */
function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
