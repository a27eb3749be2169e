import { Random } from '../../pipeline/math/random.ts';
import type { ChartSpec } from '../../reports/charts/spec.ts';

/** Charts that any surface has to draw: small and typical, crowded, hostile, and with nothing to show. */

const COUNT = { kind: 'count' } as const;
const SEGMENTS = [
  'Power Users',
  'Casual Users',
  'Newcomers',
  'At-Risk Loyalists',
  'Downloaders',
  'Complainers',
  'Lurkers',
  'Disengaged',
];

export const HOSTILE_NAMES = [
  '<script>alert("x")</script> & \'quotes\'',
  '电力用户 高级会员',
  '🎉👩‍👩‍👧 Party & Co',
  'משתמשים חזקים',
  'مستخدمون أقوياء',
  'A very long name that nobody should have given but somebody did anyway, and then once more',
  'Supercalifragilisticexpialidociousandevenlonger',
  ']]> --> \u0000\u0007\uD800 {{x}} \u0024{y}',
];

/** The bars of `values` by category, one series per row. */
export function bars(values: readonly (readonly (number | null)[])[], direction: 'vertical' | 'horizontal' = 'vertical') {
  return {
    mark: 'bar',
    direction,
    title: 'Devices by segment',
    description: 'Users of each segment by device type.',
    format: COUNT,
    categoryLabel: 'Device type',
    valueLabel: 'Users',
    categories: (values[0] ?? []).map((_, index) => ['Android', 'iOS', 'Web'][index] ?? `Device ${index}`),
    series: values.map((row, segment) => ({ name: SEGMENTS[segment]!, colour: { segment }, values: row })),
  } as const satisfies ChartSpec;
}

export function pie(values: readonly number[], names: readonly string[] = SEGMENTS, mark: 'pie' | 'donut' = 'pie') {
  return {
    mark,
    title: 'Users per segment',
    description: 'How the users spread over the segments.',
    format: COUNT,
    slices: values.map((value, segment) => ({ label: names[segment]!, value, colour: { segment }, note: 'of all users' })),
  } as const satisfies ChartSpec;
}

export function scatter(pointCount: number) {
  const random = new Random(1);
  const series = [0, 1].map((segment) => ({
    name: SEGMENTS[segment]!,
    colour: { segment },
    points: Array.from({ length: pointCount / 2 }, (_, index) => ({
      x: random.next() * 100,
      y: random.next(),
      label: `U${100000 + index}`,
    })),
  }));
  return {
    mark: 'scatter',
    title: 'Engagement against churn risk',
    description: 'One point per user.',
    x: { label: 'Engagement score', format: { kind: 'number', digits: 1 } },
    y: { label: 'Churn risk score', format: { kind: 'number', digits: 2 } },
    series,
  } as const satisfies ChartSpec;
}

export function sunburst(countryCount: number, names: readonly string[] = []) {
  return {
    mark: 'sunburst',
    title: 'Countries and their segments',
    description: 'Users by country, and by segment within each.',
    format: COUNT,
    inner: Array.from({ length: countryCount }, (_, index) => {
      const [power, casual] = [Math.round(9000 / (index + 1)), Math.round(7000 / (index + 2))];
      const outer = [power, casual].map((value, segment) => ({ label: SEGMENTS[segment]!, value, colour: { segment } }));
      return { label: names[index] ?? `Country ${index + 1}`, value: power + casual, outer };
    }),
  } as const satisfies ChartSpec;
}

/** The lines of `values` by week, one series per row. */
export function lines(values: readonly (readonly (number | null)[])[], names: readonly string[] = SEGMENTS) {
  return {
    mark: 'line',
    title: 'Average churn risk of users',
    description: 'Average churn risk of users as of each run.',
    format: { kind: 'number', digits: 3 },
    categoryLabel: 'As of',
    valueLabel: 'Average churn risk',
    categories: (values[0] ?? []).map((_, week) => new Date(Date.UTC(2025, 0, 6 + 7 * week)).toISOString().slice(0, 10)),
    series: values.map((row, segment) => ({ name: names[segment]!, colour: { segment }, values: row })),
  } as const satisfies ChartSpec;
}

