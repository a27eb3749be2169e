import { instantiate } from '../kernels/instantiate.ts';
import { Cutter, pagesFor, SPARE_BYTES } from '../kernels/memory.ts';

/** What is kept of a measure in a group. */
export interface Sums {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly minimum: number;
  readonly maximum: number;
}

interface CubeExports {
  addUsers(values: number, groups: number, tables: number, users: number, width: number): void;
  addGroups(parts: number, groups: number, tables: number, count: number, sets: number, width: number): void;
}

/** How much there may be. */
export interface GroupLimits {
  readonly measures: number;
  /** Sets of larger groups; every small group is in one of each. */
  readonly sets: number;
  /** Users, or small groups, that are added at once. */
  readonly batch: number;
  readonly smallGroups: number;
}

/** Rows of a group: count, sum, sum of squares, minimum, maximum. */
const ROWS = 5;

/**
 * Adds up measures: of users in small groups, and of small groups in larger ones. Sums follow the order in which users
 * and groups come, so that they come out the same every time.
 */
export class GroupSums {
  /** Values of a user: as many as there are measures, and one more where that is odd. */
  readonly width: number;
  readonly #limits: GroupLimits;
  readonly #memory: WebAssembly.Memory;
  readonly #kernel: CubeExports;
  readonly #tables: number;
  #values!: Float64Array;
  #groups!: Int32Array;
  #small!: Float64Array;
  #groupCount = 0;

  constructor(limits: GroupLimits) {
    this.width = limits.measures + (limits.measures % 2);
    this.#limits = limits;
    const bytes = limits.batch * (this.width * 8 + limits.sets * 4) + limits.smallGroups * this.#tableLength * 8;
    this.#tables = Math.ceil((bytes + SPARE_BYTES) / 16) * 16;
    this.#memory = new WebAssembly.Memory({ initial: pagesFor(this.#tables) });
    this.#kernel = instantiate<CubeExports>('cube', this.#memory);
    this.#lookAgain();
    this.clearSmall(limits.smallGroups);
  }

  /** Where the values of the next batch of users go: batch × `width`, NaN where there is none. */
  get values(): Float64Array {
    return this.#values;
  }

  /** Where the small group of each user of the next batch goes, or the larger groups of each small one: batch × sets. */
  get groups(): Int32Array {
    return this.#groups;
  }

  /** Adds the first `users` of the batch to their small groups. */
  addUsers(users: number): void {
    this.#kernel.addUsers(this.#values.byteOffset, this.#groups.byteOffset, this.#small.byteOffset, users, this.width);
  }

  /** Adds `count` small groups from `first` on to their larger ones. */
  addSmall(first: number, count: number): void {
    const parts = this.#small.byteOffset + first * this.#tableLength * 8;
    this.#kernel.addGroups(parts, this.#groups.byteOffset, this.#tables, count, this.#limits.sets, this.width);
  }

  /** Empties the first `count` small groups. */
  clearSmall(count: number): void {
    for (let group = 0; group < count; group++) this.#empty(this.#small, group);
  }

  /** @returns the number of one more larger group, from 0; other arrays have to be asked for again then */
  newGroup(): number {
    const group = this.#groupCount++;
    const missing = this.#tables + (group + 1) * this.#tableLength * 8 - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(pagesFor(Math.max(missing, GROWTH_BYTES)));
      this.#lookAgain();
    }
    this.#empty(new Float64Array(this.#memory.buffer, this.#tables), group);
    return group;
  }

  /** Of every measure of a larger group, in their order. */
  of(group: number): Sums[] {
    const { width } = this;
    const at = new Float64Array(this.#memory.buffer, this.#tables + group * this.#tableLength * 8, this.#tableLength);
    return Array.from({ length: this.#limits.measures }, (_, m) => ({
      count: at[m]!,
      sum: at[width + m]!,
      sumOfSquares: at[2 * width + m]!,
      minimum: at[3 * width + m]!,
      maximum: at[4 * width + m]!,
    }));
  }

  get #tableLength(): number {
    return ROWS * this.width;
  }

  #empty(tables: Float64Array, group: number): void {
    const from = group * this.#tableLength;
    tables.fill(0, from, from + 3 * this.width);
    tables.fill(Number.POSITIVE_INFINITY, from + 3 * this.width, from + 4 * this.width);
    tables.fill(Number.NEGATIVE_INFINITY, from + 4 * this.width, from + 5 * this.width);
  }

  /** A memory that grows leaves the arrays on it empty. */
  #lookAgain(): void {
    const { batch, sets, smallGroups } = this.#limits;
    const cut = new Cutter(this.#memory, 0);
    this.#values = cut.doubles(batch * this.width);
    this.#groups = cut.integers(batch * sets);
    this.#small = cut.doubles(smallGroups * this.#tableLength);
  }
}

const GROWTH_BYTES = 4 * 1024 * 1024;
