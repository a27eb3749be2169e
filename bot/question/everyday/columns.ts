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
const SESSIONS = ['session', 'sessions', 'visit', 'visits'];

export const EVERYDAY_COLUMNS: Readonly<Record<string, ColumnWords>> = {
  engagement_score: {
    names: ['engagement level', 'engagement levels', 'engagement index', 'level of engagement', 'how engaged', 'user engagement'],
    adjectives: [
      { order: 'highest', comparative: ['more engaged', 'better engaged'], superlative: ['most engaged', 'best engaged'] },
      { order: 'lowest', comparative: ['less engaged', 'worse engaged'], superlative: ['least engaged', 'worst engaged'] },
    ],
  },
  churn_risk_score: {
    names: [
      ...['risk of churn', 'risk of churning', 'risk to churn', 'churn probability', 'probability of churn', 'churn likelihood'],
      ...[
        'likelihood of churn',
        'likelihood to churn',
        'likelihood of churning',
        'churn risk score',
        'churn risks',
        'churn scores',
      ],
      ...['how likely to churn', 'risk of leaving', 'churning risk'],
    ],
    adjectives: [
      { order: 'highest', comparative: ['more likely to churn', 'riskier'], superlative: ['most likely to churn', 'riskiest'] },
      {
        order: 'lowest',
        comparative: ['less likely to churn', 'less risky'],
        superlative: ['least likely to churn', 'least risky'],
      },
    ],
  },
  daily_active_minutes: {
    names: [
      ...['minutes a day', 'minutes each day', 'minutes every day', 'minutes daily', 'daily minutes', 'active minutes a day'],
      ...[
        'active minutes per day',
        'minutes active per day',
        'minutes active a day',
        'daily usage',
        'daily active time',
        'usage per day',
      ],
      ...[
        'time per day',
        'time spent per day',
        'time spent a day',
        'time a day',
        'daily time',
        'daily time spent',
        'minutes of use per day',
      ],
      ...['active time per day', 'minutes spent per day', 'minutes spent a day', 'daily activity', 'minutes of activity per day'],
    ],
    verbs: ['active', 'spend', 'spends', 'spent', 'spending', 'in app', 'in the app', 'using the app', 'of use', 'of activity'],
    counted: ['minutes a day', 'minutes per day', 'minutes daily', 'min per day', 'min a day', 'mins a day', 'mins per day'],
  },
  avg_session_duration_min: {
    names: [
      ...[
        'length of sessions',
        'length of a session',
        'length of their sessions',
        'duration of sessions',
        'duration of a session',
      ],
      ...['length of session', 'session durations', 'session lengths', 'average session length', 'average session duration'],
      ...['minutes per session', 'minutes a session', 'time per session', 'time spent per session', 'session minutes'],
    ],
    adjectives: [
      { order: 'highest', comparative: ['longer'], superlative: ['longest'], plain: ['how long', 'long'], beside: SESSIONS },
      { order: 'lowest', comparative: ['shorter'], superlative: ['shortest'], plain: ['how short'], beside: SESSIONS },
    ],
    verbs: ['last', 'lasts', 'lasting', 'lasted'],
    counted: ['minutes per session', 'minutes a session'],
  },
  sessions_per_week: {
    names: [
      ...['weekly sessions', 'sessions a week', 'sessions weekly', 'sessions each week', 'sessions every week', 'session count'],
      ...[
        'session counts',
        'number of weekly sessions',
        'visits per week',
        'visits a week',
        'weekly visits',
        'session frequency',
      ],
      ...['sessions in a week', 'app sessions', 'app opens per week', 'times a week', 'times per week'],
    ],
    verbs: ['visit', 'open the app', 'opens the app', 'opened the app', 'log', 'logs'],
  },
  feature_clicks_per_session: {
    names: [
      'clicks per session',
      'feature clicks a session',
      'clicks on features',
      'features clicked',
      'clicks a session',
      'feature click',
    ],
    verbs: ['click', 'clicked', 'clicks on'],
  },
  notifications_opened_per_week: {
    names: [
      ...[
        'notifications opened',
        'opened notifications',
        'notifications a week',
        'notifications per week',
        'weekly notifications',
      ],
      ...[
        'push notifications',
        'push notifications opened',
        'notifications opened a week',
        'notification opens per week',
        'pushes opened',
      ],
    ],
    verbs: ['open', 'opens', 'opened', 'opening'],
  },
  in_app_search_count: {
    names: [
      'in-app search',
      'in-app search count',
      'searches in the app',
      'app searches',
      'in-app search counts',
      'number of searches',
    ],
    verbs: ['made', 'run', 'ran', 'performed', 'did', 'do'],
  },
  pages_viewed_per_session: {
    names: [
      'pages viewed',
      'pages viewed per session',
      'pages a session',
      'page views per session',
      'pages per visit',
      'viewed pages',
    ],
    verbs: ['view', 'viewed', 'views', 'visit', 'visited'],
  },
  crash_events_last_30_days: {
    names: [
      ...['app crashes', 'crash count', 'crash counts', 'crashes per person', 'crash event', 'crash events in the last 30 days'],
      ...['number of crash events', 'crashing', 'how often the app crashes', 'app crash'],
    ],
    adjectives: [
      {
        order: 'highest',
        comparative: ['more crash prone', 'buggier', 'less stable'],
        superlative: ['most crash prone', 'buggiest', 'least stable'],
      },
      { order: 'lowest', comparative: ['less crash prone', 'more stable'], superlative: ['least crash prone', 'most stable'] },
    ],
    verbs: [
      'experienced',
      'experience',
      'experiences',
      'suffered',
      'suffer',
      'saw',
      'see',
      'encountered',
      'hit',
      'hit by',
      'reported',
    ],
    counted: ['times'],
  },
  support_tickets_raised: {
    names: [
      ...['support requests', 'support request', 'support ticket', 'tickets raised', 'support tickets raised', 'raised tickets'],
      ...['ticket count', 'support cases', 'support load', 'support ticket count', 'tickets opened', 'tickets filed'],
    ],
    verbs: [
      'raise',
      'raised',
      'raises',
      'raising',
      'file',
      'filed',
      'files',
      'submit',
      'submitted',
      'open',
      'opened',
      'opens',
      'create',
      'created',
    ],
  },
  days_since_last_login: {
    names: [
      ...[
        'days since their last login',
        'days since the last login',
        'days since login',
        'days since last log in',
        'time since last login',
      ],
      ...['days since they last logged in', 'days of inactivity', 'days away', 'last login', 'days since their last log in'],
      ...['days without login', 'days without a login', 'days since last seen', 'time since the last login'],
    ],
    adjectives: [
      { order: 'highest', comparative: ['more inactive'], superlative: ['most inactive', 'longest inactive', 'most dormant'] },
      { order: 'lowest', comparative: ['less inactive'], superlative: ['least inactive', 'most recently active'] },
    ],
    away: [
      ...['not logged in for', 'have not logged in for', 'has not logged in for', 'did not log in for', 'not logged in since'],
      ...['not log in for', 'have not logged in in', 'not logged in in', 'not logged in within', 'have not logged in within'],
      ...[
        'inactive for',
        'not active for',
        'not been active for',
        'have not been active for',
        'away for',
        'absent for',
        'been away for',
      ],
      ...[
        'not been seen for',
        'not seen for',
        'have not been seen for',
        'last logged in',
        'last seen',
        'last active',
        'last login was',
      ],
      ...[
        'whose last login was',
        'not opened the app for',
        'have not opened the app for',
        'not used the app for',
        'no login for',
      ],
      ...[
        'without a login for',
        'have not used the app for',
        'not logged on for',
        'have not logged on for',
        'gone for',
        'silent for',
      ],
      ...['have not logged in', 'not logged in', 'did not log in', 'whose last login is', 'last login is', 'not been online for'],
    ],
    back: ['logged in', 'logged on', 'active', 'been active', 'seen', 'been seen', 'opened the app', 'used the app'],
  },
  ads_clicked_last_30_days: {
    names: [
      'ads clicked',
      'clicked ads',
      'ad click',
      'clicks on ads',
      'ad clicks',
      'advertisements clicked',
      'ads clicks',
      'advert clicks',
    ],
    verbs: ['click', 'clicked', 'clicks', 'clicked on', 'click on'],
  },
  content_downloads: {
    names: [
      'downloads of content',
      'content download',
      'downloaded content',
      'content downloaded',
      'items downloaded',
      'download count',
    ],
    verbs: ['make', 'made', 'did', 'do'],
  },
  social_shares: {
    names: ['shares on social media', 'social share', 'shares on social', 'social media shares', 'social sharing'],
    verbs: ['make', 'made', 'did', 'do'],
  },
  rating_given: {
    names: [
      ...[
        'rated',
        'rated us',
        'star rating',
        'star ratings',
        'app rating',
        'app ratings',
        'user rating',
        'user ratings',
        'review',
      ],
      ...['rating given', 'ratings given', 'review scores', 'star', 'rates us', 'rate us', 'rated the app', 'rating of the app'],
      ...['how happy with the app', 'store rating', 'review rating', 'reviews', 'rated it', 'rated our app'],
    ],
    adjectives: [
      {
        order: 'highest',
        comparative: ['better rated', 'higher rated'],
        superlative: ['best rated', 'highest rated', 'top rated', 'best reviewed'],
      },
      {
        order: 'lowest',
        comparative: ['worse rated', 'lower rated'],
        superlative: ['worst rated', 'lowest rated', 'worst reviewed', 'poorest rated'],
      },
    ],
    verbs: ['give', 'gave', 'gives', 'left', 'leave', 'rate', 'gave us'],
    counted: ['star', 'stars'],
  },
  account_age_days: {
    names: [
      'age of account',
      'age of the account',
      'age of accounts',
      'account ages',
      'accounts age',
      'days since sign up',
      'user tenure',
    ],
    adjectives: [
      { order: 'highest', comparative: ['older accounts'], superlative: ['oldest accounts', 'oldest account'] },
      {
        order: 'lowest',
        comparative: ['newer accounts'],
        superlative: ['newest accounts', 'newest account', 'youngest accounts'],
      },
    ],
    counted: ['days old account', 'days with us'],
  },
  age: {
    names: ['how old', 'ages', 'age in years', 'user age', 'years of age', 'aged'],
    adjectives: [
      { order: 'highest', comparative: ['older'], superlative: ['oldest', 'eldest'] },
      { order: 'lowest', comparative: ['younger'], superlative: ['youngest'] },
    ],
    counted: [
      ...['years old', 'year old', 'year olds', 'years of age', 'yrs old', 'yr old', 'yr olds', 'yo', 'years', 'olds', 'y o'],
    ],
  },
};

