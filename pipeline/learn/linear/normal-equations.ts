import { CholeskyDecomposition, Matrix as Dense } from 'ml-matrix';
import type { Matrix } from '../../math/matrix.ts';
import { eigen } from '../prepare/pca.ts';

/**
 * Weighted sums over rows of the products of all pairs of columns, d × d and symmetric. Zeros, which dummies mostly are,
 * cost nothing.
 */
export function gram({ data, columns }: Matrix, weights: Float64Array): Float64Array {
  const sums = new Float64Array(columns * columns);
  const used = new Int32Array(columns);
  for (let row = 0; row < weights.length; row++) {
    const start = row * columns;
    let usedCount = 0;
    for (let j = 0; j < columns; j++) if (data[start + j] !== 0) used[usedCount++] = j;
    for (let a = 0; a < usedCount; a++) {
      const j = used[a]!;
      const scaled = weights[row]! * data[start + j]!;
      for (let b = 0; b <= a; b++) sums[j * columns + used[b]!]! += scaled * data[start + used[b]!]!;
    }
  }
  for (let j = 0; j < columns; j++) for (let l = 0; l < j; l++) sums[l * columns + j] = sums[j * columns + l]!;
  return sums;
}

/** Weighted sum over rows of column × value. Length d. */
export function crossProducts({ data, columns }: Matrix, values: Float64Array, weights?: Float64Array): Float64Array {
  const sums = new Float64Array(columns);
  for (let row = 0; row < values.length; row++) {
    const scaled = values[row]! * (weights === undefined ? 1 : weights[row]!);
    if (scaled === 0) continue;
    for (let j = 0, at = row * columns; j < columns; j++, at++) sums[j]! += scaled * data[at]!;
  }
  return sums;
}

/** Value of every row: intercept + Σ coefficient × column. */
export function linearScores({ data, rows, columns }: Matrix, coefficients: Float64Array, intercept: number): Float64Array {
  const scores = new Float64Array(rows);
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = intercept;
    for (let j = 0; j < columns; j++, at++) sum += data[at]! * coefficients[j]!;
    scores[row] = sum;
  }
  return scores;
}

/** Solves A x = b for a symmetric, positive definite d × d matrix, by Cholesky's decomposition. */
export function solveDefinite(a: Float64Array, b: Float64Array): Float64Array {
  if (b.length === 0) return b;
  const decomposed = new CholeskyDecomposition(Dense.from1DArray(b.length, b.length, a));
  return decomposed.isPositiveDefinite()
    ? Float64Array.from(decomposed.solve(Dense.columnVector(b)).to1DArray())
    : solveLeast(a, b);
}

/**
 * The shortest x of those that solve A x = b best, for a symmetric A that may be singular: columns that say the same share the
 * coefficient. Directions below 1e-12 of the largest eigenvalue are rounding, not data.
 */
export function solveLeast(a: Float64Array, b: Float64Array): Float64Array {
  const { values, vectors } = eigen(a, b.length);
  const x = new Float64Array(b.length);
  for (const [i, value] of values.entries()) {
    if (value <= 1e-12 * values[0]!) break;
    const along = vectors[i]!.reduce((sum, loading, j) => sum + loading * b[j]!, 0) / value;
    for (const [j, loading] of vectors[i]!.entries()) x[j]! += along * loading;
  }
  return x;
}
