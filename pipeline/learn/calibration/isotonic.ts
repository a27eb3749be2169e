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
 * Equal to scikit-learn's `IsotonicRegression(out_of_bounds='clip')`.
 *
 * @param outcomes one per score
 * @see Ayer et al. (1955), https://doi.org/10.1214/aoms/1177728423. Time O(n log n).
 */
export function isotonicCurve(scores: Float64Array, outcomes: Float64Array): IsotonicCurve {
  const blocks: Block[] = [];
  const rising = descending(scores).order.reverse();
  for (let start = 0, end = 0; start < rising.length; start = end) {
    const score = scores[rising[start]!]!;
    let sum = 0;
    for (end = start; end < rising.length && scores[rising[end]!] === score; end++) sum += outcomes[rising[end]!]!;
    let block: Block = { from: score, to: score, sum, count: end - start };
    for (let last = blocks.at(-1); last !== undefined && meanOf(last) >= meanOf(block); last = blocks.at(-1)) {
      blocks.pop();
      block = { from: last.from, to: block.to, sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  }
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
