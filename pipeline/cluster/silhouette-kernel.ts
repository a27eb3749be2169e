import { instantiate } from '../kernels/instantiate.ts';
import { Cutter, pagesFor, SPARE_BYTES } from '../kernels/memory.ts';
import type { Matrix } from '../math/matrix.ts';
import { Random } from '../math/random.ts';

const BLOCK = 8;
/** Points of which the kernel takes the distances to a block at once. */
const GROUP = 4;
const ROUNDING_SEED = 1;

/** Lanes divide the work in a fixed way, so that sums come out the same with any number of threads. */
export const LANES = 8;

/** Points as 16-bit integers, sorted by cluster in blocks of 8, each cluster filled up with copies of its first point. */
export interface PackedPoints {
  /** blocks × words × 8 × 2 */
  readonly values: Int16Array;
  readonly clusterOfBlock: Int32Array;
  /** Half the features, rounded up. */
  readonly words: number;
  readonly k: number;
}

/** Packed points and the way back from them. */
export interface Packing {
  readonly packed: PackedPoints;
  /** Where each point of the matrix went. Length n. */
  readonly placeOf: Int32Array;
  /** Copies at the end of each cluster. Length k. */
  readonly copies: Int32Array;
  /** Place of the first point of each cluster; −1 where there is none. Length k. */
  readonly firstOf: Int32Array;
  /** Length of one unit of the integers. */
  readonly unit: number;
}

/**
 * Rounds the points to a grid as fine as lets no squared distance overflow 31 bits; on standardised features its unit is
 * some 5e-4. A coordinate is rounded up as often as it is near the upper line, by chance from a fixed seed: values such as
 * whole numbers would else all be rounded the same way, and their errors would not even out in a mean.
 */
export function pack(points: Matrix, labels: ArrayLike<number>, k: number): Packing {
  const { rows: n, columns: d, data } = points;
  const { middles, unit } = gridOf(points);
  const sizes = new Int32Array(k);
  for (let i = 0; i < n; i++) sizes[labels[i]!]!++;
  const blocksOf = sizes.map((size) => Math.ceil(size / BLOCK));
  const blocks = blocksOf.reduce((sum, count) => sum + count, 0);
  const words = Math.ceil(d / 2);
  const values = new Int16Array(new SharedArrayBuffer(blocks * words * BLOCK * 4));
  const clusterOfBlock = new Int32Array(new SharedArrayBuffer(blocks * 4));
  const firstOf = new Int32Array(k).fill(-1);
  const next = new Int32Array(k);
  for (let c = 0, block = 0; c < k; block += blocksOf[c]!, c++) {
    next[c] = block * BLOCK;
    if (sizes[c]! > 0) firstOf[c] = next[c]!;
    clusterOfBlock.fill(c, block, block + blocksOf[c]!);
  }
  const random = new Random(ROUNDING_SEED);
  const atWord = (place: number) => (Math.floor(place / BLOCK) * words * BLOCK + (place % BLOCK)) * 2;
  const placeOf = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    placeOf[i] = next[labels[i]!]!++;
    const at = atWord(placeOf[i]!);
    for (let j = 0; j < d; j++) {
      const coordinate = (data[i * d + j]! - middles[j]!) / unit;
      values[at + Math.floor(j / 2) * BLOCK * 2 + (j % 2)] = Math.floor(coordinate + random.next());
    }
  }
  const copies = sizes.map((size, c) => blocksOf[c]! * BLOCK - size);
  for (let c = 0; c < k; c++) {
    for (let copy = 0; copy < copies[c]!; copy++) {
      const [from, to] = [atWord(firstOf[c]!), atWord(next[c]!++)];
      for (let word = 0; word < words; word++)
        values.copyWithin(to + word * BLOCK * 2, from + word * BLOCK * 2, from + word * BLOCK * 2 + 2);
    }
  }
  return { packed: { values, clusterOfBlock, words, k }, placeOf, copies, firstOf, unit };
}

