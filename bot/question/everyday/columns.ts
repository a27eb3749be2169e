import { phrases } from '../phrases.ts';
import type { Order } from '../query.ts';

/** What people say for a number column beside the labels and synonyms of its measure. Counts only where the profile has the column. */
export interface ColumnWords {
  /** Nouns and question words: "how old". */
  readonly names?: readonly string[];
  /** Adjectives by what they say of the number; each with comparative and superlative. */
  readonly adjectives?: readonly Adjective[];
  /** Words that add nothing once the column is spoken of: "tickets raised". Before a condition they link it. */
  readonly verbs?: readonly string[];
  /** Names of one unit of it beside a number: "5 stars". */
  readonly counted?: readonly string[];
  /** What a user did who has any of it: "contacted support". */
  readonly acts?: readonly string[];
  /** Before a number of days and "ago", of which it says nothing more: "last seen". */
  readonly when?: readonly string[];
  /** Before a number of days, of which it means at least so many: "inactive for". */
  readonly away?: readonly string[];
  /** Before "within the last" and a number of days, of which it means at most so many: "logged in". */
  readonly back?: readonly string[];
}

export interface Adjective {
  readonly order: Order;
  readonly comparative: readonly string[];
  readonly superlative: readonly string[];
  /** The noun that it needs beside it, where the words alone could mean much else: long sessions. */
  readonly beside?: readonly string[];
  /** Question words with it, for the same reason. */
  readonly plain?: readonly string[];
}

/** Sessions, without saying what of them. */
const SESSIONS = phrases('session, sessions, visit, visits');

