import { CHURN_OUTLOOK, type Filter, LAPSE_PROBABILITY, OUTLOOKS, type ValueFilter } from '#pipeline';
import type { Atom } from './atom.ts';
import { NotUnderstood } from './not-understood.ts';
import { phrases } from './phrases.ts';
import type { Figure, Query } from './query.ts';

/** What people say of those who leave, where they ask how many of them there will be. */
export const EXPECTED_WORDS = phrases(`
  expected to churn, expected to leave, expected to lapse, will churn, will leave, will lapse, going to churn, going to leave,
  going to lapse
`);

/** The same of those who stay. */
export const EXPECTED_TO_STAY_WORDS = phrases('expected to stay, going to stay, will stay');

const WORDS: ReadonlySet<string> = new Set([...EXPECTED_WORDS, ...EXPECTED_TO_STAY_WORDS]);

export function saysExpected(words: string | undefined): boolean {
  return words !== undefined && WORDS.has(words);
}

/**
 * How many are expected to leave is the sum of their probabilities, and what share of them their mean; it is not how many are
 * likely to. Where no number of them is asked for ("list who will leave"), those who are likely to are meant.
 *
 * @param query of the atoms, with a condition on who is likely to leave
 * @throws {NotUnderstood} where the expected number is not what can be meant
 */
export function ofExpected(query: Query, atoms: readonly Atom[]): Query {
  if (!atoms.some((atom) => atom.kind === 'values' && atom.expected)) return query;
  if (query.kind === 'list' || query.figure.kind === 'aggregate') return query;
  const part = query.figure.kind === 'share' ? query.figure.of : [];
  const outlook = [...query.filters, ...part].find(isOutlook);
  const leaves = outlook !== undefined && !outlook.negated && outlook.values.join() === OUTLOOKS.likely;
  if (!leaves || (query.figure.kind === 'share' && (part.length > 1 || outlook !== part[0]))) {
    throw new NotUnderstood('“expected to” says how many leave, not who; ask for those who are likely to, or not likely to', [
      query,
    ]);
  }
  const aggregate = query.figure.kind === 'share' ? 'average' : 'sum';
  const figure: Figure = { kind: 'aggregate', aggregate, column: LAPSE_PROBABILITY };
  return { ...query, figure, filters: query.filters.filter((filter) => filter !== outlook) };
}

/** Whether a figure is the number of those who are expected to leave. */
export function isExpectedNumber(figure: Figure): boolean {
  return figure.kind === 'aggregate' && figure.column === LAPSE_PROBABILITY && figure.aggregate === 'sum';
}

/** Whether it is the share of those who are expected to leave. */
export function isExpectedShare(figure: Figure): boolean {
  return figure.kind === 'aggregate' && figure.column === LAPSE_PROBABILITY && figure.aggregate === 'average';
}

function isOutlook(filter: Filter): filter is ValueFilter {
  return filter.kind === 'values' && filter.by === CHURN_OUTLOOK;
}