/** Middle of the range of each feature, and a unit that neither a difference nor a squared distance overflows with. */
function gridOf({ data, rows, columns: d }: Matrix): { readonly middles: Float64Array; readonly unit: number } {
  const least = new Float64Array(d).fill(Number.POSITIVE_INFINITY);
  const most = new Float64Array(d).fill(Number.NEGATIVE_INFINITY);
  for (let at = 0, j = 0; at < rows * d; at++, j = j + 1 === d ? 0 : j + 1) {
    if (data[at]! < least[j]!) least[j] = data[at]!;
    if (data[at]! > most[j]!) most[j] = data[at]!;
  }
  const ranges = most.map((value, j) => value - least[j]!);
  const diagonal = Math.sqrt(ranges.reduce((sum, range) => sum + range * range, 0));
  const unit = Math.max(diagonal / LONGEST, Math.max(...ranges) / WIDEST) || 1;
  return { middles: most.map((value, j) => (value + least[j]!) / 2), unit };
}

/** Of a squared distance in 31 bits the root, and of a difference in 16 bits; both less what rounding may add. */
const LONGEST = Math.sqrt(2 ** 31) - 2 ** 8;
const WIDEST = 2 ** 15 - 4;

/**
 * The part of one lane in the sums of distances: entry c·(blocks·8) + i gains the distance from packed point i to the
 * points of cluster c that the lane looked at, in units of the grid. All lanes together look at every pair once.
 */
export function sumDistances({ values, clusterOfBlock, words, k }: PackedPoints, lane: number): Float64Array {
  const blocks = clusterOfBlock.length;
  const sumCount = k * blocks * BLOCK;
  const bytes = values.byteLength + clusterOfBlock.byteLength + (2 * blocks * BLOCK + (words + BLOCK) * GROUP) * 4 + sumCount * 8;
  const memory = new WebAssembly.Memory({ initial: pagesFor(bytes + SPARE_BYTES) });
  const cut = new Cutter(memory, 0);
  const points = cut.bytes(values.byteLength);
  const sums = cut.doubles(sumCount);
  const clusters = cut.integers(blocks);
  const lengths = cut.integers(blocks * BLOCK);
  const scratch = cut.integers(words * GROUP);
  const rows = cut.integers(GROUP * BLOCK);
  const columns = cut.integers(blocks * BLOCK);
  points.set(new Uint8Array(values.buffer));
  clusters.set(clusterOfBlock);
  const kernel = instantiate<SilhouetteExports>('silhouette', memory);
  kernel.squaredLengths(points.byteOffset, lengths.byteOffset, blocks, words);
  const groups = (blocks * BLOCK) / GROUP;
  for (let from = lane; from < groups; from += CALL_GROUPS * LANES) {
    kernel.distanceSums(
      points.byteOffset,
      clusters.byteOffset,
      lengths.byteOffset,
      scratch.byteOffset,
      rows.byteOffset,
      columns.byteOffset,
      sums.byteOffset,
      blocks,
      words,
      from,
      Math.min(groups, from + CALL_GROUPS * LANES),
      LANES,
    );
  }
  return sums.slice();
}

/** Groups of one call: V8 goes over to the faster machine code it makes meanwhile only from one call to the next. */
const CALL_GROUPS = 64;

interface SilhouetteExports {
  squaredLengths(points: number, lengths: number, blocks: number, words: number): void;
  distanceSums(
    points: number,
    clusterOf: number,
    lengths: number,
    scratch: number,
    rows: number,
    columns: number,
    sums: number,
    blocks: number,
    words: number,
    from: number,
    to: number,
    step: number,
  ): void;
}

/** Distance of two packed points in units of the grid, as the kernel finds it. */
export function packedDistance({ values, words }: PackedPoints, a: number, b: number): number {
  const at = (place: number) => (Math.floor(place / BLOCK) * words * BLOCK + (place % BLOCK)) * 2;
  const [from, to] = [at(a), at(b)];
  let sum = 0;
  for (let word = 0; word < words; word++) {
    for (let half = 0; half < 2; half++) {
      const offset = word * BLOCK * 2 + half;
      sum += (values[from + offset]! - values[to + offset]!) ** 2;
    }
  }
  return Math.fround(Math.sqrt(Math.fround(sum)));
}
