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
  return standardiseInPlace(copy(values), scaler);
}

/** As {@link standardise}, in place of the values: a second matrix of all users would be the largest thing in memory. */
export function standardiseInPlace<Values extends Matrix>(values: Values, { means, deviations }: Scaler): Values {
  const { data, rows, columns } = values;
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++, at++) {
      const deviation = deviations[j]!;
      data[at] = deviation === 0 ? 0 : (data[at]! - means[j]!) / deviation;
    }
  }
  return values;
}

/** The way back from z-scores to the features' own units. */
export function unstandardise(points: Matrix, { means, deviations }: Scaler): Matrix {
  const result = copy(points);
  const { data, columns } = result;
  for (let at = 0; at < data.length; at++) data[at] = data[at]! * deviations[at % columns]! + means[at % columns]!;
  return result;
}

function copy(source: Matrix): Matrix {
  const result = zeros(source.rows, source.columns);
  result.data.set(source.data);
  return result;
}
