import type { Random } from '../../math/random.ts';
import { questionOf, sidesOf } from './question.ts';
import { childSums, leafValue, type NodeSums, type Split, type SplitSettings, splitOf } from './split.ts';
import { type Tree, TreeBuilder } from './tree.ts';
import type { Histogram, Span, Workspace } from './workspace.ts';

export interface GrowSettings extends SplitSettings {
  readonly maxDepth: number;
  /** Where given, the leaf whose split gains most is split first, until there are so many. */
  readonly maxLeaves?: number | undefined;
  /** The least gain of a split. */
  readonly minGain: number;
  /** Leaf values are multiplied by this. */
  readonly shrinkage: number;
  /** Binned features this tree may use, in rising order. */
  readonly places: Int32Array;
  /** Where given, every node tries only so many features, drawn anew. */
  readonly featuresPerNode?: number | undefined;
}

export interface Grown {
  readonly tree: Tree;
  /** The rows of every leaf, until the next tree grows in the workspace. */
  readonly leaves: readonly Leaf[];
}

export interface Leaf extends Span {
  readonly node: number;
}

interface OpenNode extends NodeSums, Span {
  readonly node: number;
  readonly depth: number;
  /** Of all its rows, where its children may want it. */
  readonly histogram: Histogram | undefined;
  readonly split: Split | undefined;
}

/**
 * Grows a tree on the gradients in the workspace. A node's histogram is made from its rows or, for the larger of two children,
 * left over from its parent's; nodes that try features of their own fill only those.
 *
 * @param rows to learn from
 * @param weights what `cover` counts of each row; 1 unless given
 * @param random draws the features of nodes
 */
export function growTree(
  workspace: Workspace,
  rows: Int32Array,
  settings: GrowSettings,
  random: Random,
  weights?: Float64Array,
): Grown {
  return new Grower(workspace, settings, random, weights).grow(rows);
}

class Grower {
  readonly #workspace: Workspace;
  readonly #settings: GrowSettings;
  readonly #random: Random;
  readonly #weights: Float64Array | undefined;
  readonly #builder = new TreeBuilder();
  readonly #leaves: Leaf[] = [];
  readonly #open: OpenNode[] = [];

  constructor(workspace: Workspace, settings: GrowSettings, random: Random, weights: Float64Array | undefined) {
    this.#workspace = workspace;
    this.#settings = settings;
    this.#random = random;
    this.#weights = weights;
  }

  grow(rows: Int32Array): Grown {
    this.#workspace.order.set(rows);
    const whole = { start: 0, end: rows.length };
    this.#enter(whole, 0, this.#sumsOf(whole), this.#rootHistogram(whole));
    for (let next = this.#takeNext(); next !== undefined; next = this.#takeNext()) this.#close(next);
    return { tree: this.#builder.build(), leaves: this.#leaves };
  }

  /** Opens a node, and gives its number. */
  #enter(span: Span, depth: number, sums: NodeSums, histogram: Histogram | undefined): number {
    const { l2, shrinkage } = this.#settings;
    const node = this.#builder.leaf(leafValue(sums, l2) * shrinkage, this.#coverOf(span));
    this.#open.push({ ...span, ...sums, node, depth, histogram, split: this.#bestSplit(span, depth, sums, histogram) });
    return node;
  }

  /** Splits a node or leaves it a leaf. */
  #close(node: OpenNode): void {
    const { split, start, end, depth } = node;
    const isFull = this.#leaves.length + this.#open.length + 1 >= (this.#settings.maxLeaves ?? Number.POSITIVE_INFINITY);
    if (split === undefined || isFull) {
      this.#leave(node);
      return;
    }
    const feature = this.#workspace.bins.features[split.place]!;
    const middle = this.#workspace.partition(split.place, sidesOf(feature, split), node);
    if (middle === start || middle === end) {
      this.#leave(node); // the gain was one of rounding
      return;
    }
    const [left, right] = [
      { start, end: middle },
      { start: middle, end },
    ];
    const [leftSums, rightSums] = childSums(node, split, this.#settings);
    const [leftHistogram, rightHistogram] = this.#childHistograms(node, left, right);
    const rightNode = this.#enter(right, depth + 1, rightSums, rightHistogram);
    const leftNode = this.#enter(left, depth + 1, leftSums, leftHistogram);
    this.#builder.split(node.node, feature.index, questionOf(feature, split), split.missingLeft, leftNode, rightNode);
  }

  #leave({ start, end, node, histogram }: OpenNode): void {
    this.#leaves.push({ start, end, node });
    if (histogram !== undefined) this.#workspace.giveBack(histogram);
  }

