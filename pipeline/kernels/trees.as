// What training of trees does per row: histograms of gradients, and the rows of a node brought to two sides.
// AssemblyScript, compiled by `npm run build:kernels` to trees.wasm beside this file.
//
// Every row has a pair of doubles (gradient, hessian) and `width` slots of two bytes; a histogram has a pair per slot.
// Sums run over the rows in their order, so they are those of the plain loop.

/** Adds the pairs of rows `order[start]` to `order[end − 1]` to the slots of each. */
export function addRows(slots: usize, width: i32, order: usize, start: i32, end: i32, gradients: usize, histogram: usize): void {
  const rowBytes: usize = <usize>width << 1;
  const last = order + (<usize>end << 2);
  for (let next = order + (<usize>start << 2); next < last; next += 4) {
    const row: usize = load<u32>(next);
    const pair = v128.load(gradients + (row << 4));
    const to = slots + row * rowBytes + rowBytes;
    for (let at = slots + row * rowBytes; at < to; at += 2) {
      const cell = histogram + (<usize>load<u16>(at) << 4);
      v128.store(cell, f64x2.add(v128.load(cell), pair));
    }
  }
}

/** The same for the feature at `place` alone. */
export function addFeature(
  slots: usize, width: i32, place: i32, order: usize, start: i32, end: i32, gradients: usize, histogram: usize,
): void {
  const rowBytes: usize = <usize>width << 1;
  const column = slots + (<usize>place << 1);
  const last = order + (<usize>end << 2);
  for (let next = order + (<usize>start << 2); next < last; next += 4) {
    const row: usize = load<u32>(next);
    const cell = histogram + (<usize>load<u16>(column + row * rowBytes) << 4);
    v128.store(cell, f64x2.add(v128.load(cell), v128.load(gradients + (row << 4))));
  }
}

/** Takes the pairs of `part` from those of `histogram`. */
export function subtract(histogram: usize, part: usize, slotCount: i32): void {
  const bytes: usize = <usize>slotCount << 4;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(histogram + at, f64x2.sub(v128.load(histogram + at), v128.load(part + at)));
  }
}

/**
 * Brings the rows that go left before those that go right, each side in the order it had.
 *
 * @param sides a byte per slot of the feature at `place`, whose first slot is `from`: 1 where it goes left, else 0
 * @param scratch room for as many rows
 * @returns where in `order` the right side begins
 */
export function partition(
  slots: usize, width: i32, place: i32, from: i32, sides: usize, order: usize, start: i32, end: i32, scratch: usize,
): i32 {
  const rowBytes: usize = <usize>width << 1;
  const column = slots + (<usize>place << 1);
  const last = order + (<usize>end << 2);
  let left = order + (<usize>start << 2);
  let right = scratch;
  for (let next = left; next < last; next += 4) {
    const row = load<u32>(next);
    const goesLeft: usize = load<u8>(sides + load<u16>(column + <usize>row * rowBytes) - from);
    store<u32>(left, row); // both are written and one place moves on, because a processor cannot guess the side
    store<u32>(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  memory.copy(left, scratch, right - scratch);
  return <i32>((left - order) >> 2);
}
