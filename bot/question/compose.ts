import type { Profile, ValueFilter } from '#pipeline';
import { aboutWhatComes } from './about-what-comes.ts';
import type { Atom, Rank } from './atom.ts';
import { canonical } from './canonical.ts';
import { comparisonOf } from './comparison-of.ts';
import { ofExpected } from './expected.ts';
import { figureOf, orderOf } from './figure-of.ts';
import { listed, listQueryOf, listsGroups } from './list-query.ts';
import { plainMeasure } from './measures.ts';
import { NoFigure, NotUnderstood, UnclearAggregate } from './not-understood.ts';
import { type Parts, partsOf } from './parts.ts';
import type { FigureQuestion, Query, Since } from './query.ts';
import { readingsOf } from './readings.ts';
import { limitBeside, requireNothingLeft } from './rest.ts';
import { asksSingleDay, byWeekday, SINGLE_DAY } from './single-day.ts';
import type { Subject } from './subject.ts';

/** Values of a dimension ranked when the question names no number: "which countries have the highest churn". */
const DEFAULT_RANKED = 3;

/**
 * Makes a whole query of the atoms of a question. Every atom has to find a place.
 *
 * @throws {NotUnderstood} where it does not, or where the question can mean two things; then with its readings
 */
export function compose(atoms: readonly Atom[], profile: Profile): Query {
  try {
    return composed(atoms, profile);
  } catch (error) {
    if (!(error instanceof UnclearAggregate || error instanceof NoFigure)) throw error;
    throw new NotUnderstood(error.message, readingsOf(error, atoms, profile, composed));
  }
}

function composed(atoms: readonly Atom[], profile: Profile): Query {
  const parts = partsOf(aboutWhatComes(atoms, profile));
  if (parts.has('follow')) throw new NotUnderstood('there is no question before this one to go on from');
  const compared = comparisonOf(parts);
  const rest = compared === undefined ? parts : partsOf(parts.atoms.filter((atom) => !compared.atoms.includes(atom)));
  return canonical(wholeRun(ofExpected(build(rest, compared?.filter, profile), atoms), parts, profile), profile);
}

/** @throws {NotUnderstood} for one day of a run of several, with the question by weekday */
function wholeRun(query: Query, parts: Parts, profile: Profile): Query {
  if (!asksSingleDay(parts, profile)) return query;
  const divided = byWeekday(query, profile);
  throw new NotUnderstood(SINGLE_DAY, divided === undefined ? [] : [divided]);
}

function build(parts: Parts, compared: ValueFilter | undefined, profile: Profile): Query {
  const reference = referenceIn(parts);
  const rank = rankOf(parts, compared);
  const isList = reference === undefined && compared === undefined && !parts.has('trend') && listed(parts, rank);
  requireNothingLeft(parts, isList, rank, compared !== undefined);
  if (isList) return listQueryOf(parts, rank, profile);

  const by = groupingsIn(parts, rank);
  const { figure, filters } = figureOf({ parts, rank, by, compared }, profile);
  const asOf = reference !== undefined && !changes(parts, compared) ? { asOf: stateOf(reference, parts, profile) } : {};
  const query = kindOf({ parts, rank, by, compared }, { figure, filters, ...asOf }, reference?.since, profile);
  const divided = by.length > 0 || query.kind === 'ranking' || query.kind === 'comparison';
  if (parts.has('divide', 'spread') && !divided) throw new NotUnderstood('split by what? name something such as the country');
  return query;
}

/** The earlier run. "This week against last week" names one, and the present. */
function referenceIn(parts: Parts): Extract<Atom, { kind: 'reference' }> | undefined {
  const points = parts.all('reference').filter(({ span }) => !span);
  return points.length > 0 ? partsOf(points).one('reference', 'earlier run') : parts.one('reference', 'earlier run');
}

type Base = Pick<Extract<FigureQuestion, { kind: 'figure' }>, 'figure' | 'filters' | 'asOf'>;

