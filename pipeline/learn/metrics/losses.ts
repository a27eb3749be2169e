import type { CountedFigure } from './ranking.ts';

/** Mean squared distance of probability and outcome, 0 to 1, lower is better. @see Brier (1950) */
export function brier(truth: Float64Array, probabilities: Float64Array): CountedFigure {
  return countedMean(truth.map((outcome, i) => (outcome - probabilities[i]!) ** 2));
}

/**
 * Mean negative log likelihood in nats, 0 or more, lower is better. Probabilities are kept 2⁻⁵² away from 0 and 1, as
 * scikit-learn does for doubles: one certain mistake must not make every other row meaningless.
 */
export function logLoss(truth: Float64Array, probabilities: Float64Array): CountedFigure {
  return countedMean(
    truth.map((outcome, i) => {
      const probability = Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probabilities[i]!));
      return -Math.log(outcome === 1 ? probability : 1 - probability);
    }),
  );
}

/** Mean absolute error in the target's unit, lower is better. */
export function meanAbsoluteError(truth: Float64Array, predictions: Float64Array): CountedFigure {
  return countedMean(truth.map((value, i) => Math.abs(value - predictions[i]!)));
}

/** Root mean squared error in the target's unit, lower is better. */
export function rootMeanSquaredError(truth: Float64Array, predictions: Float64Array): CountedFigure {
  const meanSquare = countedMean(truth.map((value, i) => (value - predictions[i]!) ** 2));
  return (counts) => Math.sqrt(meanSquare(counts));
}

/** Share of the target's variance that is explained; 1 is perfect, 0 is no better than the mean; NaN for a constant target. */
export function rSquared(truth: Float64Array, predictions: Float64Array): CountedFigure {
  const residual = countedMean(truth.map((value, i) => (value - predictions[i]!) ** 2));
  const meanOf = countedMean(truth);
  return (counts) => {
    const mean = meanOf(counts);
    const total = countedMean(truth.map((value) => (value - mean) ** 2))(counts);
    return total === 0 ? Number.NaN : 1 - residual(counts) / total;
  };
}

function countedMean(values: Float64Array): CountedFigure {
  return (counts) => {
    let [sum, rows] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      sum += counts[i]! * values[i]!;
      rows += counts[i]!;
    }
    return sum / rows;
  };
}
