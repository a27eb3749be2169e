/** Where two distributions differ most. */
export interface Gap {
  /** The value at which the shares of those at or below it differ most. */
  readonly at: number;
  /** Share at or below it among the first, 0 to 1. */
  readonly from: number;
  readonly to: number;
  /** |`to` − `from`|: the Kolmogorov–Smirnov statistic, 0 (alike) to 1 (apart). */
  readonly size: number;
}

/**
 * @param before rising values, at least one
 * @param now rising values, at least one
 * @example widestGap(Float64Array.of(1, 2), Float64Array.of(3, 4)) // { at: 2, from: 1, to: 0, size: 1 }
 */
export function widestGap(before: Float64Array, now: Float64Array): Gap {
  let widest: Gap = { at: Number.NaN, from: 0, to: 0, size: 0 };
  let [i, j] = [0, 0];
  while (i < before.length || j < now.length) {
    const at = Math.min(before[i] ?? Number.POSITIVE_INFINITY, now[j] ?? Number.POSITIVE_INFINITY);
    while (i < before.length && before[i]! <= at) i++;
    while (j < now.length && now[j]! <= at) j++;
    const [from, to] = [i / before.length, j / now.length];
    if (Math.abs(to - from) > widest.size) widest = { at, from, to, size: Math.abs(to - from) };
  }
  return widest;
}

/** Two rising arrays as one. */
export function merged(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  let [i, j] = [0, 0];
  for (let n = 0; n < both.length; n++) {
    both[n] = j >= b.length || (i < a.length && a[i]! <= b[j]!) ? a[i++]! : b[j++]!;
  }
  return both;
}

/**
 * Probability that two samples of one distribution are at least so far apart, 1 down to 0. Ties make it smaller than this,
 * as do users who are in both.
 *
 * @see Press et al., Numerical Recipes in C (1992), 14.3, probks, with Stephens's (1970) correction for small samples
 * @example gapByChance(0.1, 1000, 1000) // 0.00008…
 */
export function gapByChance(size: number, before: number, now: number): number {
  const root = Math.sqrt((before * now) / (before + now));
  const lambda = (root + 0.12 + 0.11 / root) * size;
  if (lambda < 0.2) return 1; // the series has not converged yet, and 1 is right to 1e-12
  let sum = 0;
  for (let term = 1; term <= 100; term++) sum += (term % 2 === 1 ? 2 : -2) * Math.exp(-2 * term ** 2 * lambda ** 2);
  return Math.min(1, Math.max(0, sum));
}
