import { bandLabels, type CompleteRun, dimensionOf, SEGMENT } from '#pipeline';
import { type Table, type TableValue, upperFirst } from '#reports';
import type { Answered } from './answered.ts';
import type { GroupFigure } from './figures.ts';
import { formatOfFigure } from './formats.ts';
import { type Figure, groupingsOf } from './query.ts';
import { figurePhrase } from './restate.ts';

type Column = Table['columns'][number];

/** Rows shown beside the winner where only one was asked for. */
const RUNNERS_UP = 9;

/**
 * The figures in the order in which they are read: as ranked, as compared, by run; else bands and segments in their own
 * order, and other values by falling figure.
 */
export function sorted({ query, figures, runs, profile }: Answered): readonly GroupFigure[] {
  const by = groupingsOf(query);
  const value = (figure: GroupFigure) => figure.value ?? Number.NEGATIVE_INFINITY;
  const run = runs.at(-1)!;
  const natural = (left: GroupFigure, right: GroupFigure) => {
    for (const [index, name] of by.entries()) {
      const order = naturalOrder(name, run);
      const difference = order(left.values[index]!) - order(right.values[index]!);
      if (difference !== 0) return difference;
      if (left.values[index] !== right.values[index]) return left.values[index]! < right.values[index]! ? -1 : 1;
    }
    return 0;
  };
  const naturalOrder = (name: string, { segments }: CompleteRun) => {
    const known = name === SEGMENT ? segments.map((segment) => segment.name) : bandsOf(name);
    return (text: string) => (known.includes(text) ? known.indexOf(text) : known.length);
  };
  const bandsOf = (name: string) => {
    const dimension = dimensionOf(profile, name);
    return dimension.kind === 'bands' ? bandLabels(dimension.edges) : [];
  };
  switch (query.kind) {
    case 'ranking': {
      const sign = query.order === 'highest' ? -1 : 1;
      const withValue = figures.filter((figure) => figure.value !== null);
      return withValue.toSorted((left, right) => sign * (value(left) - value(right)) || natural(left, right));
    }
    case 'comparison':
      return query.values.map((asked) => figures.find(({ values }) => values[0] === asked) ?? absent(run.id, asked));
    case 'trend':
    case 'change': {
      const place = new Map(runs.map(({ id }, index) => [id, index]));
      return figures.toSorted((left, right) => place.get(left.runId)! - place.get(right.runId)! || natural(left, right));
    }
    case 'figure': {
      const ordered = by.length === 1 && by[0] !== SEGMENT && bandsOf(by[0]!).length === 0;
      return figures.toSorted((left, right) => (ordered ? value(right) - value(left) : 0) || natural(left, right));
    }
    default:
      return query satisfies never;
  }
}

function absent(runId: number, value: string): GroupFigure {
  return { runId, values: [value], value: null, interval: null, users: 0, sizes: [0], variance: null };
}

/** The table of an answer: groups, the figure, its 95 % interval, and the users it is about. */
export function tableOf(answered: Answered): Table {
  const { query, profile } = answered;
  const title = figurePhrase(query.figure, query.filters, profile);
  if (query.kind === 'change') return { title, ...changes(answered) };
  const by = groupingsOf(query);
  const withRuns = query.kind === 'trend';
  const runs = new Map(answered.runs.map((run) => [run.id, run]));
  const shown =
    query.kind === 'ranking' ? answered.figures.slice(0, query.limit === 1 ? 1 + RUNNERS_UP : query.limit) : answered.figures;
  return {
    title,
    columns: [
      ...(withRuns
        ? [
            { key: 'asOf', label: 'As of' },
            { key: 'runId', label: 'Run', format: { kind: 'count' as const } },
          ]
        : []),
      ...groupColumns(answered),
      ...figureColumns(query.figure, answered),
    ],
    rows: shown.map((figure) => [
      ...(withRuns ? [runs.get(figure.runId)!.asOf, figure.runId] : []),
      ...figure.values.map((value, index) => answered.display(by[index]!, value)),
      ...figureCells(query.figure, figure),
    ]),
  };
}

/** Before, after and the change between, for every group of either run. */
function changes(answered: Answered): Pick<Table, 'columns' | 'rows'> {
  const { query, profile } = answered;
  const format = formatOfFigure(query.figure, profile);
  const by = groupingsOf(query);
  const rows = changesOf(answered).map(({ values, before, after, change }): TableValue[] => [
    ...values.map((value, index) => answered.display(by[index]!, value)),
    before,
    after,
    change,
  ]);
  const columns = [
    ...groupColumns(answered),
    { key: 'before', label: answered.runs[0]!.asOf, format },
    { key: 'after', label: answered.runs.at(-1)!.asOf, format },
    { key: 'change', label: 'Change', format },
  ];
  return { columns, rows };
}

export interface Change {
  readonly values: readonly string[];
  readonly before: number | null;
  readonly after: number | null;
  readonly change: number | null;
}

/** A count of a group that is not there is 0; any other figure of it is none. */
export function changesOf({ query, figures, runs }: Answered): readonly Change[] {
  if (runs.length < 2) return [];
  const keys = new Map(figures.map((figure) => [JSON.stringify(figure.values), figure.values]));
  const none = query.figure.kind === 'count' ? 0 : null;
  return [...keys].map(([key, values]) => {
    const at = (run: CompleteRun) => {
      const found = figures.find((figure) => figure.runId === run.id && JSON.stringify(figure.values) === key);
      return found === undefined ? none : found.value;
    };
    const [before, after] = [at(runs[0]!), at(runs.at(-1)!)];
    return { values, before, after, change: before === null || after === null ? null : after - before };
  });
}

function groupColumns({ query, profile }: Answered): readonly Column[] {
  return groupingsOf(query).map((name) => ({
    key: name,
    label: name === SEGMENT ? 'Segment' : dimensionOf(profile, name).label,
  }));
}

function figureColumns(figure: Figure, { profile }: Answered): readonly Column[] {
  const format = formatOfFigure(figure, profile);
  const { many } = profile.entity;
  const users: Column = {
    key: 'users',
    label: figure.kind === 'share' ? `Of ${many}` : upperFirst(many),
    format: { kind: 'count' },
  };
  if (figure.kind === 'count') return [users];
  const key = figure.kind === 'share' ? 'share' : figure.aggregate;
  const label = key === 'sum' ? 'Total' : key.charAt(0).toUpperCase() + key.slice(1);
  if (!hasInterval(figure)) return [{ key, label, format }, users];
  return [{ key, label, format }, { key: 'low', label: '95 % from', format }, { key: 'high', label: 'to', format }, users];
}

function figureCells(figure: Figure, { value, interval, users }: GroupFigure): readonly TableValue[] {
  if (figure.kind === 'count') return [users];
  return hasInterval(figure) ? [value, interval?.low ?? null, interval?.high ?? null, users] : [value, users];
}

function hasInterval(figure: Figure): boolean {
  return figure.kind === 'share' || (figure.kind === 'aggregate' && figure.aggregate === 'average');
}
