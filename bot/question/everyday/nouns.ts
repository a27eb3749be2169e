import { phrases } from '../phrases.ts';

/** What people say for a dimension, by its name; counts only where the profile has it. */
export const EVERYDAY_DIMENSIONS: Readonly<Record<string, readonly string[]>> = {
  country: phrases('country of origin, location, geo, geography, home country'),
  device_type: phrases('device type, type of device, operating system, kind of device, mobile os'),
  subscription_type: phrases(`
    subscription type, subscription plan, type of subscription, pricing plan, pricing tier, subscription tier, plan type,
    package, membership, membership level, subscription level, price plan, type of plan
  `),
  app_version: phrases('version of the app, software version, app release, app build, client version, version number'),
  gender: ['genders'],
  age_band: phrases('age band, age bracket, age range, age class, age category, age cohort, age bucket, agegroup'),
  marketing_source: phrases(`
    acquisition channel, marketing channel, traffic source, acquisition source, source of acquisition, referral source,
    channel of acquisition, sign up source, signup source, user source, marketing sources, acquisition
  `),
};

/** Nouns for the people in the data, in the singular and the plural. */
export const PEOPLE = {
  one: phrases('person, member, customer, individual, somebody, someone, anyone, anybody, guy'),
  many: phrases(`
    people, folks, folk, persons, members, customers, subscribers, ones, individuals, everyone, everybody, user base, userbase, customer base,
    audience, all of them, guys, user population, app users, users of the app, our user base
  `),
} as const;

/** Other words for the segments. */
export const SEGMENT_WORDS: readonly string[] = phrases(
  'user segment, user type, user group, type of user, kind of user, customer segment, persona',
);

/** The dimension that "where" asks for, where the profile has it. */
export const PLACE = 'country';

/** What people say for users above the threshold of an indicator, by its measure; counts only where the profile has it. */
export const EVERYDAY_INDICATORS: Readonly<Record<string, readonly string[]>> = {
  high_churn_share: phrases('high churn risk, at high risk, high risk, at risk of churn, at risk of churning'),
  crash_share: phrases('had a crash, crash affected'),
};

/** Of what a number alone is after these people, where the profile has the column: "women over 40", "people under 30". */
export const AGED = {
  column: 'age',
  /** The dimension whose values are such people. */
  values: 'gender',
  nouns: new Set(
    phrases(
      'people, persons, person, folks, folk, individuals, everyone, everybody, anyone, anybody, somebody, someone, guys, guy',
    ),
  ),
} as const;
