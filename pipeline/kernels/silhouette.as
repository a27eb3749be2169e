// Sums of distances from every point to the points of every cluster, for the silhouette over all pairs.
// AssemblyScript, compiled by `npm run build:kernels` to silhouette.wasm beside this file.
//
// Coordinates are 16-bit integers, two features to a 32-bit word: one instruction squares and adds two differences of
// four points, and squared distances are exact. Points stand in groups of 4 and blocks of 8, word by word (8 words for
// the first two features, 8 for the next two, ...); no block holds points of two clusters. Every pair of a group and a
// block is looked at once and counts for both sides.

/** Row sums are kept in single precision for so many blocks, where they lose some 1e-7, before they go to doubles. */
const FLUSH = 16;

/** The two lower or upper floats of a vector as doubles, and the sum of all four. */
@inline function low(v: v128): v128 { return f64x2.promote_low_f32x4(v); }
@inline function high(v: v128): v128 { return f64x2.promote_low_f32x4(i32x4.shuffle(v, v, 2, 3, 2, 3)); }
@inline function total(v: v128): f64 {
  const pairs = f64x2.add(low(v), high(v));
  return f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
}
/** The sum so far and the squared distance in the two features of a word. */
@inline function further(sum: v128, y: v128, x: v128): v128 {
  const difference = i16x8.sub(y, x);
  return i32x4.add(sum, i32x4.dot_i16x8_s(difference, difference));
}
@inline function distances(squared: v128): v128 { return f32x4.sqrt(f32x4.convert_i32x4_s(squared)); }
@inline function gain(at: usize, value: f64): void { store<f64>(at, load<f64>(at) + value); }

/**
 * @param points blocks × words × 8 i32, each two i16
 * @param clusterOf one i32 per block, rising
 * @param sums k × blocks × 8 doubles; sums[c][i] gains the distance from i to each point of c that this lane looked at
 * @param words words of a point: half the features, rounded up
 * @param lane this call does the groups whose index modulo `lanes` is `lane`
 */
export function distanceSums(
  points: usize, clusterOf: usize, sums: usize,
  blocks: i32, words: i32, lane: i32, lanes: i32,
): void {
  const stride: usize = words << 5;
  const rowBytes: usize = blocks << 6; // one cluster's row of sums
  for (let g = lane; g < blocks << 1; g += lanes) {
    const first = g >> 1;
    const own = load<i32>(clusterOf + (first << 2));
    const x = points + first * stride + ((g & 1) << 4);
    const column = sums + own * rowBytes;
    let h = first;
    while (h < blocks) {
      // some blocks of one cluster
      const cluster = load<i32>(clusterOf + (h << 2));
      const end = min(blocks, h + FLUSH);
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
      for (; h < end && load<i32>(clusterOf + (h << 2)) == cluster; h++) {
        const y = points + h * stride;
        let p0 = i32x4.splat(0), p1 = p0, p2 = p0, p3 = p0, q0 = p0, q1 = p0, q2 = p0, q3 = p0;
        for (let w: usize = 0; w < stride; w += 32) {
          const p = v128.load(y + w), q = v128.load(y + w, 16);
          const x0 = v128.load_splat<i32>(x + w), x1 = v128.load_splat<i32>(x + w, 4);
          const x2 = v128.load_splat<i32>(x + w, 8), x3 = v128.load_splat<i32>(x + w, 12);
          p0 = further(p0, p, x0); p1 = further(p1, p, x1); p2 = further(p2, p, x2); p3 = further(p3, p, x3);
          q0 = further(q0, q, x0); q1 = further(q1, q, x1); q2 = further(q2, q, x2); q3 = further(q3, q, x3);
        }
        p0 = distances(p0); p1 = distances(p1); p2 = distances(p2); p3 = distances(p3);
        q0 = distances(q0); q1 = distances(q1); q2 = distances(q2); q3 = distances(q3);
        a0 = f32x4.add(a0, f32x4.add(p0, q0)); a1 = f32x4.add(a1, f32x4.add(p1, q1));
        a2 = f32x4.add(a2, f32x4.add(p2, q2)); a3 = f32x4.add(a3, f32x4.add(p3, q3));
        if (h != first) {
          const p = f32x4.add(f32x4.add(p0, p1), f32x4.add(p2, p3));
          const q = f32x4.add(f32x4.add(q0, q1), f32x4.add(q2, q3));
          const to = column + (h << 6);
          v128.store(to, f64x2.add(v128.load(to), low(p)));
          v128.store(to, f64x2.add(v128.load(to, 16), high(p)), 16);
          v128.store(to, f64x2.add(v128.load(to, 32), low(q)), 32);
          v128.store(to, f64x2.add(v128.load(to, 48), high(q)), 48);
        }
      }
      const to = sums + cluster * rowBytes + (g << 5);
      gain(to, total(a0)); gain(to + 8, total(a1)); gain(to + 16, total(a2)); gain(to + 24, total(a3));
    }
  }
}
