import type { Filter } from '#pipeline';
import { type Atom, isCondition } from './atom.ts';
import { NotUnderstood } from './not-understood.ts';

/** The atoms by kind. */
export interface Parts {
  readonly atoms: readonly Atom[];
  has(...kinds: readonly Atom['kind'][]): boolean;
  all<Kind extends Atom['kind']>(kind: Kind): readonly Extract<Atom, { kind: Kind }>[];
  /** @throws {NotUnderstood} if there are several that differ */
  one<Kind extends Atom['kind']>(kind: Kind, what: string): Extract<Atom, { kind: Kind }> | undefined;
}

export function partsOf(atoms: readonly Atom[]): Parts {
  const all = <Kind extends Atom['kind']>(kind: Kind) =>
    atoms.filter((atom): atom is Extract<Atom, { kind: Kind }> => atom.kind === kind);
  return {
    atoms,
    has: (...kinds) => atoms.some((atom) => kinds.includes(atom.kind)),
    all,
    one(kind, what) {
      const found = all(kind);
      if (new Set(found.map((atom) => JSON.stringify(atom))).size > 1) throw new NotUnderstood(`it names more than one ${what}`);
      return found[0];
    },
  };
}

/** The conditions of a question, in its order. */
export function filtersOf(atoms: readonly Atom[]): readonly Filter[] {
  return atoms.flatMap((atom) => (isCondition(atom) ? [atom.filter] : []));
}

/** The column that is measured, by its own name or by that of a rank ("oldest"). */
export function columnOf(parts: Parts): string | undefined {
  const named = parts.all('measure').map(({ column }) => column);
  const ranked = parts.all('rank').flatMap(({ column }) => (column === undefined ? [] : [column]));
  const columns = new Set([...named, ...ranked]);
  if (columns.size > 1) throw new NotUnderstood('it names more than one measure');
  return [...columns][0];
}

/** Whether the question names users: by the noun, or by a segment. */
export function namesPeople(atom: Atom | undefined): boolean {
  return atom?.kind === 'users' || (atom?.kind === 'values' && atom.filter.by === 'segment');
}
