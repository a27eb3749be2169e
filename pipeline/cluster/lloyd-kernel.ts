import { instantiate } from '../kernels/instantiate.ts';
import type { Matrix } from '../math/matrix.ts';

const GROUP = 4;

interface LloydExports {
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
}

/** Points in the memory of the kernel, for one start of k-means. See kernels/lloyd.as. */
export interface LloydSteps {
  /** n labels as the last step left them. */
  readonly labels: Uint8Array;
  /** k × d sums of the points of each label, and how many there are, after the last step. */
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  /** Labels all points by these k × d centroids and returns how many labels changed. */
  step(centroids: Matrix): number;
}

/** @param k number of centroids, at most 255 */
export function prepareSteps(points: Matrix, k: number): LloydSteps {
  const { rows: n, columns: d } = points;
  const groups = Math.ceil(n / GROUP);
  const { kernel, memory } = instantiate<LloydExports>('lloyd', (groups * GROUP * d + 2 * k * d + 2 * k) * 8 + n);
  const values = memory.doubles(groups * GROUP * d);
  const centres = memory.doubles(k * d);
  const halfNorms = memory.doubles(k);
  const sums = memory.doubles(k * d);
  const sizes = memory.doubles(k);
  const labels = memory.bytes(n);
  for (let i = 0; i < n; i++) {
    const to = Math.floor(i / GROUP) * d * GROUP + (i % GROUP);
    for (let j = 0; j < d; j++) values.view[to + j * GROUP] = points.data[i * d + j]!;
  }
  return {
    labels: labels.view,
    sums: sums.view,
    sizes: sizes.view,
    step(centroids) {
      centres.view.set(centroids.data);
      for (let c = 0; c < k; c++) halfNorms.view[c] = halfNorm(centroids, c);
      sums.view.fill(0);
      sizes.view.fill(0);
      return kernel.step(values.at, n, d, k, centres.at, halfNorms.at, labels.at, sums.at, sizes.at);
    },
  };
}

/** |c|² / 2 */
export function halfNorm({ data, columns: d }: Matrix, c: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += (data[c * d + j]! * data[c * d + j]!) / 2;
  return sum;
}
