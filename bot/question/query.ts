import {
  CHURN_OUTLOOK,
  dimensionOf,
  type Filter,
  LAPSE_PROBABILITY,
  type Profile,
  type RangeFilter,
  SEGMENT,
  type ValueFilter,
} from '#pipeline';
import { indicatorOf } from './measures.ts';

/** A question as data: what people ask, after the words and before the SQL. */
export type Query = FigureQuestion | ListQuery;

/** A question about figures, not about single users. */
export type FigureQuestion = FigureQuery | RankingQuery | ComparisonQuery | ChangeQuery | TrendQuery;

/** One figure, whole or for each value of one or two dimensions. */
export interface FigureQuery {
  readonly kind: 'figure';
  readonly figure: Figure;
  readonly filters: readonly Filter[];
  /** Dimensions or `SEGMENT`, at most two. */
  readonly by: readonly string[];
  /** The earlier run that is asked about; the current one unless given. */
  readonly asOf?: Since;
}

/** The values of a dimension (or the segments) with the highest or lowest figures. */
export interface RankingQuery {
  readonly kind: 'ranking';
  readonly figure: Figure;
  readonly filters: readonly Filter[];
  readonly by: string;
  readonly order: Order;
  readonly limit: number;
  readonly asOf?: Since;
}

/** Two or more segments, or values of one dimension, side by side. */
export interface ComparisonQuery {
  readonly kind: 'comparison';
  readonly figure: Figure;
  readonly filters: readonly Filter[];
  readonly by: string;
  /** At least two, in the order asked. */
  readonly values: readonly string[];
  readonly asOf?: Since;
}

/** The current run against an earlier one. */
export interface ChangeQuery {
  readonly kind: 'change';
  readonly figure: Figure;
  readonly filters: readonly Filter[];
  /** At most one. */
  readonly by: readonly string[];
  readonly since: Since;
}

/** One figure over the runs, oldest first. */
export interface TrendQuery {
  readonly kind: 'trend';
  readonly figure: Figure;
  readonly filters: readonly Filter[];
  /** At most one. */
  readonly by: readonly string[];
}

/** The users themselves. */
export interface ListQuery {
  readonly kind: 'list';
  readonly filters: readonly Filter[];
  /** By id if null. */
  readonly order: { readonly column: string; readonly order: Order } | null;
  readonly limit: number;
}

export type Figure =
  | { readonly kind: 'count' }
  /** Of the users that pass the filters, those that pass `of` too; with an empty `of`, each group's part of them all. */
  | { readonly kind: 'share'; readonly of: readonly Filter[] }
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate; readonly column: string };

