/**
 * Probability that Student's t lies at least |t| from 0, 1 down to 0.
 *
 * @param degrees of freedom, at least 10; a tail is wider the fewer there are
 * @see Wallace (1959), https://doi.org/10.1214/aoms/1177706096, for the way from t to a normal number; Press et al., Numerical
 *   Recipes in C (1992), 6.2, erfcc, for its probability, to a relative 1.2e-7
 * @example twoSided(1.959964, 1e9) // 0.05
 */
export function twoSided(t: number, degrees: number): number {
  const normal = ((8 * degrees + 1) / (8 * degrees + 3)) * Math.sqrt(degrees * Math.log1p((t * t) / degrees));
  const x = normal / Math.SQRT2;
  const u = 1 / (1 + x / 2);
  const series = ERFC.reduceRight((sum, coefficient) => sum * u + coefficient, 0);
  return u * Math.exp(-x * x + series);
}

/**
 * The largest p-value to believe so that, of all that is believed, no more than `rate` is expected to be chance.
 *
 * @param pValues of everything looked at, in any order
 * @returns 0 where nothing is to be believed
 * @see Benjamini and Hochberg (1995), https://doi.org/10.1111/j.2517-6161.1995.tb02031.x; it holds for slices within slices
 *   too, whose figures rise and fall together: Benjamini and Yekutieli (2001), https://doi.org/10.1214/aos/1013699998
 * @example believable([0.01, 0.02, 0.9], 0.05) // 0.02
 */
export function believable(pValues: readonly number[], rate: number): number {
  const sorted = Float64Array.from(pValues).sort();
  const last = sorted.findLastIndex((p, index) => p <= (rate * (index + 1)) / sorted.length);
  return last < 0 ? 0 : sorted[last]!;
}

const ERFC = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
];
