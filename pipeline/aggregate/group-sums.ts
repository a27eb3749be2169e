import { instantiate } from '../kernels/instantiate.ts';
import { pagesFor } from '../kernels/memory.ts';

/** Count, sum, sum of squares, minimum and maximum: what is kept of a measure in a group. */
export interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly minimum: number;
  readonly maximum: number;
}

interface CubeExports {
  addUp(values: number, groups: number, tables: number, users: number, sets: number, width: number): void;
}

/**
 * Adds up measures in groups, a batch of users at a time, each user being in one group of every set. Sums follow the
 * order of the users, so that they come out the same every time.
 */
export class GroupSums {
  /** Values of a user: as many as there are measures, and one more where that is odd. */
  readonly width: number;
  readonly sets: number;
  readonly #measures: number;
  readonly #batch: number;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: CubeExports;
  readonly #groupsFrom: number;
  readonly #tablesFrom: number;
  #values!: Float64Array;
  #groups!: Int32Array;
  #groupCount = 0;

  /** @param batch the most users that are added at once */
  constructor(measures: number, sets: number, batch: number) {
    this.width = measures + (measures % 2);
    this.sets = sets;
    this.#measures = measures;
    this.#batch = batch;
    this.#groupsFrom = batch * this.width * 8;
    this.#tablesFrom = Math.ceil((this.#groupsFrom + batch * sets * 4) / 16) * 16;
    this.#memory = new WebAssembly.Memory({ initial: pagesFor(this.#tablesFrom) });
    this.#kernel = instantiate<CubeExports>('cube', this.#memory);
    this.#lookAgain();
  }

  /** Where the values of the next batch go: batch × `width`, NaN where there is none. Ask again after {@link newGroup}. */
  get values(): Float64Array {
    return this.#values;
  }

  /** Where the groups of the next batch go: batch × sets. Ask again after {@link newGroup}. */
  get groups(): Int32Array {
    return this.#groups;
  }

  /** @returns the number of one more group, from 0 */
  newGroup(): number {
    const group = this.#groupCount++;
    const table = this.#tableOf(group);
    const missing = table + this.#tableBytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.max(missing, this.#memory.buffer.byteLength));
    const rows = new Float64Array(this.#memory.buffer, table, 5 * this.width);
    rows.fill(Number.POSITIVE_INFINITY, 3 * this.width, 4 * this.width);
    rows.fill(Number.NEGATIVE_INFINITY, 4 * this.width);
    return group;
  }

  /** Adds the first `users` of the batch. */
  add(users: number): void {
    this.#kernel.addUp(0, this.#groupsFrom, this.#tablesFrom, users, this.sets, this.width);
  }

  /** Of every measure of a group, in their order. */
  of(group: number): Sums[] {
    const { width } = this;
    const rows = new Float64Array(this.#memory.buffer, this.#tableOf(group), 5 * width);
    return Array.from({ length: this.#measures }, (_, m) => ({
      count: rows[m]!,
      sum: rows[width + m]!,
      sumOfSquares: rows[2 * width + m]!,
      minimum: rows[3 * width + m]!,
      maximum: rows[4 * width + m]!,
    }));
  }

  get #tableBytes(): number {
    return 5 * this.width * 8;
  }

  #tableOf(group: number): number {
    return this.#tablesFrom + group * this.#tableBytes;
  }

  #grow(bytes: number): void {
    this.#memory.grow(pagesFor(bytes));
    this.#lookAgain();
  }

  /** A memory that grows leaves the arrays on it empty. */
  #lookAgain(): void {
    const { buffer } = this.#memory;
    this.#values = new Float64Array(buffer, 0, this.#batch * this.width);
    this.#groups = new Int32Array(buffer, this.#groupsFrom, this.#batch * this.sets);
  }
}
