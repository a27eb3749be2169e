import type { Random } from '../../math/random.ts';

/** 0 to `count` − 1. */
export function allOf(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index);
}

/** The rows that weigh anything. */
export function weighing(rowCount: number, weights: Float64Array | undefined): Int32Array {
  return weights === undefined ? allOf(rowCount) : allOf(rowCount).filter((row) => weights[row]! > 0);
}

/**
 * So many of these, in their order, each equally likely; always a new array.
 *
 * @see Knuth, The Art of Computer Programming 2, algorithm 3.4.2 S.
 */
export function draw(from: Int32Array, count: number, random: Random): Int32Array {
  if (count >= from.length) return from.slice();
  const drawn = new Int32Array(count);
  for (let i = 0, taken = 0; taken < count; i++) {
    if (random.below(from.length - i) < count - taken) drawn[taken++] = from[i]!;
  }
  return drawn;
}

/** A share of these, at least one. */
export function drawShare(from: Int32Array, share: number, random: Random): Int32Array {
  return draw(from, Math.max(1, Math.round(share * from.length)), random);
}
