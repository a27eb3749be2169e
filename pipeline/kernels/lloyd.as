// One step of Lloyd's iteration: the nearest centroid of every point, and the sums of the points of each.
// AssemblyScript, compiled by `npm run build:kernels` to lloyd.wasm beside this file.
//
// The memory is shared by all threads and holds the points once, row by row; each call has labels and sums of its own.
// Products run over features in pairs; sums run over the points in their order, so they are those of the plain loop.

/**
 * @param points n × d doubles
 * @param centroids k × d doubles
 * @param halfNorms k doubles, |c|² / 2: |c|² / 2 − x·c orders centroids as the squared distance does
 * @param labels n bytes; the first of equally near centroids wins
 * @param sums k × d doubles, zero before
 * @param sizes k doubles, zero before
 * @returns how many labels changed
 */
export function step(
  points: usize, n: i32, d: i32, k: i32,
  centroids: usize, halfNorms: usize, labels: usize, sums: usize, sizes: usize,
): i32 {
  const rowBytes: usize = d << 3;
  const pairBytes: usize = (d >> 1) << 4;
  const odd = (d & 1) == 1;
  let changed = 0;
  for (let i = 0, x = points; i < n; i++, x += rowBytes) {
    let label = 0;
    let best = Infinity;
    for (let c = 0, centroid = centroids; c < k; c++, centroid += rowBytes) {
      let pairs = f64x2.splat(0);
      for (let at: usize = 0; at < pairBytes; at += 16) {
        pairs = f64x2.add(pairs, f64x2.mul(v128.load(x + at), v128.load(centroid + at)));
      }
      let product = f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
      if (odd) product += load<f64>(x + pairBytes) * load<f64>(centroid + pairBytes);
      const score = load<f64>(halfNorms + (c << 3)) - product;
      if (score < best) {
        best = score;
        label = c;
      }
    }
    if (load<u8>(labels + i) != label) {
      store<u8>(labels + i, <u8>label);
      changed++;
    }
    const size = sizes + (label << 3);
    store<f64>(size, load<f64>(size) + 1);
    const to = sums + label * rowBytes;
    for (let at: usize = 0; at < pairBytes; at += 16) {
      v128.store(to + at, f64x2.add(v128.load(to + at), v128.load(x + at)));
    }
    if (odd) store<f64>(to + pairBytes, load<f64>(to + pairBytes) + load<f64>(x + pairBytes));
  }
  return changed;
}

/**
 * Squared distances to one more centroid, as k-means++ needs them: to the nearest of those so far and this one.
 *
 * @param target d doubles, the new centroid
 * @param nearest n doubles, squared distances to the nearest centroid so far
 * @param distances n doubles, becomes the smaller of `nearest` and the squared distance to `target`
 * @returns the sum of `distances`
 */
export function nearer(points: usize, n: i32, d: i32, target: usize, nearest: usize, distances: usize): f64 {
  const rowBytes: usize = d << 3;
  const pairBytes: usize = (d >> 1) << 4;
  const odd = (d & 1) == 1;
  let sum = 0.0;
  for (let i = 0, x = points; i < n; i++, x += rowBytes) {
    let pairs = f64x2.splat(0);
    for (let at: usize = 0; at < pairBytes; at += 16) {
      const difference = f64x2.sub(v128.load(x + at), v128.load(target + at));
      pairs = f64x2.add(pairs, f64x2.mul(difference, difference));
    }
    let distance = f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
    if (odd) {
      const difference = load<f64>(x + pairBytes) - load<f64>(target + pairBytes);
      distance += difference * difference;
    }
    const least = min(distance, load<f64>(nearest + (i << 3)));
    store<f64>(distances + (i << 3), least);
    sum += least;
  }
  return sum;
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
