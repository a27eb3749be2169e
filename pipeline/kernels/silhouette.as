// Sums of distances from every point to the points of every cluster, for the silhouette over all pairs.
// AssemblyScript, compiled by `npm run build:kernels` to silhouette.wasm beside this file.
//
// Coordinates are 16-bit integers, two features to a 32-bit word: one instruction multiplies and adds two features of
// four points. Squared distances are x·x + y·y − 2x·y and exact, since whatever wraps around on the way wraps back.
// Points stand in groups of 4 and blocks of 8, word by word (8 words for the first two features, 8 for the next two,
// ...); no block holds points of two clusters. Every pair of a group and a block is looked at once and counts for both.
//
// The two halves of a block stand side by side, in the code as in the memory, and end in two stores one after the other:
// so V8 makes one instruction of 256 bits out of two (see instantiate.ts), and the loop takes half the time.

/** Sums are kept in single precision for so many blocks, or groups, where they lose some 1e-7, before they go to doubles. */
const FLUSH_BLOCKS = 16, FLUSH_GROUPS = 64;

/** The two lower or upper floats of a vector as doubles, and the sum of all four. */
@inline function low(v: v128): v128 { return f64x2.promote_low_f32x4(v); }
@inline function high(v: v128): v128 { return f64x2.promote_low_f32x4(i32x4.shuffle(v, v, 2, 3, 2, 3)); }
@inline function total(v: v128): f64 {
  const pairs = f64x2.add(low(v), high(v));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}
/** The sum so far and the products of a word's two features. */
@inline function further(sum: v128, y: v128, x: v128): v128 { return i32x4.add(sum, i32x4.dot_i16x8_s(y, x)); }
@inline function distances(squared: v128): v128 { return f32x4.sqrt(f32x4.convert_i32x4_s(squared)); }
@inline function gain(at: usize, value: f64): void { store<f64>(at, load<f64>(at) + value); }
@inline function gainHalves(at: usize, p: v128, q: v128): void {
  const a = f32x4.add(v128.load(at), p), b = f32x4.add(v128.load(at, 16), q);
  v128.store(at, a);
  v128.store(at, b, 16);
}

/**
 * @param points blocks × words × 8 i32, each two i16 within ±2^14
 * @param lengths blocks × 8 i32, set to the squared lengths of all points
 * @param words words of a point: half the features, rounded up
 */
export function squaredLengths(points: usize, lengths: usize, blocks: i32, words: i32): void {
  const stride: usize = words << 5;
  for (let h: usize = 0; h < <usize>blocks; h++) {
    let p = i32x4.splat(0), q = p;
    for (let w: usize = 0; w < stride; w += 32) {
      const at = points + h * stride + w;
      const y = v128.load(at), z = v128.load(at, 16);
      p = further(p, y, y);
      q = further(q, z, z);
    }
    v128.store(lengths + (h << 5), p);
    v128.store(lengths + (h << 5), q, 16);
  }
}

/**
 * @param points as above
 * @param lengths as set above
 * @param scratch words × 4 i32
 * @param clusterOf one i32 per block, rising
 * @param rows 4 × 8 floats, for the group
 * @param columns blocks × 8 floats, zero, and zero again afterwards
 * @param sums k × blocks × 8 doubles; sums[c][i] gains the distance from i to each point of c that this lane looked at
 * @param from this call does the groups from this one on, …
 * @param to … up to but without this one, …
 * @param step … each so many after the one before
 */
