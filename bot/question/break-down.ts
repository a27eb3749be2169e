import { CHURN_OUTLOOK, type Filter, type Profile, SEGMENT } from '#pipeline';
import { possible } from './canonical.ts';
import {
  asOfQuery,
  DEFAULT_LISTED,
  type FigureQuestion,
  groupingLabel,
  groupingsOf,
  type ListQuery,
  type Query,
} from './query.ts';
import { partOf } from './requests.ts';

/** A way to divide an answer further. */
export interface Breakdown {
  /** A dimension or `SEGMENT`. */
  readonly by: string;
  readonly label: string;
}

/** Dimensions offered before the segment. */
const BEFORE_SEGMENT = 3;

/** What the answer to a query can be broken down by, most useful first; nothing for lists. */
export function breakdownsOf(query: Query, profile: Profile): readonly Breakdown[] {
  const names = profile.dimensions.map(({ name }) => name).filter((name) => name !== CHURN_OUTLOOK);
  return [...names.slice(0, BEFORE_SEGMENT), SEGMENT, ...names.slice(BEFORE_SEGMENT)]
    .filter((by) => divides(query, by) && attempt(query, by, profile) !== undefined)
    .map((by) => ({ by, label: groupingLabel(by, profile) }));
}

/**
 * A query with one more grouping. Rankings and comparisons become the table behind them.
 *
 * @param by one of the `breakdownsOf` the query
 * @throws {RangeError} for any other
 */
export function brokenDown(query: Query, by: string, profile: Profile): Query {
  const made = divides(query, by) ? attempt(query, by, profile) : undefined;
  if (made === undefined) throw new RangeError(`this query cannot be broken down by ${by}; take one of its breakdowns`);
  return made;
}

/** The users behind a figure of the current run, those with the most of what it measures first; for a share, its part. */
export function listOf(query: Query, profile: Profile): ListQuery | undefined {
  if (query.kind === 'list' || query.kind === 'change' || query.kind === 'trend' || asOfQuery(query)) return undefined;
  const { figure } = query;
  const [range] = partOf(figure).flatMap((filter) => (filter.kind === 'range' ? [filter.column] : []));
  const column = figure.kind === 'aggregate' ? figure.column : range;
  const order = query.kind === 'ranking' ? query.order : 'highest';
  const list: ListQuery = {
    kind: 'list',
    filters: [...filtersOf(query), ...partOf(figure)],
    order: column === undefined ? null : { column, order },
    limit: DEFAULT_LISTED,
  };
  const made = possible(list, profile);
  return made?.kind === 'list' ? made : undefined;
}

/** Whether a grouping adds anything: it is new, and no condition leaves only one group. */
function divides(query: Query, by: string): boolean {
  if (query.kind === 'list' || groupingsOf(query).includes(by)) return false;
  return !query.filters.some(
    (filter) => filter.kind === 'values' && filter.by === by && !filter.negated && filter.values.length === 1,
  );
}

function attempt(query: Query, by: string, profile: Profile): Query | undefined {
  if (query.kind === 'list') return undefined;
  const groups = [...groupingsOf(query), by];
  if (query.kind === 'change' || query.kind === 'trend') {
    return groups.length > 1 ? undefined : possible({ ...query, by: groups }, profile);
  }
  const { figure, asOf } = query;
  return possible({ kind: 'figure', figure, filters: filtersOf(query), by: groups, ...(asOf && { asOf }) }, profile);
}

/** The conditions of a query; the sides of a comparison are one as well. */
function filtersOf(query: FigureQuestion): readonly Filter[] {
  if (query.kind !== 'comparison') return query.filters;
  return [...query.filters, { kind: 'values', by: query.by, values: query.values, negated: false }];
}
