// Sums of distances from every point to the points of every cluster, for the silhouette over all pairs.
// AssemblyScript, compiled by `npm run build:kernels` to silhouette.wasm beside this file.
//
// Points stand in groups of 4 that never cross a cluster: each cluster is padded with points of weight 0. A group holds
// its values feature by feature (4 floats for feature 0, 4 for feature 1, ...). Every pair of groups is looked at once and
// counts for both sides. Distances are computed in single precision, where their rounding errors (some 1e-7 of a
// distance, of either sign) are far below what a mean over thousands of them shows; they are summed in double precision.

/** The two lower or upper floats of a vector as doubles. */
@inline function low(v: v128): v128 { return f64x2.promote_low_f32x4(v); }
@inline function high(v: v128): v128 { return f64x2.promote_low_f32x4(i32x4.shuffle(v, v, 2, 3, 2, 3)); }
@inline function total(v: v128): f64 { return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1); }

/**
 * @param points groups × d × 4 floats
 * @param weights groups × 4 floats, 1 for a point and 0 for padding
 * @param clusterOf one i32 per group, rising
 * @param sums k × groups × 4 doubles; sums[c][i] gains the distance from i to each point of c that this lane looked at
 * @param lane this call does the groups whose index modulo `lanes` is `lane`
 */
export function distanceSums(
  points: i32, weights: i32, clusterOf: i32, sums: i32,
  groups: i32, d: i32, lane: i32, lanes: i32,
): void {
  const stride = d << 4;
  const rowBytes = groups << 5; // one cluster's row of sums
  for (let g = lane; g < groups; g += lanes) {
    const own = load<i32>(clusterOf + (g << 2));
    const x = points + g * stride;
    const w0 = v128.load_splat<f32>(weights + (g << 4)), w1 = v128.load_splat<f32>(weights + (g << 4), 4);
    const w2 = v128.load_splat<f32>(weights + (g << 4), 8), w3 = v128.load_splat<f32>(weights + (g << 4), 12);
    let h = g;
    while (h < groups) {
      const cluster = load<i32>(clusterOf + (h << 2));
      let a0 = f64x2.splat(0), a1 = a0, a2 = a0, a3 = a0;
      // all groups of one cluster from here on
      while (h < groups && load<i32>(clusterOf + (h << 2)) == cluster) {
        const y = points + h * stride;
        let d0 = f32x4.splat(0), d1 = d0, d2 = d0, d3 = d0;
        for (let f = 0; f < stride; f += 16) {
          const values = v128.load(y + f);
          const t0 = f32x4.sub(values, v128.load_splat<f32>(x + f)), t1 = f32x4.sub(values, v128.load_splat<f32>(x + f, 4));
          const t2 = f32x4.sub(values, v128.load_splat<f32>(x + f, 8)), t3 = f32x4.sub(values, v128.load_splat<f32>(x + f, 12));
          d0 = f32x4.add(d0, f32x4.mul(t0, t0));
          d1 = f32x4.add(d1, f32x4.mul(t1, t1));
          d2 = f32x4.add(d2, f32x4.mul(t2, t2));
          d3 = f32x4.add(d3, f32x4.mul(t3, t3));
        }
        const mask = v128.load(weights + (h << 4));
        d0 = f32x4.mul(f32x4.sqrt(d0), mask);
        d1 = f32x4.mul(f32x4.sqrt(d1), mask);
        d2 = f32x4.mul(f32x4.sqrt(d2), mask);
        d3 = f32x4.mul(f32x4.sqrt(d3), mask);
        a0 = f64x2.add(a0, f64x2.add(low(d0), high(d0)));
        a1 = f64x2.add(a1, f64x2.add(low(d1), high(d1)));
        a2 = f64x2.add(a2, f64x2.add(low(d2), high(d2)));
        a3 = f64x2.add(a3, f64x2.add(low(d3), high(d3)));
        if (h != g) {
          const column = f32x4.add(
            f32x4.add(f32x4.mul(d0, w0), f32x4.mul(d1, w1)),
            f32x4.add(f32x4.mul(d2, w2), f32x4.mul(d3, w3)),
          );
          const to = sums + own * rowBytes + (h << 5);
          v128.store(to, f64x2.add(v128.load(to), low(column)));
          v128.store(to, f64x2.add(v128.load(to, 16), high(column)), 16);
        }
        h++;
      }
      const to = sums + cluster * rowBytes + (g << 5);
      store<f64>(to, load<f64>(to) + total(a0));
      store<f64>(to, load<f64>(to, 8) + total(a1), 8);
      store<f64>(to, load<f64>(to, 16) + total(a2), 16);
      store<f64>(to, load<f64>(to, 24) + total(a3), 24);
    }
  }
}
