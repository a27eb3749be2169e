import type { BinnedFeature, Bins } from './bins.ts';
import type { Histogram } from './workspace.ts';

/** A node to be split: the sums over its rows, and the bounds that monotone features above it set to its value. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface Split {
  /** How much the loss falls, twice. */
  readonly gain: number;
  /** The place of the feature among the binned ones. */
  readonly place: number;
  /** The last slot that goes left; of categories its place in `order`. */
  readonly last: number;
  /** Of categories: the slots of the node's rows in order, those that go left first. */
  readonly order?: Int32Array;
  readonly missingLeft: boolean;
  readonly leftGradient: number;
  readonly leftHessian: number;
}

export interface SplitSettings {
  /** Added to the sum of hessians: draws the values of small leaves to 0. */
  readonly l2: number;
  /** The least sum of hessians on either side. */
  readonly minChildWeight: number;
  /** Added to the hessians of a category where categories are ordered, so that rare ones come to the middle. */
  readonly categorySmoothing: number;
  /** Per binned feature: 1 where the value may only rise with it, −1 where it may only fall, 0 where it is free. */
  readonly monotone?: Int8Array | undefined;
}

/** Less is what rounding leaves of an empty slot. */
const NOTHING = 1e-9;

/** The value that minimises the loss of these rows to second order, within the node's bounds. */
export function leafValue({ gradient, hessian, lowest, highest }: NodeSums, l2: number): number {
  const value = hessian + l2 > 0 ? -gradient / (hessian + l2) : 0; // sure of every row, there is nothing to add
  return Math.min(highest, Math.max(lowest, value));
}

/**
 * The split of a node by one feature that lowers the loss most; missing values are tried on both sides.
 *
 * @param least the gain to beat
 * @returns undefined where no split beats it
 * @see Chen and Guestrin (2016), https://doi.org/10.1145/2939672.2939785, equation 7 and algorithm 3.
 */
export function splitOf(
  histogram: Histogram,
  bins: Bins,
  place: number,
  node: NodeSums,
  settings: SplitSettings,
  least: number,
): Split | undefined {
  const feature = bins.features[place]!;
  const ordered =
    feature.slotOfCode === undefined ? undefined : orderedCategories(histogram, feature, settings.categorySmoothing);
  const { l2, minChildWeight, monotone } = settings;
  const { gradient, hessian } = node;
  const own = lossFall(gradient, hessian, leafValue(node, l2), l2);
  const missingGradient = histogram[2 * feature.missing]!;
  const missingHessian = histogram[2 * feature.missing + 1]!;
  const hasMissing = missingHessian > NOTHING;
  const sign = monotone === undefined ? 0 : monotone[place]!;
  const from = ordered === undefined ? feature.from : 0;
  const to = (ordered === undefined ? feature.missing : ordered.length) - (hasMissing ? 0 : 1);
  let best = own + least;
  let bestAt = -1;
  let missingLeft = false;
  let leftGradient = 0;
  let leftHessian = 0;
  let g = 0;
  let h = 0;
  for (let at = from; at < to; at++) {
    const slot = ordered === undefined ? at : ordered[at]!;
    g += histogram[2 * slot]!;
    const slotHessian = histogram[2 * slot + 1]!;
    h += slotHessian;
    if (slotHessian <= NOTHING) continue;
    if (h >= minChildWeight && hessian - h >= minChildWeight) {
      const score = monotone === undefined ? freeScore(g, h, gradient, hessian, l2) : boundedScore(g, h, node, l2, sign);
      if (score > best) {
        best = score;
        bestAt = at;
        missingLeft = false;
        leftGradient = g;
        leftHessian = h;
      }
    }
    if (!hasMissing) continue;
    const withGradient = g + missingGradient;
    const withHessian = h + missingHessian;
    if (withHessian >= minChildWeight && hessian - withHessian >= minChildWeight) {
      const score =
        monotone === undefined
          ? freeScore(withGradient, withHessian, gradient, hessian, l2)
          : boundedScore(withGradient, withHessian, node, l2, sign);
      if (score > best) {
        best = score;
        bestAt = at;
        missingLeft = true;
        leftGradient = withGradient;
        leftHessian = withHessian;
      }
    }
  }
  if (bestAt < 0) return undefined;
  const split = {
    gain: best - own,
    place,
    last: bestAt,
    // where nothing was missing in training, the larger side is the better guess
    missingLeft: hasMissing ? missingLeft : leftHessian > hessian - leftHessian,
    leftGradient,
    leftHessian,
  };
  return ordered === undefined ? split : { ...split, order: ordered };
}

/** The sums of both sides; where the feature is monotone, no value below may cross the middle between theirs. */
export function childSums(node: NodeSums, split: Split, { l2, monotone }: SplitSettings): readonly [NodeSums, NodeSums] {
  const { lowest, highest } = node;
  const left = { gradient: split.leftGradient, hessian: split.leftHessian, lowest, highest };
  const right = { gradient: node.gradient - left.gradient, hessian: node.hessian - left.hessian, lowest, highest };
  const sign = monotone?.[split.place] ?? 0;
  if (sign === 0) return [left, right];
  const middle = (leafValue(left, l2) + leafValue(right, l2)) / 2;
  return sign > 0
    ? [
        { ...left, highest: middle },
        { ...right, lowest: middle },
      ]
    : [
        { ...left, lowest: middle },
        { ...right, highest: middle },
      ];
}

/** Twice the fall of the loss by giving rows this value. */
function lossFall(gradient: number, hessian: number, value: number, l2: number): number {
  return -value * (2 * gradient + (hessian + l2) * value);
}

/** The fall of the loss by the best values of both sides, over one denominator. */
function freeScore(g: number, h: number, gradient: number, hessian: number, l2: number): number {
  const left = h + l2;
  const right = hessian - h + l2;
  const other = gradient - g;
  return (g * g * right + other * other * left) / (left * right);
}

/** The same with values within the node's bounds; −Infinity where they are in the wrong order. */
function boundedScore(g: number, h: number, node: NodeSums, l2: number, sign: number): number {
  const [left, right] = [sideOf(node, g, h), sideOf(node, node.gradient - g, node.hessian - h)];
  const [leftValue, rightValue] = [leafValue(left, l2), leafValue(right, l2)];
  if (sign * (rightValue - leftValue) < 0) return Number.NEGATIVE_INFINITY;
  return lossFall(g, h, leftValue, l2) + lossFall(right.gradient, right.hessian, rightValue, l2);
}

function sideOf({ lowest, highest }: NodeSums, gradient: number, hessian: number): NodeSums {
  return { gradient, hessian, lowest, highest };
}

/**
 * The categories of the node's rows in the order of their mean gradients: the best split of them in two is one of that order.
 *
 * @see Fisher (1958), https://doi.org/10.1080/01621459.1958.10501479
 */
function orderedCategories(histogram: Histogram, { from, missing }: BinnedFeature, smoothing: number): Int32Array {
  const present: number[] = [];
  for (let slot = from; slot < missing; slot++) if (histogram[2 * slot + 1]! > NOTHING) present.push(slot);
  const mean = (slot: number) => histogram[2 * slot]! / (histogram[2 * slot + 1]! + smoothing);
  return Int32Array.from(present.sort((a, b) => mean(a) - mean(b) || a - b));
}
