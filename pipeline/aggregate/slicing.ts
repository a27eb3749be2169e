import type { GroupSums } from './group-sums.ts';

/** A dimension whose values are numbered from 0 in the order of `labels`. */
export interface CodedDimension {
  readonly name: string;
  readonly labels: readonly string[];
  /** SQL of a user's number. */
  readonly code: string;
}

/** One group of users: those of a cluster with the same values. */
export interface Slice {
  readonly cluster: number;
  /** Value of each dimension by name. */
  readonly slice: Readonly<Record<string, string>>;
  readonly group: number;
}

/** Puts the users of every cluster in groups by no, one or two dimensions. */
export class Slicing {
  readonly #dimensions: readonly CodedDimension[];
  readonly #places: readonly number[];
  /** Groups by cluster, each by the numbers of the values, with holes where no user is. */
  readonly #known: number[][] = [];

  /** @param all the dimensions in the order in which their numbers will come */
  constructor(dimensions: readonly CodedDimension[], all: readonly CodedDimension[]) {
    this.#dimensions = dimensions;
    this.#places = dimensions.map((dimension) => all.indexOf(dimension));
  }

  /**
   * Writes the groups of a batch of small groups as set `set` of `sets` in the sums, making new ones as needed.
   *
   * @param codes of every dimension, the number of each small group's value
   */
  assign(clusters: Uint8Array, codes: readonly Float64Array[], sums: GroupSums, set: number, sets: number): void {
    const [first, second] = this.#places.map((place) => codes[place]!);
    const length = this.#dimensions[1]?.labels.length ?? 1;
    for (let i = 0; i < clusters.length; i++) {
      const code = (first === undefined ? 0 : first[i]! * length) + (second === undefined ? 0 : second[i]!);
      const known = this.#known[clusters[i]!] ?? this.#newCluster(clusters[i]!);
      let group = known[code];
      if (group === undefined) {
        group = sums.newGroup();
        known[code] = group;
      }
      sums.groups[i * sets + set] = group;
    }
  }

  #newCluster(cluster: number): number[] {
    this.#known[cluster] = [];
    return this.#known[cluster];
  }

  /** All groups with users, in the order of clusters and values. */
  groups(): Slice[] {
    const length = this.#dimensions[1]?.labels.length ?? 1;
    const slices: Slice[] = [];
    this.#known.forEach((known, cluster) => {
      known.forEach((group, code) => {
        const numbers = [Math.floor(code / length), code % length]; // of one dimension length is 1 and the first all of it
        const slice = Object.fromEntries(this.#dimensions.map(({ name, labels }, d) => [name, labels[numbers[d]!]!]));
        slices.push({ cluster, slice, group });
      });
    });
    return slices;
  }
}
