import type { Filter, ValueFilter } from '#pipeline';
import type { Rank } from './atom.ts';
import { NotUnderstood } from './not-understood.ts';
import { type Figure, keyOf, type Query, type Since } from './query.ts';

type Aggregate = Extract<Figure, { kind: 'aggregate' }>['aggregate'];

/** Another measure, kind of figure, or a count instead. */
export function withFigure(query: Query, column: string | undefined, aggregate: Aggregate | undefined, counts: boolean): Query {
  if (column === undefined && aggregate === undefined && !counts) return query;
  if (query.kind === 'list') {
    if (column === undefined || aggregate !== undefined || counts) throw new NotUnderstood('a list has no figure');
    return { ...query, order: { column, order: query.order?.order ?? 'highest' } };
  }
  if (query.figure.kind === 'share' && query.figure.of.length > 0) {
    throw new NotUnderstood('it is not clear who is meant: the part of the share before, or the whole');
  }
  if (counts) {
    if (column !== undefined) throw new NotUnderstood('“how many” can mean the total or the average');
    return { ...query, figure: { kind: 'count' } };
  }
  const before = query.figure.kind === 'aggregate' ? query.figure : undefined;
  const measured = column ?? before?.column;
  if (measured === undefined) throw new NotUnderstood(`the ${aggregate} of what?`);
  return { ...query, figure: { kind: 'aggregate', aggregate: aggregate ?? before?.aggregate ?? 'average', column: measured } };
}

/** A condition on the same thing is replaced, another one added. */
export function withFilter(query: Query, filter: Filter): Query {
  const replaced = (filters: readonly Filter[]) => filters.map((old) => (keyOf(old) === keyOf(filter) ? filter : old));
  const has = (filters: readonly Filter[]) => filters.some((old) => keyOf(old) === keyOf(filter));
  if (query.kind !== 'list' && query.figure.kind === 'share' && has(query.figure.of)) {
    return { ...query, figure: { kind: 'share', of: replaced(query.figure.of) } };
  }
  if (query.kind === 'comparison' && keyOf(filter) === query.by) return withCompared(query, filter);
  return { ...query, filters: has(query.filters) ? replaced(query.filters) : [...query.filters, filter] };
}

/** "and India?" after "Germany versus USA" is a third one. */
function withCompared(query: Extract<Query, { kind: 'comparison' }>, filter: Filter): Query {
  const { values, negated } = filter as ValueFilter;
  if (negated) throw new NotUnderstood('a comparison is of named things');
  return { ...query, values: [...new Set([...query.values, ...values])] };
}

/** Other groupings; beside those before where `alsoAsked`. */
export function withGrouping(query: Query, by: readonly string[], alsoAsked: boolean): Query {
  switch (query.kind) {
    case 'list':
      throw new NotUnderstood('a list is not grouped');
    case 'ranking':
      if (by.length > 1) throw new NotUnderstood('only one thing can be ranked at a time');
      return { ...query, by: by[0]! };
    case 'comparison': {
      const { figure, filters, asOf } = query;
      const compared: ValueFilter = { kind: 'values', by: query.by, values: query.values, negated: false };
      return { kind: 'figure', figure, filters: [...filters, compared], by: [query.by, ...by], ...(asOf && { asOf }) };
    }
    case 'figure':
    case 'change':
    case 'trend': {
      const kept = alsoAsked ? query.by.filter((name) => !by.includes(name)) : [];
      const filters = query.filters.filter(
        (filter) => filter.kind !== 'values' || filter.values.length !== 1 || filter.negated || !by.includes(filter.by),
      );
      return { ...query, filters, by: [...kept, ...by] };
    }
    default:
      return query satisfies never;
  }
}

/** Another direction or number of ranks; "top 3" after a grouped figure ranks its groups. */
export function withOrder(query: Query, { order, limit }: Rank): Query {
  if (order !== 'highest' && order !== 'lowest') throw new NotUnderstood(`“${order}” can mean the highest or the lowest here`);
  if (query.kind === 'ranking') return { ...query, order, limit: limit ?? query.limit };
  if (query.kind === 'list' && query.order !== null)
    return { ...query, order: { ...query.order, order }, limit: limit ?? query.limit };
  if (query.kind === 'figure' && query.by.length === 1) {
    return { ...query, kind: 'ranking', by: query.by[0]!, order, limit: limit ?? 1 };
  }
  throw new NotUnderstood('the question before ranks nothing');
}

/**
 * The same as of another run, since then, or over the runs.
 * @param since the run; all of them unless given
 */
export function withRun(query: Query, since: Since | undefined, state: boolean): Query {
  if (query.kind === 'list') throw new NotUnderstood('a list is kept for the current run only');
  const { figure, filters } = query;
  if (since !== undefined && state) {
    if (query.kind === 'ranking' || query.kind === 'comparison') return { ...query, asOf: since };
    return { kind: 'figure', figure, filters, by: query.by, asOf: since };
  }
  const by = query.kind === 'figure' || query.kind === 'change' || query.kind === 'trend' ? query.by : [];
  return since === undefined ? { kind: 'trend', figure, filters, by } : { kind: 'change', figure, filters, by, since };
}
