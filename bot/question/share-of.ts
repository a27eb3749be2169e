import { type Filter, SEGMENT } from '#pipeline';
import { type Atom, isCondition } from './atom.ts';
import { NotUnderstood } from './not-understood.ts';
import { outlookSaid } from './outlook-filters.ts';
import { namesPeople } from './parts.ts';
import type { Figure, Query } from './query.ts';

interface Share {
  readonly figure: Extract<Figure, { kind: 'share' }>;
  readonly filters: readonly Filter[];
}

/**
 * Which users are the part, and which the whole. "Share of A with B" and "share of A that are B" have B in A; "share of A
 * among C" has A in C; "share of A" has A in all; a share of nobody in particular is spread over the groups.
 *
 * @throws {NotUnderstood} where either could be the whole, with both readings
 */
export function shareOf(atoms: readonly Atom[]): Share {
  const place = atoms.findIndex(({ kind }) => kind === 'share');
  const before = atoms.slice(0, place).flatMap(filterOf);
  const { head, whole, condition, users, wholeCount, uncertain } = partsOf(atoms.slice(place + 1));
  if (uncertain) {
    throw new NotUnderstood('it is not clear what the share is a share of', bothReadings([...head, ...whole], condition));
  }
  if (condition.length > 0) return share(condition, [...before, ...head, ...whole]);
  if (head.length > 0) return share(head, [...before, ...whole]);
  if (users) {
    const by = atoms.flatMap((atom) => (atom.kind === 'group' ? atom.by : []));
    if (whole.length > 0 && by.length > 0) {
      const [spread, part] = [share([], [...before, ...whole]), share(whole, before)];
      throw new NotUnderstood('it is not clear whether each group is to be the part or the whole', [
        { kind: 'figure', ...spread, by },
        { kind: 'figure', ...part, by },
      ]);
    }
    if (wholeCount > 1) {
      const readings = whole.flatMap((part) => reading([part], [...before, ...whole.filter((filter) => filter !== part)]));
      throw new NotUnderstood('it is not clear what the share is a share of; say “that are” before the part', readings);
    }
    return share(whole, before);
  }
  const beside = atoms[place - 1];
  const part = beside === undefined ? [] : filterOf(beside);
  return share(part, [...before.filter((filter) => !part.includes(filter)), ...whole]);
}

function share(of: readonly Filter[], filters: readonly Filter[]): Share {
  return { figure: { kind: 'share', of }, filters };
}

function bothReadings(whole: readonly Filter[], part: readonly Filter[]): readonly Query[] {
  return [...reading(part, whole), ...reading([...whole, ...part], [])];
}

function reading(of: readonly Filter[], filters: readonly Filter[]): readonly Query[] {
  return [{ kind: 'figure', ...share(of, filters), by: [] }];
}

interface ShareParts {
  /** Conditions before or in the noun: "premium users". */
  head: Filter[];
  /** Conditions after "among", "in", "on". */
  whole: Filter[];
  /** Conditions after "with", "who", "that are", and ranges: what is said of the users named before. */
  condition: Filter[];
  /** Whether "users" stands before any "among". */
  users: boolean;
  wholeCount: number;
  uncertain: boolean;
}

/** Sorts the conditions of a share by the words that lead them. */
function partsOf(atoms: readonly Atom[]): ShareParts {
  const parts: ShareParts = { head: [], whole: [], condition: [], users: false, wholeCount: 0, uncertain: false };
  let place: 'head' | 'whole' | 'condition' = 'head';
  /** A noun after "among" takes the conditions that follow it: "among users with a crash". */
  let wholeHasNoun = false;
  let predicate = false;
  /** "Users likely to churn where age is under 25": either could be the part, unless "that have …" says that neither is. */
  let saidTwice = false;
  for (const [index, atom] of atoms.entries()) {
    const joined = atoms[index - 1]?.kind === 'and';
    if (atom.kind === 'among' && joinsPredicate(atoms[index - 1])) continue;
    if (atom.kind === 'among') {
      place = 'whole';
      parts.wholeCount++;
      wholeHasNoun = false;
    } else if (atom.kind === 'is') {
      if (wholeHasNoun && parts.head.length > 0) parts.uncertain = true;
      if (place === 'condition' && predicate && !joined && parts.condition.length > 0) parts.uncertain = true;
      if (!predicate && !joined) {
        parts.whole.push(...parts.condition);
        parts.condition = [];
        saidTwice = false;
      }
      predicate = true;
      place = 'condition';
    } else if ((atom.kind === 'with' || atom.kind === 'where' || atom.kind === 'show') && !predicate) {
      if (place === 'whole' && wholeHasNoun) {
        if (parts.head.length === 0 && parts.users) parts.uncertain = true;
      } else {
        if (place === 'condition' && parts.condition.length > 0 && !joined) saidTwice = true;
        place = 'condition';
      }
    } else if (atom.kind === 'users') {
      if (place === 'head') parts.users = true;
      if (place === 'whole') wholeHasNoun = true;
    }
    const [filter] = filterOf(atom);
    if (filter === undefined) continue;
    if (place === 'whole' && filter.kind === 'values' && filter.by === SEGMENT) wholeHasNoun = true;
    const named = place === 'whole' && (wholeHasNoun || atoms[index - 1]?.kind === 'among');
    if (place !== 'condition' && isSaid(atom, parts) && !named) place = 'condition';
    else if (place === 'condition' && !predicate && parts.condition.length > 0 && !joined && !isLed(atoms[index - 1])) {
      parts.uncertain = true;
    }
    // "premium users aged 25 to 34": a second condition after the noun is part of the group, or is said of it
    const loose = place === 'head' && parts.head.length > 0 && !atoms.slice(index).some(namesPeople);
    if (loose) parts.uncertain = true;
    parts[loose ? 'condition' : place].push(filter);
  }
  if (saidTwice || (wholeHasNoun && parts.head.length > 0 && parts.condition.length > 0)) parts.uncertain = true;
  return parts;
}

/** A range, "crashed" or "likely to churn" after a noun is said of it; "at risk" before one belongs to it. */
function isSaid(atom: Atom, { head, whole, users }: ShareParts): boolean {
  if (atom.kind === 'range') return atom.joined !== true;
  const isPredicate = atom.kind === 'indicator' || (atom.kind === 'values' && outlookSaid(atom.filter) !== undefined);
  return isPredicate && (head.length > 0 || whole.length > 0 || users);
}

/** "Are on", "with … in": one link in two words. */
function joinsPredicate(before: Atom | undefined): boolean {
  return before?.kind === 'is' || before?.kind === 'with' || before?.kind === 'show';
}

function isLed(before: Atom | undefined): boolean {
  return before?.kind === 'with' || before?.kind === 'where' || before?.kind === 'show';
}

function filterOf(atom: Atom): readonly Filter[] {
  return isCondition(atom) ? [atom.filter] : [];
}
