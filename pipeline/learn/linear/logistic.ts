import type { Matrix } from '../../math/matrix.ts';
import { LearnerSettingError } from '../errors.ts';
import { checkExamples } from '../examples.ts';
import type { Learner } from '../learner.ts';
import { encode, fitEncoder } from '../prepare/encoder.ts';
import { principalComponents, project, unproject } from '../prepare/pca.ts';
import { linearModel, referenceOf, restoreLinear } from './linear-model.ts';
import { crossProducts, gram, linearScores, solveDefinite } from './normal-equations.ts';
import { sigmoid, softplus } from './sigmoid.ts';

export interface LogisticSettings {
  /** Strength of the penalty ½ · l2 · |coefficients|² on z-scores and dummies, above 0; 1 / C of scikit-learn. */
  readonly l2: number;
  /** Share of the variance that principal components must carry, above 0 to 1; null fits the columns themselves. */
  readonly pcaShare: number | null;
}

/**
 * Logistic regression: the log odds are a weighted sum of the features. The penalty keeps coefficients finite even where
 * a feature separates the classes perfectly. Fitted by Newton's method to scikit-learn's `LogisticRegression`.
 *
 * @see Hastie, Tibshirani and Friedman (2009), The Elements of Statistical Learning, 4.4.1
 */
export const logisticRegression: Learner<LogisticSettings> = {
  kind: 'logistic',
  defaults: { l2: 1, pcaShare: null },
  fit(table, target, { l2, pcaShare }, weights) {
    checkExamples(table, target, 'probability', weights);
    if (!(l2 > 0 && Number.isFinite(l2))) throw new LearnerSettingError(`l2 must be above 0, got ${l2}; 1 suits most data`);
    if (pcaShare !== null && !(pcaShare > 0 && pcaShare <= 1)) {
      throw new LearnerSettingError(`pcaShare must be above 0 and at most 1, or null for no components, got ${pcaShare}`);
    }
    const encoder = fitEncoder(table);
    const points = encode(encoder, table);
    const components = pcaShare === null ? null : principalComponents(points, pcaShare).components;
    const start = weights ?? new Float64Array(table.rowCount).fill(1);
    const fitted = newton(components === null ? points : project(points, components), target, start, l2);
    const coefficients = components === null ? fitted.coefficients : unproject(fitted.coefficients, components);
    return linearModel('logistic', 'probability', {
      encoder,
      intercept: fitted.intercept,
      coefficients: Array.from(coefficients),
      means: referenceOf(points),
    });
  },
  restore: (json) => restoreLinear('logistic', 'probability', json),
};

interface Point {
  readonly intercept: number;
  readonly coefficients: Float64Array;
}

const MOST_STEPS = 100; // ten are usual; a step that would raise the loss is halved, so there is no cycle

function newton(points: Matrix, target: Float64Array, weights: Float64Array, l2: number): Point {
  let at: Point = { intercept: 0, coefficients: new Float64Array(points.columns) };
  let loss = lossAt(points, target, weights, l2, at);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { direction, promise } = newtonStep(points, target, weights, l2, at);
    if (promise <= 1e-13 * Math.max(1, loss)) break;
    let [length, moved, reached] = [1, move(at, direction, 1), Number.POSITIVE_INFINITY];
    for (; length > 1e-10; length /= 2) {
      moved = move(at, direction, length);
      reached = lossAt(points, target, weights, l2, moved);
      if (reached <= loss) break;
    }
    if (!(reached <= loss)) break; // as near as rounding lets it come
    [at, loss] = [moved, reached];
  }
  return at;
}

function move({ intercept, coefficients }: Point, direction: Float64Array, length: number): Point {
  return {
    intercept: intercept + length * direction[coefficients.length]!,
    coefficients: coefficients.map((value, j) => value + length * direction[j]!),
  };
}

function lossAt(points: Matrix, target: Float64Array, weights: Float64Array, l2: number, at: Point): number {
  const scores = linearScores(points, at.coefficients, at.intercept);
  const fit = scores.reduce((sum, score, i) => sum + weights[i]! * (softplus(score) - target[i]! * score), 0);
  return fit + (l2 / 2) * at.coefficients.reduce((sum, value) => sum + value * value, 0);
}

/** The step to the minimum of the quadratic that touches the loss here, and twice the fall it promises. Intercept last. */
function newtonStep(points: Matrix, target: Float64Array, weights: Float64Array, l2: number, at: Point) {
  const d = points.columns;
  const probabilities = linearScores(points, at.coefficients, at.intercept).map(sigmoid);
  const residuals = probabilities.map((probability, i) => weights[i]! * (target[i]! - probability));
  const curvatures = probabilities.map((probability, i) => weights[i]! * probability * (1 - probability));
  const inner = gram(points, curvatures);
  const border = crossProducts(points, curvatures);
  const hessian = new Float64Array((d + 1) * (d + 1));
  for (let j = 0; j < d; j++) {
    hessian.set(inner.subarray(j * d, (j + 1) * d), j * (d + 1));
    hessian[j * (d + 1) + j]! += l2;
    hessian[j * (d + 1) + d] = border[j]!;
  }
  hessian.set(border, d * (d + 1));
  hessian[d * (d + 1) + d] = curvatures.reduce((sum, value) => sum + value, 0);
  const downhill = new Float64Array(d + 1);
  downhill.set(crossProducts(points, residuals).map((value, j) => value - l2 * at.coefficients[j]!));
  downhill[d] = residuals.reduce((sum, value) => sum + value, 0);
  const direction = solveDefinite(hessian, downhill);
  return { direction, promise: direction.reduce((sum, value, j) => sum + value * downhill[j]!, 0) };
}
