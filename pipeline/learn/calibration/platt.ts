import { sigmoid, softplus } from '../linear/sigmoid.ts';

/** Probability = sigmoid(slope · score + offset). */
export interface PlattCurve {
  readonly slope: number;
  readonly offset: number;
}

const MOST_STEPS = 100; // a handful are usual
const RIDGE = 1e-12; // keeps the 2 × 2 matrix invertible where all scores are one

/**
 * The sigmoid of a score that makes the outcomes likeliest. Outcomes are drawn a little towards each other, as if each class had
 * one more example of unknown kind, so that few rows cannot claim certainty.
 *
 * @param scores log odds, or any scale that rises with the chance of a positive
 * @param outcomes 0 or 1 per score
 * @see Platt (1999); Newton's method by Lin, Lin and Weng (2007), https://doi.org/10.1007/s10994-007-5018-6
 */
export function plattCurve(scores: Float64Array, outcomes: Float64Array): PlattCurve {
  const positives = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const negatives = outcomes.length - positives;
  const goals = outcomes.map((outcome) => (outcome === 1 ? (positives + 1) / (positives + 2) : 1 / (negatives + 2)));
  let curve: PlattCurve = { slope: 0, offset: Math.log((positives + 1) / (negatives + 1)) };
  let loss = lossOf(scores, goals, curve);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { slope, offset, promise } = newtonStep(scores, goals, curve);
    if (promise < 1e-12) break;
    let [length, moved, reached] = [1, curve, loss];
    do {
      moved = { slope: curve.slope + length * slope, offset: curve.offset + length * offset };
      reached = lossOf(scores, goals, moved);
      length /= 2;
    } while (reached > loss && length > 1e-10);
    if (!(reached <= loss)) break;
    [curve, loss] = [moved, reached];
  }
  return curve;
}

export function onPlattCurve({ slope, offset }: PlattCurve, score: number): number {
  return sigmoid(slope * score + offset);
}

function lossOf(scores: Float64Array, goals: Float64Array, { slope, offset }: PlattCurve): number {
  return scores.reduce((sum, score, i) => sum + softplus(slope * score + offset) - goals[i]! * (slope * score + offset), 0);
}

function newtonStep(scores: Float64Array, goals: Float64Array, curve: PlattCurve) {
  let [g1, g2, h11, h12, h22] = [0, 0, RIDGE, 0, RIDGE];
  for (const [i, score] of scores.entries()) {
    const probability = onPlattCurve(curve, score);
    const [residual, curvature] = [goals[i]! - probability, probability * (1 - probability)];
    g1 += residual * score;
    g2 += residual;
    h11 += curvature * score * score;
    h12 += curvature * score;
    h22 += curvature;
  }
  const determinant = h11 * h22 - h12 * h12;
  const slope = (h22 * g1 - h12 * g2) / determinant;
  const offset = (h11 * g2 - h12 * g1) / determinant;
  return { slope, offset, promise: slope * g1 + offset * g2 };
}
