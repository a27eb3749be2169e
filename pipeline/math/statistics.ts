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
 * @param a labels from 0 on, without large gaps
 * @returns 1 for the same partition whatever the numbers of the labels, about 0 for unrelated ones
 * @see Hubert and Arabie (1985), https://doi.org/10.1007/BF01908075
 * @example adjustedRandIndex([0, 0, 1, 1], [1, 1, 0, 0]) // 1
 */
export function adjustedRandIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new RangeError(`two labelings of the same users needed, got ${a.length} and ${b.length} labels`);
  const [widthA, widthB] = [largest(a) + 1, largest(b) + 1];
  const inA = new Float64Array(widthA);
  const inB = new Float64Array(widthB);
  const inBoth = new Float64Array(widthA * widthB);
  for (let i = 0; i < a.length; i++) {
    inA[a[i]!]!++;
    inB[b[i]!]!++;
    inBoth[a[i]! * widthB + b[i]!]!++;
  }
  const together = pairsWithin(inBoth);
  const expected = (pairsWithin(inA) * pairsWithin(inB)) / pairs(a.length);
  const maximum = (pairsWithin(inA) + pairsWithin(inB)) / 2;
  return maximum === expected ? 1 : (together - expected) / (maximum - expected);
}

function largest(labels: ArrayLike<number>): number {
  let most = -1;
  for (let i = 0; i < labels.length; i++) most = Math.max(most, labels[i]!);
  return most;
}

function pairs(n: number): number {
  return (n * (n - 1)) / 2;
}

function pairsWithin(counts: Float64Array): number {
  return counts.reduce((sum, n) => sum + pairs(n), 0);
}

/**
 * Pearson's correlation of two variables of the same users, −1 to 1; NaN if either does not vary.
 * @example correlation([1, 2, 3], [2, 4, 6]) // 1
 */
export function correlation(xs: readonly number[], ys: readonly number[]): number {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [i, x] of xs.entries()) {
    const [dx, dy] = [x - meanX, ys[i]! - meanY];
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Arithmetic mean; NaN without values. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Homogeneity {
  /** Whether Pearson's χ² is above its 99 % quantile for independent rows and columns. */
  readonly beyondChance: boolean;
  /** Size of the difference, 0 to 1. */
  readonly cramersV: number;
}

/**
 * Do groups spread over categories alike? Rows and columns without counts do not count.
 *
 * @param counts groups × categories
 * @see Pearson (1900); quantile by Wilson and Hilferty (1931), https://doi.org/10.1073/pnas.17.12.684
 * @see Cramér (1946), Mathematical Methods of Statistics, 21.9, for V
 */
export function homogeneity(counts: readonly (readonly number[])[]): Homogeneity {
  const rowSums = counts.map((group) => group.reduce((sum, count) => sum + count, 0));
  const columnSums = (counts[0] ?? []).map((_, j) => counts.reduce((sum, group) => sum + group[j]!, 0));
  const total = rowSums.reduce((sum, count) => sum + count, 0);
  const [rows, columns] = [rowSums.filter((sum) => sum > 0).length, columnSums.filter((sum) => sum > 0).length];
  if (rows < 2 || columns < 2) return { beyondChance: false, cramersV: 0 };
  let chiSquare = 0;
  for (const [i, group] of counts.entries()) {
    for (const [j, count] of group.entries()) {
      const expected = (rowSums[i]! * columnSums[j]!) / total;
      if (expected > 0) chiSquare += (count - expected) ** 2 / expected;
    }
  }
  const freedom = (rows - 1) * (columns - 1);
  const spread = 2 / (9 * freedom);
  const quantile99 = freedom * (1 - spread + Z99 * Math.sqrt(spread)) ** 3;
  return { beyondChance: chiSquare > quantile99, cramersV: Math.sqrt(chiSquare / (total * (Math.min(rows, columns) - 1))) };
}

/** 99 % quantile of the standard normal distribution. */
const Z99 = 2.3263478740408408;
