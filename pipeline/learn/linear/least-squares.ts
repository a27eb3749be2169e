import { LearnerSettingError } from '../errors.ts';
import { checkExamples } from '../examples.ts';
import type { Fitted, Learner, Table } from '../learner.ts';
import { encode, fitEncoder } from '../prepare/encoder.ts';
import { type CentredSums, centredSums, interceptOf } from './centred.ts';
import { linearModel, referenceOf, restoreLinear } from './linear-model.ts';
import { solveDefinite, solveLeast } from './normal-equations.ts';

/**
 * Ordinary least squares. Of columns that say the same, each takes its part of the coefficient (the shortest solution), as
 * scikit-learn's `LinearRegression` does.
 */
export const linearRegression: Learner<Record<string, never>> = {
  kind: 'linear',
  defaults: {},
  fit: (table, target, _settings, weights) =>
    fitLinear('linear', table, target, weights, ({ products, withTarget }) => solveLeast(products, withTarget)),
  restore: (json) => restoreLinear('linear', 'value', json),
};

export interface RidgeSettings {
  /** Weight of |coefficients|² beside the squared errors, above 0; scikit-learn's `alpha`. */
  readonly alpha: number;
}

/**
 * Least squares with coefficients drawn towards 0, which steadies them where features go together; scikit-learn's `Ridge`.
 * @see Hoerl and Kennard (1970), https://doi.org/10.1080/00401706.1970.10488634
 */
export const ridge: Learner<RidgeSettings> = {
  kind: 'ridge',
  defaults: { alpha: 1 },
  fit(table, target, { alpha }, weights) {
    checkAlpha(alpha);
    return fitLinear('ridge', table, target, weights, ({ products, withTarget }) => {
      const d = withTarget.length;
      return solveDefinite(
        products.map((sum, at) => (at % (d + 1) === 0 ? sum + alpha : sum)),
        withTarget,
      );
    });
  },
  restore: (json) => restoreLinear('ridge', 'value', json),
};

export interface LassoSettings {
  /** Weight of Σ|coefficient| in standard deviations of the target, above 0: scikit-learn's `alpha` for a standardised target. */
  readonly alpha: number;
}

/**
 * Least squares that leaves features out: small coefficients become exactly 0. Fitted by coordinate descent to
 * scikit-learn's `Lasso` on a standardised target.
 *
 * @see Friedman, Hastie and Tibshirani (2010), https://doi.org/10.18637/jss.v033.i01, 2.2 (covariance updates)
 */
export const lasso: Learner<LassoSettings> = {
  kind: 'lasso',
  defaults: { alpha: 0.01 },
  fit(table, target, { alpha }, weights) {
    checkAlpha(alpha);
    return fitLinear('lasso', table, target, weights, (sums) => coordinateDescent(sums, alpha));
  },
  restore: (json) => restoreLinear('lasso', 'value', json),
};

function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new LearnerSettingError(`alpha must be above 0, got ${alpha}; use the linear kind for no penalty`);
  }
}

function fitLinear(
  kind: string,
  table: Table,
  target: Float64Array,
  weights: Float64Array | undefined,
  solve: (sums: CentredSums) => Float64Array,
): Fitted {
  checkExamples(table, target, 'value', weights);
  const encoder = fitEncoder(table);
  const points = encode(encoder, table);
  const sums = centredSums(points, target, weights ?? new Float64Array(table.rowCount).fill(1));
  const coefficients = solve(sums);
  return linearModel(kind, 'value', {
    encoder,
    intercept: interceptOf(sums, coefficients),
    coefficients: Array.from(coefficients),
    means: referenceOf(points),
  });
}

const MOST_SWEEPS = 10_000; // tens are usual; hundreds where features almost say the same

function coordinateDescent({ weight, products, withTarget, ofTarget }: CentredSums, alpha: number): Float64Array {
  const d = withTarget.length;
  const deviation = Math.sqrt(ofTarget / weight);
  const coefficients = new Float64Array(d);
  const gradient = withTarget.slice(); // what is left of the target along each column
  const threshold = alpha * deviation * weight;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let largestMove = 0;
    for (let j = 0; j < d; j++) {
      const square = products[j * d + j]!;
      if (square <= 0) continue;
      const wanted = gradient[j]! + square * coefficients[j]!;
      const next = (Math.sign(wanted) * Math.max(0, Math.abs(wanted) - threshold)) / square + 0; // + 0, so that none is −0
      const by = next - coefficients[j]!;
      if (by === 0) continue;
      for (let l = 0; l < d; l++) gradient[l]! -= by * products[j * d + l]!;
      coefficients[j] = next;
      largestMove = Math.max(largestMove, Math.abs(by) * Math.sqrt(square / weight));
    }
    if (largestMove <= 1e-10 * deviation) break;
  }
  return coefficients;
}
