/** Users with the same cluster and the same values of all dimensions, numbered from 0 as they come. */
export class FinestGroups {
  /** Cluster of each group. */
  readonly clusters: Uint8Array;
  /** Of each dimension, the number of each group's value. */
  readonly codes: readonly Float64Array[];
  readonly #levels: readonly Level[];
  #count = 0;

  /**
   * @param lengths how many values each dimension has
   * @param most the most groups there may be
   */
  constructor(lengths: readonly number[], most: number) {
    this.clusters = new Uint8Array(most);
    this.codes = lengths.map(() => new Float64Array(most));
    this.#levels = levelsOf(lengths, most);
  }

  get count(): number {
    return this.#count;
  }

  /**
   * @param codes of every dimension, the number of each user's value
   * @param groups becomes the group of each user
   */
  assign(clusters: Uint8Array, codes: readonly Float64Array[], groups: Int32Array): void {
    for (let i = 0; i < clusters.length; i++) {
      let place = clusters[i]!;
      for (const { from, lengths, places } of this.#levels) {
        let key = place;
        for (let d = 0; d < lengths.length; d++) key = key * lengths[d]! + codes[from + d]![i]!;
        place = places.get(key) ?? this.#newPlace(places, key);
      }
      if (place === this.#count) this.#describe(clusters[i]!, codes, i);
      groups[i] = place;
    }
  }

  clear(): void {
    for (const { places } of this.#levels) places.clear();
    this.#count = 0;
  }

  #newPlace(places: Map<number, number>, key: number): number {
    places.set(key, places.size);
    return places.size - 1;
  }

  #describe(cluster: number, codes: readonly Float64Array[], user: number): void {
    this.clusters[this.#count] = cluster;
    for (const [d, own] of this.codes.entries()) own[this.#count] = codes[d]![user]!;
    this.#count++;
  }
}

/** Some dimensions whose values together with a place before them make one exact number. */
interface Level {
  readonly from: number;
  readonly lengths: number[];
  readonly places: Map<number, number>;
}

const CLUSTERS = 256;

function levelsOf(lengths: readonly number[], most: number): Level[] {
  const levels: Level[] = [{ from: 0, lengths: [], places: new Map() }];
  let range = CLUSTERS;
  for (const [d, length] of lengths.entries()) {
    if (range * length > Number.MAX_SAFE_INTEGER) {
      levels.push({ from: d, lengths: [], places: new Map() });
      range = most;
    }
    levels.at(-1)!.lengths.push(length);
    range *= length;
  }
  return levels;
}
