import type { Random } from '../math/random.ts';

// Only + − × ÷ are used here: IEEE 754 fixes their last bit, which it does not do for exp, log and sin.

/**
 * One draw from the standard normal distribution, between −6 and 6: the sum of twelve uniform numbers, less 6.
 * @see Irwin (1927) and Hall (1927); its excess kurtosis of −0.1 is nothing a user of an app would notice.
 */
export function normal(random: Random): number {
  let sum = 0;
  for (let pair = 0; pair < 6; pair++) {
    const bits = random.bits();
    sum += (bits & 0xffff) + (bits >>> 16) + 1; // half a step for each, so that the mean is 0 exactly
  }
  return sum / 0x10000 - 6;
}

/** One of the names, each as often as its weight says; the weights add up to 100. */
export function pick<Name extends string>(random: Random, weights: readonly (readonly [Name, number])[]): Name {
  let left = random.next() * 100;
  for (const [name, weight] of weights) {
    left -= weight;
    if (left < 0) return name;
  }
  return weights.at(-1)![0];
}

/**
 * The quantile of a binomial distribution: how many of `trials` come true.
 * @param uniform from 0 up to, not including, 1; the result never falls as it grows
 * @param chance of each trial, 0 up to, not including, 1
 */
export function binomial(uniform: number, trials: number, chance: number): number {
  let probability = 1;
  for (let trial = 0; trial < trials; trial++) probability *= 1 - chance;
  let below = probability;
  let count = 0;
  while (uniform >= below && count < trials) {
    probability *= ((trials - count) / (count + 1)) * (chance / (1 - chance));
    below += probability;
    count++;
  }
  return count;
}