/** One line with its intervals. */
export function lineWithIntervals() {
  const spec = lines([[0.41, 0.43, 0.42, 0.47, 0.5, 0.48]]);
  const intervals = [0.41, 0.43, 0.42, 0.47, 0.5, 0.48].map((value) => ({ low: value - 0.012, high: value + 0.012 }));
  return {
    ...spec,
    series: [{ ...spec.series[0]!, name: 'All', colour: { neutral: 0 }, intervals }],
  } as const satisfies ChartSpec;
}

/** Averages per segment with their intervals. */
export function averages() {
  return {
    ...bars([[64.9, 31.2]]),
    title: 'Average engagement',
    categories: SEGMENTS.slice(0, 2),
    format: { kind: 'number', digits: 1 },
    series: [
      {
        name: 'Engagement score',
        colour: { neutral: 0 },
        colours: [{ segment: 0 }, { segment: 1 }],
        values: [64.9, 31.2],
        intervals: [
          { low: 62, high: 68 },
          { low: 28, high: 34 },
        ],
      },
    ],
  } as const satisfies ChartSpec;
}

const hostileBars = {
  ...bars([HOSTILE_NAMES.map((_, index) => index), HOSTILE_NAMES.map(() => null)]),
  categories: HOSTILE_NAMES,
};

/** By what makes them special. */
export const CHARTS: Readonly<Record<string, ChartSpec>> = {
  'pie of two': pie([24958, 25042]),
  'donut of eight, most of them small': pie([22000, 14000, 8000, 3000, 1500, 600, 250, 60], SEGMENTS, 'donut'),
  'pie with everything in one slice': pie([100, 0]),
  'pie of hostile names': pie([10, 20, 30, 15, 12, 25, 5, 1], HOSTILE_NAMES),
  'pie of zeros': pie([0, 0]),
  'pie of nothing': pie([]),
  'pie of no numbers': pie([Number.NaN, Number.POSITIVE_INFINITY, -3]),
  'grouped bars': bars([
    [8321, 8299, 8338],
    [8450, 8350, 8242],
  ]),
  'horizontal bars': bars(
    [
      [12480, 6230, 12],
      [12700, null, 0],
    ],
    'horizontal',
  ),
  'bars with intervals': averages(),
  'bars below zero': bars([[-320, 410, 0]]),
  'bars of zeros': bars([[0, 0, 0]]),
  'bars of nothing': bars([]),
  'sixty bars': bars([Array.from({ length: 30 }, (_, index) => 9000 - 250 * index), Array.from({ length: 30 }, () => 5)]),
  'bars of hostile names': { ...hostileBars, title: HOSTILE_NAMES[0]! },
  'horizontal bars of hostile names': { ...hostileBars, direction: 'horizontal', description: HOSTILE_NAMES[7]! },
  'one line with intervals': lineWithIntervals(),
  'one line of sixty weeks': lines([Array.from({ length: 60 }, (_, week) => 0.4 + 0.05 * Math.sin(week / 5))]),
  'lines of two, one with a gap': lines([
    [0.41, 0.43, null, 0.47, 0.5],
    [0.55, 0.54, 0.55, 0.53, 0.52],
  ]),
  'six lines that end close together': lines([0, 1, 2, 3, 4, 5].map((n) => [0.3 + n / 20, 0.45, 0.5 - n / 1000])),
  'lines of hostile names': lines(
    HOSTILE_NAMES.slice(0, 6).map((_, n) => [n, n + 1]),
    HOSTILE_NAMES,
  ),
  'eight lines of no segment': {
    ...lines([]),
    categories: ['2025-01-06', '2025-01-13', '2025-01-20'],
    series: [0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({
      name: `Country ${n + 1}`,
      colour: { neutral: n },
      values: [40 + n * 3, 60 - n * 2, 45 + ((n * 5) % 8) * 3],
    })),
  },
  'line of one point': lines([[0.4]]),
  'line that hardly changes': lines([[0.5, 0.5001, 0.5002]]),
  'line below zero': lines([[-4, 2, 5, -1]]),
  'line of nothing': lines([]),
  'line of gaps': lines([[null, null]]),
  'scatter of few': scatter(40),
  'scatter of nothing': scatter(0),
  'sunburst of ten countries': sunburst(10),
  'sunburst of thirty countries': sunburst(30),
  'sunburst of hostile names': sunburst(8, HOSTILE_NAMES),
  'sunburst of nothing': sunburst(0),
};
