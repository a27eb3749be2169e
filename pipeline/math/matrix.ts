/**
 * An n × d matrix as one flat typed array, row by row, so that kernels can share it between threads without copying.
 * Only this folder and the kernels index it by row and column.
 */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** A zero matrix in memory that worker threads can share. */
export function zeros(rows: number, columns: number): Matrix {
  return { data: new Float64Array(new SharedArrayBuffer(rows * columns * 8)), rows, columns };
}

/** @example matrix([[0, 1], [9, 10]]) // 2 × 2 */
export function matrix(values: readonly (readonly number[])[]): Matrix {
  const result = zeros(values.length, values[0]?.length ?? 0);
  values.forEach((row, index) => {
    if (row.length !== result.columns)
      throw new RangeError(`row ${index} has ${row.length} values, the first has ${result.columns}`);
    result.data.set(row, index * result.columns);
  });
  return result;
}

/** One row as a view on the matrix, not a copy. */
export function row(source: Matrix, index: number): Float64Array {
  return source.data.subarray(index * source.columns, (index + 1) * source.columns);
}

/** The rows with these indices, in this order; an index may repeat. */
export function takeRows(source: Matrix, indices: ArrayLike<number>): Matrix {
  const result = zeros(indices.length, source.columns);
  for (let i = 0; i < indices.length; i++) result.data.set(row(source, indices[i]!), i * source.columns);
  return result;
}

export function toRows(source: Matrix): number[][] {
  return Array.from({ length: source.rows }, (_, index) => Array.from(row(source, index)));
}

/** Mean of every column, summed in row order. Length d. */
export function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) sums[j]! += data[at++]!;
  }
  return sums.map((sum) => sum / rows);
}

/**
 * Population standard deviation of every column (divided by n), in two passes so that large means cost no digits.
 * Length d; 0 for a constant column.
 */
export function columnDeviations({ data, rows, columns }: Matrix, means: Float64Array): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const difference = data[at++]! - means[j]!;
      sums[j]! += difference * difference;
    }
  }
  return sums.map((sum) => Math.sqrt(sum / rows));
}

/** Squared Euclidean distance of two vectors of one length. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) {
    const difference = a[j]! - b[j]!;
    sum += difference * difference;
  }
  return sum;
}

/** How many different rows there are, counting no further than `limit`. */
export function distinctRows(source: Matrix, limit: number): number {
  const seen = new Set<string>();
  for (let i = 0; i < source.rows && seen.size < limit; i++) seen.add(row(source, i).join());
  return seen.size;
}