export const AGGREGATES = ['average', 'median', 'sum', 'minimum', 'maximum'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export type Order = 'highest' | 'lowest';

export type Since =
  | { readonly kind: 'previous' }
  | { readonly kind: 'run'; readonly id: number }
  /** The newest run as of this day or before. */
  | { readonly kind: 'date'; readonly date: string };

/** The most users that are listed at once. */
export const MAX_LISTED = 100;
export const DEFAULT_LISTED = 20;
export const MAX_RANKED = 100;

/**
 * Why a query has no answer, or undefined if it has one.
 * @example problemOf({ kind: 'figure', figure: { kind: 'share', of: [] }, filters: [], by: [] }, profile) // "a share of what? …"
 */
export function problemOf(query: Query, profile: Profile): string | undefined {
  const of = query.kind !== 'list' && query.figure.kind === 'share' ? query.figure.of : [];
  const by = groupingsOf(query);
  const keys = [...query.filters, ...of].map(keyOf);
  if (new Set(keys).size < keys.length) return 'two conditions on the same thing cannot be joined';
  if (new Set(by).size < by.length) return 'the same grouping is named twice';
  if (by.length > 2) return 'at most two groupings can be answered at once';
  if ((query.kind === 'change' || query.kind === 'trend') && by.length > 1)
    return 'over runs, at most one grouping can be answered';
  for (const filter of [...query.filters, ...of]) {
    const problem = filter.kind === 'range' ? rangeProblem(filter, profile) : outlookProblem(filter);
    if (problem !== undefined) return problem;
  }
  if (query.kind === 'list') {
    return query.limit < 1 || query.limit > MAX_LISTED ? `between 1 and ${MAX_LISTED} can be listed` : undefined;
  }
  if (query.figure.kind === 'share') {
    if (of.length === 0 && by.length === 0) return 'a share needs to be of something';
    if (of.some((filter) => by.includes(keyOf(filter)))) return 'a share of a group within the same groups says nothing';
  }
  if (query.kind === 'ranking' && (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > MAX_RANKED))
    return `between 1 and ${MAX_RANKED} can be ranked`;
  if (query.kind === 'comparison') {
    if (new Set(query.values).size < Math.max(2, query.values.length)) return 'a comparison needs two different things';
    if (query.filters.some((filter) => keyOf(filter) === query.by)) return 'two conditions on the same thing cannot be joined';
  }
  if ((query.kind === 'change' || query.kind === 'trend' || query.asOf !== undefined) && !inCube(query, profile)) {
    if (cubeDimensions(query).includes(CHURN_OUTLOOK) || measuresOutlook(query))
      return 'the churn outlook is known for the current run only';
    return 'earlier runs keep figures for at most two dimensions, without medians and number conditions';
  }
  return undefined;
}

/** Whether the cube holds the answer; else it takes the rows of the current run. */
export function inCube(query: FigureQuestion, profile: Profile): boolean {
  const { figure, filters } = query;
  const all = [...filters, ...(figure.kind === 'share' ? figure.of : [])];
  const ranges = all.filter((filter) => filter.kind === 'range');
  const dimensions = cubeDimensions(query);
  if (measuresOutlook(query)) return false;
  if (ranges.length > 1 || dimensions.length > 2 || dimensions.includes(CHURN_OUTLOOK)) return false;
  if (figure.kind === 'aggregate' && (ranges.length > 0 || figure.aggregate === 'median')) return false;
  return ranges.every((range) => indicatorOf(range, profile) !== undefined);
}

/** The dimensions that a query filters or groups by, without the segment. */
export function cubeDimensions(query: FigureQuestion): readonly string[] {
  const of = query.figure.kind === 'share' ? query.figure.of : [];
  const filtered = [...query.filters, ...of].flatMap((filter) => (filter.kind === 'values' ? [filter.by] : []));
  return [...new Set([...groupingsOf(query), ...filtered])].filter((name) => name !== SEGMENT).sort();
}

export function groupingsOf(query: Query): readonly string[] {
  switch (query.kind) {
    case 'list':
      return [];
    case 'ranking':
    case 'comparison':
      return [query.by];
    case 'figure':
    case 'change':
    case 'trend':
      return query.by;
    default:
      return query satisfies never;
  }
}

/** The earlier run that a query asks about, if not about the current one. */
export function asOfQuery(query: Query): Since | undefined {
  return query.kind === 'figure' || query.kind === 'ranking' || query.kind === 'comparison' ? query.asOf : undefined;
}

/** What a filter is about: two filters about the same thing are not joined. */
export function keyOf(filter: Filter): string {
  return filter.kind === 'values' ? filter.by : filter.column;
}

function outlookProblem({ by, values }: ValueFilter): string | undefined {
  return by === CHURN_OUTLOOK && values.length > 1
    ? 'everybody is either likely to churn or not; ask for one of the two'
    : undefined;
}

function rangeProblem({ column: name, low, high }: RangeFilter, profile: Profile): string | undefined {
  const column = profile.columns.find((candidate) => candidate.name === name);
  if (column?.kind !== 'number') return `there is no number ${name}`;
  for (const bound of [low, high]) {
    if (bound === undefined) continue;
    if (column.maximum !== undefined && bound.value > column.maximum)
      return `${column.label.toLowerCase()} is never above ${column.maximum}`;
    if (column.minimum !== undefined && bound.value < column.minimum)
      return `${column.label.toLowerCase()} is never below ${column.minimum}`;
  }
  if (low === undefined || high === undefined) return undefined;
  const empty = low.value > high.value || (low.value === high.value && !(low.inclusive && high.inclusive));
  return empty ? 'the range is empty' : undefined;
}

/** The name of a dimension or of the segment, as in a sentence; `many` for the plural. */
export function groupingLabel(name: string, profile: Profile, many = false): string {
  if (name === SEGMENT) return many ? 'segments' : 'segment';
  const dimension = dimensionOf(profile, name);
  return many ? dimension.plural : uncapitalised(dimension.label);
}

/** A label inside a sentence: "Churn risk" is "churn risk", but "OS" stays. */
export function uncapitalised(label: string): string {
  return /^\p{Lu}\p{Lu}/u.test(label) ? label : label.charAt(0).toLowerCase() + label.slice(1);
}

/** Whether a figure or a condition is about the probability that a model foresees. */
export function measuresOutlook(query: Query): boolean {
  const figure = query.kind === 'list' ? undefined : query.figure;
  const filters = [...query.filters, ...(figure?.kind === 'share' ? figure.of : [])];
  if (figure?.kind === 'aggregate' && figure.column === LAPSE_PROBABILITY) return true;
  return filters.some((filter) => filter.kind === 'range' && filter.column === LAPSE_PROBABILITY);
}
