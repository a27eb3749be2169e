import type { Movement, Trust } from '#pipeline';
import { Random } from '../../pipeline/math/random.ts';
import type { ChartSpec, ColourKey } from '../../reports/charts/spec.ts';
import { count, decimal, interval as intervalText, type NumberFormat, share } from '../../reports/format.ts';
import type { WeeklyReport } from '../../reports/report.ts';
import type { Provenance, Table, TableValue, View } from '../../reports/views/view.ts';

/** A week as most readers see it: two segments, seven countries, fair trust. Figures are invented; the seed is fixed. */
export function usualReport(): WeeklyReport {
  return reportOf({
    brand: 'Acme Fitness',
    segments: ['Power Users', 'Casual Users'],
    countries: ['United States', 'India', 'Germany', 'Brazil', 'Japan', 'United Kingdom', 'Canada'],
    plans: ['Free', 'Premium', 'Family'],
    listedUsers: 400,
    trust: FAIR,
    banner: null,
    hasPrevious: true,
  });
}

/** The classic recipe on data without behaviour: the segments are an artefact and every page has to say so. */
export function weakReport(): WeeklyReport {
  return reportOf({
    brand: 'Acme Fitness',
    segments: ['Power Users (unproven)', 'Casual Users (unproven)'],
    countries: ['United States', 'India', 'Germany', 'Brazil', 'Japan', 'United Kingdom', 'Canada'],
    plans: ['Free', 'Premium', 'Family'],
    listedUsers: 40,
    trust: WEAK,
    banner: 'Weak trust: the split follows account age, not behaviour; do not act on the segments of this run.',
    hasPrevious: true,
  });
}

/** Everything that breaks a careless renderer: hostile text, four scripts, long names, eight segments, no previous run. */
export function nastyReport(): WeeklyReport {
  return reportOf({
    brand: 'Smith & "Söhne" <b>GmbH</b>',
    segments: [
      HOSTILE,
      '{{x}} {{{y}}}',
      '重度用户',
      'المستخدمون النشطون',
      '🔥 On fire 👩‍👩‍👧 users',
      LONG_NAME,
      'Plain Users',
      "O'Brien & Co",
    ],
    countries: ['日本', 'España', HOSTILE, '(unknown)', 'Ελλάδα', 'Российская Федерация', LONG_NAME],
    plans: ['{{constructor}}', 'プレミアム', '💎'],
    listedUsers: 30,
    trust: { ...WEAK, reasons: [HOSTILE, ...WEAK.reasons] },
    banner: `Weak trust: ${HOSTILE} &amp; {{x}}`,
    hasPrevious: false,
  });
}

/** Text that would run if any renderer put it in unescaped. */
export const HOSTILE = '<script>alert(1)</script>';
const LONG_NAME = 'Averyveryverylongname'.repeat(10).slice(0, 200);

const VERDICTS = {
  strong: 'Strong: act on it.',
  fair: 'Fair: good for direction, not for single users.',
  weak: 'Weak: do not act on these segments.',
} as const;

const FAIR: Trust = {
  level: 'fair',
  reasons: [
    'Refits on resampled users agree with this split only in part: median adjusted Rand index 0.71.',
    'The segments differ strongly in engagement, Cohen’s d 1.84.',
    'No single feature carries the split: the strongest, engagement, has 23.0% of it.',
  ],
  separation: {
    silhouette: 0.241,
    silhouetteInterval: null,
    silhouetteUsers: 5012,
    daviesBouldin: 1.53,
    calinskiHarabasz: 1892.4,
  },
  stability: { medianRandIndex: 0.71, refits: 20 },
  dominance: { feature: 'engagement_score', share: 0.23 },
  effects: [
    { measure: 'engagement_score', segments: ['Power Users', 'Casual Users'], d: 1.84, interval: { low: 1.77, high: 1.91 } },
    { measure: 'daily_active_minutes', segments: ['Power Users', 'Casual Users'], d: 1.42, interval: { low: 1.36, high: 1.48 } },
    { measure: 'churn_risk_score', segments: ['Power Users', 'Casual Users'], d: -0.97, interval: { low: -1.03, high: -0.91 } },
  ],
};

