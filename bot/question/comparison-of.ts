import type { ValueFilter } from '#pipeline';
import type { Atom } from './atom.ts';
import { NotUnderstood } from './not-understood.ts';
import type { Parts } from './parts.ts';
import { keyOf } from './query.ts';

/** The values that are set against each other, and the atoms that say so. */
export function comparisonOf(parts: Parts): { readonly filter: ValueFilter; readonly atoms: readonly Atom[] } | undefined {
  const asked = parts.has('versus', 'compare', 'between') || parts.all('rank').some(({ comparative }) => comparative);
  const values = parts.all('values').filter(({ filter }) => !filter.negated);
  const flagged = values.filter(({ versus }) => versus);
  if (flagged.length === 0 && (!asked || parts.has('reference'))) return undefined;
  const candidates = [...new Set(values.map(({ filter }) => keyOf(filter)))].flatMap((key) => {
    const own = values.filter(({ filter }) => keyOf(filter) === key);
    const named = own.flatMap(({ filter }) => filter.values);
    if (named.length < 2) return [];
    const sure = own.some(({ versus }) => versus) || own.length > 1;
    return [{ filter: { ...own[0]!.filter, values: named }, atoms: own, sure }];
  });
  const sure = candidates.filter((candidate) => candidate.sure);
  const [found, ...others] = sure.length > 0 ? sure : candidates;
  if (others.length > 0) throw new NotUnderstood('it sets more than one pair against each other');
  if (found === undefined) return undefined;
  if (parts.all('versus').length > found.atoms.length - 1) throw new NotUnderstood('it is not clear what is compared with what');
  const signs = parts.atoms.filter(
    (atom) =>
      atom.kind === 'versus' ||
      atom.kind === 'between' ||
      atom.kind === 'compare' ||
      (atom.kind === 'dimension' && atom.by === found.filter.by), // "which device has more users, iOS or Android"
  );
  return { filter: found.filter, atoms: [...found.atoms, ...signs] };
}
