import type { Filter, Profile, ValueFilter } from '#pipeline';
import type { Atom } from './atoms.ts';
import { canonical } from './canonical.ts';
import { NotUnderstood } from './not-understood.ts';
import { DEFAULT_LISTED, type Figure, keyOf, type Order, plainMeasure, type Query } from './query.ts';
import { shareOf } from './share-of.ts';

/** Values of a dimension ranked when the question names no number: "which countries have the highest churn". */
const DEFAULT_RANKED = 3;

/**
 * Makes a whole query of the atoms of a question. Every atom has to find a place.
 *
 * @throws {NotUnderstood} where it does not, or where the question can mean two things
 */
export function compose(atoms: readonly Atom[], profile: Profile): Query {
  const parts = partsOf(atoms);
  if (parts.has('follow')) throw new NotUnderstood('there is no question before this one to go on from');
  const compared = comparisonOf(parts);
  const rest = compared === undefined ? atoms : atoms.filter((atom) => !compared.atoms.includes(atom));
  const query = build(compared === undefined ? parts : partsOf(rest), compared?.filter, profile);
  return canonical(query, profile);
}

/** The atoms by kind. */
interface Parts {
  readonly atoms: readonly Atom[];
  has(kind: Atom['kind']): boolean;
  all<Kind extends Atom['kind']>(kind: Kind): readonly Extract<Atom, { kind: Kind }>[];
  /** @throws {NotUnderstood} if there are several that differ */
  one<Kind extends Atom['kind']>(kind: Kind, what: string): Extract<Atom, { kind: Kind }> | undefined;
}

