import type { CategoryColumn, CategoryDimension, Column, Derivation, Measure, NumberColumn, Profile } from '../domain/profile.ts';

const BETWEEN = { from: 'session_start', to: 'session_end' } as const;

/** Session telemetry: one row a session, 14 columns, and six that follow from them. */
export const appSessions: Profile = {
  name: 'app-sessions',
  title: 'App sessions',
  entity: { one: 'session', many: 'sessions' },
  table: 'app_session_details',
  columns: [
    { kind: 'id', name: 'session_id', label: 'Session' },
    category('user_id', 'User'),
    { kind: 'time', name: 'session_start', label: 'Start', missing: 'reject', earliest: '2000-01-01' }, // clocks that were never set say 1970
    { kind: 'time', name: 'session_end', label: 'End', missing: 'keep' }, // an app that is killed says no goodbye
    number('events_count', 'Events', { integer: true }),
    number('screens_viewed', 'Screens', { integer: true }),
    category('app_version', 'App version'),
    category('device_type', 'Device'),
    category('os_version', 'OS version'),
    category('country', 'Country'),
    category('network', 'Network'),
    number('battery_pct', 'Battery, %', { maximum: 100 }),
    number('memory_mb', 'Memory, MB'),
    number('crashed', 'Crashed', { integer: true, maximum: 1, missing: 'reject' }),
    number('duration_s', 'Duration, s', { derived: { kind: 'seconds between', ...BETWEEN } }),
    number('events_per_second', 'Events per second', { derived: { kind: 'per second', of: 'events_count', ...BETWEEN } }),
    number('screens_per_second', 'Screens per second', { derived: { kind: 'per second', of: 'screens_viewed', ...BETWEEN } }),
    category('duration_sign', 'Sign of the duration', { kind: 'sign of seconds between', ...BETWEEN }),
    category('start_hour', 'Hour of start, UTC', { kind: 'hour of', of: 'session_start' }),
    category('start_weekday', 'Weekday of start, UTC', { kind: 'weekday of', of: 'session_start' }),
  ],
  cleaning: {
    impute: ['duration_s', 'events_count', 'screens_viewed'],
    cap: ['duration_s', 'events_count', 'screens_viewed'],
  },
  features: ['duration_s', 'events_count', 'screens_viewed'], // the paces follow from these, and would count them twice
  clustering: { k: 3, starts: 20, maxIterations: 500 },
  dimensions: [
    by('app_version', 'App version', 'app versions', ['version', 'release', 'build']),
    by('device_type', 'Device', 'devices', ['device', 'platform', 'os']),
    by('os_version', 'OS version', 'OS versions', ['system', 'operating system']),
    by('country', 'Country', 'countries', ['market', 'nation', 'region']),
    by('network', 'Network', 'networks', ['connection']),
    by('start_weekday', 'Weekday', 'weekdays', ['day', 'day of the week']),
    by('start_hour', 'Hour', 'hours', ['hour of the day', 'time of day']),
    { ...by('duration_sign', 'Sign of the duration', 'signs of the duration', ['clock']), watched: false },
    {
      kind: 'bands',
      name: 'battery_band',
      label: 'Battery',
      plural: 'battery bands',
      column: 'battery_pct',
      edges: [15, 50],
      synonyms: ['battery level', 'charge'],
    },
    {
      kind: 'bands',
      name: 'memory_band',
      label: 'Memory',
      plural: 'memory bands',
      column: 'memory_mb',
      edges: [1000, 3000],
      synonyms: ['memory level', 'ram'],
    },
  ],
  measures: [
    measure('crashes', 'Crashes', 'crashed', 'low', ['crash', 'crash count', 'crashes per session'], { digits: 3 }),
    measure('crash_rate', 'Sessions with a crash', 'crashed', 'low', ['crash rate', 'crash share', 'crashed'], { above: 0 }),
    measure('duration_s', 'Duration', 'duration_s', 'high', ['session length', 'length', 'session duration'], { unit: 's' }),
    measure('events_count', 'Events per session', 'events_count', 'high', ['events', 'event count']),
    measure('screens_viewed', 'Screens per session', 'screens_viewed', 'high', ['screens', 'screen views']),
    measure('events_per_second', 'Events per second', 'events_per_second', 'neither', ['event rate'], { digits: 2 }),
    measure('screens_per_second', 'Screens per second', 'screens_per_second', 'neither', ['screen rate'], { digits: 3 }),
    // people tap twice a second at most, and not for long
    measure('rapid_share', 'Sessions above 3 events a second', 'events_per_second', 'low', ['rapid', 'too fast'], { above: 3 }),
    measure('battery_pct', 'Battery', 'battery_pct', 'neither', ['battery charge'], { unit: '%', digits: 0 }),
    measure('memory_mb', 'Memory', 'memory_mb', 'neither', ['free memory'], { unit: 'MB', digits: 0 }),
  ],
  kpis: ['duration_s', 'events_count', 'crash_rate'],
  deepDive: { x: 'duration_s', y: 'events_per_second' },
  naming: {
    index: { duration_s: 1, events_count: 1, screens_viewed: 1 },
    highest: {
      name: 'Deep Sessions',
      synonyms: ['deep', 'long sessions'],
      action: 'Protect them: no interruption in the middle, and state that survives a crash.',
    },
    lowest: {
      name: 'Quick Checks',
      synonyms: ['quick', 'short sessions'],
      action: 'Show what they came for on the first screen; a widget may serve them better.',
    },
    traits: [
      {
        feature: 'screens_viewed',
        direction: 'high',
        name: 'Browsing Sessions',
        synonyms: ['browsing', 'browsers'],
        action: 'Offer what they browse for as a search or a saved list.',
      },
      {
        feature: 'duration_s',
        direction: 'high',
        name: 'Lingering Sessions',
        synonyms: ['lingering'],
        action: 'Find out whether they read or wait: compare with loading times.',
      },
    ],
  },
  report: 'sessions',
  maxRejectShare: 0.05, // above one bad row in twenty the export itself is broken
};

function category(name: string, label: string, derived?: Derivation): CategoryColumn {
  return { kind: 'category', name, label, ...(derived && { derived }) };
}

function number(name: string, label: string, limits: Partial<NumberColumn> = {}): Column {
  return { kind: 'number', name, label, integer: false, minimum: 0, missing: 'keep', ...limits };
}

function by(column: string, label: string, plural: string, synonyms: readonly string[]): CategoryDimension {
  return { kind: 'category', name: column, label, plural, column, synonyms };
}

function measure(
  name: string,
  label: string,
  column: string,
  better: Measure['better'],
  synonyms: readonly string[],
  more: Partial<Pick<Measure, 'above' | 'unit' | 'digits'>> = {},
): Measure {
  return { name, label, column, unit: '', digits: 1, better, synonyms, ...more };
}