/** What people say for a dimension, by its name; counts only where the profile has it. */
export const EVERYDAY_DIMENSIONS: Readonly<Record<string, readonly string[]>> = {
  country: ['country of origin', 'location', 'geo', 'geography', 'home country'],
  device_type: ['device type', 'type of device', 'operating system', 'kind of device', 'mobile os'],
  subscription_type: [
    ...['subscription type', 'subscription plan', 'type of subscription', 'pricing plan', 'pricing tier', 'subscription tier'],
    ...['plan type', 'package', 'membership', 'membership level', 'subscription level', 'price plan', 'type of plan'],
  ],
  app_version: ['version of the app', 'software version', 'app release', 'app build', 'client version', 'version number'],
  gender: ['genders'],
  age_band: ['age band', 'age bracket', 'age range', 'age class', 'age category', 'age cohort', 'age bucket', 'agegroup'],
  marketing_source: [
    ...[
      'acquisition channel',
      'marketing channel',
      'traffic source',
      'acquisition source',
      'source of acquisition',
      'referral source',
    ],
    ...['channel of acquisition', 'sign up source', 'signup source', 'user source', 'marketing sources', 'acquisition'],
  ],
};

/** Nouns for the people in the data, in the singular and the plural. */
export const PEOPLE = {
  one: ['person', 'member', 'customer', 'individual', 'somebody', 'someone', 'anyone', 'anybody', 'guy'],
  many: [
    ...[
      'people',
      'folks',
      'folk',
      'persons',
      'members',
      'customers',
      'individuals',
      'everyone',
      'everybody',
      'user base',
      'userbase',
    ],
    ...['customer base', 'audience', 'all of them', 'guys', 'user population', 'app users', 'users of the app', 'our user base'],
  ],
} as const;

/** Other words for the segments. */
export const SEGMENT_WORDS: readonly string[] = [
  'user segment',
  'user type',
  'user group',
  'type of user',
  'kind of user',
  'customer segment',
];
