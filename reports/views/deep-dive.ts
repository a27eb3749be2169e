import {
  type CompleteRun,
  correlation,
  idColumn,
  measureOf,
  type Profile,
  type Sample,
  type SampledUser,
  type Store,
} from '#pipeline';
import { count, decimal, upperFirst } from '../format.ts';
import { colourOf, define, displayName, displayNames, provenanceOf } from './define.ts';
import { formatOf } from './kpis.ts';
import type { TableColumn, View } from './view.ts';

/** One measure against another, coloured by segment, and the list of users behind it. */
export const deepDive = define<Sample>({
  name: 'deep-dive',
  load: (store: Store, run: CompleteRun) => store.sample(run.id),
  build: buildDeepDive,
});

/** Dimensions that the list of users shows beside the measures. */
const LISTED_DIMENSIONS = 3;

export function buildDeepDive(sample: Sample, run: CompleteRun, profile: Profile): View {
  const x = measureOf(profile, profile.deepDive.x);
  const y = measureOf(profile, profile.deepDive.y);
  const id = idColumn(profile).name;
  const shown = displayNames(run);
  const points = sample.filter(({ row }) => row[x.column] !== null && row[y.column] !== null);
  const [xs, ys] = [points.map(({ row }) => row[x.column] as number), points.map(({ row }) => row[y.column] as number)];
  const sampled = points.length < run.rows;
  const { many } = profile.entity;
  return {
    name: 'deep-dive',
    title: `${x.label} against ${y.label.toLowerCase()}`,
    finding: `${relation(x.label, y.label, correlation(xs, ys))}.`,
    table: {
      title: sampled
        ? `${count(points.length)} of ${count(run.rows)} ${many}, highest ${y.label.toLowerCase()} first`
        : `${upperFirst(many)}, highest ${y.label.toLowerCase()} first`,
      singles: true,
      columns: listColumns(profile),
      rows: points
        .toSorted((a, b) => (b.row[y.column] as number) - (a.row[y.column] as number))
        .map((user) => [user.row[id]!, shown(user.segment), ...valuesOf(user, profile), user.margin]),
    },
    charts: [
      {
        mark: 'scatter',
        title: `${y.label} by ${x.label.toLowerCase()}`,
        description: `Scatter of ${count(points.length)} ${many}, ${x.label.toLowerCase()} across and ${y.label.toLowerCase()} up, coloured by segment. ${relation(x.label, y.label, correlation(xs, ys))}.`,
        x: { label: x.label, format: formatOf(x) },
        y: { label: y.label, format: formatOf(y) },
        series: run.segments.map((segment) => ({
          name: displayName(segment),
          colour: colourOf(segment),
          points: points
            .filter((user) => user.segment === segment.name)
            .map(({ row }) => ({ x: row[x.column] as number, y: row[y.column] as number, label: String(row[id]) })),
        })),
      },
    ],
    details: [],
    notes: sampled
      ? [`Shown is a fair sample of ${count(points.length)} ${many}, the same in every edition of this report.`]
      : [],
    provenance: provenanceOf(run, profile),
  };
}

function listColumns(profile: Profile): TableColumn[] {
  const { x, y } = profile.deepDive;
  return [
    { key: idColumn(profile).name, label: idColumn(profile).label },
    { key: 'segment', label: 'Segment' },
    ...[x, y].map((name) => ({ key: name, label: measureOf(profile, name).label, format: formatOf(measureOf(profile, name)) })),
    ...profile.dimensions.slice(0, LISTED_DIMENSIONS).map(({ name, label }) => ({ key: name, label })),
    { key: 'margin', label: 'Margin', format: { kind: 'number', digits: 2 } },
  ];
}

function valuesOf({ row }: SampledUser, profile: Profile): (string | number | null)[] {
  const measures = [profile.deepDive.x, profile.deepDive.y].map((name) => row[measureOf(profile, name).column] ?? null);
  return [...measures, ...profile.dimensions.slice(0, LISTED_DIMENSIONS).map(({ column }) => row[column] ?? null)];
}

/** Below 0.1 a correlation is called negligible, below 0.3 slight, below 0.5 moderate (Cohen 1988, 3.2). */
function relation(x: string, y: string, r: number): string {
  const figure = `correlation ${decimal(r, 2)}`;
  if (!(Math.abs(r) >= 0.1)) return `${y} and ${x.toLowerCase()} are unrelated${Number.isNaN(r) ? '' : ` (${figure})`}`;
  const strength = Math.abs(r) < 0.3 ? 'slightly ' : Math.abs(r) < 0.5 ? 'moderately ' : 'strongly ';
  return `${y} ${r < 0 ? 'falls' : 'rises'} ${strength}as ${x.toLowerCase()} rises (${figure})`;
}