export const EVERYDAY_COLUMNS: Readonly<Record<string, ColumnWords>> = {
  engagement_score: {
    names: phrases(`
      engagement level, engagement levels, engagement index, level of engagement, how engaged, user engagement
    `),
    adjectives: [
      { order: 'highest', comparative: ['more engaged', 'better engaged'], superlative: ['most engaged', 'best engaged'] },
      { order: 'lowest', comparative: ['less engaged', 'worse engaged'], superlative: ['least engaged', 'worst engaged'] },
    ],
  },
  churn_risk_score: {
    names: phrases(`
      risk of churn, risk of churning, risk to churn, churn probability, probability of churn, churn likelihood, likelihood of
      churn, likelihood to churn, likelihood of churning, churn risk score, churn risks, churn scores, how likely to churn,
      risk of leaving, churning risk
    `),
    adjectives: [
      {
        order: 'highest',
        comparative: ['more likely to churn', 'riskier'],
        superlative: ['most likely to churn', 'most likely to leave', 'most likely to lapse', 'riskiest'],
      },
      {
        order: 'lowest',
        comparative: ['less likely to churn', 'less risky'],
        superlative: ['least likely to churn', 'least likely to leave', 'least likely to lapse', 'least risky'],
      },
    ],
  },
  daily_active_minutes: {
    adjectives: [
      {
        order: 'highest',
        comparative: [],
        superlative: [],
        plain: ['how much time', 'how long'],
        beside: phrases('per day, a day, each day, every day, daily'),
      },
    ],
    names: phrases(`
      minutes a day, minutes each day, minutes every day, minutes daily, daily minutes, active minutes a day, active minutes
      per day, minutes active per day, minutes active a day, daily usage, daily active time, usage per day, time per day, time
      spent per day, time spent a day, time a day, daily time, daily time spent, minutes of use per day, active time per day,
      minutes spent per day, minutes spent a day, daily activity, minutes of activity per day
    `),
    verbs: phrases('active, spend, spends, spent, spending, in app, in the app, using the app, of use, of activity'),
    counted: phrases('minutes a day, minutes per day, minutes daily, min per day, min a day, mins a day, mins per day'),
  },
  avg_session_duration_min: {
    names: phrases(`
      length of sessions, length of a session, length of their sessions, duration of sessions, duration of a session, length
      of session, session durations, session lengths, average session length, average session duration, minutes per session,
      minutes a session, time per session, time spent per session, session minutes
    `),
    adjectives: [
      { order: 'highest', comparative: ['longer'], superlative: ['longest'], plain: ['how long', 'long'], beside: SESSIONS },
      { order: 'lowest', comparative: ['shorter'], superlative: ['shortest'], plain: ['how short'], beside: SESSIONS },
    ],
    verbs: phrases('last, lasts, lasting, lasted'),
    counted: ['minutes per session', 'minutes a session'],
  },
  sessions_per_week: {
    adjectives: [
      {
        order: 'highest',
        comparative: ['more often', 'more frequently'],
        superlative: ['most often', 'most frequently'],
        plain: ['how often', 'how frequently', 'often'],
        beside: phrases(
          'open the app, opens the app, opened the app, use the app, uses the app, visit, visit the app, visits the app, come back',
        ),
      },
    ],
    names: phrases(`
      weekly sessions, sessions a week, sessions weekly, sessions each week, sessions every week, session count, session
      counts, number of weekly sessions, visits per week, visits a week, weekly visits, session frequency, sessions in a week,
      app sessions, app opens per week, times a week, times per week
    `),
    verbs: phrases('visit, open the app, opens the app, opened the app, log, logs'),
  },
  feature_clicks_per_session: {
    names: phrases(`
      clicks per session, feature clicks a session, clicks on features, features clicked, clicks a session, feature click
    `),
    verbs: ['click', 'clicked', 'clicks on'],
  },
  notifications_opened_per_week: {
    names: phrases(`
      notifications opened, opened notifications, notifications a week, notifications per week, weekly notifications, push
      notifications, push notifications opened, notifications opened a week, notification opens per week, pushes opened
    `),
    verbs: phrases('open, opens, opened, opening'),
  },
  in_app_search_count: {
    counted: phrases('times'),
    acts: phrases('searched, searched for something, searched for anything, search for anything, searched in the app'),
    names: phrases(`
      in-app search, in-app search count, searches in the app, app searches, in-app search counts, number of searches
    `),
    verbs: phrases('made, run, ran, performed, did, do'),
  },
  pages_viewed_per_session: {
    names: phrases(`
      pages viewed, pages viewed per session, pages a session, page views per session, pages per visit, viewed pages
    `),
    verbs: phrases('view, viewed, views, visit, visited'),
  },
  crash_events_last_30_days: {
    names: phrases(`
      app crashes, crash count, crash counts, crashes per person, crash event, crash events in the last 30 days, number of
      crash events, crashing, how often the app crashes, app crash
    `),
    adjectives: [
      {
        order: 'highest',
        comparative: ['more crash prone', 'buggier', 'less stable'],
        superlative: ['most crash prone', 'buggiest', 'least stable'],
      },
      {
        order: 'highest',
        comparative: ['more often', 'more frequently'],
        superlative: ['most often', 'most frequently'],
        plain: ['how often', 'how frequently', 'often'],
        beside: phrases('crash, crashes, crashed'),
      },
      { order: 'lowest', comparative: ['less crash prone', 'more stable'], superlative: ['least crash prone', 'most stable'] },
    ],
    verbs: phrases('experienced, experience, experiences, suffered, suffer, saw, see, encountered, hit, hit by, reported'),
    counted: ['times'],
  },
  support_tickets_raised: {
    counted: phrases('times'),
    acts: phrases(
      'contacted support, contact support, contacted the support, wrote to support, asked support, reached out to support',
    ),
    names: phrases(`
      support requests, support request, support ticket, tickets raised, support tickets raised, raised tickets, ticket count,
      support cases, support load, support ticket count, tickets opened, tickets filed
    `),
    verbs: phrases(`
      raise, raised, raises, raising, file, filed, files, submit, submitted, open, opened, opens, create, created
    `),
  },
  days_since_last_login: {
    when: phrases(
      'last logged in, last seen, last active, last login was, whose last login was, last logged on, were last seen, were last active',
    ),
    names: phrases(`
      days since their last login, days since the last login, days since login, days since last log in, time since last login,
      days since they last logged in, days of inactivity, days away, last login, days since their last log in, days without
      login, days without a login, days since last seen, time since the last login
    `),
    adjectives: [
      { order: 'highest', comparative: ['more inactive'], superlative: ['most inactive', 'longest inactive', 'most dormant'] },
      { order: 'lowest', comparative: ['less inactive'], superlative: ['least inactive', 'most recently active'] },
    ],
    away: phrases(`
      not logged in for, have not logged in for, has not logged in for, did not log in for, not logged in since, not log in
      for, have not logged in in, not logged in in, not logged in within, have not logged in within, inactive for, not active
      for, not been active for, have not been active for, away for, absent for, been away for, not been seen for, not seen
      for, have not been seen for, not opened the app for, have
      not opened the app for, not used the app for, no login for, without a login for, have not used the app for, not logged
      on for, have not logged on for, gone for, silent for, have not logged in, not logged in, did not log in, whose last
      login is, last login is, not been online for
    `),
    back: phrases('logged in, logged on, active, been active, seen, been seen, opened the app, used the app'),
  },
  ads_clicked_last_30_days: {
    acts: phrases('clicked on an ad, clicked an ad, clicked any ads, clicked on any ad, clicked on ads'),
    names: phrases(`
      ads clicked, clicked ads, ad click, clicks on ads, ad clicks, advertisements clicked, ads clicks, advert clicks
    `),
    verbs: phrases('click, clicked, clicks, clicked on, click on'),
  },
  content_downloads: {
    counted: phrases('times'),
    acts: phrases('downloaded something, downloaded anything, download anything, downloaded content, download content'),
    names: phrases(`
      downloads of content, content download, downloaded content, content downloaded, items downloaded, download count
    `),
    verbs: phrases('make, made, did, do'),
  },
  social_shares: {
    counted: phrases('times'),
    acts: phrases('shared something, shared anything, share anything, shared content, share content'),
    names: phrases('shares on social media, social share, shares on social, social media shares, social sharing'),
    verbs: phrases('make, made, did, do'),
  },
  rating_given: {
    names: [
      ...phrases(`
      rated, rated us, star rating, star ratings, app rating, app ratings, user rating, user ratings, review, rating given,
      ratings given, review scores, star, rates us, rate us, rated the app, rating of the app, how happy with the app, store
      rating, review rating, reviews, rated it, rated our app
    `),
      ...phrases('rate the app, rates the app, rate our app, rates our app, rate it, rates it'),
    ],
    adjectives: [
      {
        order: 'highest',
        comparative: ['better rated', 'higher rated'],
        superlative: phrases('best rated, highest rated, top rated, best reviewed'),
      },
      {
        order: 'lowest',
        comparative: ['worse rated', 'lower rated'],
        superlative: phrases('worst rated, lowest rated, worst reviewed, poorest rated'),
      },
    ],
    verbs: phrases('give, gave, gives, left, leave, rate, gave us'),
    counted: ['star', 'stars'],
  },
  account_age_days: {
    when: phrases('signed up, joined, registered, created an account, created their account'),
    back: phrases('signed up, joined, registered, created an account, created their account'),
    names: phrases(`
      age of account, age of the account, age of accounts, account ages, accounts age, days since sign up, user tenure
    `),
    adjectives: [
      {
        order: 'highest',
        comparative: phrases('older accounts, accounts older, account older, account is older, accounts are older'),
        superlative: ['oldest accounts', 'oldest account'],
      },
      {
        order: 'lowest',
        comparative: phrases(`
          newer accounts, younger accounts, accounts newer, account newer, accounts younger, account younger, account is newer, accounts are newer,
          account is younger, accounts are younger
        `),
        superlative: ['newest accounts', 'newest account', 'youngest accounts'],
      },
    ],
    counted: ['days old account', 'days with us'],
  },
  age: {
    names: phrases('how old, ages, age in years, user age, years of age, aged'),
    adjectives: [
      { order: 'highest', comparative: ['older'], superlative: ['oldest', 'eldest'] },
      { order: 'lowest', comparative: ['younger'], superlative: ['youngest'] },
    ],
    counted: phrases('years old, year old, year olds, years of age, yrs old, yr old, yr olds, yo, years, olds, y o'),
  },
  duration_s: {
    names: phrases(`
      how long, duration of sessions, duration of a session, session durations, length of sessions, length of a session, length of session,
      session lengths, durations, lengths, seconds per session, seconds a session, time per session, time spent per session
    `),
    adjectives: [
      {
        order: 'highest',
        comparative: phrases(
          'longer, last longer, lasts longer, lasting longer, lasted longer, last more, lasting more, lasted more',
        ),
        superlative: ['longest'],
      },
      {
        order: 'lowest',
        comparative: phrases('shorter, last shorter, lasting shorter, lasted shorter, last less, lasting less, lasted less'),
        superlative: ['shortest'],
      },
    ],
    verbs: phrases('last, lasts, lasting, lasted'),
    counted: phrases('second, seconds, sec, secs'),
  },
  crashed: {
    adjectives: [
      {
        order: 'highest',
        comparative: ['more crash prone', 'buggier', 'less stable', 'more unstable'],
        superlative: ['most crash prone', 'buggiest', 'least stable', 'most unstable', 'crashiest'],
      },
      { order: 'lowest', comparative: ['less crash prone', 'more stable'], superlative: ['least crash prone', 'most stable'] },
      {
        order: 'highest',
        comparative: ['more often', 'more frequently'],
        superlative: ['most often', 'most frequently'],
        plain: ['how often', 'how frequently', 'often'],
        beside: phrases('crash, crashes, crashed'),
      },
    ],
  },
};
