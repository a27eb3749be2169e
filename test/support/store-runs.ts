import type { Cell, Model, NewRun, Profile, RunContents, StoredUser } from '#pipeline';

/** A second profile, as small as one can be: its table is created from this declaration alone. */
export const shopVisits: Profile = {
  name: 'shop-visits',
  title: 'Shop visits',
  entity: { one: 'visitor', many: 'visitors' },
  table: 'shop_visit_details',
  columns: [
    { kind: 'id', name: 'visitor', label: 'Visitor' },
    { kind: 'number', name: 'visits', label: 'Visits', integer: true, missing: 'reject' },
    { kind: 'number', name: 'spend', label: 'Spend', integer: false, missing: 'keep' },
    { kind: 'category', name: 'town', label: 'Town' },
  ],
  cleaning: { impute: ['spend'], cap: [] },
  features: ['visits', 'spend'],
  clustering: { k: 2, starts: 1, maxIterations: 10 },
  dimensions: [{ kind: 'category', name: 'town', label: 'Town', plural: 'towns', column: 'town', synonyms: [] }],
  measures: [{ name: 'spend', label: 'Spend', column: 'spend', unit: '', digits: 2, better: 'high', synonyms: [] }],
  kpis: ['spend'],
  deepDive: { x: 'spend', y: 'spend' },
  naming: {
    index: { spend: 1 },
    highest: { name: 'Regulars', synonyms: [], action: 'Thank them.' },
    lowest: { name: 'Passers-by', synonyms: [], action: 'Invite them.' },
    traits: [],
  },
  maxRejectShare: 0.05,
};

/** A complete run with every optional part, and with numbers that JSON alone would lose. */
export function newRun(profile: Profile, asOf: string, contentHash: string): NewRun {
  return {
    profile: profile.name,
    asOf,
    contentHash,
    input: ['week 1.csv', '週.csv'],
    startedAt: new Date('2025-03-01T10:20:30.456Z'),
    rows: 3,
    rejected: 1,
    settings: { k: 'auto', seed: 4294967295, starts: 20, maxIterations: 500, engine: 'herald' },
    segments: [
      { id: 'power-users', name: 'Power Users', nameSupported: true, cluster: 0, users: 1, share: 1 / 3, action: 'Keep them.' },
      { id: 'casual-users', name: 'Casual Users', nameSupported: false, cluster: 1, users: 2, share: 2 / 3, action: 'Ask.' },
    ],
    inertia: 97.12345678901234,
    trust: {
      level: 'weak',
      reasons: ['the segments have the same engagement'],
      separation: {
        silhouette: 0.045,
        silhouetteInterval: { low: 0.04, high: 0.05 },
        silhouetteUsers: 2000,
        daviesBouldin: Number.POSITIVE_INFINITY,
        calinskiHarabasz: 0.1 + 0.2,
      },
      stability: { medianRandIndex: 0.00007, refits: 10 },
      dominance: { feature: 'account_age_days', share: 0.99 },
      effects: [
        { measure: 'engagement_score', segments: ['Power Users', 'Casual Users'], d: Number.NaN, interval: { low: -1, high: 1 } },
      ],
    },
    quality: {
      missing: [{ column: 'rating_given', count: 2 }],
      imputed: [{ column: 'rating_given', value: 3.5, count: 2 }],
      caps: [{ column: 'content_downloads', q1: 1, q3: 3, lower: -2, upper: 6, capped: 4 }],
      rejects: [{ reason: 'not a number', rows: 1 }],
    },
    choiceOfK: {
      chosen: 2,
      why: 'the elbow is at 2',
      candidates: [{ k: 2, inertia: 1.5, silhouette: 0.5, stability: 0.9 }],
    },
    timings: [{ stage: 'read', ms: 12 }],
  };
}

export const someModel: Model = {
  features: ['visits'],
  medians: { spend: 1 / 3 },
  bounds: { spend: { low: -2, high: 6 } },
  scaler: [{ feature: 'visits', mean: 1.1, deviation: 0.1 + 0.2 }],
  centroids: [[1.5], [-5e-324]],
  names: ['Power Users', 'Casual Users'],
};

/** What belongs to a run with these users; anything else can be given. */
export function contentsOf(users: readonly StoredUser[], more: Partial<RunContents> = {}): RunContents {
  const batch = 500;
  return {
    model: someModel,
    cells: [],
    sample: [],
    rejects: [],
    clusters: users.map(({ cluster }) => cluster),
    async *users() {
      for (let start = 0; start < users.length; start += batch) yield users.slice(start, start + batch);
    },
    ...more,
  };
}

export function cellOf(segment: string, slice: Cell['slice'], measure: string, count: number): Cell {
  return { segment, slice, measure, count, sum: count / 3, sumOfSquares: count / 9, minimum: -0.1, maximum: 1e300 };
}

/** Plain users of any profile, told apart by number; every second one is a Power User. */
export function someUsers(profile: Profile, count: number): readonly StoredUser[] {
  return Array.from({ length: count }, (_, index) => {
    const userId = `user-${index}`;
    const cluster = index % 2;
    const values = profile.columns.map((column) => {
      if (column.kind === 'id') return userId;
      if (column.kind === 'time') return '2026-11-16 06:00:00';
      if (column.kind === 'category') return ['Germany', 'India', '日本'][index % 3]!;
      return column.integer ? index % 100 : Math.sin(index) * 100;
    });
    return { userId, values, cluster, segment: cluster === 0 ? 'Power Users' : 'Casual Users', margin: (index % 7) / 7 };
  });
}
