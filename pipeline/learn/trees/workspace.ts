import { instantiate } from '../../kernels/instantiate.ts';
import { Cutter, reserve, SPARE_BYTES, sharedMemory } from '../../kernels/memory.ts';
import type { Bins } from './bins.ts';

/** See kernels/trees.as for arguments and results. */
interface TreesExports {
  addRows(slots: number, width: number, order: number, start: number, end: number, gradients: number, histogram: number): void;
  addFeature(
    slots: number,
    width: number,
    place: number,
    order: number,
    start: number,
    end: number,
    gradients: number,
    histogram: number,
  ): void;
  subtract(histogram: number, part: number, slotCount: number): void;
  partition(
    slots: number,
    width: number,
    place: number,
    from: number,
    sides: number,
    order: number,
    start: number,
    end: number,
    scratch: number,
  ): number;
}

/** Per slot the sum of the gradients of its rows, then the sum of their hessians: 2 × `slotCount` numbers. */
export type Histogram = Float64Array;

/** Some rows of the tree in training: those from `start` to `end` − 1 of the workspace's `order`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The memory of the kernel: what trees grown on the same bins share. */
export class Workspace {
  readonly bins: Bins;
  /** The rows of the tree in training, those of a node side by side. */
  readonly order: Int32Array;
  /** Of the loss at each row's score, each followed by the hessian: 2 × n. */
  readonly gradients: Float64Array;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: TreesExports;
  readonly #slots: Uint8Array;
  readonly #scratch: Int32Array;
  readonly #sides: Uint8Array;
  readonly #free: Histogram[] = [];

  constructor(bins: Bins) {
    const { rowCount, slots } = bins;
    const sideCount = 256;
    const memory = sharedMemory(rowCount * (16 + 4 + 4) + slots.byteLength + sideCount + SPARE_BYTES);
    const cut = new Cutter(memory, 0);
    this.bins = bins;
    this.gradients = cut.doubles(2 * rowCount);
    this.order = cut.integers(rowCount);
    this.#scratch = cut.integers(rowCount);
    this.#slots = cut.bytes(slots.byteLength);
    this.#slots.set(new Uint8Array(slots.buffer, slots.byteOffset, slots.byteLength));
    this.#sides = cut.bytes(sideCount);
    this.#memory = memory;
    this.#kernel = instantiate<TreesExports>('trees', memory);
  }

  /** A histogram of zeros, which is to be given back. */
  emptyHistogram(): Histogram {
    const length = 2 * this.bins.slotCount;
    return this.#free.pop()?.fill(0) ?? new Cutter(this.#memory, reserve(this.#memory, 8 * length)).doubles(length);
  }

  giveBack(histogram: Histogram): void {
    this.#free.push(histogram);
  }

  /** Adds rows to the histogram, all features at once: the slots of a row stand together, and its gradient is read once. */
  addRows(histogram: Histogram, { start, end }: Span): void {
    const { order, gradients, bins } = this;
    const width = bins.features.length;
    const [from, to] = [this.#slots.byteOffset, histogram.byteOffset];
    this.#kernel.addRows(from, width, order.byteOffset, start, end, gradients.byteOffset, to);
  }

  /** Fills the part of one feature, which is emptied first. */
  fillFeature(histogram: Histogram, place: number, { start, end }: Span): void {
    const { order, gradients, bins } = this;
    const { from, missing } = bins.features[place]!;
    histogram.fill(0, 2 * from, 2 * missing + 2);
    const [slots, width] = [this.#slots.byteOffset, bins.features.length];
    this.#kernel.addFeature(slots, width, place, order.byteOffset, start, end, gradients.byteOffset, histogram.byteOffset);
  }

  /** Leaves in `histogram` what is not in `part`: a node less one child is the other child. */
  subtract(histogram: Histogram, part: Histogram): void {
    this.#kernel.subtract(histogram.byteOffset, part.byteOffset, this.bins.slotCount);
  }

  /**
   * Brings the rows that go left before those that go right, each side in the order it had.
   *
   * @param sides 1 for every slot of the feature at `place` that goes left, else 0
   * @returns where the right side begins
   */
  partition(place: number, sides: Uint8Array, { start, end }: Span): number {
    const { order, bins } = this;
    const { from } = bins.features[place]!;
    this.#sides.set(sides);
    const [slots, width] = [this.#slots.byteOffset, bins.features.length];
    const [given, scratch] = [this.#sides.byteOffset, this.#scratch.byteOffset];
    return this.#kernel.partition(slots, width, place, from, given, order.byteOffset, start, end, scratch);
  }
}