const WEAK: Trust = {
  level: 'weak',
  reasons: [
    'Another random seed gives an unrelated split: median adjusted Rand index 0.00007.',
    'The segments barely differ in engagement: 64.9 against 65.0, Cohen’s d −0.01.',
    'Account age alone carries 99.1% of the difference between the segments.',
  ],
  separation: {
    silhouette: 0.045,
    silhouetteInterval: { low: 0.043, high: 0.047 },
    silhouetteUsers: 5000,
    daviesBouldin: 4.7,
    calinskiHarabasz: 2011.7,
  },
  stability: { medianRandIndex: 0.00007, refits: 20 },
  dominance: { feature: 'account_age_days', share: 0.991 },
  effects: [
    { measure: 'engagement_score', segments: ['Power Users', 'Casual Users'], d: -0.01, interval: { low: -0.03, high: 0.01 } },
    { measure: 'daily_active_minutes', segments: ['Power Users', 'Casual Users'], d: 0.02, interval: { low: 0, high: 0.04 } },
    { measure: 'churn_risk_score', segments: ['Power Users', 'Casual Users'], d: 0.01, interval: { low: -0.01, high: 0.03 } },
  ],
};

interface Ingredients {
  readonly brand: string;
  /** By falling engagement. */
  readonly segments: readonly string[];
  readonly countries: readonly string[];
  readonly plans: readonly string[];
  readonly listedUsers: number;
  readonly trust: Trust;
  readonly banner: string | null;
  readonly hasPrevious: boolean;
}

const USERS = 5012;
const DEVICES = ['Android', 'iOS', 'Web'];
const COUNT: NumberFormat = { kind: 'count' };
const SHARE: NumberFormat = { kind: 'share' };
const TWO_DIGITS: NumberFormat = { kind: 'number', digits: 2 };
const THREE_DIGITS: NumberFormat = { kind: 'number', digits: 3 };
const SCORE: NumberFormat = { kind: 'number', digits: 1 };
const MINUTES: NumberFormat = { kind: 'number', digits: 1, unit: 'min' };

interface Sized {
  readonly name: string;
  readonly users: number;
  readonly share: number;
  readonly colour: ColourKey;
  readonly engagement: number;
  readonly minutes: number;
  readonly churn: number;
}

