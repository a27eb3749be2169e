import type { Random } from '../../math/random.ts';
import type { FeatureShape } from '../learner.ts';
import type { TreeColumns } from './columns.ts';
import { allOf } from './sample.ts';
import { type Tree, TreeBuilder } from './tree.ts';

/** Numbers up to and including a threshold, or the categories of these bits, go left. */
type Question = number | Uint32Array;

/**
 * A tree that splits at random until rows are alone; the value of a leaf is the length of the path to it, with what a tree
 * of the rows left there would have added. Numbers split anywhere between the least and the greatest, categories into any
 * two groups; missing values, and categories not met here, go with the more.
 *
 * @param rows of the columns, which change their order
 */
export function growIsolationTree(
  columns: TreeColumns,
  shapes: readonly FeatureShape[],
  rows: Int32Array,
  maxDepth: number,
  random: Random,
): Tree {
  const builder = new TreeBuilder();
  const enter = (start: number, end: number, depth: number): number => {
    const node = builder.leaf(depth + meanPathLength(end - start), end - start);
    const span = rows.subarray(start, end);
    const feature = depth < maxDepth && end - start > 1 ? drawFeature(columns, span, random) : undefined;
    if (feature === undefined) return node;
    const column = columns[feature]!;
    const shape = shapes[feature]!;
    const question =
      shape.kind === 'number' ? drawThreshold(column, span, random) : drawGroup(column, span, shape.categories.length, random);
    const known = [...span].filter((row) => !Number.isNaN(column[row]));
    const leftCount = known.filter((row) => isLeft(column[row]!, question)).length;
    const missingLeft = leftCount > known.length - leftCount;
    const isLeftRow = (row: number) => (Number.isNaN(column[row]) ? missingLeft : isLeft(column[row]!, question));
    const left = [...span].filter(isLeftRow);
    const right = [...span].filter((row) => !isLeftRow(row));
    span.set([...left, ...right]);
    const middle = start + left.length;
    const settled = typeof question === 'number' ? question : withAbsent(question, column, known, shape, missingLeft);
    const leftNode = enter(start, middle, depth + 1);
    builder.split(node, feature, settled, missingLeft, leftNode, enter(middle, end, depth + 1));
    return node;
  };
  enter(0, rows.length, 0);
  return builder.build();
}

/**
 * The mean path length of an unsuccessful search in a binary search tree of n rows.
 *
 * @see Liu, Ting and Zhou (2008), https://doi.org/10.1109/ICDM.2008.17, equation 1.
 */
export function meanPathLength(n: number): number {
  if (n <= 1) return 0;
  if (n === 2) return 1;
  return 2 * (Math.log(n - 1) + EULER) - (2 * (n - 1)) / n;
}

const EULER = 0.5772156649015329;

/** Any feature that varies among the rows, each equally likely. */
function drawFeature(columns: TreeColumns, rows: Int32Array, random: Random): number | undefined {
  const left = allOf(columns.length);
  for (let count = left.length; count > 0; count--) {
    const drawn = random.below(count);
    const feature = left[drawn]!;
    if (varies(columns[feature]!, rows)) return feature;
    left[drawn] = left[count - 1]!;
  }
  return undefined;
}

function varies(column: Float64Array, rows: Int32Array): boolean {
  let first = Number.NaN;
  for (const row of rows) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(first)) first = value;
    else if (value !== first) return true;
  }
  return false;
}

/** At least the least value and less than the greatest. */
function drawThreshold(column: Float64Array, rows: Int32Array, random: Random): number {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = column[row]!;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  const share = random.next();
  const threshold = least * (1 - share) + greatest * share; // greatest − least could overflow
  return threshold >= least && threshold < greatest ? threshold : least;
}

/** The bits of some of the categories met, at least one and not all. */
function drawGroup(column: Float64Array, rows: Int32Array, categoryCount: number, random: Random): Uint32Array {
  const met = metCodes(column, rows);
  const size = 1 + random.below(met.length - 1);
  const bits = new Uint32Array(Math.ceil(categoryCount / 32));
  for (let i = 0; i < size; i++) {
    const drawn = i + random.below(met.length - i);
    const code = met[drawn]!;
    met[drawn] = met[i]!;
    bits[code >> 5]! |= 1 << (code & 31);
  }
  return bits;
}

function metCodes(column: Float64Array, rows: ArrayLike<number> & Iterable<number>): number[] {
  const met = new Set<number>();
  for (const row of rows) if (!Number.isNaN(column[row])) met.add(column[row]!);
  return [...met].sort((a, b) => a - b);
}

function isLeft(value: number, question: Question): boolean {
  if (typeof question === 'number') return value <= question;
  return ((question[value >> 5]! >>> (value & 31)) & 1) === 1;
}

/** The same bits, and those of all categories not met where missing values go left. */
function withAbsent(
  bits: Uint32Array,
  column: Float64Array,
  known: readonly number[],
  shape: FeatureShape,
  missingLeft: boolean,
): Uint32Array {
  if (!missingLeft || shape.kind === 'number') return bits;
  const met = new Set(metCodes(column, known));
  const all = bits.slice();
  for (let code = 0; code < shape.categories.length; code++) if (!met.has(code)) all[code >> 5]! |= 1 << (code & 31);
  return all;
}
