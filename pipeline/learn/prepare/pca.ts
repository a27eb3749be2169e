import { Matrix as Dense, EVD } from 'ml-matrix';
import { columnMeans, type Matrix, zeros } from '../../math/matrix.ts';

/** The directions in which rows vary most. */
export interface PrincipalComponents {
  /** k × d, one unit vector a row, largest variance first; the largest loading of each is positive. */
  readonly components: Matrix;
  /** Share of the whole variance along each, 0 to 1, falling. */
  readonly explainedShares: readonly number[];
}

/**
 * As many principal components as are needed to carry a share of the variance. Equal to scikit-learn's `PCA` but for signs.
 *
 * @param share above 0, up to 1
 * @see Jolliffe (2002), Principal Component Analysis, 6.1.1; eigenvectors of the covariance by ml-matrix
 */
export function principalComponents(points: Matrix, share: number): PrincipalComponents {
  const { values, vectors } = eigen(covarianceOf(points), points.columns);
  const total = values.reduce((sum, value) => sum + value, 0);
  const shares = values.map((value) => (total > 0 ? value / total : 0));
  let [count, carried] = [0, 0];
  while (count < shares.length && carried < share - 1e-12 && shares[count]! > 1e-12) carried += shares[count++]!;
  const components = zeros(count, points.columns);
  for (let i = 0; i < count; i++) components.data.set(signed(vectors[i]!), i * points.columns);
  return { components, explainedShares: shares.slice(0, count) };
}

/** n × d points as n × k scores; centring is left to the model's intercept. */
export function project(points: Matrix, components: Matrix): Matrix {
  const result = zeros(points.rows, components.rows);
  for (let i = 0; i < points.rows; i++) {
    for (let c = 0; c < components.rows; c++) {
      let sum = 0;
      for (let j = 0; j < points.columns; j++)
        sum += points.data[i * points.columns + j]! * components.data[c * points.columns + j]!;
      result.data[i * components.rows + c] = sum;
    }
  }
  return result;
}

/** Coefficients of the k scores as coefficients of the d columns they are made of. */
export function unproject(coefficients: Float64Array, components: Matrix): Float64Array {
  const result = new Float64Array(components.columns);
  for (let c = 0; c < components.rows; c++) {
    for (let j = 0; j < components.columns; j++) result[j]! += coefficients[c]! * components.data[c * components.columns + j]!;
  }
  return result;
}

/** Eigenvalues of a symmetric d × d matrix, largest first and not below 0, with their unit vectors. */
export function eigen(symmetric: Float64Array, d: number): { values: number[]; vectors: Float64Array[] } {
  if (d === 0) return { values: [], vectors: [] };
  const decomposed = new EVD(Dense.from1DArray(d, d, symmetric), { assumeSymmetric: true });
  const { realEigenvalues, eigenvectorMatrix } = decomposed;
  const order = realEigenvalues.map((_, i) => i).toSorted((a, b) => realEigenvalues[b]! - realEigenvalues[a]!);
  return {
    values: order.map((i) => Math.max(0, realEigenvalues[i]!)),
    vectors: order.map((i) => Float64Array.from(eigenvectorMatrix.getColumn(i))),
  };
}

function covarianceOf(points: Matrix): Float64Array {
  const { data, rows, columns } = points;
  const means = columnMeans(points);
  const sums = new Float64Array(columns * columns);
  for (let at = 0; at < data.length; at += columns) {
    for (let j = 0; j < columns; j++) {
      const centred = data[at + j]! - means[j]!;
      for (let l = 0; l <= j; l++) sums[j * columns + l]! += centred * (data[at + l]! - means[l]!);
    }
  }
  for (let j = 0; j < columns; j++) for (let l = 0; l < j; l++) sums[l * columns + j] = sums[j * columns + l]!;
  return sums.map((sum) => sum / Math.max(1, rows - 1));
}

function signed(vector: Float64Array): Float64Array {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}
