import { upperTail } from '../math/binomial.ts';
import { believable, twoSided } from './chance.ts';
import type { Comparison } from './findings.ts';
import { leastChange } from './rules.ts';

/** A change of a comparison and how sure it is: all of it, or what other slices leave unexplained. */
export interface Change {
  readonly comparison: Comparison;
  readonly change: number;
  readonly standardError: number;
}

/**
 * The changes that are neither chance nor too small to matter. Rules that may err more often than others are given more
 * of the errors that are allowed: each p-value counts in units of the rate of its rule.
 *
 * @param changes of everything looked at for one kind of alert, with those that did not move
 * @see Genovese, Roeder and Wasserman (2006), false discovery control with p-value weighting, https://doi.org/10.1093/biomet/93.3.509
 */
export function discoveries(changes: readonly Change[]): readonly Change[] {
  const weighted = changes.map((change) => pValue(change) / change.comparison.rule.falseDiscoveryRate);
  const limit = believable(weighted, 1);
  return changes.filter((change, index) => weighted[index]! <= limit && matters(change));
}

function pValue(found: Change): number {
  return Math.min(byError(found), byCount(found));
}

/**
 * For events that strike users one by one: the probability that, of all those that this week and a usual one counted, so many are this
 * week's. The error of a few events is not normal, and their number alone tells how it varies, so nothing has to be learned; but
 * only where earlier weeks strayed no more than that, and for a whole change, not for what other slices leave of it.
 *
 * @see Przyborowski and Wilenski (1940), the conditional test of two rates, https://doi.org/10.2307/2332612
 */
function byCount({ comparison, change, standardError }: Change): number {
  const { rule, users, usersBefore, from, to, spread } = comparison;
  const isWhole = change === comparison.change && standardError === comparison.standardError;
  if (rule.independent !== true || usersBefore === null || spread > 1 || change <= 0 || !isWhole) return 1;
  const now = Math.round(to * users);
  return upperTail(now, now + Math.ceil(from * usersBefore), users / (users + usersBefore));
}

function byError({ comparison: { rule, users, degrees }, change, standardError }: Change): number {
  const both = change === 0 ? 1 : twoSided(change / standardError, Math.max(LEAST_DEGREES, Math.min(users - 1, degrees)));
  if (rule.direction === 'either') return both;
  return change > 0 ? both / 2 : 1 - both / 2;
}

const LEAST_DEGREES = 10; // the approximation holds from there

function matters({ comparison: { rule, from }, change }: Change): boolean {
  return (rule.direction === 'either' || change > 0) && Math.abs(change) >= leastChange(rule, from);
}
