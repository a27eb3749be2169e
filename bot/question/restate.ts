import { type Filter, type Profile, type RangeFilter, SEGMENT, UNKNOWN, type ValueFilter } from '#pipeline';
import { upperFirst } from '#reports';
import { isCountedColumn, plainMeasure } from './measures.ts';
import { outlookSaid } from './outlook-filters.ts';
import { asOfQuery, type Figure, groupingLabel, type Query, type Since } from './query.ts';
import { spokenLabel } from './spoken-label.ts';
import { phraseKey } from './tokens.ts';
import { isConvertible, unitsOf } from './units.ts';

/**
 * A query in words that the parser reads back as the same query.
 * @example restate(query, profile) // "average churn risk of Power Users where country is Germany, by device"
 */
export function restate(query: Query, profile: Profile): string {
  switch (query.kind) {
    case 'figure':
      return figurePhrase(query.figure, query.filters, profile) + grouping(query.by, profile) + asOfPhrase(query);
    case 'ranking':
      return ranking(query, profile) + asOfPhrase(query);
    case 'comparison':
      return `${figurePhrase(query.figure, query.filters, profile)}, comparing ${groupingLabel(query.by, profile)} ${query.values.map(valueWord).join(' versus ')}${asOfPhrase(query)}`;
    case 'change':
      return `${figurePhrase(query.figure, query.filters, profile)}${grouping(query.by, profile)}, compared with ${sinceWords(query.since)}`;
    case 'trend':
      return `${figurePhrase(query.figure, query.filters, profile)}${grouping(query.by, profile)}, over time`;
    case 'list': {
      const users = query.limit === 1 ? oneOf(usersPhrase(query.filters, profile), profile) : usersPhrase(query.filters, profile);
      if (query.order === null) return `list ${query.limit} ${users}`;
      return `list ${query.limit} ${users}, by ${query.order.order} ${measureWord(query.order.column, profile)}`;
    }
    default:
      return query satisfies never;
  }
}

/** @example figurePhrase({ kind: 'count' }, [], profile) // "number of users" */
export function figurePhrase(figure: Figure, filters: readonly Filter[], profile: Profile): string {
  switch (figure.kind) {
    case 'count':
      return `number of ${usersPhrase(filters, profile)}`;
    case 'aggregate':
      return `${figure.aggregate === 'sum' ? 'total' : figure.aggregate} ${quantityWord(figure.column, profile)} of ${usersPhrase(filters, profile)}`;
    case 'share': {
      const whole = usersPhrase(filters, profile);
      if (figure.of.length === 0) return filters.length === 0 ? `share of ${whole}` : `share among ${whole}`;
      return `share of ${whole} that ${predicatePhrase(figure.of, profile)}`;
    }
    default:
      return figure satisfies never;
  }
}

/** What is said of the whole: "are Casual Users where plan is Free", "have plan Free and churn risk above 0.8". */
function predicatePhrase(of: readonly Filter[], profile: Profile): string {
  const [only, ...others] = of;
  const said = only && others.length === 0 ? outlookSaid(only) : undefined;
  if (said !== undefined) return `are ${said}`;
  if (of.some((filter) => isSegments(filter) || outlookSaid(filter) !== undefined)) return `are ${usersPhrase(of, profile)}`;
  const counted = only?.kind === 'range' && others.length === 0 ? presence(only, profile) : undefined;
  if (counted !== undefined) return `have ${counted}`;
  const words = of.flatMap((filter) => {
    if (filter.kind === 'values') return [`${groupingLabel(filter.by, profile)} ${valuesPhrase(filter)}`];
    return rangePhrases(filter, profile).map((range) => `${measureWord(filter.column, profile)} ${range}`);
  });
  return `have ${words.join(' and ')}`;
}

/** More than none, or none, of what is counted: "crashes in 30 days", "no crashes in 30 days". */
function presence({ column, low, high }: RangeFilter, profile: Profile): string | undefined {
  if (!isCountedColumn(column, profile) || low?.value !== 0) return undefined;
  if (high === undefined) return low.inclusive ? undefined : measureWord(column, profile);
  return high.value === 0 ? `no ${measureWord(column, profile)}` : undefined;
}

function isSegments(filter: Filter): boolean {
  return filter.kind === 'values' && filter.by === SEGMENT && !filter.negated;
}

function valuesPhrase({ negated, values }: ValueFilter): string {
  return `${negated ? 'not ' : ''}${values.map(valueWord).join(' or ')}`;
}

