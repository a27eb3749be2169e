import { descending } from '../metrics/ranking.ts';

/** A curve that never falls, through the points (xs, ys); straight between them, level beyond. */
export interface IsotonicCurve {
  /** Rising. */
  readonly xs: readonly number[];
  /** Not falling, as many as `xs`. */
  readonly ys: readonly number[];
}

/**
 * The rising curve nearest to the outcomes in squared distance, by pooling adjacent violators. Equal scores share a value.
 * Equal to scikit-learn's `IsotonicRegression(out_of_bounds='clip')` where a value may rest on a single row.
 *
 * @param outcomes one per score
 * @param leastRows that each value rests on: a few rows that all came out alike would promise 0 or 1
 * @see Ayer et al. (1955), https://doi.org/10.1214/aoms/1177728423. Time O(n log n).
 */
export function isotonicCurve(scores: Float64Array, outcomes: Float64Array, leastRows = 1): IsotonicCurve {
  let blocks: Block[] = [];
  const rising = descending(scores).order.reverse();
  for (let start = 0, end = 0; start < rising.length; start = end) {
    const scoreAt = (place: number) => scores[rising[place]!]!;
    let sum = 0;
    for (end = start; end < rising.length && (end - start < leastRows || scoreAt(end) === scoreAt(end - 1)); end++) {
      sum += outcomes[rising[end]!]!;
    }
    let block: Block = { from: scoreAt(start), to: scoreAt(end - 1), sum, count: end - start };
    for (let last = blocks.at(-1); last !== undefined && meanOf(last) >= meanOf(block); last = blocks.at(-1)) {
      blocks.pop();
      block = merged(last, block);
    }
    blocks.push(block);
  }
  const [before, last] = blocks.slice(-2);
  if (last !== undefined && last.count < leastRows) blocks = [...blocks.slice(0, -2), merged(before!, last)];
  const corners = blocks.flatMap((block) => (block.from === block.to ? [block] : [{ ...block, to: block.from }, block]));
  return { xs: corners.map(({ to }) => to), ys: corners.map(meanOf) };
}

/** Neighbouring scores with one value. */
interface Block {
  readonly from: number;
  readonly to: number;
  readonly sum: number;
  readonly count: number;
}

function merged(lower: Block, upper: Block): Block {
  return { from: lower.from, to: upper.to, sum: lower.sum + upper.sum, count: lower.count + upper.count };
}

function meanOf({ sum, count }: Block): number {
  return sum / count;
}

/** The curve's value at x. */
export function alongCurve({ xs, ys }: IsotonicCurve, x: number): number {
  if (x <= xs[0]!) return ys[0]!;
  if (x >= xs.at(-1)!) return ys.at(-1)!;
  let [low, high] = [0, xs.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  const share = (x - xs[low]!) / (xs[high]! - xs[low]!);
  return ys[low]! + share * (ys[high]! - ys[low]!);
}
