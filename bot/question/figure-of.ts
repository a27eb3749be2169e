import type { Filter, Profile } from '#pipeline';
import type { Atom, Rank } from './atom.ts';
import { isCountedColumn, plainMeasure } from './measures.ts';
import { NoFigure, NotUnderstood, UnclearAggregate } from './not-understood.ts';
import { columnOf, filtersOf, type Parts } from './parts.ts';
import type { Aggregate, Figure, Order } from './query.ts';
import { shareOf } from './share-of.ts';
import { spokenLabel } from './spoken-label.ts';
import type { Subject } from './subject.ts';

interface FigureOfUsers {
  readonly figure: Figure;
  readonly filters: readonly Filter[];
}

/** The figure that a question asks for, and of whom. */
export function figureOf(subject: Subject, profile: Profile): FigureOfUsers {
  const { parts } = subject;
  const column = columnOf(parts);
  const aggregate = parts.one('aggregate', 'kind of figure')?.aggregate;
  if (parts.has('spread')) {
    if (column !== undefined) throw new NotUnderstood('a distribution is over groups; name the groups');
    return { figure: { kind: 'share', of: [] }, filters: filtersOf(parts.atoms) };
  }
  if (parts.has('share')) {
    if (column !== undefined || (aggregate !== undefined && aggregate !== 'average'))
      throw new NotUnderstood('a share is one count of another; it cannot be of a measure');
    return shareOf(parts.atoms.filter(({ kind }) => kind !== 'count' && kind !== 'exists'));
  }
  return column === undefined ? withoutMeasure(subject, aggregate) : measured(subject, column, aggregate, profile);
}

function measured(
  { parts, rank, by }: Subject,
  column: string,
  aggregate: Aggregate | undefined,
  profile: Profile,
): FigureOfUsers {
  const extreme = rank !== undefined && !parts.has('dimension') ? extremeOf(rank, by, aggregate !== undefined) : undefined;
  const kind = extreme ?? aggregate ?? impliedAggregate(parts, column, profile);
  return { figure: { kind: 'aggregate', aggregate: kind, column }, filters: filtersOf(parts.atoms) };
}

/** "How many crashes" can be all of them or those of each; "in total" says which. */
function impliedAggregate(parts: Parts, column: string, profile: Profile): Aggregate {
  const what = spokenLabel(plainMeasure(column, profile).label);
  const counts = parts.has('count');
  const counted = isCountedColumn(column, profile);
  if (parts.has('typical'))
    throw new UnclearAggregate(`“typical” can mean the median or the average of ${what}`, ['median', 'average']);
  if (parts.has('total') && (counts || counted)) return 'sum';
  if (parts.has('each') || parts.all('measure').some(({ each }) => each)) return 'average';
  if (counts || (parts.has('howMuch') && counted)) {
    throw new UnclearAggregate(`“how many” can mean the total or the average of ${what}`, ['sum', 'average']);
  }
  return 'average';
}

function withoutMeasure({ parts, rank, by, compared }: Subject, aggregate: Aggregate | undefined): FigureOfUsers {
  const filters = filtersOf(parts.atoms);
  const counts = parts.has('count', 'exists', 'total');
  const counted = counts || (aggregate === 'sum' && parts.has('users'));
  if (aggregate !== undefined && aggregate !== 'sum' && !parts.has('indicator')) throw new NoFigure(`the ${aggregate} of what?`);
  if (!counts && (parts.has('howMuch') || parts.has('typical'))) throw new NoFigure('of what? name a measure');
  if (counted) return { figure: { kind: 'count' }, filters };
  const [indicator, ...others] = parts.all('indicator');
  if (indicator !== undefined && !isAdjective(indicator, parts)) {
    if (others.length > 0 || (aggregate !== undefined && aggregate !== 'average')) throw new NotUnderstood('one share at a time');
    return {
      figure: { kind: 'share', of: [indicator.filter] },
      filters: filters.filter((filter) => filter !== indicator.filter),
    };
  }
  const split = parts.has('divide') && parts.has('trend', 'reference'); // "how has the split of segments changed"
  const named = parts.has('users') || split || filters.length > 0;
  const grouped = rank !== undefined || by.length > 0 || parts.has('trend', 'reference', 'ranked');
  if (
    aggregate === undefined &&
    (parts.all('rank').some(({ size }) => size) || (named && grouped)) &&
    (compared === undefined || parts.has('users') || parts.all('rank').some(({ size }) => size))
  )
    return { figure: { kind: 'count' }, filters };
  throw new NoFigure('it names no figure, such as a count, a share or an average');
}

/** "At risk users" are users; "crash rate" is a figure. */
function isAdjective(indicator: Atom, parts: Parts): boolean {
  const next = parts.atoms[parts.atoms.indexOf(indicator) + 1];
  return parts.has('users') || (next?.kind === 'values' && next.filter.by === 'segment');
}

function extremeOf(rank: Rank, by: readonly string[], hasAggregate: boolean): 'maximum' | 'minimum' {
  if (rank.frequency)
    throw new UnclearAggregate('how often each number is there is not kept; its median and average are', ['median', 'average']);
  if (by.length > 0 || hasAggregate || rank.limit !== undefined || (rank.order !== 'highest' && rank.order !== 'lowest')) {
    throw new NotUnderstood('it is not clear what is ranked: what is counted, or the groups');
  }
  return rank.order === 'highest' ? 'maximum' : 'minimum';
}

/** The direction that a rank means; "best" is where the measure says that it is good. */
export function orderOf({ order }: Rank, figure: Figure, profile: Profile): Order {
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
