/**
 * Probability that at least `successes` of `trials` come true, each with probability `p`. Sums the exact terms from the tail's
 * end that is larger, in logarithms, so that a million trials do not underflow.
 *
 * @param p 0 to 1
 * @returns 0 to 1
 * @example upperTail(2, 3, 0.5) // 0.5
 */
export function upperTail(successes: number, trials: number, p: number): number {
  if (successes <= 0) return 1;
  if (successes > trials || p <= 0) return 0;
  if (p >= 1) return 1;
  const odds = Math.log(p) - Math.log1p(-p);
  let term = trials * Math.log1p(-p); // of no success
  let below = 0;
  for (let count = 0; count < successes; count++) {
    below += Math.exp(term);
    term += Math.log(trials - count) - Math.log(count + 1) + odds;
  }
  if (below < 0.5) return 1 - below;
  let above = 0;
  for (let count = successes; count <= trials; count++) {
    const added = Math.exp(term);
    above += added;
    if (added < above * 1e-16 && count > trials * p) break;
    term += Math.log(trials - count) - Math.log(count + 1) + odds;
  }
  return Math.min(1, above);
}