export function distanceSums(
  points: usize, clusterOf: usize, lengths: usize, scratch: usize, rows: usize, columns: usize, sums: usize,
  blocks: i32, words: i32, from: i32, to: i32, step: i32,
): void {
  const stride: usize = words << 5;
  const rowBytes: usize = blocks << 6; // one cluster's row of sums
  const groupBytes: usize = stride >> 1;
  let count = 0, since = from >> 1, column = sums;
  for (let g = from; g < to; g += step) {
    const first = g >> 1;
    const own = sums + load<i32>(clusterOf + (first << 2)) * rowBytes;
    if (count == FLUSH_GROUPS || own != column) {
      flushColumns(columns, column, since, blocks);
      count = 0; since = first; column = own;
    }
    count++;
    const x = points + first * stride + ((g & 1) << 4);
    for (let w: usize = 0; w < groupBytes; w += 16) v128.store(scratch + w, i16x8.mul(v128.load(x + (w << 1)), i16x8.splat(-2)));
    const ownLengths = lengths + (g << 4);
    const l0 = v128.load_splat<i32>(ownLengths), l1 = v128.load_splat<i32>(ownLengths, 4);
    const l2 = v128.load_splat<i32>(ownLengths, 8), l3 = v128.load_splat<i32>(ownLengths, 12);
    const ownBlock = columns + (first << 5); // whose distances the rows count from both sides
    const p0 = v128.load(ownBlock), q0 = v128.load(ownBlock, 16);
    let h = first;
    while (h < blocks) {
      // some blocks of one cluster
      const cluster = load<i32>(clusterOf + (h << 2));
      const end = min(blocks, h + FLUSH_BLOCKS);
      for (let r: usize = 0; r < 128; r += 16) v128.store(rows + r, f32x4.splat(0));
      for (; h < end && load<i32>(clusterOf + (h << 2)) == cluster; h++) {
        const y = points + h * stride;
        const p = v128.load(lengths + (h << 5)), q = v128.load(lengths + (h << 5), 16);
        let p0 = i32x4.add(p, l0), q0 = i32x4.add(q, l0);
        let p1 = i32x4.add(p, l1), q1 = i32x4.add(q, l1);
        let p2 = i32x4.add(p, l2), q2 = i32x4.add(q, l2);
        let p3 = i32x4.add(p, l3), q3 = i32x4.add(q, l3);
        for (let w: usize = 0; w < groupBytes; w += 16) {
          const p = v128.load(y + (w << 1)), q = v128.load(y + (w << 1), 16);
          const x0 = v128.load_splat<i32>(scratch + w), x1 = v128.load_splat<i32>(scratch + w, 4);
          const x2 = v128.load_splat<i32>(scratch + w, 8), x3 = v128.load_splat<i32>(scratch + w, 12);
          p0 = further(p0, p, x0); q0 = further(q0, q, x0);
          p1 = further(p1, p, x1); q1 = further(q1, q, x1);
          p2 = further(p2, p, x2); q2 = further(q2, q, x2);
          p3 = further(p3, p, x3); q3 = further(q3, q, x3);
        }
        const d0 = distances(p0), e0 = distances(q0);
        const d1 = distances(p1), e1 = distances(q1);
        const d2 = distances(p2), e2 = distances(q2);
        const d3 = distances(p3), e3 = distances(q3);
        gainHalves(rows, d0, e0); gainHalves(rows + 32, d1, e1); gainHalves(rows + 64, d2, e2); gainHalves(rows + 96, d3, e3);
        const d = f32x4.add(f32x4.add(d0, d1), f32x4.add(d2, d3)), e = f32x4.add(f32x4.add(e0, e1), f32x4.add(e2, e3));
        gainHalves(columns + (h << 5), d, e);
      }
      const to = sums + cluster * rowBytes + (g << 5);
      for (let r: usize = 0; r < 4; r++) gain(to + (r << 3), total(v128.load(rows + (r << 5))) + total(v128.load(rows + (r << 5), 16)));
    }
    v128.store(ownBlock, p0);
    v128.store(ownBlock, q0, 16);
  }
  flushColumns(columns, column, since, blocks);
}

/** Adds the column sums of the blocks from `since` on to those of their cluster, and begins anew. */
function flushColumns(columns: usize, column: usize, since: i32, blocks: i32): void {
  for (let h = since; h < blocks; h++) {
    const at = columns + (h << 5), to = column + (h << 6);
    const p = v128.load(at), q = v128.load(at, 16);
    v128.store(to, f64x2.add(v128.load(to), low(p)));
    v128.store(to, f64x2.add(v128.load(to, 16), high(p)), 16);
    v128.store(to, f64x2.add(v128.load(to, 32), low(q)), 32);
    v128.store(to, f64x2.add(v128.load(to, 48), high(q)), 48);
    v128.store(at, f32x4.splat(0));
    v128.store(at, f32x4.splat(0), 16);
  }
}
