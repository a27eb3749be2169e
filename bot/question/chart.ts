import { SEGMENT } from '#pipeline';
import type { ChartSpec } from '#reports';
import type { Answered } from './answered.ts';
import type { GroupFigure } from './figures.ts';
import { formatOfFigure } from './formats.ts';
import { groupingLabel, groupingsOf } from './query.ts';
import { figurePhrase } from './restate.ts';
import { changesOf } from './table.ts';

type Bars = Extract<ChartSpec, { mark: 'bar' }>;
type Colour = Bars['series'][number]['colour'];

/** More bars than this cannot be read. */
const MAX_CATEGORIES = 20;
const MAX_SERIES = 6;
/** Lines are named at their ends, and many points still make a line. */
const MAX_LINES = 8;

/** Lines over runs, bars over groups; null for a single figure, or for more groups than a chart can show. */
export function chartOf(answered: Answered): ChartSpec | null {
  const { query, profile } = answered;
  const by = groupingsOf(query);
  const phrase = figurePhrase(query.figure, query.filters, profile);
  const title = phrase.charAt(0).toUpperCase() + phrase.slice(1);
  const frame = { title, format: formatOfFigure(query.figure, profile), valueLabel: title };
  const drawn = barsOf(answered, by);
  if (drawn === undefined || drawn.categories.length < 2) return null;
  if (query.kind === 'trend') {
    if (drawn.series.length > MAX_LINES) return null;
    const names = drawn.series.length === 1 ? '' : ` for ${drawn.series.map(({ name }) => name).join(', ')}`;
    const description = `${title}${names}, over ${drawn.categories.length} runs from ${drawn.categories[0]} to ${drawn.categories.at(-1)}.`;
    return { ...frame, mark: 'line', ...drawn, description };
  }
  if (drawn.categories.length > MAX_CATEGORIES || drawn.series.length > MAX_SERIES) return null;
  const description = `${title}, ${drawn.series.length === 1 ? 'one bar' : `${drawn.series.length} bars`} for each of ${drawn.categories.length}: ${drawn.categories.join(', ')}.`;
  return { ...frame, mark: 'bar', ...drawn, direction: query.kind === 'ranking' ? 'horizontal' : 'vertical', description };
}

type Drawn = Pick<Bars, 'categories' | 'series' | 'categoryLabel'>;

function barsOf(answered: Answered, by: readonly string[]): Drawn | undefined {
  const { query, runs, profile, figures } = answered;
  const label = by[0] === undefined ? '' : groupingLabel(by[0], profile);
  if (query.kind === 'trend') {
    const dates = runs.map(({ asOf }) => asOf);
    const cell = (run: number, group: string) => figures.find(({ runId, values }) => runId === run && keyOf(values) === group);
    return seriesOf(
      answered,
      by,
      runs.map(({ id }) => id),
      dates,
      'As of',
      cell,
    );
  }
  if (query.kind === 'change') {
    const changes = changesOf(answered);
    if (by.length === 0 || changes.length === 0) return undefined;
    const series = (['before', 'after'] as const).map((key, index) => ({
      name: index === 0 ? runs[0]!.asOf : runs.at(-1)!.asOf,
      colour: { neutral: index },
      values: changes.map((change) => change[key]),
    }));
    return { categories: changes.map(({ values }) => answered.display(by[0]!, values[0]!)), series, categoryLabel: label };
  }
  if (by.length === 0) return undefined;
  if (by.length === 1) {
    const shown = query.kind === 'ranking' && query.limit > 1 ? figures.slice(0, query.limit) : figures;
    const intervals = shown.map(({ interval }) => interval);
    const colours = by[0] === SEGMENT ? shown.map(({ values }) => segmentColour(answered, values[0]!)) : undefined;
    const series = {
      name: label,
      colour: { neutral: 0 },
      values: shown.map(({ value }) => value),
      ...(colours && { colours }),
      ...(intervals.some((interval) => interval !== null) && { intervals }),
    };
    return {
      categories: shown.map(({ values }) => answered.display(by[0]!, values[0]!)),
      series: [series],
      categoryLabel: label,
    };
  }
  const categories = [...new Set(figures.map(({ values }) => values[0]!))];
  const cell = (category: string, group: string) => figures.find(({ values }) => values[0] === category && values[1] === group);
  const shown = categories.map((category) => answered.display(by[0]!, category));
  return seriesOf(answered, by.slice(1), categories, shown, label, cell);
}

/** One series for each value of the last grouping; one altogether where there is none. */
function seriesOf<Key>(
  answered: Answered,
  by: readonly string[],
  keys: readonly Key[],
  categories: readonly string[],
  categoryLabel: string,
  cell: (key: Key, group: string) => GroupFigure | undefined,
): Drawn {
  const groups = by.length === 0 ? [''] : [...new Set(answered.figures.map(({ values }) => values.at(-1)!))].sort();
  const series = groups.map((group, index) => {
    const intervals = keys.map((key) => cell(key, group)?.interval ?? null);
    return {
      name: by.length === 0 ? 'All' : answered.display(by[0]!, group),
      colour: by[0] === SEGMENT ? segmentColour(answered, group) : { neutral: index },
      values: keys.map((key) => cell(key, group)?.value ?? null),
      ...(groups.length === 1 && intervals.some((interval) => interval !== null) && { intervals }),
    };
  });
  return { categories, series, categoryLabel };
}

function segmentColour({ runs }: Answered, name: string): Colour {
  const segment = runs.at(-1)!.segments.find((candidate) => candidate.name === name);
  return segment === undefined ? { neutral: 0 } : { segment: segment.cluster };
}

function keyOf(values: readonly string[]): string {
  return values.at(-1) ?? '';
}
