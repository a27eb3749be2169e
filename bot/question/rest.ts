import type { Rank } from './atom.ts';
import { listsGroups } from './list-query.ts';
import { NotUnderstood } from './not-understood.ts';
import type { Parts } from './parts.ts';

/** @throws {NotUnderstood} for atoms that have no place in the kind of question that this is */
export function requireNothingLeft(parts: Parts, isList: boolean, rank: Rank | undefined, compares: boolean): void {
  if (parts.has('or')) throw new NotUnderstood('“or” can join values of one thing only, such as two countries');
  const last = parts.atoms.at(-1)?.kind;
  if (last === 'with' || last === 'and' || last === 'where') throw new NotUnderstood('the question breaks off');
  const joined = parts.atoms.some(({ kind }, index) => kind === 'measure' && parts.atoms[index - 1]?.kind === 'and');
  if (joined) throw new NotUnderstood('ask for one figure at a time');
  const ordersGroups =
    (rank !== undefined && parts.has('dimension')) || parts.has('ranked', 'compare') || compares || listsGroups(parts);
  if (parts.has('by') && !isList && !ordersGroups) throw new NotUnderstood('grouped by what?');
  if (parts.has('number') && !isList && limitBeside(parts, rank) === undefined)
    throw new NotUnderstood(`it is not clear what ${parts.all('number')[0]!.value} is about`);
  if (isList) {
    requireList(parts);
    return;
  }
  if (parts.has('since') && !parts.has('reference')) throw new NotUnderstood('since when? name a run or a day');
  if (parts.has('asOf') && !parts.has('reference')) throw new NotUnderstood('as of when? name a run or a day');
  if (parts.has('versus') && !parts.has('reference')) throw new NotUnderstood('what is it compared with?');
  if (parts.has('between') && !parts.has('reference')) throw new NotUnderstood('between what?');
  if (parts.has('list') && !listsGroups(parts)) throw new NotUnderstood('what should be listed?');
}

function requireList(parts: Parts): void {
  const figure = [
    'count',
    'share',
    'aggregate',
    'group',
    'dimension',
    'compare',
    'trend',
    'reference',
    'howMuch',
    'total',
  ] as const;
  if (parts.has(...figure)) throw new NotUnderstood('a list shows no figures; ask for the figure by itself');
}

/** "Which 3 countries have the lowest rating". */
export function limitBeside({ atoms, all }: Parts, rank: Rank | undefined): number | undefined {
  const [number, ...others] = all('number');
  if (number === undefined || others.length > 0 || rank === undefined || rank.limit !== undefined) return undefined;
  return atoms[atoms.indexOf(number) + 1]?.kind === 'dimension' ? number.value : undefined;
}
