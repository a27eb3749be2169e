/**
 * The features asked on the way from the root to a node, each once, for every node of the way one after the other. Zero share:
 * of the rows that go this way where the feature is not known. One share: 1 where the row goes this way, else 0.
 */
export class Path {
  readonly feature: Int32Array;
  readonly zero: Float64Array;
  readonly one: Float64Array;
  /** Of subsets of each size, weighed, the share that goes this way. */
  readonly weight: Float64Array;

  constructor(deepest: number) {
    const room = ((deepest + 2) * (deepest + 3)) / 2;
    this.feature = new Int32Array(room);
    this.zero = new Float64Array(room);
    this.one = new Float64Array(room);
    this.weight = new Float64Array(room);
  }

  /** Copies the `length` first entries of the way to the parent. */
  copy(from: number, to: number, length: number): void {
    this.feature.copyWithin(to, from, from + length);
    this.zero.copyWithin(to, from, from + length);
    this.one.copyWithin(to, from, from + length);
    this.weight.copyWithin(to, from, from + length);
  }

  extend(at: number, length: number, zero: number, one: number, feature: number): void {
    const { weight } = this;
    this.feature[at + length] = feature;
    this.zero[at + length] = zero;
    this.one[at + length] = one;
    weight[at + length] = length === 0 ? 1 : 0;
    for (let i = length - 1; i >= 0; i--) {
      weight[at + i + 1]! += (one * weight[at + i]! * (i + 1)) / (length + 1);
      weight[at + i] = (zero * weight[at + i]! * (length - i)) / (length + 1);
    }
  }

  /** Takes one entry out again, as if its feature had never been asked. */
  unwind(at: number, last: number, index: number): void {
    const { weight, zero: zeros, one: ones } = this;
    const one = ones[at + index]!;
    const zero = zeros[at + index]!;
    let next = weight[at + last]!;
    for (let i = last - 1; i >= 0; i--) {
      if (one !== 0) {
        const before = weight[at + i]!;
        weight[at + i] = (next * (last + 1)) / ((i + 1) * one);
        next = before - (weight[at + i]! * zero * (last - i)) / (last + 1);
      } else weight[at + i] = (weight[at + i]! * (last + 1)) / (zero * (last - i));
    }
    for (let i = index; i < last; i++) {
      this.feature[at + i] = this.feature[at + i + 1]!;
      zeros[at + i] = zeros[at + i + 1]!;
      ones[at + i] = ones[at + i + 1]!;
    }
  }

  /** The sum of the weights if one entry were taken out. */
  unwoundSum(at: number, last: number, index: number): number {
    const { weight } = this;
    const one = this.one[at + index]!;
    const zero = this.zero[at + index]!;
    let next = weight[at + last]!;
    let sum = 0;
    for (let i = last - 1; i >= 0; i--) {
      if (one !== 0) {
        const share = (next * (last + 1)) / ((i + 1) * one);
        sum += share;
        next = weight[at + i]! - (share * zero * (last - i)) / (last + 1);
      } else sum += (weight[at + i]! * (last + 1)) / (zero * (last - i));
    }
    return sum;
  }
}
