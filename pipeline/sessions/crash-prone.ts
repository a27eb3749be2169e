import { believable } from '../anomaly/chance.ts';
import { upperTail } from '../math/binomial.ts';
import type { CrashRate } from './crash-rates.ts';

/** A slice that crashes more than the others, and how sure that is. */
export interface CrashProne extends CrashRate {
  /** Of the sessions outside all crash-prone slices, 0 to 1. */
  readonly usualRate: number;
  /** Probability that so many of all crashes are of this slice where its true rate is no more than `LEAST_RATIO` times the usual one. */
  readonly pValue: number;
}

/** A slice matters when it crashes half as often again as the others: less is the difference between cheap and dear phones. */
export const LEAST_RATIO = 1.5;
const FALSE_DISCOVERY_RATE = 0.01;
const LEAST_CRASHES = 5; // a slice of three unlucky sessions is no version to withdraw
const LEAST_OTHERS = 300; // where none of fewer sessions crashed, more than one in a hundred may still do so usually

/**
 * The slices whose sessions crash more than half as often again as the usual, beyond chance; the surest first. Slices are set
 * apart one after the other, so that what crashes most does not pass for usual. False discoveries are controlled over all of them.
 * What is usual is known only from other sessions: none is set apart that would leave fewer than 300 of them.
 *
 * @param rates of slices that share no session, as `crashRates` gives them
 * @see Benjamini and Hochberg (1995), https://doi.org/10.1111/j.2517-6161.1995.tb02031.x
 */
export function crashProneSlices(rates: readonly CrashRate[]): readonly CrashProne[] {
  const found: CrashRate[] = [];
  for (;;) {
    const judged = rates.map((rate) =>
      judge(
        rate,
        rates.filter((other) => other !== rate && !found.includes(other)),
      ),
    );
    const limit = believable(
      judged.map(({ pValue }) => pValue),
      FALSE_DISCOVERY_RATE,
    );
    const next = rates
      .map((rate, index) => ({ rate, pValue: judged[index]!.pValue }))
      .filter(({ rate, pValue }) => !found.includes(rate) && pValue <= limit && rate.crashes >= LEAST_CRASHES)
      .toSorted((a, b) => a.pValue - b.pValue || b.rate.rate - a.rate.rate)[0];
    if (next === undefined) {
      return found.map((rate) => judged[rates.indexOf(rate)]!).toSorted((a, b) => a.pValue - b.pValue || b.rate - a.rate);
    }
    found.push(next.rate);
  }
}

/**
 * Given how many crashed in all, each of these was one of the slice with a known probability if its rate is `LEAST_RATIO` times that
 * of the others. So what is usual is not taken as exact: it is as uncertain as the others are few.
 *
 * @param others that may be usual; too few of them say nothing about the slice
 * @see Przyborowski and Wilenski (1940), https://doi.org/10.1093/biomet/31.3-4.313
 */
function judge(rate: CrashRate, others: readonly CrashRate[]): CrashProne {
  const sessions = others.reduce((sum, other) => sum + other.sessions, 0);
  if (sessions < LEAST_OTHERS) return { ...rate, usualRate: Number.NaN, pValue: 1 };
  const crashes = others.reduce((sum, other) => sum + other.crashes, 0);
  const ownShare = (LEAST_RATIO * rate.sessions) / (LEAST_RATIO * rate.sessions + sessions);
  return { ...rate, usualRate: crashes / sessions, pValue: upperTail(rate.crashes, rate.crashes + crashes, ownShare) };
}
