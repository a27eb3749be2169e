// One step of Lloyd's iteration: the nearest centroid of every point, and the sums of the points of each.
// AssemblyScript, compiled by `npm run build:kernels` to lloyd.wasm beside this file.
//
// The memory is shared by all threads and holds the points twice: row by row as doubles, and in single precision in
// blocks of 8 points, feature by feature, where one instruction does four points. Single precision decides only what
// its rounding cannot change; in doubt, doubles do. So labels are those of the plain loop in doubles.

/**
 * @param points n × d doubles
 * @param blocks ⌈n/8⌉ × d × 8 floats, zero before; becomes the points in blocks
 * @returns the largest squared length of a point
 */
export function layOut(points: usize, blocks: usize, n: i32, d: i32): f64 {
  const rowBytes: usize = d << 3;
  let longest = f64x2.splat(0);
  let first = 0;
  for (; first + 8 <= n; first += 8, points += 8 * rowBytes) {
    let l0 = f64x2.splat(0), l1 = l0, l2 = l0, l3 = l0;
    for (let j = 0, x = points; j < d; j++, x += 8, blocks += 32) {
      const a = pair(x, rowBytes), b = pair(x + 2 * rowBytes, rowBytes);
      const c = pair(x + 4 * rowBytes, rowBytes), e = pair(x + 6 * rowBytes, rowBytes);
      v128.store(blocks, i64x2.shuffle(f32x4.demote_f64x2_zero(a), f32x4.demote_f64x2_zero(b), 0, 2));
      v128.store(blocks, i64x2.shuffle(f32x4.demote_f64x2_zero(c), f32x4.demote_f64x2_zero(e), 0, 2), 16);
      l0 = f64x2.add(l0, f64x2.mul(a, a)); l1 = f64x2.add(l1, f64x2.mul(b, b));
      l2 = f64x2.add(l2, f64x2.mul(c, c)); l3 = f64x2.add(l3, f64x2.mul(e, e));
    }
    longest = f64x2.pmax(longest, f64x2.pmax(f64x2.pmax(l0, l1), f64x2.pmax(l2, l3)));
  }
  let most = max(f64x2.extract_lane(longest, 0), f64x2.extract_lane(longest, 1));
  for (let i = first; i < n; i++, points += rowBytes) {
    let to = blocks + ((i - first) << 2);
    let length = 0.0;
    for (let j = 0, x = points; j < d; j++, x += 8, to += 32) {
      const value = load<f64>(x);
      store<f32>(to, <f32>value);
      length += value * value;
    }
    most = max(most, length);
  }
  return most;
}

/** Two doubles that stand apart. */
@inline function pair(at: usize, apart: usize): v128 {
  return f64x2.replace_lane(v128.load64_splat(at), 1, load<f64>(at + apart));
}

/** In labels: not yet of any cluster. */
const NONE: u64 = 255;

/**
 * @param points n × d doubles
 * @param blocks the same as laid out above
 * @param centroids k × d doubles
 * @param halfNorms k doubles, |c|² / 2: |c|² / 2 − x·c orders centroids as the squared distance does
 * @param pairs ⌈k/2⌉ × (1 + d) × 2 floats: half norms, then coordinates, of two centroids; of a missing one infinity and 0
 * @param doubt two such values nearer than this may be in the wrong order in single precision
 * @param labels n bytes and those up to a multiple of 8; the first of equally near centroids wins
 * @param sums k × d doubles: of the points of each label, before and after
 * @param sizes k doubles: how many there are of each
 * @param scratch 16 words
 * @returns how many labels changed
 */
