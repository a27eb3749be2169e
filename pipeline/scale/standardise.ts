import { columnDeviations, columnMeans, type Matrix, zeros } from '../math/matrix.ts';

/** Mean and population standard deviation of each feature, in matrix order; the deviation of a constant one is 0. */
export interface Scaler {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/**
 * Learns the scaler of an n × d matrix in its own units; equal to scikit-learn's `StandardScaler`, but that a constant
 * column has the deviation 0: rounding leaves it some 1e-16 of its mean, which is no variation.
 */
export function fitScaler(values: Matrix): Scaler {
  const means = columnMeans(values);
  const deviations = columnDeviations(values, means).map((deviation, j) =>
    deviation <= 1e-12 * Math.abs(means[j]!) ? 0 : deviation,
  );
  return { means, deviations };
}

/** z-scores: (value − mean) / deviation, no unit. A constant feature tells users apart by nothing and becomes 0. */
export function standardise(values: Matrix, scaler: Scaler): Matrix {
  return mapColumns(values, (value, j) => (scaler.deviations[j] === 0 ? 0 : (value - scaler.means[j]!) / scaler.deviations[j]!));
}

/** The way back from z-scores to the features' own units. */
export function unstandardise(points: Matrix, scaler: Scaler): Matrix {
  return mapColumns(points, (z, j) => z * scaler.deviations[j]! + scaler.means[j]!);
}

function mapColumns(source: Matrix, map: (value: number, column: number) => number): Matrix {
  const result = zeros(source.rows, source.columns);
  for (let i = 0; i < source.rows; i++) {
    for (let j = 0; j < source.columns; j++) {
      const at = i * source.columns + j;
      result.data[at] = map(source.data[at]!, j);
    }
  }
  return result;
}
