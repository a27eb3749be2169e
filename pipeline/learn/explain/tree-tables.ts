import type { TreeColumns } from '../trees/columns.ts';
import { goesLeft, type Tree } from '../trees/tree.ts';
import { Path } from './tree-path.ts';

/** What each leaf adds to the contributions, for every set of features on its way that a row may agree with. */
export interface LeafTables {
  /** Adds one row's contributions, times `scale`. */
  add(columns: TreeColumns, row: number, scale: number, contributions: Float64Array): void;
}

/** Numbers in the tables of one tree: 8 MB. */
const MOST_NUMBERS = 2 ** 20;

/**
 * A leaf's part of the contributions depends only on which of the k features on its way the row agrees with, so 2^k × k
 * numbers a leaf answer for all rows.
 *
 * @returns undefined where the tables would take more room, or more time for so many rows, than they save
 * @see Yang (2021), Fast TreeSHAP, https://arxiv.org/abs/2109.09847, algorithm 2.
 */
export function leafTables(tree: Tree, rowCount: number): LeafTables | undefined {
  const ways = waysOf(tree);
  const leaves = [...ways.keys()].filter((node) => tree.feature[node]! < 0);
  const sizes = leaves.map((leaf) => 2 ** ways[leaf]!.features.length);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  if (sum(sizes) > leaves.length * rowCount) return undefined;
  const numbers = sum(sizes.map((size, index) => size * ways[leaves[index]!]!.features.length));
  if (numbers > MOST_NUMBERS) return undefined;
  const path = new Path(Math.max(...leaves.map((leaf) => ways[leaf]!.features.length)));
  const table = new Float64Array(numbers);
  const starts = new Int32Array(ways.length);
  let filled = 0;
  for (const leaf of leaves) {
    starts[leaf] = filled;
    filled += fillTable(table, filled, ways[leaf]!, tree.value[leaf]!, path);
  }
  const lengths = Int32Array.from(ways, ({ features }) => features.length);
  const places = Int32Array.from(ways, ({ features }, node) => features.indexOf(tree.feature[node]!));
  const most = Math.max(...lengths);
  const asked = Int32Array.from(
    { length: ways.length * most },
    (_, at) => ways[Math.floor(at / most)]!.features[at % most] ?? -1,
  );
  const agreed = new Int32Array(ways.length);
  return {
    add(columns, row, scale, contributions) {
      for (let node = 0; node < agreed.length; node++) {
        const length = lengths[node]!;
        if (tree.feature[node]! >= 0) {
          pass(tree, node, length, places[node]!, columns, row, agreed);
          continue;
        }
        const from = starts[node]! + agreed[node]! * length;
        for (let j = 0; j < length; j++) contributions[asked[node * most + j]!]! += scale * table[from + j]!;
      }
    },
  };
}

/** Notes for both children which features of their way the row agrees with, a bit each. */
function pass(
  tree: Tree,
  node: number,
  length: number,
  place: number,
  columns: TreeColumns,
  row: number,
  agreed: Int32Array,
): void {
  const before = agreed[node]!;
  // a feature asked again keeps what it had where the row agrees, and loses it where not
  const hot = place < 0 ? before | (1 << length) : before;
  const cold = place < 0 ? before : before & ~(1 << place);
  const isLeft = goesLeft(tree, node, columns, row);
  agreed[tree.left[node]!] = isLeft ? hot : cold;
  agreed[tree.right[node]!] = isLeft ? cold : hot;
}

/** The features asked on the way to a node, each once, and the share of the rows that goes this way where they are not known. */
interface Way {
  readonly features: readonly number[];
  readonly shares: readonly number[];
}

function waysOf(tree: Tree): readonly Way[] {
  const ways: Way[] = [{ features: [], shares: [] }];
  for (const [node, feature] of tree.feature.entries()) {
    if (feature < 0) continue;
    const { features, shares } = ways[node]!;
    const known = features.indexOf(feature);
    for (const child of [tree.left[node]!, tree.right[node]!]) {
      const share = tree.cover[child]! / tree.cover[node]!;
      ways[child] =
        known < 0
          ? { features: [...features, feature], shares: [...shares, share] }
          : { features, shares: shares.map((before, place) => (place === known ? before * share : before)) };
    }
  }
  return ways;
}

/** @returns how many numbers were filled in from `start` on */
function fillTable(table: Float64Array, start: number, { features, shares }: Way, value: number, path: Path): number {
  const k = features.length;
  for (let agreed = 0; agreed < 2 ** k; agreed++) {
    const agrees = (place: number) => (agreed >> place) & 1;
    path.extend(0, 0, 1, 1, -1);
    for (let place = 0; place < k; place++) path.extend(0, place + 1, shares[place]!, agrees(place), place);
    for (let place = 0; place < k; place++) {
      table[start + agreed * k + place] = path.unwoundSum(0, k, place + 1) * (agrees(place) - shares[place]!) * value;
    }
  }
  return 2 ** k * k;
}