/** @example usersPhrase(filters, profile) // "Casual Users likely to churn where plan is Free and churn risk is above 0.8" */
export function usersPhrase(filters: readonly Filter[], profile: Profile): string {
  const segments = filters.find((filter) => filter.kind === 'values' && filter.by === SEGMENT && !filter.negated);
  const noun = segments?.kind === 'values' ? segments.values.join(' or ') : profile.entity.many;
  const outlook = filters.find((filter) => outlookSaid(filter) !== undefined);
  const subject = outlook === undefined ? noun : `${noun} ${outlookSaid(outlook)}`;
  const others = filters.filter((filter) => filter !== segments && filter !== outlook);
  const conditions = others.map((filter) => conditionPhrase(filter, profile));
  return conditions.length === 0 ? subject : `${subject} where ${conditions.join(' and ')}`;
}

/** What {@link usersPhrase} says of a single one: "user where …", "Power User in …"; other names of segments stay as they are. */
export function oneOf(users: string, { entity }: Profile): string {
  if (users.startsWith(entity.many)) return `${entity.one}${users.slice(entity.many.length)}`;
  const [named = '', ...others] = users.split(upperFirst(entity.many));
  return others.length === 1 ? `${named}${upperFirst(entity.one)}${others[0]}` : users;
}

export function sinceWords(since: Since): string {
  switch (since.kind) {
    case 'previous':
      return 'the previous run';
    case 'run':
      return `run ${since.id}`;
    case 'date':
      return since.date;
    default:
      return since satisfies never;
  }
}

function asOfPhrase(query: Query): string {
  const asOf = asOfQuery(query);
  return asOf === undefined ? '' : `, as of ${sinceWords(asOf)}`;
}

function conditionPhrase(filter: Filter, profile: Profile): string {
  if (filter.kind === 'values') {
    return `${groupingLabel(filter.by, profile)} is ${valuesPhrase(filter)}`;
  }
  return rangePhrases(filter, profile)
    .map((range) => `${measureWord(filter.column, profile)} ${verbOf(filter.column, profile)} ${range}`)
    .join(' and ');
}

/** One phrase, or two where only one end belongs to the range; with the unit where people give the numbers in several. */
function rangePhrases({ column, low, high }: RangeFilter, profile: Profile): readonly string[] {
  const { label, unit } = plainMeasure(column, profile);
  const named = unitsOf(unit).some(({ words }) => words.some((word) => phraseKey(label).split(' ').includes(word)));
  const beside = isConvertible(unit) && !named ? ` ${unit}` : '';
  if (low?.inclusive && high?.inclusive) {
    return [low.value === high.value ? `exactly ${low.value}${beside}` : `between ${low.value} and ${high.value}${beside}`];
  }
  return [
    ...(low === undefined ? [] : [`${low.inclusive ? 'at least' : 'above'} ${low.value}${beside}`]),
    ...(high === undefined ? [] : [`${high.inclusive ? 'at most' : 'below'} ${high.value}${beside}`]),
  ];
}

function ranking(query: Extract<Query, { kind: 'ranking' }>, profile: Profile): string {
  const phrase = figurePhrase(query.figure, query.filters, profile);
  if (query.limit === 1) return `which ${groupingLabel(query.by, profile)} has the ${query.order} ${phrase}`;
  return `${query.order === 'highest' ? 'top' : 'bottom'} ${query.limit} ${groupingLabel(query.by, profile, true)} by ${phrase}`;
}

function grouping(by: readonly string[], profile: Profile): string {
  return by.length === 0 ? '' : `, by ${by.map((name) => groupingLabel(name, profile)).join(' and ')}`;
}

function measureWord(column: string, profile: Profile): string {
  return spokenLabel(plainMeasure(column, profile).label);
}

/** What is averaged or added up: "churn risk", "number of crashes in 30 days". */
function quantityWord(column: string, profile: Profile): string {
  return `${isCountedColumn(column, profile) ? 'number of ' : ''}${measureWord(column, profile)}`;
}

/** "Churn risk is", "crashes in 30 days are". */
function verbOf(column: string, profile: Profile): 'is' | 'are' {
  const head = measureWord(column, profile).replace(/ (per|in|since) .*$/, '');
  return isCountedColumn(column, profile) || /[^s]s$/.test(head) ? 'are' : 'is';
}

function valueWord(value: string): string {
  return value === UNKNOWN ? 'unknown' : value;
}
