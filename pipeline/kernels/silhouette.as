// Sums of distances from every point to the points of every cluster, for the exact silhouette.
// AssemblyScript, compiled by `npm run build:kernels` to silhouette.wasm beside this file.
//
// Points stand in groups of 4 that never cross a cluster: each cluster is padded with points of weight 0. A group holds
// its values feature by feature (4 doubles for feature 0, 4 for feature 1, ...), so one vector is 2 points of one feature.
// Every pair of groups is looked at once and counts for both sides.

/** Bytes that one group takes. */
@inline function groupBytes(d: i32): i32 { return d << 5; }

/**
 * @param points groups × d × 4 doubles
 * @param weights groups × 4 doubles, 1 for a point and 0 for padding
 * @param clusterOf one i32 per group
 * @param sums k × groups × 4 doubles; sums[c][i] gains the distance from i to each point of c that this lane looked at
 * @param lane this call does the groups whose index modulo `lanes` is `lane`
 */
export function distanceSums(
  points: i32, weights: i32, clusterOf: i32, sums: i32,
  groups: i32, d: i32, lane: i32, lanes: i32,
): void {
  const stride = groupBytes(d);
  const rowBytes = groups << 5; // one cluster's row of sums
  for (let g = lane; g < groups; g += lanes) {
    const own = load<i32>(clusterOf + (g << 2));
    const x = points + g * stride;
    for (let r = 0; r < 4; r += 2) {
      const w0 = load<f64>(weights + (g << 5) + (r << 3));
      if (w0 == 0.0) break; // padding stands at the end of a cluster
      const w1 = load<f64>(weights + (g << 5) + (r << 3) + 8);
      const x0 = x + (r << 3);
      const v1 = f64x2.splat(w1);
      let h = g;
      while (h < groups) {
        const cluster = load<i32>(clusterOf + (h << 2));
        let a0 = f64x2.splat(0), a1 = f64x2.splat(0);
        // all groups of one cluster from here on
        while (h < groups && load<i32>(clusterOf + (h << 2)) == cluster) {
          const y = points + h * stride;
          let p0 = f64x2.splat(0), p1 = p0, q0 = p0, q1 = p0;
          for (let f = 0; f < stride; f += 32) {
            const lo = v128.load(y + f), hi = v128.load(y + f, 16);
            const s0 = v128.load_splat<f64>(x0 + f), s1 = v128.load_splat<f64>(x0 + f, 8);
            const t0 = f64x2.sub(lo, s0), t1 = f64x2.sub(hi, s0);
            const u0 = f64x2.sub(lo, s1), u1 = f64x2.sub(hi, s1);
            p0 = f64x2.add(p0, f64x2.mul(t0, t0));
            p1 = f64x2.add(p1, f64x2.mul(t1, t1));
            q0 = f64x2.add(q0, f64x2.mul(u0, u0));
            q1 = f64x2.add(q1, f64x2.mul(u1, u1));
          }
          p0 = f64x2.sqrt(p0); p1 = f64x2.sqrt(p1);
          q0 = f64x2.mul(f64x2.sqrt(q0), v1); q1 = f64x2.mul(f64x2.sqrt(q1), v1);
          const m0 = v128.load(weights + (h << 5)), m1 = v128.load(weights + (h << 5), 16);
          a0 = f64x2.add(a0, f64x2.add(f64x2.mul(p0, m0), f64x2.mul(p1, m1)));
          a1 = f64x2.add(a1, f64x2.add(f64x2.mul(q0, m0), f64x2.mul(q1, m1)));
          if (h != g) {
            const to = sums + own * rowBytes + (h << 5);
            v128.store(to, f64x2.add(v128.load(to), f64x2.add(p0, q0)));
            v128.store(to, f64x2.add(v128.load(to, 16), f64x2.add(p1, q1)), 16);
          }
          h++;
        }
        const to = sums + cluster * rowBytes + (g << 5) + (r << 3);
        store<f64>(to, load<f64>(to) + f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1));
        store<f64>(to, load<f64>(to, 8) + f64x2.extract_lane(a1, 0) + f64x2.extract_lane(a1, 1), 8);
      }
    }
  }
}
