import type { TreeColumns } from './columns.ts';

/** A binary tree, its nodes in arrays; node 0 is the root and children come after their parent. */
export interface Tree {
  /** The feature a node asks about; −1 in a leaf. */
  readonly feature: Int32Array;
  /** Of numbers: values up to and including this go left. */
  readonly threshold: Float64Array;
  /** Of categories: where in `sets` the bits begin of the codes that go left; −1 where the feature is a number. */
  readonly set: Int32Array;
  readonly sets: Uint32Array;
  /** 1 where missing values go left. */
  readonly missingLeft: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What a leaf adds to the score; 0 inside the tree. */
  readonly value: Float64Array;
  /** How many training rows came through, by weight. */
  readonly cover: Float64Array;
}

/** Whether a row goes left at a node that is no leaf. */
export function goesLeft(tree: Tree, node: number, columns: TreeColumns, row: number): boolean {
  const value = columns[tree.feature[node]!]![row]!;
  if (Number.isNaN(value)) return tree.missingLeft[node] === 1;
  const set = tree.set[node]!;
  if (set < 0) return value <= tree.threshold[node]!;
  return ((tree.sets[set + (value >> 5)]! >>> (value & 31)) & 1) === 1;
}

export function leafOf(tree: Tree, columns: TreeColumns, row: number): number {
  let node = 0;
  while (tree.feature[node]! >= 0) node = goesLeft(tree, node, columns, row) ? tree.left[node]! : tree.right[node]!;
  return node;
}

/** Adds to every row's score the value of the leaf it falls into. */
export function addLeafValues(tree: Tree, columns: TreeColumns, scores: Float64Array): void {
  for (let row = 0; row < scores.length; row++) scores[row]! += tree.value[leafOf(tree, columns, row)]!;
}

/** The score of every row: `base` and the values of its leaves, in the order of the trees. */
export function sumOfTrees(trees: readonly Tree[], columns: TreeColumns, rowCount: number, base: number): Float64Array {
  const scores = new Float64Array(rowCount).fill(base);
  for (const tree of trees) addLeafValues(tree, columns, scores);
  return scores;
}

/** A tree while it grows. */
export class TreeBuilder {
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #set: number[] = [];
  readonly #sets: number[] = [];
  readonly #missingLeft: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #value: number[] = [];
  readonly #cover: number[] = [];

  /** @returns the number of a new node, a leaf so far */
  leaf(value: number, cover: number): number {
    this.#threshold.push(0);
    this.#set.push(-1);
    this.#missingLeft.push(0);
    this.#left.push(-1);
    this.#right.push(-1);
    this.#value.push(value + 0); // never −0, which JSON does not keep
    this.#cover.push(cover);
    return this.#feature.push(-1) - 1;
  }

  /** Makes a leaf a question about a number or, where `question` is bits, about a category. */
  split(node: number, feature: number, question: number | Uint32Array, missingLeft: boolean, left: number, right: number): void {
    this.#feature[node] = feature;
    if (typeof question === 'number') this.#threshold[node] = question + 0;
    else {
      this.#set[node] = this.#sets.length;
      this.#sets.push(...question);
    }
    this.#missingLeft[node] = missingLeft ? 1 : 0;
    this.#left[node] = left;
    this.#right[node] = right;
    this.#value[node] = 0;
  }

  build(): Tree {
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      set: Int32Array.from(this.#set),
      sets: Uint32Array.from(this.#sets),
      missingLeft: Uint8Array.from(this.#missingLeft),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      value: Float64Array.from(this.#value),
      cover: Float64Array.from(this.#cover),
    };
  }
}