export function step(
  points: usize, blocks: usize, n: i32, d: i32, k: i32,
  centroids: usize, halfNorms: usize, pairs: usize, doubt: f32, labels: usize, sums: usize, sizes: usize, scratch: usize,
): i32 {
  const blockBytes: usize = d << 5;
  const pairBytes: usize = (d + 1) << 3;
  let changed = 0;
  for (let first = 0, x = blocks; first < n; first += 8, x += blockBytes) {
    let best0 = f32x4.splat(Infinity), best1 = best0, second0 = best0, second1 = best0;
    let label0 = i32x4.splat(0), label1 = label0;
    for (let c = 0, pair = pairs; c < k; c += 2, pair += pairBytes) {
      let a0 = v128.load32_splat(pair), a1 = a0;
      let b0 = v128.load32_splat(pair, 4), b1 = b0;
      for (let at: usize = 0, from = pair + 8; at < blockBytes; at += 32, from += 8) {
        const x0 = v128.load(x + at), x1 = v128.load(x + at, 16);
        const u = v128.load32_splat(from), v = v128.load32_splat(from, 4);
        a0 = f32x4.sub(a0, f32x4.mul(u, x0)); a1 = f32x4.sub(a1, f32x4.mul(u, x1));
        b0 = f32x4.sub(b0, f32x4.mul(v, x0)); b1 = f32x4.sub(b1, f32x4.mul(v, x1));
      }
      const ca = i32x4.splat(c), cb = i32x4.splat(c + 1);
      label0 = v128.bitselect(ca, label0, f32x4.lt(a0, best0)); label1 = v128.bitselect(ca, label1, f32x4.lt(a1, best1));
      second0 = f32x4.pmin(second0, f32x4.pmax(best0, a0)); second1 = f32x4.pmin(second1, f32x4.pmax(best1, a1));
      best0 = f32x4.pmin(best0, a0); best1 = f32x4.pmin(best1, a1);
      label0 = v128.bitselect(cb, label0, f32x4.lt(b0, best0)); label1 = v128.bitselect(cb, label1, f32x4.lt(b1, best1));
      second0 = f32x4.pmin(second0, f32x4.pmax(best0, b0)); second1 = f32x4.pmin(second1, f32x4.pmax(best1, b1));
      best0 = f32x4.pmin(best0, b0); best1 = f32x4.pmin(best1, b1);
    }
    v128.store(scratch, f32x4.sub(second0, best0));
    v128.store(scratch, f32x4.sub(second1, best1), 16);
    v128.store(scratch, label0, 32);
    v128.store(scratch, label1, 48);
    const certain = i32x4.bitmask(f32x4.ge(v128.load(scratch), f32x4.splat(doubt)))
      | (i32x4.bitmask(f32x4.ge(v128.load(scratch, 16), f32x4.splat(doubt))) << 4);
    const words = i16x8.narrow_i32x4_u(v128.load(scratch, 32), v128.load(scratch, 48));
    const found = <u64>i64x2.extract_lane(i8x16.narrow_i16x8_u(words, words), 0);
    if (certain == 255 && found == load<u64>(labels + first)) continue;
    for (let lane = 0; lane < 8 && first + lane < n; lane++) {
      const i = first + lane;
      const point = points + <usize>i * (d << 3);
      let label = (found >> (lane << 3)) & 255;
      if (!((certain >> lane) & 1)) label = nearest(point, d, k, centroids, halfNorms);
      const before = <u64>load<u8>(labels + i);
      if (label == before) continue;
      if (before != NONE) move(point, d, sums, sizes, before, -1);
      move(point, d, sums, sizes, label, 1);
      store<u8>(labels + i, <u8>label);
      changed++;
    }
  }
  return changed;
}

/** The nearest centroid of one point, in doubles and in the order of the features. */
function nearest(point: usize, d: i32, k: i32, centroids: usize, halfNorms: usize): u64 {
  let label = 0;
  let best = Infinity;
  for (let c = 0, centroid = centroids; c < k; c++) {
    let score = load<f64>(halfNorms + (c << 3));
    for (let j = 0, x = point; j < d; j++, x += 8, centroid += 8) score -= load<f64>(x) * load<f64>(centroid);
    if (score < best) {
      best = score;
      label = c;
    }
  }
  return label;
}

