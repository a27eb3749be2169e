import type { Filter, Profile, ValueFilter } from '#pipeline';
import type { Atom } from './atoms.ts';
import { canonical } from './canonical.ts';
import { filtersOf, partsOf } from './compose.ts';
import { NotUnderstood } from './not-understood.ts';
import { type Figure, keyOf, type Query } from './query.ts';

/** What a follow-up may be made of. */
const ALLOWED: ReadonlySet<Atom['kind']> = new Set([
  'values',
  'range',
  'indicator',
  'group',
  'measure',
  'users',
  'rank',
  'aggregate',
  'count',
  'reference',
  'trend',
  'since',
  'versus',
  'compare',
  'among',
  'with',
  'where',
  'is',
  'follow',
  'also',
  'and',
  'comma',
  'show',
  'which',
]);

/**
 * The previous query with what a follow-up changes: a condition on the same thing is replaced, another one added;
 * a grouping, a measure, a kind of figure or a direction is replaced.
 *
 * @throws {NotUnderstood} where the words change nothing, or do not fit the question before
 * @example followUp(averageChurnOfPowerUsers, atomsOf('and on iOS?')) // the same where device is iOS
 */
export function followUp(previous: Query, atoms: readonly Atom[], profile: Profile): Query {
  const foreign = atoms.find(({ kind }) => !ALLOWED.has(kind));
  if (foreign !== undefined) throw new NotUnderstood('that does not follow from the question before');
  const parts = partsOf(atoms);
  let query = previous;
  query = withFigure(
    query,
    parts.one('measure', 'measure')?.column,
    parts.one('aggregate', 'kind of figure')?.aggregate,
    parts.has('count'),
  );
  for (const filter of filtersOf(atoms)) query = withFilter(query, filter);
  const by = parts.all('group').flatMap((group) => group.by);
  if (by.length > 0) query = withGrouping(query, by, parts.has('also'));
  const rank = parts.one('rank', 'ranking');
  if (rank !== undefined) query = withOrder(query, rank);
  const since = parts.one('reference', 'earlier run')?.since;
  if (since !== undefined || parts.has('trend')) {
    if (query.kind === 'list') throw new NotUnderstood('a list of users is kept for the current run only');
    const { figure, filters } = query;
    const groups = query.kind === 'figure' || query.kind === 'change' || query.kind === 'trend' ? query.by : [];
    query =
      since === undefined
        ? { kind: 'trend', figure, filters, by: groups }
        : { kind: 'change', figure, filters, by: groups, since };
  }
  const made = canonical(query, profile);
  const figureNamed = parts.has('measure') || parts.has('count');
  if (!figureNamed && JSON.stringify(made) === JSON.stringify(canonical(previous, profile)))
    throw new NotUnderstood('that changes nothing in the question before');
  return made;
}

/**
 * A follow-up about the users of the question before: "what is their churn?", "how many are there?".
 *
 * @throws {NotUnderstood} where it is not certain which users those are
 */
export function aboutTheSame(previous: Query, atoms: readonly Atom[], profile: Profile): Query {
  const counts = atoms.some(({ kind }) => kind === 'count');
  if (previous.kind === 'ranking')
    throw new NotUnderstood('it is not clear who is meant: all users, or those of the first group');
  if (counts && previous.kind !== 'list' && (previous.kind !== 'figure' || previous.by.length > 0)) {
    throw new NotUnderstood('it is not clear which of the groups before is to be counted');
  }
  if (previous.kind !== 'list' || !atoms.some(({ kind }) => kind === 'count' || kind === 'measure')) {
    return followUp(previous, atoms, profile);
  }
  if (previous.order !== null && !counts) {
    throw new NotUnderstood('it is not clear who is meant: the users listed, or all that were looked through');
  }
  return followUp({ kind: 'figure', figure: { kind: 'count' }, filters: previous.filters, by: [] }, atoms, profile);
}

function withFigure(
  query: Query,
  column: string | undefined,
  aggregate: Extract<Figure, { kind: 'aggregate' }>['aggregate'] | undefined,
  counts: boolean,
): Query {
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

function withFilter(query: Query, filter: Filter): Query {
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

function withGrouping(query: Query, by: readonly string[], alsoAsked: boolean): Query {
  switch (query.kind) {
    case 'list':
      throw new NotUnderstood('a list of users is not grouped');
    case 'ranking':
      if (by.length > 1) throw new NotUnderstood('only one thing can be ranked at a time');
      return { ...query, by: by[0]! };
    case 'comparison': {
      const { figure, filters } = query;
      const compared: ValueFilter = { kind: 'values', by: query.by, values: query.values, negated: false };
      return { kind: 'figure', figure, filters: [...filters, compared], by: [query.by, ...by] };
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

function withOrder(query: Query, { order, limit }: Extract<Atom, { kind: 'rank' }>): Query {
  if (order !== 'highest' && order !== 'lowest') throw new NotUnderstood(`“${order}” can mean the highest or the lowest here`);
  if (query.kind === 'ranking') return { ...query, order, limit: limit ?? query.limit };
  if (query.kind === 'list' && query.order !== null)
    return { ...query, order: { ...query.order, order }, limit: limit ?? query.limit };
  throw new NotUnderstood('the question before ranks nothing');
}
