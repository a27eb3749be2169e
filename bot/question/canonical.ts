import { type Filter, type Profile, type RangeFilter, SEGMENT } from '#pipeline';
import { bandOf } from './bands.ts';
import { NotUnderstood } from './not-understood.ts';
import { orderByOutlook, withoutNot } from './outlook-filters.ts';
import { type Figure, keyOf, problemOf, type Query } from './query.ts';

/**
 * The one form of a query: conditions on the segment first, the others by name, values in code point order. Two
 * questions that mean the same give equal queries.
 *
 * @throws {NotUnderstood} for a query that has no answer, with the reason
 */
export function canonical(query: Query, profile: Profile): Query {
  const made = ordered(query, profile);
  const problem = problemOf(made, profile);
  if (problem !== undefined) throw new NotUnderstood(problem);
  return made;
}

/** The one form of a query; undefined if it has no answer. */
export function possible(query: Query, profile: Profile): Query | undefined {
  try {
    return canonical(query, profile);
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

function ordered(query: Query, profile: Profile): Query {
  const filters = orderedFilters(query.filters, profile);
  if (query.kind === 'list') return { ...query, filters, order: query.order ?? orderByOutlook(filters) };
  const figure: Figure =
    query.figure.kind === 'share' ? { kind: 'share', of: orderedFilters(query.figure.of, profile) } : query.figure;
  return { ...query, figure, filters };
}

function orderedFilters(filters: readonly Filter[], profile: Profile): readonly Filter[] {
  const place = (filter: Filter) => (keyOf(filter) === SEGMENT ? '' : keyOf(filter));
  return joined(filters)
    .map((filter) => {
      if (filter.kind === 'range') return bandOf(filter, profile) ?? atLeastValue(filter, profile);
      return withoutNot({ ...filter, values: [...new Set(filter.values)].sort() });
    })
    .sort((left, right) => (place(left) < place(right) ? -1 : place(left) > place(right) ? 1 : 0));
}

/** At most the least value there can be is exactly that value: "has not crashed", "without crashes". */
function atLeastValue(range: RangeFilter, profile: Profile): RangeFilter {
  const column = profile.columns.find(({ name }) => name === range.column);
  const least = column?.kind === 'number' ? column.minimum : undefined;
  const { low, high } = range;
  return low === undefined && high?.inclusive && high.value === least ? { ...range, low: high } : range;
}

/** "Above 30 and below 40" is one range. */
function joined(filters: readonly Filter[]): readonly Filter[] {
  const made: Filter[] = [];
  for (const filter of filters) {
    const at = made.findIndex((other) => closesOn(other, filter));
    if (at < 0) made.push(filter);
    else made[at] = { ...made[at], ...filter } as RangeFilter;
  }
  return made;
}

function closesOn(left: Filter, right: Filter): boolean {
  if (left.kind !== 'range' || right.kind !== 'range' || left.column !== right.column) return false;
  const [oneLow, oneHigh] = [left.high === undefined, left.low === undefined];
  return (oneLow && right.low === undefined) || (oneHigh && right.high === undefined);
}
