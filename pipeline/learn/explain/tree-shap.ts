import { type Matrix, zeros } from '../../math/matrix.ts';
import type { TreeColumns } from '../trees/columns.ts';
import { goesLeft, type Tree } from '../trees/tree.ts';
import { Path } from './tree-path.ts';
import { leafTables } from './tree-tables.ts';

/**
 * Exact Shapley values of a sum of trees: what each feature of a row adds to its score, where a feature that is not known
 * counts as spread over a node's children as the training rows were.
 *
 * @param scale every tree's leaf values count times this
 * @returns `base`, the score where nothing is known, and `values`, a row for each row and a column for each feature; a row of
 * `values` and `base` sum to the score
 * @see Lundberg et al. (2018), https://arxiv.org/abs/1802.03888, algorithm 2. Time O(trees · leaves · depth²) per row, and
 * O(trees · leaves · depth) where there are so many rows that tables pay.
 */
export function treeContributions(
  trees: readonly Tree[],
  columns: TreeColumns,
  rowCount: number,
  base: number,
  scale = 1,
): { readonly base: number; readonly values: Matrix } {
  const values = zeros(rowCount, columns.length);
  for (const tree of trees) {
    const tables = leafTables(tree, rowCount);
    const path = new Path(tables === undefined ? depthOf(tree) : 0);
    for (let row = 0; row < rowCount; row++) {
      const contributions = values.data.subarray(row * columns.length, (row + 1) * columns.length);
      if (tables !== undefined) tables.add(columns, row, scale, contributions);
      else descend({ tree, columns, row, scale, contributions, path }, 0, 0, 0, 1, 1, -1);
    }
  }
  return { base: trees.reduce((sum, tree) => sum + scale * meanValue(tree, 0), base), values };
}

interface Walk {
  readonly tree: Tree;
  readonly columns: TreeColumns;
  readonly row: number;
  readonly scale: number;
  readonly contributions: Float64Array;
  readonly path: Path;
}

function descend(walk: Walk, node: number, parentAt: number, length: number, zero: number, one: number, feature: number): void {
  const { tree, path, contributions } = walk;
  const at = parentAt + length;
  path.copy(parentAt, at, length);
  path.extend(at, length, zero, one, feature);
  const asked = tree.feature[node]!;
  if (asked < 0) {
    for (let i = 1; i <= length; i++) {
      const share = path.unwoundSum(at, length, i) * (path.one[at + i]! - path.zero[at + i]!);
      contributions[path.feature[at + i]!]! += share * tree.value[node]! * walk.scale;
    }
    return;
  }
  const left = goesLeft(tree, node, walk.columns, walk.row);
  const hot = left ? tree.left[node]! : tree.right[node]!;
  const cold = left ? tree.right[node]! : tree.left[node]!;
  let last = length;
  let zeroBefore = 1;
  let oneBefore = 1;
  for (let i = 1; i <= length; i++) {
    if (path.feature[at + i] !== asked) continue;
    zeroBefore = path.zero[at + i]!;
    oneBefore = path.one[at + i]!;
    path.unwind(at, length, i);
    last -= 1;
    break;
  }
  const cover = tree.cover[node]!;
  descend(walk, hot, at, last + 1, (zeroBefore * tree.cover[hot]!) / cover, oneBefore, asked);
  descend(walk, cold, at, last + 1, (zeroBefore * tree.cover[cold]!) / cover, 0, asked);
}

/** The mean of the leaves below, each as often as training rows came to it. */
function meanValue(tree: Tree, node: number): number {
  if (tree.feature[node]! < 0) return tree.value[node]!;
  const [left, right] = [tree.left[node]!, tree.right[node]!];
  const sum = tree.cover[left]! * meanValue(tree, left) + tree.cover[right]! * meanValue(tree, right);
  return sum / tree.cover[node]!;
}

function depthOf(tree: Tree): number {
  const depths = new Int32Array(tree.feature.length);
  for (let node = 0; node < depths.length; node++) {
    if (tree.feature[node]! < 0) continue;
    depths[tree.left[node]!] = depths[node]! + 1;
    depths[tree.right[node]!] = depths[node]! + 1;
  }
  return depths.reduce((most, depth) => Math.max(most, depth), 0);
}
