import type { Outcome } from '../learner.ts';

/** What boosting minimises: squared error, or for probabilities the log loss of scores in log odds. */
export interface Loss {
  /** The best single score for all rows. */
  base(target: Float64Array, weights: Float64Array | undefined): number;
  /** Writes the gradient and the hessian of every row's loss, each times its weight: 2 × n. */
  gradients(scores: Float64Array, target: Float64Array, weights: Float64Array | undefined, result: Float64Array): void;
  /** The loss of one row. */
  of(score: number, target: number): number;
  /** What is predicted at this score. */
  predicted(score: number): number;
}

export const LOSSES: Readonly<Record<Outcome, Loss>> = {
  probability: {
    base: (target, weights) => {
      const share = weightedMean(target, weights);
      return Math.log(share / (1 - share));
    },
    gradients: (scores, target, weights, result) => {
      for (let row = 0; row < scores.length; row++) {
        const probability = 1 / (1 + Math.exp(-scores[row]!));
        const weight = weights === undefined ? 1 : weights[row]!;
        result[2 * row] = (probability - target[row]!) * weight;
        result[2 * row + 1] = probability * (1 - probability) * weight;
      }
    },
    of: (score, target) => Math.log1p(Math.exp(-Math.abs(score))) + Math.max(score, 0) - target * score,
    predicted: (score) => 1 / (1 + Math.exp(-score)),
  },
  value: {
    base: weightedMean,
    gradients: (scores, target, weights, result) => {
      for (let row = 0; row < scores.length; row++) {
        const weight = weights === undefined ? 1 : weights[row]!;
        result[2 * row] = (scores[row]! - target[row]!) * weight;
        result[2 * row + 1] = weight;
      }
    },
    of: (score, target) => (score - target) ** 2 / 2,
    predicted: (score) => score,
  },
};

function weightedMean(values: Float64Array, weights: Float64Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    sum += weight * values[i]!;
    total += weight;
  }
  return sum / total;
}
