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

function pValue({ comparison: { rule, users, degrees }, change, standardError }: Change): number {
  const both = change === 0 ? 1 : twoSided(change / standardError, Math.max(LEAST_DEGREES, Math.min(users - 1, degrees)));
  if (rule.direction === 'either') return both;
  return change > 0 ? both / 2 : 1 - both / 2;
}

const LEAST_DEGREES = 10; // the approximation holds from there

function matters({ comparison: { rule, from }, change }: Change): boolean {
  return (rule.direction === 'either' || change > 0) && Math.abs(change) >= leastChange(rule, from);
}
