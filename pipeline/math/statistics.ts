import type { Interval } from '../domain/run.ts';

/** 97.5 % quantile of the standard normal distribution: half the width of a 95 % interval in standard errors. */
export const Z95 = 1.959963984540054;

/**
 * Quantile by linear interpolation between order statistics, as NumPy's default.
 *
 * @param sorted rising values, at least one
 * @param p 0 to 1
 * @see Hyndman and Fan (1996), type 7, https://doi.org/10.2307/2684934
 * @example quantile([1, 2, 3, 4], 0.25) // 1.75
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile needs at least one value');
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}

export function median(values: ArrayLike<number>): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}

/** Count, sum and sum of squares: enough for mean, variance and every pooled figure. They add up over groups. */
export interface Moments {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

export function addMoments(parts: Iterable<Moments>): Moments {
  let [count, sum, sumOfSquares] = [0, 0, 0];
  for (const part of parts) {
    count += part.count;
    sum += part.sum;
    sumOfSquares += part.sumOfSquares;
  }
  return { count, sum, sumOfSquares };
}

/** NaN without values. */
export function meanOf(moments: Moments): number {
  return moments.sum / moments.count;
}

/** Sample variance (divided by n − 1), never below 0 by rounding; NaN for fewer than two values. */
export function varianceOf({ count, sum, sumOfSquares }: Moments): number {
  if (count < 2) return Number.NaN;
  return Math.max(0, (sumOfSquares - (sum * sum) / count) / (count - 1));
}

/** 95 % interval of a mean by the normal approximation; null for fewer than two values. */
export function meanInterval(moments: Moments): Interval | null {
  if (moments.count < 2) return null;
  const mean = meanOf(moments);
  const half = Z95 * Math.sqrt(varianceOf(moments) / moments.count);
  return { low: mean - half, high: mean + half };
}

/**
 * Cohen's d of two groups: difference of means in pooled standard deviations, with its 95 % interval.
 *
 * @returns undefined when a group has fewer than two values or neither varies
 * @see Cohen (1988), Statistical Power Analysis, 2.2; interval by Hedges and Olkin (1985), 5.B, equation 14
 */
export function cohensD(a: Moments, b: Moments): { readonly d: number; readonly interval: Interval } | undefined {
  if (a.count < 2 || b.count < 2) return undefined;
  const pooled = ((a.count - 1) * varianceOf(a) + (b.count - 1) * varianceOf(b)) / (a.count + b.count - 2);
  if (pooled === 0) return undefined;
  const d = (meanOf(a) - meanOf(b)) / Math.sqrt(pooled);
  const error = Math.sqrt((a.count + b.count) / (a.count * b.count) + (d * d) / (2 * (a.count + b.count)));
  return { d, interval: { low: d - Z95 * error, high: d + Z95 * error } };
}

/**
 * Adjusted Rand index: agreement of two labelings of the same users, corrected for chance.
 *
 * @returns 1 for the same partition whatever the numbers of the labels, about 0 for unrelated ones
 * @see Hubert and Arabie (1985), https://doi.org/10.1007/BF01908075
 * @example adjustedRandIndex([0, 0, 1, 1], [1, 1, 0, 0]) // 1
 */
export function adjustedRandIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(`two labelings of the same users needed, got ${a.length} and ${b.length} labels`);
  const inA = new Map<number, number>();
  const inB = new Map<number, number>();
  const inBoth = new Map<number, Map<number, number>>();
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    increment(inA, x);
    increment(inB, y);
    let partners = inBoth.get(x);
    if (partners === undefined) {
      partners = new Map();
      inBoth.set(x, partners);
    }
    increment(partners, y);
  }
  const together = [...inBoth.values()].reduce((sum, partners) => sum + pairsWithin(partners), 0);
  const expected = (pairsWithin(inA) * pairsWithin(inB)) / pairs(a.length);
  const maximum = (pairsWithin(inA) + pairsWithin(inB)) / 2;
  return maximum === expected ? 1 : (together - expected) / (maximum - expected);
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}

function pairsWithin(counts: Map<unknown, number>): number {
  return [...counts.values()].reduce((sum, n) => sum + pairs(n), 0);
}