  /** The next node to split: of a tree with a bound on its leaves the one that gains most, else the last one opened. */
  #takeNext(): OpenNode | undefined {
    const open = this.#open;
    if (this.#settings.maxLeaves === undefined) return open.pop();
    let best = 0;
    for (let i = 1; i < open.length; i++) if ((open[i]!.split?.gain ?? 0) > (open[best]!.split?.gain ?? 0)) best = i;
    return open.splice(best, 1)[0];
  }

  #rootHistogram(span: Span): Histogram | undefined {
    if (this.#settings.featuresPerNode !== undefined) return undefined;
    const histogram = this.#workspace.emptyHistogram();
    this.#workspace.addRows(histogram, span);
    return histogram;
  }

  /** The histograms of both children, out of the parent's, which is used up; none where they are too deep to be split. */
  #childHistograms(parent: OpenNode, left: Span, right: Span): readonly [Histogram | undefined, Histogram | undefined] {
    const { histogram } = parent;
    if (histogram === undefined) return [undefined, undefined];
    if (parent.depth + 1 >= this.#settings.maxDepth) {
      this.#workspace.giveBack(histogram);
      return [undefined, undefined];
    }
    const smaller = this.#workspace.emptyHistogram();
    const leftIsSmaller = left.end - left.start < right.end - right.start;
    this.#workspace.addRows(smaller, leftIsSmaller ? left : right);
    this.#workspace.subtract(histogram, smaller);
    return leftIsSmaller ? [smaller, histogram] : [histogram, smaller];
  }

  #bestSplit(span: Span, depth: number, sums: NodeSums, histogram: Histogram | undefined): Split | undefined {
    const { maxDepth, minChildWeight, minGain, places, featuresPerNode } = this.#settings;
    const { bins } = this.#workspace;
    if (depth >= maxDepth || span.end - span.start < 2 || sums.hessian < 2 * minChildWeight) return undefined;
    let best: Split | undefined;
    if (histogram !== undefined) {
      for (const place of places) best = splitOf(histogram, bins, place, sums, this.#settings, best?.gain ?? minGain) ?? best;
      return best;
    }
    const scratch = this.#workspace.emptyHistogram();
    const left = places.slice();
    // as in scikit-learn, more features are tried than asked for until one can split
    for (let tried = 0; tried < left.length && (tried < featuresPerNode! || best === undefined); tried++) {
      const drawn = tried + this.#random.below(left.length - tried);
      const place = left[drawn]!;
      left[drawn] = left[tried]!;
      this.#workspace.fillFeature(scratch, place, span);
      best = splitOf(scratch, bins, place, sums, this.#settings, best?.gain ?? minGain) ?? best;
    }
    this.#workspace.giveBack(scratch);
    return best;
  }

  #coverOf({ start, end }: Span): number {
    if (this.#weights === undefined) return end - start;
    const { order } = this.#workspace;
    let sum = 0;
    for (let i = start; i < end; i++) sum += this.#weights[order[i]!]!;
    return sum;
  }

  #sumsOf({ start, end }: Span): NodeSums {
    const { order, gradients } = this.#workspace;
    let gradient = 0;
    let hessian = 0;
    for (let i = start; i < end; i++) {
      gradient += gradients[2 * order[i]!]!;
      hessian += gradients[2 * order[i]! + 1]!;
    }
    return { gradient, hessian, lowest: Number.NEGATIVE_INFINITY, highest: Number.POSITIVE_INFINITY };
  }
}
