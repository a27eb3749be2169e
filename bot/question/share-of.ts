import type { Filter } from '#pipeline';
import type { Atom } from './atoms.ts';
import { NotUnderstood } from './not-understood.ts';
import type { Figure, Query } from './query.ts';

/**
 * Which users are the part, and which the whole. "Share of A among B" and "share of B that are A" have A in B; "share
 * of A" has A in all; a share of nobody in particular is spread over the groups.
 *
 * @throws {NotUnderstood} where either could be the whole
 */
export function shareOf(atoms: readonly Atom[]): {
  readonly figure: Extract<Figure, { kind: 'share' }>;
  readonly filters: readonly Filter[];
} {
  const place = atoms.findIndex(({ kind }) => kind === 'share');
  const clauses = clausesOf(atoms.slice(place + 1));
  const before = atoms.slice(0, place).flatMap(filterOf);
  const first = clauses[0]!;
  const predicates = clauses.slice(1).filter(({ link }) => link === 'is');
  const wholes = clauses.slice(1).filter(({ link }) => link === 'among');
  const result = (of: readonly Filter[], filters: readonly Filter[]) => ({ figure: { kind: 'share' as const, of }, filters });

  if (predicates.length > 0) {
    return result(
      predicates.flatMap(({ filters }) => filters),
      [...before, ...first.filters, ...wholes.flatMap(({ filters }) => filters)],
    );
  }
  if (first.filters.length > 0) {
    if (first.mixed) throw new NotUnderstood('it is not clear what the share is a share of', bothReadings(first.filters));
    return result(first.filters, [...before, ...wholes.flatMap(({ filters }) => filters)]);
  }
  if (before.length > 0 && !first.users) {
    const beside = atoms[place - 1];
    const part = beside === undefined ? [] : filterOf(beside);
    if (part.length > 0)
      return result(part, [...before.filter((filter) => !part.includes(filter)), ...wholes.flatMap(({ filters }) => filters)]);
  }
  if (!first.users) return result([], [...before, ...wholes.flatMap(({ filters }) => filters)]);
  if (wholes.length > 1) throw new NotUnderstood('it is not clear what the share is a share of; say “that are” before the part');
  return result(
    wholes.flatMap(({ filters }) => filters),
    before,
  );
}

/** "Share of power users with high churn": of the power users, or of everyone. */
function bothReadings(filters: readonly Filter[]): readonly Query[] {
  const whole = filters.filter(({ kind }) => kind === 'values');
  const of = filters.filter((filter) => !whole.includes(filter));
  const reading = (part: readonly Filter[], base: readonly Filter[]): Query => ({
    kind: 'figure',
    figure: { kind: 'share', of: part },
    filters: base,
    by: [],
  });
  return whole.length === 0 || of.length === 0 ? [reading(filters, [])] : [reading(of, whole), reading(filters, [])];
}

interface Clause {
  readonly link: 'start' | 'among' | 'is';
  readonly filters: Filter[];
  users: boolean;
  /** Conditions on both sides of a "with" or of the noun ("Android users crashed"): the part and the whole, or one part. */
  mixed: boolean;
}

/** Cuts at "among" and "are"; links without a condition after them run together, and "are in" is one. */
function clausesOf(atoms: readonly Atom[]): readonly Clause[] {
  const clauses: Clause[] = [{ link: 'start', filters: [], users: false, mixed: false }];
  let withSeen = false;
  for (const atom of atoms) {
    const last = clauses.at(-1)!;
    if (atom.kind === 'among' || atom.kind === 'is') {
      const empty = last.filters.length === 0 && !last.users && last.link !== 'start';
      if (!empty) clauses.push({ link: atom.kind, filters: [], users: false, mixed: false });
      withSeen = false;
    } else if (atom.kind === 'with') {
      withSeen = last.filters.length > 0;
    } else if (atom.kind === 'users') {
      last.users = true;
      withSeen = last.filters.length > 0;
    } else {
      const filters = filterOf(atom);
      const predicate = atom.kind === 'indicator' && last.filters.length > 0;
      if (filters.length > 0 && (withSeen || predicate)) last.mixed = true;
      last.filters.push(...filters);
    }
  }
  return clauses.filter(({ link, filters }) => link === 'start' || filters.length > 0);
}

function filterOf(atom: Atom): readonly Filter[] {
  return atom.kind === 'values' || atom.kind === 'range' || atom.kind === 'indicator' ? [atom.filter] : [];
}