function kindOf({ parts, rank, by, compared }: Subject, base: Base, since: Since | undefined, profile: Profile): FigureQuestion {
  const { figure, filters } = base;
  if (compared !== undefined) {
    const traced = parts.has('trend', 'since') || (since !== undefined && base.asOf === undefined);
    if (by.length > 0 || traced || rank !== undefined)
      throw new NotUnderstood('a comparison of named things cannot be grouped, ranked or traced as well');
    return { kind: 'comparison', ...base, by: compared.by, values: compared.values };
  }
  if (since !== undefined && base.asOf === undefined) {
    if (rank !== undefined) throw new NotUnderstood('a change since an earlier run cannot be ranked');
    return { kind: 'change', figure, filters, by: atMostOne(by), since };
  }
  if (parts.has('trend')) {
    if (rank !== undefined) throw new NotUnderstood('a trend cannot be ranked');
    return { kind: 'trend', figure, filters, by: atMostOne(by) };
  }
  const dimensions = parts.all('dimension');
  if (rank !== undefined && dimensions.length > 0) {
    if (dimensions.length > 1 || by.length > 0) throw new NotUnderstood('only one thing can be ranked at a time');
    const limit = rank.limit ?? limitBeside(parts, rank) ?? (dimensions[0]!.many ? DEFAULT_RANKED : 1);
    return { kind: 'ranking', ...base, by: dimensions[0]!.by, order: orderOf(rank, figure, profile), limit };
  }
  if (parts.has('compare') && by.length === 0) throw new NotUnderstood('what is compared with what?');
  const extreme = figure.kind === 'aggregate' && (figure.aggregate === 'maximum' || figure.aggregate === 'minimum');
  if (rank !== undefined && !extreme) throw new NotUnderstood('it is not clear what is ranked: what is counted, or the groups');
  return { kind: 'figure', ...base, by };
}

/** Groupings with "by", and the dimensions that a distribution, a comparison or a plural spreads over. */
function groupingsIn(parts: Parts, rank: Rank | undefined): readonly string[] {
  const grouped = parts.all('group').flatMap(({ by }) => by);
  const dimensions = parts.all('dimension');
  const each = parts.has('divide', 'ranked', 'spread') || listsGroups(parts) || parts.all('count').some(({ size }) => size);
  const spread = rank === undefined && (each || parts.has('share', 'compare', 'trend', 'measure', 'indicator'));
  const named = spread ? dimensions.filter(({ many }) => many || each).map(({ by }) => by) : [];
  if (rank === undefined && dimensions.length > named.length)
    throw new NoFigure('what about it? name a figure, such as a count, a share or an average');
  return [...grouped, ...named];
}

/** In a comparison, or against an earlier run, "higher than" only says that there are two sides. */
function rankOf(parts: Parts, compared: ValueFilter | undefined): Rank | undefined {
  const ranks = parts.all('rank');
  if ((compared !== undefined || parts.has('reference')) && ranks.every(({ comparative }) => comparative)) return undefined;
  const [rank, ...others] = ranks.length === 2 ? joined(ranks) : ranks;
  if (others.length > 0) throw new NotUnderstood('it ranks by more than one thing');
  if (rank?.comparative && !parts.has('dimension')) throw new NotUnderstood('more or less than what?');
  return rank;
}

/** "Users with the highest engagement, top 5" ranks once. */
function joined(ranks: readonly Rank[]): readonly Rank[] {
  const [one, other] = ranks;
  if (one === undefined || other === undefined || one.order !== other.order || one.comparative || other.comparative) return ranks;
  if ((one.limit !== undefined && other.limit !== undefined) || (one.column && other.column && one.column !== other.column))
    return ranks;
  const column = one.column ?? other.column;
  return [{ ...one, limit: one.limit ?? other.limit, size: one.size && other.size, ...(column && { column }) }];
}

/** Whether an earlier run is compared with, rather than asked about. */
function changes(parts: Parts, compared: ValueFilter | undefined): boolean {
  const comparative = compared === undefined && parts.all('rank').some((rank) => rank.comparative);
  return comparative || parts.has('since', 'versus', 'compare', 'trend', 'between');
}

/** The run that a question is about, where it does not ask for a change. */
function stateOf({ since, span, relative }: Extract<Atom, { kind: 'reference' }>, parts: Parts, profile: Profile): Since {
  if (span) throw new NotUnderstood('it is not clear whether the change over that time is asked for; say “since” or “as of”');
  const periodic = parts.all('measure').some(({ column }) => /\d+ days$/.test(plainMeasure(column, profile).label));
  if (relative && periodic && !parts.has('asOf')) {
    throw new NotUnderstood('what is counted over days is kept as it stood at each run; say “as of” or “since” a run or a day');
  }
  return since;
}

function atMostOne(by: readonly string[]): readonly string[] {
  if (by.length > 1) throw new NotUnderstood('over runs, at most one grouping can be answered');
  return by;
}
