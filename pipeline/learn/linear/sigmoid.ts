/** Log odds to probability, without overflow at either end. */
export function sigmoid(logOdds: number): number {
  if (logOdds >= 0) return 1 / (1 + Math.exp(-logOdds));
  const odds = Math.exp(logOdds);
  return odds / (1 + odds);
}

/** Probability to log odds; probabilities are kept 1e-12 away from 0 and 1, so that the result is finite. */
export function logit(probability: number): number {
  const inside = Math.min(1 - 1e-12, Math.max(1e-12, probability));
  return Math.log(inside / (1 - inside));
}

/** log(1 + eˣ), exact for large x too: the logistic loss of a row is softplus(score) − target × score. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
