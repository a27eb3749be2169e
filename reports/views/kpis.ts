import {
  addMoments,
  type Cell,
  type CompleteRun,
  type Measure,
  meanInterval,
  meanOf,
  measureOf,
  type Profile,
  type Store,
} from '#pipeline';
import type { ChartSpec } from '../charts/spec.ts';
import { count, formatNumber, inSentence, interval, list, type NumberFormat, upperFirst } from '../format.ts';
import { colourOf, define, displayName, provenanceOf } from './define.ts';
import type { View } from './view.ts';

/** Averages of the KPIs per segment, with 95% intervals. */
export const kpis = define<readonly Cell[]>({
  name: 'kpis',
  load: (store: Store, run: CompleteRun, profile: Profile) => store.cells(run.id, [], profile.kpis),
  build: buildKpis,
});

export function buildKpis(cells: readonly Cell[], run: CompleteRun, profile: Profile): View {
  const averages = profile.kpis.map((name) => averagesOf(measureOf(profile, name), cells, run));
  return {
    name: 'kpis',
    title: 'Key figures',
    finding: findingOf(averages, run),
    table: {
      title: `Average per ${profile.entity.one}, with 95% intervals`,
      columns: [
        { key: 'segment', label: 'Segment' },
        { key: 'users', label: upperFirst(profile.entity.many), format: { kind: 'count' } },
        ...averages.flatMap(({ measure }) => [
          { key: measure.name, label: measure.label, format: formatOf(measure) },
          { key: `${measure.name}-interval`, label: '95% interval' },
        ]),
      ],
      rows: [
        ...run.segments.map((segment, c) => [
          displayName(segment),
          segment.users,
          ...averages.flatMap(({ measure, groups }) => figuresOf(groups[c]!, measure)),
        ]),
        ['Everyone', run.rows, ...averages.flatMap(({ measure, everyone }) => figuresOf(everyone, measure))],
      ],
    },
    charts: averages.map((average, index) => chartOf(average, index, run, profile)),
    details: [],
    notes: [
      `Intervals cover the scatter of another sample of such ${profile.entity.many}, not how the segments were drawn. Pie and donut compare averages; they are no parts of a whole.`,
      ...averages.flatMap(({ measure, everyone }) => missingNote(measure, everyone.count, run, profile)),
    ],
    provenance: provenanceOf(run, profile),
  };
}

/** Without the unit, where the unit stands beside it. */
function plainFormatOf(measure: Measure): NumberFormat {
  const format = formatOf(measure);
  return format.kind === 'number' ? { kind: 'number', digits: format.digits } : format;
}

/** How the values of a measure are shown. An average of an indicator is a share. */
export function formatOf({ above, digits, unit }: Measure): NumberFormat {
  if (above !== undefined) return { kind: 'share' };
  return unit === '' ? { kind: 'number', digits } : { kind: 'number', digits, unit };
}

interface Average {
  readonly name: string;
  readonly mean: number | null;
  readonly range: { readonly low: number; readonly high: number } | null;
  readonly count: number;
}

interface Averages {
  readonly measure: Measure;
  readonly groups: readonly Average[];
  readonly everyone: Average;
}

function averagesOf(measure: Measure, cells: readonly Cell[], run: CompleteRun): Averages {
  const own = cells.filter((cell) => cell.measure === measure.name);
  const groups = run.segments.map((segment) =>
    averageOf(
      displayName(segment),
      own.filter((cell) => cell.segment === segment.name),
    ),
  );
  return { measure, groups, everyone: averageOf('Everyone', own) };
}

function figuresOf({ mean, range }: Average, measure: Measure): (string | number | null)[] {
  return [mean, range === null ? null : interval(range, plainFormatOf(measure))];
}

function missingNote({ label }: Measure, known: number, { rows }: CompleteRun, { entity }: Profile): string[] {
  return known === rows
    ? []
    : [`${label} is known for ${count(known)} of ${count(rows)} ${entity.many} and averaged over these.`];
}

function averageOf(name: string, cells: readonly Cell[]): Average {
  const moments = addMoments(cells);
  return { name, mean: moments.count === 0 ? null : meanOf(moments), range: meanInterval(moments), count: moments.count };
}

/** Compares the most with the least engaged segment, and only where they differ by more than a fifth of a standard deviation. */
function findingOf(averages: readonly Averages[], run: CompleteRun): string {
  const [top, last] = [run.segments[0]!, run.segments.at(-1)!];
  const differs = ({ measure }: Averages) =>
    run.trust.effects.some(
      ({ measure: name, segments, d }) =>
        name === measure.name && segments.includes(top.name) && segments.includes(last.name) && Math.abs(d) >= 0.2,
    );
  const apart = averages.filter(differs);
  if (apart.length === 0) {
    return `${displayName(top)} and ${displayName(last)} hardly differ in ${list(averages.map(({ measure }) => inSentence(measure.label)))}.`;
  }
  const compared = apart.map(({ measure, groups }) => {
    const [high, low] = [groups[0]!, groups.at(-1)!].map(({ mean }) => formatNumber(mean, formatOf(measure)));
    return `${inSentence(measure.label)} of ${high} against ${low}`;
  });
  return `On average, ${displayName(top)} have ${list(compared)} for ${displayName(last)}.`;
}

function chartOf({ measure, groups }: Averages, index: number, run: CompleteRun, { entity }: Profile): ChartSpec {
  const format = formatOf(measure);
  const description = `${measure.label} per ${entity.one} by segment: ${groups.map(({ name, mean }) => `${name} ${formatNumber(mean, format)}`).join(', ')}.`;
  const title = `${measure.label}, average`;
  if (index < 2) {
    return {
      mark: index === 0 ? 'pie' : 'donut',
      title,
      description,
      format,
      slices: run.segments.map((segment, c) => ({
        label: groups[c]!.name,
        value: groups[c]!.mean ?? 0,
        colour: colourOf(segment),
      })),
    };
  }
  return {
    mark: 'bar',
    direction: 'vertical',
    title,
    description,
    format,
    categoryLabel: 'Segment',
    valueLabel: measure.label,
    categories: groups.map(({ name }) => name),
    series: [
      {
        name: measure.label,
        colour: { neutral: 0 },
        colours: run.segments.map(colourOf),
        values: groups.map(({ mean }) => mean),
        intervals: groups.map(({ range }) => range),
      },
    ],
  };
}