function reportOf(ingredients: Ingredients): WeeklyReport {
  const provenance: Provenance = {
    runId: 8,
    asOf: '2026-11-16',
    users: USERS,
    entity: { one: 'user', many: 'users' },
    trust: ingredients.trust.level,
    banner: ingredients.banner,
  };
  const segments = sizes(ingredients.segments);
  const first = segments[0]!;
  const last = segments.at(-1)!;
  const view = (parts: Omit<View, 'provenance'>): View => ({ ...parts, provenance });
  return {
    title: 'Weekly segment report',
    brand: ingredients.brand,
    provenance,
    generatedAt: new Date('2026-11-16T06:00:00Z'),
    headlines: [
      {
        tone: 'good',
        figure: '+1.2 pt',
        label: `${first.name} share`,
        sentence: `${first.name} grew from 36.8% to ${share(first.share)} of users, the fourth rise in a row.`,
      },
      {
        tone: 'bad',
        figure: '+0.031',
        label: 'Churn risk, Germany',
        sentence: 'Churn risk in Germany rose from 0.412 to 0.443, more than chance and the last eight weeks explain.',
      },
      {
        tone: 'neutral',
        figure: count(USERS),
        label: 'Users kept',
        sentence: `${count(USERS)} users were kept; 23 rows (0.5%) were set aside.`,
      },
      {
        tone: 'good',
        figure: '−4.1%',
        label: 'Crashes per user',
        sentence: 'Crashes per user fell from 0.97 to 0.93 after version 5.2.1 reached most Android devices.',
      },
    ],
    change: ingredients.hasPrevious ? changeOf(segments) : null,
    views: [
      view(clusters(segments)),
      view(distribution(segments)),
      view(kpis(segments)),
      view(deepDive(segments, ingredients)),
      view(countries(segments, ingredients.countries)),
      view(devices(segments)),
      view(subscriptions(segments, ingredients.plans)),
    ],
    quality: {
      finding: '23 of 5,035 rows were set aside (0.5%), 212 missing ratings became the median, and 346 outliers were capped.',
      quality: { missing: [], imputed: [], caps: [], rejects: [] },
      missing: table(
        'Missing values',
        [text('column', 'Column'), number('missing', 'Users without a value', COUNT), text('treatment', 'What was done')],
        [['Rating', 212, 'Replaced by the median, 3.9']],
      ),
      capped: table(
        'Outliers capped',
        [
          text('column', 'Column'),
          number('lower', 'Lower bound', SCORE),
          number('upper', 'Upper bound', SCORE),
          number('capped', 'Values capped', COUNT),
        ],
        [
          ['Crashes, 30 days', -1.5, 3.5, 112],
          ['Ads clicked, 30 days', -4, 16, 88],
          ['Content downloads', -6, 22, 74],
          ['Social shares', -3, 9, 41],
          ['Sessions per week', -5, 27, 31],
        ],
      ),
      rejected: table(
        'Rows set aside',
        [text('reason', 'Reason'), number('rows', 'Rows', COUNT)],
        [
          ['Duplicate id', 12],
          ['Below the possible minimum', 7],
          ['Not a number', 4],
        ],
      ),
    },
    method: [
      { title: 'Read', text: 'One row per user and week; rows that cannot be right are set aside with line and reason.' },
      {
        title: 'Clean',
        text: 'Missing ratings become the median; outliers in 11 columns are capped at 1.5 interquartile ranges.',
      },
      { title: 'Standardise', text: '17 behaviour columns, each with mean 0 and deviation 1. Demographics stay out.' },
      { title: 'Cluster', text: `k-means with k = ${segments.length}, 20 starts and seed 42; the best of all starts is kept.` },
      { title: 'Name', text: 'Segments are named by behaviour and keep their names by matching last week’s centroids.' },
      {
        title: 'Test',
        text: 'Separation, stability under resampling, dominance and effect sizes decide how far to trust the split.',
      },
    ],
    trust: {
      trust: ingredients.trust,
      verdict: VERDICTS[ingredients.trust.level],
      measures: table(
        'Trust measures',
        [text('measure', 'Measure'), text('value', 'Value'), text('meaning', 'Reading')],
        [
          ['Silhouette', decimal(ingredients.trust.separation.silhouette, 3), 'Separation, −1 to 1; higher is better'],
          ['Davies–Bouldin', decimal(ingredients.trust.separation.daviesBouldin, 2), 'Overlap; lower is better'],
          [
            'Adjusted Rand index',
            decimal(ingredients.trust.stability.medianRandIndex, 3),
            'Agreement of 20 refits; 1 is the same split',
          ],
          [
            'Strongest feature',
            share(ingredients.trust.dominance.share),
            `Share carried by ${ingredients.trust.dominance.feature}`,
          ],
        ],
      ),
      effects: table(
        'Differences between segments',
        [text('measure', 'Measure'), number('d', 'Cohen’s d', TWO_DIGITS), text('interval', '95% interval')],
        [
          ['Engagement', ingredients.trust.effects[0]!.d, intervalText(ingredients.trust.effects[0]!.interval, TWO_DIGITS)],
          [
            'Daily active minutes',
            ingredients.trust.effects[1]!.d,
            intervalText(ingredients.trust.effects[1]!.interval, TWO_DIGITS),
          ],
          [
            `Churn risk, ${last.name}`,
            ingredients.trust.effects[2]!.d,
            intervalText(ingredients.trust.effects[2]!.interval, TWO_DIGITS),
          ],
        ],
      ),
    },
  };
}

/** Two segments split 38 to 62; more of them share the users by falling size. */
function sizes(names: readonly string[]): readonly Sized[] {
  const weights = names.length === 2 ? [38, 62] : names.map((_, index) => names.length - index);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = USERS;
  return names.map((name, index) => {
    const users = index === names.length - 1 ? left : Math.round((USERS * weights[index]!) / total);
    left -= users;
    const rank = index / Math.max(1, names.length - 1);
    return {
      name,
      users,
      share: users / USERS,
      colour: { segment: index },
      engagement: 78.4 - 26 * rank,
      minutes: 61.2 - 30 * rank,
      churn: 0.281 + 0.27 * rank,
    };
  });
}

