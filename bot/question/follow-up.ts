import type { Profile } from '#pipeline';
import type { Atom } from './atom.ts';
import { brokenDown, listOf } from './break-down.ts';
import { canonical } from './canonical.ts';
import { ofExpected } from './expected.ts';
import { withFigure, withFilter, withGrouping, withOrder, withRun } from './follow-up-steps.ts';
import { NotUnderstood } from './not-understood.ts';
import { columnOf, filtersOf, type Parts, partsOf } from './parts.ts';
import type { Query } from './query.ts';
import { asksSingleDay, SINGLE_DAY } from './single-day.ts';

/** What a follow-up may be made of. */
const ALLOWED: ReadonlySet<Atom['kind']> = new Set([
  ...([
    'values',
    'range',
    'indicator',
    'group',
    'measure',
    'users',
    'rank',
    'aggregate',
    'count',
    'exists',
    'reference',
  ] as const),
  ...([
    'trend',
    'since',
    'asOf',
    'day',
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
  ] as const),
  ...(['show', 'which', 'divide', 'dimension', 'by', 'share'] as const),
]);

/** What points at users: "who are they? list them". */
const POINTING: ReadonlySet<Atom['kind']> = new Set(['list', 'show', 'which', 'users', 'is', 'and', 'comma']);

/**
 * The previous query with what a follow-up changes: a condition on the same thing is replaced, another one added;
 * a grouping, a measure, a kind of figure, a direction or a run is replaced.
 *
 * @throws {NotUnderstood} where the words change nothing, or do not fit the question before
 * @example followUp(averageChurnOfPowerUsers, atomsOf('and on iOS?')) // the same where device is iOS
 */
export function followUp(previous: Query, atoms: readonly Atom[], profile: Profile): Query {
  const foreign = atoms.find(({ kind }) => !ALLOWED.has(kind));
  if (foreign !== undefined) throw new NotUnderstood('that does not follow from the question before');
  const parts = partsOf(atoms);
  const column = columnOf(partsOf(parts.all('measure')));
  const counts = parts.has('count') || (parts.has('exists') && column === undefined);
  let query = withFigure(previous, column, parts.one('aggregate', 'kind of figure')?.aggregate, counts);
  if (parts.has('share')) query = asShare(query);
  for (const filter of filtersOf(atoms)) query = withFilter(query, filter);
  query = grouped(query, parts, profile);
  const rank = parts.one('rank', 'ranking');
  if (rank !== undefined) query = withOrder(query, rank);
  const reference = parts.one('reference', 'earlier run');
  if (reference !== undefined || parts.has('trend')) {
    query = withRun(query, reference?.since, parts.has('asOf', 'among') && !parts.has('since', 'versus', 'compare', 'trend'));
  }
  if (asksSingleDay(parts, profile)) throw new NotUnderstood(SINGLE_DAY);
  const made = canonical(ofExpected(query, atoms), profile);
  const figureNamed = parts.has('measure') || counts;
  if (!figureNamed && JSON.stringify(made) === JSON.stringify(canonical(previous, profile)))
    throw new NotUnderstood('that changes nothing in the question before');
  return made;
}

/**
 * A follow-up about the users of the question before: "what is their churn?", "how many are there?", "list them".
 *
 * @throws {NotUnderstood} where it is not certain which users those are
 */
export function aboutTheSame(previous: Query, atoms: readonly Atom[], profile: Profile): Query {
  const counts = atoms.some(({ kind }) => kind === 'count');
  const points = atoms.some(({ kind }) => kind === 'list' || kind === 'show') && atoms.every(({ kind }) => POINTING.has(kind));
  if (points) return usersBehind(previous, profile);
  if (previous.kind === 'ranking') throw new NotUnderstood('it is not clear which are meant: all, or those of the first group');
  if (counts && previous.kind !== 'list' && (previous.kind !== 'figure' || previous.by.length > 0)) {
    throw new NotUnderstood('it is not clear which of the groups before is to be counted');
  }
  if (previous.kind !== 'list' || !atoms.some(({ kind }) => kind === 'count' || kind === 'measure')) {
    return followUp(previous, atoms, profile);
  }
  if (previous.order !== null && !counts) {
    throw new NotUnderstood('it is not clear which are meant: those listed, or all that were looked through');
  }
  return followUp({ kind: 'figure', figure: { kind: 'count' }, filters: previous.filters, by: [] }, atoms, profile);
}

function usersBehind(previous: Query, profile: Profile): Query {
  const plain = previous.kind === 'figure' && previous.by.length === 0 && previous.figure.kind !== 'share';
  const list = plain ? listOf(previous, profile) : undefined;
  if (list === undefined) throw new NotUnderstood('it is not clear which of those before should be listed');
  return { ...list, order: null };
}

/** "As a percentage": of groups, each one's part of them all. */
function asShare(query: Query): Query {
  if (query.kind !== 'figure' || query.figure.kind !== 'count' || query.by.length === 0)
    throw new NotUnderstood('it is not clear what the share is a share of');
  return { ...query, figure: { kind: 'share', of: [] } };
}

function grouped(query: Query, parts: Parts, profile: Profile): Query {
  const named = parts.all('dimension').map(({ by }) => by);
  if (named.length > 0 && !parts.has('divide')) throw new NotUnderstood('what about it? say “by” it, or one of its values');
  if (parts.has('by') && !parts.has('rank')) throw new NotUnderstood('grouped by what?');
  const by = [...parts.all('group').flatMap((group) => group.by), ...named];
  const [only, ...others] = by;
  if (only === undefined) {
    if (parts.has('divide')) throw new NotUnderstood('split by what? name something such as the country');
    return query;
  }
  const further = parts.has('divide') && others.length === 0 && query.kind !== 'list' && !parts.has('follow');
  return further ? brokenFurther(query, only, profile) : withGrouping(query, by, parts.has('also'));
}

function brokenFurther(query: Query, by: string, profile: Profile): Query {
  try {
    return brokenDown(query, by, profile);
  } catch (error) {
    if (error instanceof RangeError) throw new NotUnderstood('the answer before cannot be broken down by that');
    throw error;
  }
}
