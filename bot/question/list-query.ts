import type { Profile } from '#pipeline';
import { isCondition, type Rank } from './atom.ts';
import { orderOf } from './figure-of.ts';
import { NotUnderstood } from './not-understood.ts';
import { columnOf, filtersOf, namesPeople, type Parts } from './parts.ts';
import { DEFAULT_LISTED, type ListQuery } from './query.ts';

/** Whether the users themselves are wanted, not a figure of them. */
export function listed(parts: Parts, rank: Rank | undefined): boolean {
  if (parts.has('list')) return !listsGroups(parts);
  const figure = [
    'count',
    'share',
    'aggregate',
    'group',
    'dimension',
    'compare',
    'exists',
    'howMuch',
    'total',
    'divide',
    'spread',
  ] as const;
  if (parts.has(...figure)) return false;
  const people = parts.atoms.some(namesPeople);
  const measured = parts.has('measure');
  if (rank !== undefined) return people && measured !== (rank.column !== undefined) && rankedUsers(parts, rank);
  if (parts.has('ranked')) return people && measured;
  return people && parts.has('show', 'which') && !measured;
}

/** "List the countries by rating". */
export function listsGroups(parts: Parts): boolean {
  return parts.has('list') && parts.has('dimension') && parts.has('by', 'measure') && !parts.atoms.some(namesPeople);
}

/** "Users with the highest churn" and "top 10 users by churn", but not "the highest churn of casual users". */
function rankedUsers({ atoms }: Parts, rank: Rank): boolean {
  const place = atoms.indexOf(rank);
  const next = atoms.slice(place + 1).find((atom) => namesPeople(atom) || !isCondition(atom)); // "least engaged premium users"
  return namesPeople(next) || atoms.slice(0, place).some(namesPeople);
}

export function listQueryOf(parts: Parts, rank: Rank | undefined, profile: Profile): ListQuery {
  const column = columnOf(parts);
  const ordered = parts.has('by', 'ranked');
  const number = parts.one('number', 'number')?.value;
  if (rank !== undefined && column === undefined) throw new NotUnderstood('it ranks, but not by what');
  if (ordered && column === undefined) throw new NotUnderstood('it orders, but not by what');
  if (column !== undefined && rank === undefined && !ordered)
    throw new NotUnderstood('a list shows no figures; ask for the figure by itself');
  const single = parts.all('users').some(({ many }) => !many);
  const limit = rank?.limit ?? number ?? (single && rank !== undefined ? 1 : DEFAULT_LISTED);
  if (!Number.isInteger(limit)) throw new NotUnderstood('only a whole number can be listed');
  if (column === undefined) return { kind: 'list', filters: filtersOf(parts.atoms), order: null, limit };
  const figure = { kind: 'aggregate' as const, aggregate: 'average' as const, column };
  const order = rank === undefined ? 'highest' : orderOf(rank, figure, profile);
  return { kind: 'list', filters: filtersOf(parts.atoms), order: { column, order }, limit };
}