/** Adds a point to the sum of a cluster, or takes it away. */
function move(point: usize, d: i32, sums: usize, sizes: usize, cluster: u64, sign: f64): void {
  const size = sizes + (<usize>cluster << 3);
  store<f64>(size, load<f64>(size) + sign);
  let to = sums + <usize>cluster * (d << 3);
  const signs = f64x2.splat(sign);
  for (let j = 1; j < d; j += 2, point += 16, to += 16) {
    v128.store(to, f64x2.add(v128.load(to), f64x2.mul(signs, v128.load(point))));
  }
  if (d & 1) store<f64>(to, load<f64>(to) + sign * load<f64>(point));
}

/** The sums again, over the points in their order: what was added and taken away on the way has left its rounding. */
export function addUp(points: usize, n: i32, d: i32, k: i32, labels: usize, sums: usize): void {
  memory.fill(sums, 0, k * (d << 3));
  const odd = (d & 1) == 1;
  for (let i = 0, x = points; i < n; i++) {
    let to = sums + load<u8>(labels + i) * (d << 3);
    for (let j = 1; j < d; j += 2, x += 16, to += 16) v128.store(to, f64x2.add(v128.load(to), v128.load(x)));
    if (odd) {
      store<f64>(to, load<f64>(to) + load<f64>(x));
      x += 8;
    }
  }
}

/**
 * Squared distances to one more centroid, as k-means++ needs them: to the nearest of those so far and this one.
 *
 * @param blocks as laid out above
 * @param target d floats, the new centroid
 * @param before ⌈n/8⌉ × 8 floats, squared distances to the nearest centroid so far; 0 where there is no point
 * @param distances as many floats, becomes the smaller of `before` and the squared distance to `target`
 * @returns the sum of `distances`
 */
export function nearer(blocks: usize, n: i32, d: i32, target: usize, before: usize, distances: usize): f64 {
  const blockBytes: usize = d << 5;
  let sums = f64x2.splat(0);
  for (let first = 0, x = blocks; first < n; first += 8, x += blockBytes) {
    let a = f32x4.splat(0), b = a;
    for (let at: usize = 0, from = target; at < blockBytes; at += 32, from += 4) {
      const t = v128.load32_splat(from);
      const p = f32x4.sub(v128.load(x + at), t), q = f32x4.sub(v128.load(x + at, 16), t);
      a = f32x4.add(a, f32x4.mul(p, p));
      b = f32x4.add(b, f32x4.mul(q, q));
    }
    const at = first << 2;
    a = f32x4.pmin(v128.load(before + at), a);
    b = f32x4.pmin(v128.load(before + at, 16), b);
    v128.store(distances + at, a);
    v128.store(distances + at, b, 16);
    const both = f32x4.add(a, b);
    sums = f64x2.add(sums, f64x2.add(f64x2.promote_low_f32x4(both), f64x2.promote_low_f32x4(i32x4.shuffle(both, both, 2, 3, 2, 3))));
  }
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** The sum of the squared distances of the points to the centroids of their labels. */
export function inertia(points: usize, n: i32, d: i32, centroids: usize, labels: usize): f64 {
  const rowBytes: usize = d << 3;
  const pairBytes: usize = (d >> 1) << 4;
  const odd = (d & 1) == 1;
  let sum = 0.0;
  for (let i = 0, x = points; i < n; i++, x += rowBytes) {
    const centroid = centroids + load<u8>(labels + i) * rowBytes;
    let pairs = f64x2.splat(0);
    for (let at: usize = 0; at < pairBytes; at += 16) {
      const difference = f64x2.sub(v128.load(x + at), v128.load(centroid + at));
      pairs = f64x2.add(pairs, f64x2.mul(difference, difference));
    }
    sum += f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
    if (odd) {
      const difference = load<f64>(x + pairBytes) - load<f64>(centroid + pairBytes);
      sum += difference * difference;
    }
  }
  return sum;
}