function changeOf(segments: readonly Sized[]): NonNullable<WeeklyReport['change']> {
  const [first, last] = [segments[0]!, segments.at(-1)!];
  const movements: readonly Movement[] = [
    { from: last.name, to: first.name, users: 214 },
    { from: first.name, to: last.name, users: 156 },
    { from: null, to: last.name, users: 98 },
    { from: last.name, to: null, users: 61 },
  ];
  return {
    since: { runId: 7, asOf: '2026-11-09' },
    finding: `${first.name} gained 58 users net from ${last.name} and now are ${share(first.share)} of all.`,
    segments: table(
      'Segments now and before',
      [
        text('segment', 'Segment'),
        number('before', 'Before', SHARE),
        number('now', 'Now', SHARE),
        text('change', 'Change'),
        number('users', 'Users now', COUNT),
      ],
      segments.map((segment, index) => [
        segment.name,
        segment.share + (index === 0 ? -0.012 : 0.012),
        segment.share,
        index === 0 ? '+1.2 pt' : '−1.2 pt',
        segment.users,
      ]),
    ),
    kpis: table(
      'Key figures now and before',
      [
        text('measure', 'Measure'),
        number('before', 'Before', TWO_DIGITS),
        number('now', 'Now', TWO_DIGITS),
        text('change', 'Change'),
      ],
      [
        ['Engagement', 61.9, 62.28, '+0.38'],
        ['Daily active minutes', 42.11, 42.6, '+0.49 min'],
        ['Churn risk', 0.44, 0.45, '+0.01'],
      ],
    ),
    movers: table(
      'Users who moved',
      [text('from', 'From'), text('to', 'To'), number('users', 'Users', COUNT)],
      movements.map(({ from, to, users }) => [from ?? '(new)', to ?? '(gone)', users]),
    ),
    movements,
  };
}

type Parts = Omit<View, 'provenance'>;

function clusters(segments: readonly Sized[]): Parts {
  const features = [
    ['Engagement', 78.4, 52.4],
    ['Daily active minutes', 61.2, 31.2],
    ['Sessions per week', 14.1, 6.3],
    ['Session length, min', 18.9, 11.2],
    ['Feature clicks per session', 9.4, 5.1],
    ['Pages per session', 11.8, 7.9],
    ['Notifications opened per week', 6.2, 3.3],
    ['Days since last login', 2.1, 9.7],
    ['Churn risk', 0.281, 0.551],
    ['Crashes, 30 days', 0.62, 1.12],
    ['Support tickets', 0.31, 0.54],
    ['Account age, days', 703, 688],
  ] as const;
  const centroid = (from: number, to: number, index: number) => from + ((to - from) * index) / Math.max(1, segments.length - 1);
  return {
    name: 'clusters',
    title: 'What sets the segments apart',
    finding: `${segments[0]!.name} are set apart by engagement, active minutes and sessions; account age plays no part.`,
    table: table(
      'Segment averages in original units',
      [text('feature', 'Feature'), ...segments.map(({ name }, index) => number(`segment${index}`, name, TWO_DIGITS))],
      features.map(([label, from, to]) => [label, ...segments.map((_, index) => centroid(from, to, index))]),
    ),
    charts: [
      {
        mark: 'bar',
        direction: 'horizontal',
        title: 'Distance from the average user',
        description: 'Segment averages in standard deviations from the average of all users, by feature.',
        format: TWO_DIGITS,
        categoryLabel: 'Feature',
        valueLabel: 'Standard deviations',
        categories: features.slice(0, 8).map(([label]) => label),
        series: segments.map(({ name, colour }, index) => ({
          name,
          colour,
          values: features
            .slice(0, 8)
            .map((_, feature) => (index === 0 ? 1 : -0.62) * (1.1 - feature * 0.1) * (feature === 7 ? -1 : 1)),
        })),
      },
    ],
    details: [
      table(
        'Typical users',
        [
          text('user', 'User'),
          text('segment', 'Segment'),
          number('engagement', 'Engagement', SCORE),
          number('churn', 'Churn risk', THREE_DIGITS),
        ],
        segments.flatMap((segment, index) =>
          [1, 2].map((step) => [
            `U${4100 + index * 10 + step}`,
            segment.name,
            segment.engagement + step,
            segment.churn + step / 100,
          ]),
        ),
      ),
    ],
    notes: ['Capped and standardised values are used for clustering; the averages here are in the units of the data.'],
  };
}

function distribution(segments: readonly Sized[]): Parts {
  const largest = segments.reduce((best, segment) => (segment.users > best.users ? segment : best));
  return {
    name: 'distribution',
    title: 'Segment sizes',
    finding: `${largest.name} are ${share(largest.share)} of users.`,
    table: table(
      'Users by segment',
      [text('segment', 'Segment'), number('users', 'Users', COUNT), number('share', 'Share', SHARE)],
      segments.map(({ name, users, share }) => [name, users, share]),
    ),
    charts: [
      {
        mark: 'pie',
        title: 'Share of users',
        description: `Pie of ${count(USERS)} users by segment.`,
        format: COUNT,
        slices: segments.map(({ name, users, share: part, colour }) => ({
          label: name,
          value: users,
          colour,
          note: share(part),
        })),
      },
      oneBarEach('Users', 'Number of users per segment.', segments, COUNT, ({ users }) => users),
    ],
    details: [],
    notes: [],
  };
}

