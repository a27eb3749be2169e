import type { Interval } from '../../domain/run.ts';
import { Z95 } from '../../math/statistics.ts';
import type { Proportion } from './confusion.ts';

/**
 * 95 % score interval of a proportion: within 0 to 1, and of sensible width even for 0 of n and n of n.
 *
 * @returns null without trials
 * @see Wilson (1927), https://doi.org/10.1080/01621459.1927.10502953
 * @example wilsonInterval({ successes: 10, trials: 10 }) // 0.7225 to 1
 */
export function wilsonInterval({ successes, trials }: Proportion): Interval | null {
  if (trials === 0) return null;
  const share = successes / trials;
  const z2 = Z95 ** 2 / trials;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (Z95 / (1 + z2)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials));
  return { low: successes === 0 ? 0 : middle - half, high: successes === trials ? 1 : middle + half }; // exact at the ends
}
