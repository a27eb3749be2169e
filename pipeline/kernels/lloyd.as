// One step of Lloyd's iteration: the nearest centroid of every point, and the sums of the points of each.
// AssemblyScript, compiled by `npm run build:kernels` to lloyd.wasm beside this file.
//
// Points stand in groups of 4, feature by feature (4 doubles for feature 0, 4 for feature 1, ...), so one vector is 2
// points of one feature. Sums run over the points in their order, so the result is that of the plain loop, bit by bit.

/**
 * @param points ⌈n / 4⌉ groups × d × 4 doubles
 * @param centroids k × d doubles
 * @param halfNorms k doubles, |c|² / 2: |c|² / 2 − x·c orders centroids as the squared distance does
 * @param labels n bytes; the first of equally near centroids wins
 * @param sums k × d doubles, zero before
 * @param sizes k doubles, zero before
 * @returns how many labels changed
 */
export function step(
  points: i32, n: i32, d: i32, k: i32,
  centroids: i32, halfNorms: i32, labels: i32, sums: i32, sizes: i32,
): i32 {
  const stride = d << 5;
  const centroidBytes = d << 3;
  let changed = 0;
  for (let first = 0; first < n; first += 4) {
    const x = points + (first >> 2) * stride;
    let bestLo = f64x2.splat(Infinity), bestHi = bestLo;
    let labelLo = i64x2.splat(0), labelHi = labelLo;
    for (let c = 0; c < k; c++) {
      const centroid = centroids + c * centroidBytes;
      let lo = v128.load_splat<f64>(halfNorms + (c << 3)), hi = lo;
      for (let f = 0, at = 0; at < centroidBytes; f += 32, at += 8) {
        const value = v128.load_splat<f64>(centroid + at);
        lo = f64x2.sub(lo, f64x2.mul(v128.load(x + f), value));
        hi = f64x2.sub(hi, f64x2.mul(v128.load(x + f, 16), value));
      }
      const nearerLo = f64x2.lt(lo, bestLo), nearerHi = f64x2.lt(hi, bestHi);
      bestLo = v128.bitselect(lo, bestLo, nearerLo);
      bestHi = v128.bitselect(hi, bestHi, nearerHi);
      const own = i64x2.splat(c);
      labelLo = v128.bitselect(own, labelLo, nearerLo);
      labelHi = v128.bitselect(own, labelHi, nearerHi);
    }
    const present = min(4, n - first);
    for (let p = 0; p < present; p++) {
      const pair = p < 2 ? labelLo : labelHi;
      const label = <i32>((p & 1) == 0 ? i64x2.extract_lane(pair, 0) : i64x2.extract_lane(pair, 1));
      const at = labels + first + p;
      if (load<u8>(at) != label) {
        store<u8>(at, <u8>label);
        changed++;
      }
      const size = sizes + (label << 3);
      store<f64>(size, load<f64>(size) + 1);
      const to = sums + label * centroidBytes;
      const from = x + (p << 3);
      for (let f = 0, j = 0; j < centroidBytes; f += 32, j += 8) {
        store<f64>(to + j, load<f64>(to + j) + load<f64>(from + f));
      }
    }
  }
  return changed;
}
