import { believable } from '../anomaly/chance.ts';
import { upperTail } from '../math/binomial.ts';
import type { CrashRate } from './crash-rates.ts';

/** A slice that crashes more than the others, and how sure that is. */
export interface CrashProne extends CrashRate {
  /** Of the sessions outside all crash-prone slices, 0 to 1. */
  readonly usualRate: number;
  /** Probability of so many crashes where the true rate is no more than `LEAST_RATIO` times the usual one. */
  readonly pValue: number;
}

/** A slice matters when it crashes half as often again as the others: less is the difference between cheap and dear phones. */
export const LEAST_RATIO = 1.5;
const FALSE_DISCOVERY_RATE = 0.01;
const LEAST_CRASHES = 5; // a slice of three unlucky sessions is no version to withdraw

/**
 * The slices whose sessions crash more than half as often again as the usual, beyond chance; the surest first. Slices are set
 * apart one after the other, so that what crashes most does not pass for usual. False discoveries are controlled over all of them.
 *
 * @param rates of slices that share no session, as `crashRates` gives them
 * @see Benjamini and Hochberg (1995), https://doi.org/10.1111/j.2517-6161.1995.tb02031.x
 */
export function crashProneSlices(rates: readonly CrashRate[]): readonly CrashProne[] {
  const found: CrashRate[] = [];
  for (;;) {
    const usualRate = rateOf(rates.filter((rate) => !found.includes(rate)));
    const judged = rates.map((rate) => judge(rate, rateOf(rates.filter((other) => other !== rate && !found.includes(other)))));
    const limit = believable(
      judged.map(({ pValue }) => pValue),
      FALSE_DISCOVERY_RATE,
    );
    const next = rates
      .map((rate, index) => ({ rate, pValue: judged[index]!.pValue }))
      .filter(({ rate, pValue }) => !found.includes(rate) && pValue <= limit && rate.crashes >= LEAST_CRASHES)
      .toSorted((a, b) => a.pValue - b.pValue || b.rate.rate - a.rate.rate)[0];
    if (next === undefined) {
      return found
        .map((rate) => ({ ...judged[rates.indexOf(rate)]!, usualRate }))
        .toSorted((a, b) => a.pValue - b.pValue || b.rate - a.rate);
    }
    found.push(next.rate);
  }
}

function judge(rate: CrashRate, usualRate: number): CrashProne {
  return { ...rate, usualRate, pValue: upperTail(rate.crashes, rate.sessions, Math.min(1, LEAST_RATIO * usualRate)) };
}

function rateOf(rates: readonly CrashRate[]): number {
  const sessions = rates.reduce((sum, rate) => sum + rate.sessions, 0);
  return sessions === 0 ? 0 : rates.reduce((sum, { crashes }) => sum + crashes, 0) / sessions;
}
