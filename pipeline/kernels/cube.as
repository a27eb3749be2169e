// Counts, sums, sums of squares, minima and maxima of many measures in many groups at once, for the segment cube.
// AssemblyScript, compiled by `npm run build:kernels` to cube.wasm beside this file.
//
// A group has five rows of `width` doubles each. Sums are added up in the order of the users.

@inline function add(at: usize, value: v128): void { v128.store(at, f64x2.add(v128.load(at), value)); }

/**
 * @param values users × width doubles, NaN where there is none; `width` is even
 * @param groups users × sets i32: in which group each user is, of each set of dimensions
 * @param tables groups × 5 × width doubles: count, sum, sum of squares, minimum, maximum
 */
export function addUp(values: usize, groups: usize, tables: usize, users: i32, sets: i32, width: i32): void {
  const rowBytes: usize = width << 3;
  for (let user = 0; user < users; user++) {
    for (let w: usize = 0; w < rowBytes; w += 16) {
      const value = v128.load(values + w);
      const known = f64x2.eq(value, value);
      const one = v128.and(f64x2.splat(1), known);
      const summand = v128.and(value, known);
      const square = f64x2.mul(summand, summand);
      for (let set = 0; set < sets; set++) {
        const at = tables + <usize>load<i32>(groups + (set << 2)) * 5 * rowBytes + w;
        add(at, one);
        add(at + rowBytes, summand);
        add(at + 2 * rowBytes, square);
        const least = at + 3 * rowBytes, most = least + rowBytes;
        v128.store(least, f64x2.pmin(v128.load(least), value)); // which pass over NaN on the right
        v128.store(most, f64x2.pmax(v128.load(most), value));
      }
    }
    values += rowBytes;
    groups += sets << 2;
  }
}
