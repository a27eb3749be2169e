import { instantiate } from '../kernels/instantiate.ts';
import { Cutter, reserve, SPARE_BYTES } from '../kernels/memory.ts';
import type { Matrix } from '../math/matrix.ts';
import { layOut, paddedLength } from './laid-out.ts';
import type { LloydExports } from './lloyd-exports.ts';

/** Room beside the points in the memory of the kernel, for one start of k-means after the other. */
export interface LloydSteps {
  /** n labels as the last step left them. */
  readonly labels: Uint8Array;
  /** k × d sums of the points of each label, and how many there are, after the last step. */
  readonly sums: Float64Array;
  readonly sizes: Float64Array;
  /** Forgets the labels of the start before. */
  begin(): void;
  /** Labels all points by these k × d centroids and returns how many labels changed. */
  step(centroids: Matrix): number;
  /** Frees the sums of the rounding of all the steps. */
  addUp(): void;
  /** The sum of squared distances of all points to their nearest of these k × d centroids, by the labels of the last step. */
  inertia(centroids: Matrix): number;
}

/** Words that the kernel needs for a block. */
const SCRATCH = 16;

/** @param k number of centroids, at most 255 */
export function prepareSteps(points: Matrix, k: number): LloydSteps {
  const { memory, data, blocks, longest, rows: n, columns: d } = layOut(points);
  const pairCount = Math.ceil(k / 2);
  const pairLength = 2 * (1 + d);
  const bytes = (2 * k * d + 2 * k) * 8 + (pairCount * pairLength + SCRATCH) * 4 + paddedLength(n);
  const cut = new Cutter(memory, reserve(memory, bytes + SPARE_BYTES));
  const centres = cut.doubles(k * d);
  const halfNorms = cut.doubles(k);
  const sums = cut.doubles(k * d);
  const sizes = cut.doubles(k);
  const pairs = cut.floats(pairCount * pairLength);
  const scratch = cut.floats(SCRATCH);
  const allLabels = cut.bytes(paddedLength(n));
  if (k % 2 === 1) pairs[(pairCount - 1) * pairLength + 1] = Number.POSITIVE_INFINITY; // no point is near a centroid that is missing
  const kernel = instantiate<LloydExports>('lloyd', memory);
  return {
    labels: allLabels.subarray(0, n),
    sums,
    sizes,
    begin() {
      allLabels.fill(NONE);
      sums.fill(0);
      sizes.fill(0);
    },
    step(centroids) {
      centres.set(centroids.data);
      let largest = 0;
      for (let c = 0; c < k; c++) {
        halfNorms[c] = halfNorm(centroids, c);
        const at = Math.floor(c / 2) * pairLength + (c % 2);
        pairs[at] = halfNorms[c]!;
        for (let j = 0; j < d; j++) pairs[at + 2 + 2 * j] = centres[c * d + j]!;
        largest = Math.max(largest, longest * Math.sqrt(2 * halfNorms[c]!) + halfNorms[c]!);
      }
      return kernel.step(
        data.byteOffset,
        blocks,
        n,
        d,
        k,
        centres.byteOffset,
        halfNorms.byteOffset,
        pairs.byteOffset,
        roundingOf(d) * largest,
        allLabels.byteOffset,
        sums.byteOffset,
        sizes.byteOffset,
        scratch.byteOffset,
      );
    },
    addUp: () => kernel.addUp(data.byteOffset, n, d, k, allLabels.byteOffset, sums.byteOffset),
    inertia(centroids) {
      centres.set(centroids.data);
      return kernel.inertia(data.byteOffset, n, d, centres.byteOffset, allLabels.byteOffset);
    },
  };
}

/** The label of a point that has none yet: with 255 clusters labels end at 254. */
const NONE = 255;

/**
 * How much the difference of two sums of d products may be wrong in single precision, as a part of the largest sum of
 * absolute values: γ of d + 4 roundings for each of the two, and as much again to be sure.
 *
 * @see Higham (2002), Accuracy and Stability of Numerical Algorithms, section 3.1
 */
function roundingOf(d: number): number {
  return 4 * (d + 4) * 2 ** -24;
}

/** |c|² / 2 */
export function halfNorm({ data, columns: d }: Matrix, c: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += (data[c * d + j]! * data[c * d + j]!) / 2;
  return sum;
}