function kpis(segments: readonly Sized[]): Parts {
  const [first, last] = [segments[0]!, segments.at(-1)!];
  return {
    name: 'kpis',
    title: 'Key figures',
    finding: `${first.name} use the app ${decimal(first.minutes / last.minutes, 1)} times as long as ${last.name} and carry half the churn risk.`,
    table: table(
      'Averages per segment',
      [
        text('segment', 'Segment'),
        number('engagement', 'Engagement', SCORE),
        text('engagementInterval', '95% interval'),
        number('minutes', 'Daily active minutes', MINUTES),
        number('churn', 'Churn risk', THREE_DIGITS),
        text('churnInterval', '95% interval'),
      ],
      segments.map((segment) => [
        segment.name,
        segment.engagement,
        `${decimal(segment.engagement - 0.4, 1)} to ${decimal(segment.engagement + 0.4, 1)}`,
        segment.minutes,
        segment.churn,
        `${decimal(segment.churn - 0.006, 3)} to ${decimal(segment.churn + 0.006, 3)}`,
      ]),
    ),
    charts: [
      {
        mark: 'pie',
        title: 'Average engagement',
        description: 'Average engagement score per segment.',
        format: SCORE,
        slices: segments.map(({ name, engagement, colour }) => ({ label: name, value: engagement, colour })),
      },
      {
        mark: 'donut',
        title: 'Average daily active minutes',
        description: 'Average daily active minutes per segment.',
        format: MINUTES,
        slices: segments.map(({ name, minutes, colour }) => ({ label: name, value: minutes, colour })),
      },
      oneBarEach('Average churn risk', 'Average churn risk per segment.', segments, THREE_DIGITS, ({ churn }) => churn, 0.006),
    ],
    details: [],
    notes: ['Intervals are 95% and cover sampling, not drift.'],
  };
}

function deepDive(segments: readonly Sized[], { listedUsers, countries, plans }: Ingredients): Parts {
  const random = new Random(7);
  const wobble = () => random.next() + random.next() + random.next() - 1.5;
  const users = Array.from({ length: listedUsers }, (_, index) => {
    const segment = segments[random.next() < 0.38 ? 0 : 1 + random.below(segments.length - 1)]!;
    return {
      id: `U${String(10001 + index * 7).padStart(6, '0')}`,
      segment,
      engagement: segment.engagement + 14 * wobble(),
      churn: Math.min(0.99, Math.max(0.01, segment.churn + 0.25 * wobble())),
      minutes: Math.max(0, segment.minutes + 18 * wobble()),
      country: countries[random.below(countries.length)]!,
      plan: plans[random.below(plans.length)]!,
    };
  });
  return {
    name: 'deep-dive',
    title: 'Engagement against churn risk',
    finding: 'Churn risk falls as engagement rises: 312 users combine high engagement with a churn risk above 0.8.',
    table: table(
      `Users by churn risk, first ${count(listedUsers)}`,
      [
        text('user', 'User'),
        text('segment', 'Segment'),
        number('engagement', 'Engagement', SCORE),
        number('churn', 'Churn risk', THREE_DIGITS),
        number('minutes', 'Active minutes', SCORE),
        text('country', 'Country'),
        text('plan', 'Plan'),
      ],
      users
        .toSorted((a, b) => b.churn - a.churn)
        .map((user) => [user.id, user.segment.name, user.engagement, user.churn, user.minutes, user.country, user.plan]),
    ),
    charts: [
      {
        mark: 'scatter',
        title: 'Engagement and churn risk',
        description: `${count(listedUsers)} users, a fair sample: engagement across, churn risk up.`,
        x: { label: 'Engagement', format: SCORE },
        y: { label: 'Churn risk', format: TWO_DIGITS },
        series: segments.map(({ name, colour }) => ({
          name,
          colour,
          points: users
            .filter(({ segment }) => segment.name === name)
            .map(({ id, engagement, churn }) => ({ x: engagement, y: churn, label: id })),
        })),
      },
    ],
    details: [],
    notes: ['The chart shows a fair sample of users, the same on every machine.'],
  };
}

