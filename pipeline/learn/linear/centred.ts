import type { Matrix } from '../../math/matrix.ts';
import { crossProducts, gram } from './normal-equations.ts';

/** Weighted means, and the weighted sums of squares and products around them: all that least squares needs to know of the rows. */
export interface CentredSums {
  readonly weight: number;
  readonly means: Float64Array;
  readonly targetMean: number;
  /** d × d */
  readonly products: Float64Array;
  /** Length d. */
  readonly withTarget: Float64Array;
  /** Sum of squares of the target around its mean. */
  readonly ofTarget: number;
}

/** Sums in z-scores, whose means are near 0: subtracting the means afterwards costs no digits. */
export function centredSums(points: Matrix, target: Float64Array, weights: Float64Array): CentredSums {
  const d = points.columns;
  const weight = weights.reduce((sum, value) => sum + value, 0);
  const means = crossProducts(points, weights).map((sum) => sum / weight);
  const targetMean = target.reduce((sum, value, i) => sum + weights[i]! * value, 0) / weight;
  const centred = target.map((value) => value - targetMean);
  const products = gram(points, weights).map((sum, at) => sum - weight * (means[Math.floor(at / d)]! * means[at % d]!));
  const withTarget = crossProducts(points, centred, weights);
  const ofTarget = centred.reduce((sum, value, i) => sum + weights[i]! * value * value, 0);
  return { weight, means, targetMean, products, withTarget, ofTarget };
}

/** The intercept with which the prediction at the means is the target's mean. */
export function interceptOf({ means, targetMean }: CentredSums, coefficients: Float64Array): number {
  return coefficients.reduce((rest, coefficient, j) => rest - coefficient * means[j]!, targetMean);
}
