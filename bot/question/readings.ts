import type { Profile } from '#pipeline';
import type { Atom } from './atom.ts';
import { type NoFigure, NotUnderstood, UnclearAggregate } from './not-understood.ts';
import { namesPeople } from './parts.ts';
import type { Query } from './query.ts';

/** Words that leave the kind of figure open, and go when it is named. */
const OPEN: ReadonlySet<Atom['kind']> = new Set(['typical', 'howMuch', 'total']);
/** Words of a question that only names users. */
const NAMING: ReadonlySet<Atom['kind']> = new Set([
  ...(['users', 'values', 'range', 'indicator', 'and', 'comma', 'among', 'with', 'where', 'is'] as const),
]);

/** Without any of these a question is about nothing in particular. */
const TELLING: ReadonlySet<Atom['kind']> = new Set([
  ...(['values', 'range', 'indicator', 'dimension', 'group', 'rank', 'reference', 'trend', 'compare', 'ranked'] as const),
]);

/** What a question can mean that leaves its figure open: each choice of it, asked back. */
export function readingsOf(
  error: UnclearAggregate | NoFigure,
  atoms: readonly Atom[],
  profile: Profile,
  compose: (atoms: readonly Atom[], profile: Profile) => Query,
): readonly Query[] {
  const read = (more: readonly Atom[], kept: readonly Atom[] = atoms): readonly Query[] => {
    try {
      return [compose([...more, ...kept], profile)];
    } catch (failure) {
      if (failure instanceof NotUnderstood) return [];
      throw failure;
    }
  };
  if (error instanceof UnclearAggregate) {
    const kept = atoms.filter(({ kind }) => !OPEN.has(kind));
    return error.choices.flatMap((aggregate) => read([{ kind: 'aggregate', aggregate }], kept));
  }
  if (!atoms.some(({ kind }) => TELLING.has(kind))) return [];
  if (atoms.every(({ kind }) => NAMING.has(kind)) && atoms.some(namesPeople)) {
    return [...read([{ kind: 'count', size: false }]), ...read([{ kind: 'list' }])];
  }
  const measured = profile.kpis.flatMap((name) => {
    const { column } = profile.measures.find((measure) => measure.name === name)!;
    return read([{ kind: 'measure', column, each: false }]);
  });
  return [...read([{ kind: 'count', size: false }]), ...measured];
}
