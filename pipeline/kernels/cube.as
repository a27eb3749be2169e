// Counts, sums, sums of squares, minima and maxima of many measures in many groups at once, for the segment cube.
// AssemblyScript, compiled by `npm run build:kernels` to cube.wasm beside this file.
//
// A group has five rows of `width` doubles: count, sum, sum of squares, minimum, maximum. `width` is even.

@inline function add(at: usize, value: v128): void { v128.store(at, f64x2.add(v128.load(at), value)); }

/** Adds users to their groups, in their order.
 *
 * @param values users × width doubles, NaN where there is none
 * @param groups one i32 per user: its group
 * @param tables groups × 5 × width doubles
 */
export function addUsers(values: usize, groups: usize, tables: usize, users: i32, width: i32): void {
  const rowBytes: usize = width << 3;
  for (let user = 0; user < users; user++, groups += 4) {
    let at = tables + <usize>load<i32>(groups) * 5 * rowBytes;
    for (let w: usize = 0; w < rowBytes; w += 16, at += 16, values += 16) {
      const value = v128.load(values);
      const known = f64x2.eq(value, value);
      const summand = v128.and(value, known);
      add(at, v128.and(f64x2.splat(1), known));
      add(at + rowBytes, summand);
      add(at + 2 * rowBytes, f64x2.mul(summand, summand));
      const least = at + 3 * rowBytes, most = least + rowBytes;
      v128.store(least, f64x2.pmin(v128.load(least), value)); // which pass over NaN on the right
      v128.store(most, f64x2.pmax(v128.load(most), value));
    }
  }
}

/**
 * Adds groups to larger groups, in their order.
 *
 * @param parts count × 5 × width doubles
 * @param groups count × sets i32: in which larger group each is, of each set
 * @param tables groups × 5 × width doubles
 */
export function addGroups(parts: usize, groups: usize, tables: usize, count: i32, sets: i32, width: i32): void {
  const rowBytes: usize = width << 3;
  for (let part = 0; part < count; part++, parts += 5 * rowBytes) {
    for (let set = 0; set < sets; set++, groups += 4) {
      const table = tables + <usize>load<i32>(groups) * 5 * rowBytes;
      for (let w: usize = 0; w < 3 * rowBytes; w += 16) add(table + w, v128.load(parts + w));
      for (let w: usize = 3 * rowBytes; w < 4 * rowBytes; w += 16) {
        v128.store(table + w, f64x2.pmin(v128.load(table + w), v128.load(parts + w)));
      }
      for (let w: usize = 4 * rowBytes; w < 5 * rowBytes; w += 16) {
        v128.store(table + w, f64x2.pmax(v128.load(table + w), v128.load(parts + w)));
      }
    }
  }
}
