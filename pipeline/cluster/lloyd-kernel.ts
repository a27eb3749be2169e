import { instantiate } from '../kernels/instantiate.ts';
import { Cutter, reserve, SPARE_BYTES } from '../kernels/memory.ts';
import type { Matrix } from '../math/matrix.ts';
import { share } from '../math/shared-matrix.ts';

/** See kernels/lloyd.as for arguments and results. */
export interface LloydExports {
  step(
    points: number,
    n: number,
    d: number,
    k: number,
    centroids: number,
    halfNorms: number,
    labels: number,
    sums: number,
    sizes: number,
  ): number;
  nearer(points: number, n: number, d: number, target: number, nearest: number, distances: number): number;
  inertia(points: number, n: number, d: number, centroids: number, labels: number): number;
}

/** Room beside the points in the memory of the kernel, for one start of k-means. */
export interface LloydSteps {
  /** n labels as the last step left them. */
  readonly labels: Uint8Array;
  /** k × d sums of the points of each label, and how many there are, after the last step. */
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  /** Labels all points by these k × d centroids and returns how many labels changed. */
  step(centroids: Matrix): number;
  /** The sum of squared distances of all points to their nearest of these k × d centroids, by the labels of the last step. */
  inertia(centroids: Matrix): number;
}

/** @param k number of centroids, at most 255 */
export function prepareSteps(points: Matrix, k: number): LloydSteps {
  const { memory, data, rows: n, columns: d } = share(points);
  const cut = new Cutter(memory, reserve(memory, (2 * k * d + 2 * k) * 8 + n + SPARE_BYTES));
  const centres = cut.doubles(k * d);
  const halfNorms = cut.doubles(k);
  const sums = cut.doubles(k * d);
  const sizes = cut.doubles(k);
  const labels = cut.bytes(n);
  const kernel = instantiate<LloydExports>('lloyd', memory);
  return {
    labels,
    sums,
    sizes,
    step(centroids) {
      centres.set(centroids.data);
      for (let c = 0; c < k; c++) halfNorms[c] = halfNorm(centroids, c);
      sums.fill(0);
      sizes.fill(0);
      return kernel.step(
        data.byteOffset,
        n,
        d,
        k,
        centres.byteOffset,
        halfNorms.byteOffset,
        labels.byteOffset,
        sums.byteOffset,
        sizes.byteOffset,
      );
    },
    inertia(centroids) {
      centres.set(centroids.data);
      return kernel.inertia(data.byteOffset, n, d, centres.byteOffset, labels.byteOffset);
    },
  };
}

/** |c|² / 2 */
export function halfNorm({ data, columns: d }: Matrix, c: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += (data[c * d + j]! * data[c * d + j]!) / 2;
  return sum;
}