function countries(segments: readonly Sized[], names: readonly string[]): Parts {
  const cells = crossed(segments, names);
  return {
    name: 'countries',
    title: 'Countries',
    finding: `${names[0]} has most users; the mix of segments is much the same everywhere.`,
    table: crossTable('Users by country and segment', 'Country', segments, names, cells),
    charts: [
      {
        mark: 'sunburst',
        title: 'Users by country and segment',
        description: 'Inner ring: countries by users. Outer ring: their segments.',
        format: COUNT,
        inner: names.map((label, row) => ({
          label,
          value: cells[row]!.reduce((sum, users) => sum + users, 0),
          outer: segments.map(({ name, colour }, column) => ({ label: name, value: cells[row]![column]!, colour })),
        })),
      },
    ],
    details: [],
    notes: [],
  };
}

function devices(segments: readonly Sized[]): Parts {
  const cells = crossed(segments, DEVICES);
  return {
    name: 'devices',
    title: 'Devices',
    finding: 'Android leads in every segment.',
    table: crossTable('Users by device and segment', 'Device', segments, DEVICES, cells),
    charts: [
      {
        mark: 'bar',
        direction: 'vertical',
        title: 'Users by segment and device',
        description: 'Users of each segment by device, with exact counts.',
        format: COUNT,
        categoryLabel: 'Segment',
        valueLabel: 'Users',
        categories: segments.map(({ name }) => name),
        series: DEVICES.map((name, row) => ({ name, colour: { neutral: row }, values: [...cells[row]!] })),
      },
    ],
    details: [],
    notes: [],
  };
}

function subscriptions(segments: readonly Sized[], plans: readonly string[]): Parts {
  const cells = crossed(segments, plans);
  return {
    name: 'subscriptions',
    title: 'Plans',
    finding: `${plans[0]} is the most frequent plan of ${segments[0]!.name} too.`,
    table: crossTable('Users by plan and segment', 'Plan', segments, plans, cells),
    charts: [
      {
        mark: 'bar',
        direction: 'horizontal',
        title: 'Users by plan and segment',
        description: 'Users on each plan by segment.',
        format: COUNT,
        categoryLabel: 'Plan',
        valueLabel: 'Users',
        categories: [...plans],
        series: segments.map(({ name, colour }, column) => ({ name, colour, values: cells.map((row) => row[column]!) })),
      },
    ],
    details: [],
    notes: [],
  };
}

/** Users by value (rows) and segment (columns), falling with the row. */
function crossed(segments: readonly Sized[], values: readonly string[]): readonly (readonly number[])[] {
  const total = values.reduce((sum, _, row) => sum + 1 / (row + 1), 0);
  return values.map((_, row) => segments.map(({ users }) => Math.round(users / (row + 1) / total)));
}

function crossTable(
  title: string,
  label: string,
  segments: readonly Sized[],
  values: readonly string[],
  cells: readonly (readonly number[])[],
): Table {
  return table(
    title,
    [
      text('value', label),
      ...segments.map(({ name }, index) => number(`segment${index}`, name, COUNT)),
      number('users', 'All', COUNT),
    ],
    values.map((value, row) => [value, ...cells[row]!, cells[row]!.reduce((sum, users) => sum + users, 0)]),
  );
}

function oneBarEach(
  title: string,
  description: string,
  segments: readonly Sized[],
  format: NumberFormat,
  value: (segment: Sized) => number,
  halfWidth?: number,
): ChartSpec {
  const values = segments.map(value);
  return {
    mark: 'bar',
    direction: 'vertical',
    title,
    description,
    format,
    categoryLabel: 'Segment',
    valueLabel: title,
    categories: segments.map(({ name }) => name),
    series: [
      {
        name: title,
        colour: { neutral: 0 },
        colours: segments.map(({ colour }) => colour),
        values,
        ...(halfWidth === undefined ? {} : { intervals: values.map((mid) => ({ low: mid - halfWidth, high: mid + halfWidth })) }),
      },
    ],
  };
}

function table(title: string, columns: Table['columns'], rows: readonly (readonly TableValue[])[]): Table {
  return { title, columns, rows };
}

function text(key: string, label: string): Table['columns'][number] {
  return { key, label };
}

function number(key: string, label: string, format: NumberFormat): Table['columns'][number] {
  return { key, label, format };
}