export function partsOf(atoms: readonly Atom[]): Parts {
  const all = <Kind extends Atom['kind']>(kind: Kind) =>
    atoms.filter((atom): atom is Extract<Atom, { kind: Kind }> => atom.kind === kind);
  return {
    atoms,
    has: (kind) => atoms.some((atom) => atom.kind === kind),
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
  return atoms.flatMap((atom) =>
    atom.kind === 'values' || atom.kind === 'range' || atom.kind === 'indicator' ? [atom.filter] : [],
  );
}

function build(parts: Parts, compared: ValueFilter | undefined, profile: Profile): Query {
  const reference = parts.one('reference', 'earlier run')?.since;
  const rank = rankOf(parts, compared);
  const dimensions = parts.all('dimension');
  const grouped = parts.all('group').flatMap(({ by }) => by);
  const isList = reference === undefined && compared === undefined && !parts.has('trend') && listed(parts, rank);
  requireNothingLeft(parts, isList, rank);
  if (isList) return list(parts, rank, profile);

  const listedDimensions = dimensions.filter(({ many }) => many || sized(parts)).map(({ by }) => by);
  const spread =
    rank === undefined && (parts.has('share') || parts.has('compare') || parts.has('trend') || sized(parts) || figureWord(parts));
  const by = spread ? [...grouped, ...listedDimensions] : grouped;
  if (rank === undefined && dimensions.length > (spread ? listedDimensions.length : 0)) {
    throw new NotUnderstood('what about it? name a figure, such as a number of users or an average');
  }
  const subject = { parts, rank, by, compared };
  const { figure, filters } = figureOf(subject, profile);

  if (compared !== undefined) {
    if (by.length > 0 || reference !== undefined || parts.has('trend') || rank !== undefined) {
      throw new NotUnderstood('a comparison of named things cannot be grouped, ranked or traced as well');
    }
    return { kind: 'comparison', figure, filters, by: compared.by, values: compared.values };
  }
  if (reference !== undefined) {
    if (rank !== undefined) throw new NotUnderstood('a change since an earlier run cannot be ranked');
    return { kind: 'change', figure, filters, by: atMostOne(by), since: reference };
  }
  if (parts.has('trend')) {
    if (rank !== undefined) throw new NotUnderstood('a trend cannot be ranked');
    return { kind: 'trend', figure, filters, by: atMostOne(by) };
  }
  if (rank !== undefined && dimensions.length > 0) {
    if (dimensions.length > 1 || grouped.length > 0) throw new NotUnderstood('only one thing can be ranked at a time');
    const limit = rank.limit ?? limitBeside(parts, rank) ?? (dimensions[0]!.many ? DEFAULT_RANKED : 1);
    return { kind: 'ranking', figure, filters, by: dimensions[0]!.by, order: orderOf(rank, figure, profile), limit };
  }
  if (parts.has('compare') && by.length === 0) throw new NotUnderstood('what is compared with what?');
  const extreme = figure.kind === 'aggregate' && (figure.aggregate === 'maximum' || figure.aggregate === 'minimum');
  if (rank !== undefined && !extreme) throw new NotUnderstood('it is not clear what is ranked: users, or the groups');
  return { kind: 'figure', figure, filters, by };
}

type Rank = Extract<Atom, { kind: 'rank' }>;

interface Subject {
  readonly parts: Parts;
  readonly rank: Rank | undefined;
  readonly by: readonly string[];
  readonly compared: ValueFilter | undefined;
}

/** In a comparison "higher than" only says that there are two sides. */
function rankOf(parts: Parts, compared: ValueFilter | undefined): Rank | undefined {
  const ranks = parts.all('rank');
  if (compared !== undefined && ranks.every(({ comparative }) => comparative)) return undefined;
  if (ranks.length > 1) throw new NotUnderstood('it ranks by more than one thing');
  const [rank] = ranks;
  if (rank?.comparative && !parts.has('dimension')) throw new NotUnderstood('more or less than what?');
  return rank;
}

function figureOf(subject: Subject, profile: Profile): { readonly figure: Figure; readonly filters: readonly Filter[] } {
  const { parts, rank, by, compared } = subject;
  const filters = filtersOf(parts.atoms);
  const measure = parts.one('measure', 'measure');
  const aggregate = parts.one('aggregate', 'kind of figure')?.aggregate;
  const counts = parts.has('count');
  if (parts.has('share')) {
    if (measure !== undefined || (aggregate !== undefined && aggregate !== 'average') || counts) {
      throw new NotUnderstood('a share is of users; it cannot be of a measure');
    }
    return shareOf(parts.atoms);
  }
  if (measure !== undefined) {
    if (counts && aggregate === undefined) {
      const name = plainMeasure(measure.column, profile).label.toLowerCase();
      throw new NotUnderstood(`“how many” can mean the total or the average of ${name}`);
    }
    const extreme = rank !== undefined && !parts.has('dimension') ? extremeOf(rank, by, aggregate !== undefined) : undefined;
    return { figure: { kind: 'aggregate', aggregate: extreme ?? aggregate ?? 'average', column: measure.column }, filters };
  }
  const counted = counts || (aggregate === 'sum' && parts.has('users'));
  if (aggregate !== undefined && aggregate !== 'sum' && !parts.has('indicator'))
    throw new NotUnderstood(`the ${aggregate} of what?`);
  if (counted) return { figure: { kind: 'count' }, filters };
  const [indicator, ...others] = parts.all('indicator');
  if (indicator !== undefined && !isAdjective(indicator, parts)) {
    if (others.length > 0 || (aggregate !== undefined && aggregate !== 'average')) throw new NotUnderstood('one share at a time');
    return {
      figure: { kind: 'share', of: [indicator.filter] },
      filters: filters.filter((filter) => filter !== indicator.filter),
    };
  }
  const named = parts.has('users') || filters.length > 0;
  const asksForCount =
    rank?.size === true || (named && (rank !== undefined || by.length > 0 || parts.has('trend') || parts.has('reference')));
  if (aggregate === undefined && asksForCount && (compared === undefined || parts.has('users')))
    return { figure: { kind: 'count' }, filters };
  throw new NotUnderstood('it names no figure, such as a number of users or an average');
}

/** "At risk users" are users; "crash rate" is a figure. */
function isAdjective(indicator: Atom, parts: Parts): boolean {
  const next = parts.atoms[parts.atoms.indexOf(indicator) + 1];
  return parts.has('users') || (next?.kind === 'values' && next.filter.by === 'segment');
}

function extremeOf(rank: Rank, by: readonly string[], hasAggregate: boolean): 'maximum' | 'minimum' {
  if (by.length > 0 || hasAggregate || rank.limit !== undefined || (rank.order !== 'highest' && rank.order !== 'lowest')) {
    throw new NotUnderstood('it is not clear what is ranked: users, or the groups');
  }
  return rank.order === 'highest' ? 'maximum' : 'minimum';
}

function orderOf({ order }: Rank, figure: Figure, profile: Profile): Order {
  if (order === 'highest' || order === 'lowest') return order;
  const column = figure.kind === 'aggregate' ? figure.column : figure.kind === 'share' ? rangeColumn(figure.of) : undefined;
  const better = column === undefined ? 'neither' : plainMeasure(column, profile).better;
  if (better === 'neither') throw new NotUnderstood(`“${order}” can mean the highest or the lowest here`);
  return (better === 'high') === (order === 'best') ? 'highest' : 'lowest';
}

function rangeColumn(of: readonly Filter[]): string | undefined {
  const [only, ...others] = of;
  return only?.kind === 'range' && others.length === 0 ? only.column : undefined;
}

/** Whether the users themselves are wanted, not a figure of them. */
function listed(parts: Parts, rank: Rank | undefined): boolean {
  if (parts.has('list')) return true;
  if (
    ['count', 'share', 'aggregate', 'group', 'dimension', 'compare', 'indicator'].some(
      (kind) => kind !== 'indicator' && parts.has(kind as Atom['kind']),
    )
  )
    return false;
  const people = parts.has('users') || parts.all('values').some(({ filter }) => filter.by === 'segment');
  if (rank !== undefined) return people && parts.has('measure') && rankedUsers(parts, rank);
  return people && (parts.has('show') || parts.has('which')) && !parts.has('measure');
}

/** "Users with the highest churn" and "top 10 users by churn", but not "the highest churn of casual users". */
function rankedUsers({ atoms }: Parts, rank: Rank): boolean {
  const isPeople = (atom: Atom | undefined) =>
    atom?.kind === 'users' || (atom?.kind === 'values' && atom.filter.by === 'segment');
  const place = atoms.indexOf(rank);
  return isPeople(atoms[place + 1]) || atoms.slice(0, place).some(isPeople);
}

function list(parts: Parts, rank: Rank | undefined, profile: Profile): Query {
  const measure = parts.one('measure', 'measure');
  const number = parts.one('number', 'number')?.value;
  if (rank !== undefined && measure === undefined) throw new NotUnderstood('it ranks users, but not by what');
  if (parts.has('by') && measure === undefined) throw new NotUnderstood('it orders users, but not by what');
  if (measure !== undefined && rank === undefined && !parts.has('by'))
    throw new NotUnderstood('a list shows users; ask for the figure by itself');
  const single = parts.all('users').some(({ many }) => !many);
  const limit = rank?.limit ?? number ?? (single && rank !== undefined ? 1 : DEFAULT_LISTED);
  if (!Number.isInteger(limit)) throw new NotUnderstood('a whole number of users can be listed');
  const figure: Figure | undefined = measure && { kind: 'aggregate', aggregate: 'average', column: measure.column };
  const order =
    measure && figure
      ? { column: measure.column, order: rank === undefined ? ('highest' as const) : orderOf(rank, figure, profile) }
      : null;
  return { kind: 'list', filters: filtersOf(parts.atoms), order, limit };
}

/** Atoms that have no place in the kind of question that this is. */
function requireNothingLeft(parts: Parts, isList: boolean, rank: Rank | undefined): void {
  if (parts.has('or')) throw new NotUnderstood('“or” can join values of one thing only, such as two countries');
  const last = parts.atoms.at(-1)?.kind;
  if (last === 'with' || last === 'and' || last === 'where') throw new NotUnderstood('the question breaks off');
  const joined = parts.atoms.some(({ kind }, index) => kind === 'measure' && parts.atoms[index - 1]?.kind === 'and');
  if (joined) throw new NotUnderstood('ask for one figure at a time');
  if (parts.has('by') && !isList && !(rank !== undefined && parts.has('dimension'))) throw new NotUnderstood('grouped by what?');
  if (parts.has('number') && !isList && limitBeside(parts, rank) === undefined)
    throw new NotUnderstood(`it is not clear what ${parts.all('number')[0]!.value} is about`);
  if (isList) {
    if (
      ['count', 'share', 'aggregate', 'group', 'dimension', 'compare', 'trend', 'reference'].some((kind) =>
        parts.has(kind as Atom['kind']),
      )
    ) {
      throw new NotUnderstood('a list shows users; ask for the figure by itself');
    }
    return;
  }
  if (parts.has('since') && !parts.has('reference')) throw new NotUnderstood('since when? name a run or a day');
  if (parts.has('reference') && !['since', 'versus', 'compare', 'trend'].some((kind) => parts.has(kind as Atom['kind']))) {
    throw new NotUnderstood('an earlier run can only be compared with; ask what changed since then');
  }
  if (parts.has('versus') && !parts.has('reference')) throw new NotUnderstood('what is it compared with?');
  if (parts.has('between') && !parts.has('reference')) throw new NotUnderstood('between what?');
  if (parts.has('list')) throw new NotUnderstood('what should be listed?');
}

/** "Which 3 countries have the lowest rating". */
function limitBeside({ atoms, all }: Parts, rank: Rank | undefined): number | undefined {
  const [number, ...others] = all('number');
  if (number === undefined || others.length > 0 || rank === undefined || rank.limit !== undefined) return undefined;
  return atoms[atoms.indexOf(number) + 1]?.kind === 'dimension' ? number.value : undefined;
}

function atMostOne(by: readonly string[]): readonly string[] {
  if (by.length > 1) throw new NotUnderstood('over runs, at most one grouping can be answered');
  return by;
}

function sized(parts: Parts): boolean {
  return parts.all('count').some(({ size }) => size);
}

/** A measure or an aggregate beside a plural ("average churn of the segments"). */
function figureWord(parts: Parts): boolean {
  return parts.has('measure') || parts.has('indicator');
}

/** The values that are set against each other, and the atoms that say so. */
function comparisonOf(parts: Parts): { readonly filter: ValueFilter; readonly atoms: readonly Atom[] } | undefined {
  const asked =
    parts.has('versus') ||
    parts.has('compare') ||
    parts.has('between') ||
    parts.all('rank').some(({ comparative }) => comparative);
  const values = parts.all('values').filter(({ filter }) => !filter.negated);
  const flagged = values.filter(({ versus }) => versus);
  if (flagged.length === 0 && (!asked || parts.has('reference'))) return undefined;
  const candidates = [...new Set(values.map(({ filter }) => keyOf(filter)))].flatMap((key) => {
    const own = values.filter(({ filter }) => keyOf(filter) === key);
    const named = own.flatMap(({ filter }) => filter.values);
    return named.length < 2
      ? []
      : [
          {
            filter: { ...own[0]!.filter, values: named },
            atoms: own,
            flagged: own.some(({ versus }) => versus) || own.length > 1,
          },
        ];
  });
  const sure = candidates.filter((candidate) => candidate.flagged);
  const chosen = sure.length > 0 ? sure : candidates;
  if (chosen.length > 1) throw new NotUnderstood('it sets more than one pair against each other');
  const found = chosen[0];
  if (found === undefined) return undefined;
  if (parts.all('versus').length > found.atoms.length - 1) throw new NotUnderstood('it is not clear what is compared with what');
  const signs = parts.atoms.filter(({ kind }) => kind === 'versus' || kind === 'between' || kind === 'compare');
  return { filter: found.filter, atoms: [...found.atoms, ...signs] };
}
