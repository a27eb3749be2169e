import { bandLabels, type Dimension, UNKNOWN } from '../domain/profile.ts';
import type { Cell, UserRow } from '../domain/run.ts';

/** Gives the value of each dimension to a row, in the order of the dimensions. */
export function slicer(dimensions: readonly Dimension[]): (row: UserRow) => readonly string[] {
  const all = dimensions.map((dimension) => ({
    dimension,
    labels: dimension.kind === 'bands' ? bandLabels(dimension.edges) : [],
  }));
  return (row) => all.map(({ dimension, labels }) => labelOf(row[dimension.column] ?? null, dimension, labels));
}

function labelOf(value: string | number | null, dimension: Dimension, labels: readonly string[]): string {
  if (value === null) return UNKNOWN;
  if (dimension.kind === 'category') return String(value);
  let band = 0;
  for (const edge of dimension.edges) if (Number(value) >= edge) band++;
  return labels[band]!;
}

/** Adds up figures by segment, over the whole and all sets of one and two dimensions, a user at a time. */
export class SliceSums {
  readonly #dimensions: readonly string[];
  readonly #measures: readonly string[];
  readonly #sets: readonly SetOfSlices[];
  readonly #segments = new Numbering();
  readonly #values: readonly Numbering[];

  constructor(dimensions: readonly string[], measures: readonly string[]) {
    this.#dimensions = dimensions;
    this.#measures = measures;
    this.#values = dimensions.map(() => new Numbering());
    const single = dimensions.map((_, place) => [place]);
    const pairs = single.flatMap(([first]) => single.slice(first! + 1).map(([second]) => [first!, second!]));
    this.#sets = [[], ...single, ...pairs].map((places) => ({ places, sums: new Map() }));
  }

  /**
   * @param slice value of each dimension
   * @param figures one for each measure; NaN where the user has none
   */
  add(segment: string, slice: readonly string[], figures: readonly number[]): void {
    const first = this.#segments.of(segment);
    const codes = slice.map((value, place) => this.#values[place]!.of(value));
    for (const { places, sums } of this.#sets) {
      let key = first;
      for (const place of places) key = key * MOST_VALUES + codes[place]!;
      let totals = sums.get(key);
      if (totals === undefined) {
        totals = { segment, values: places.map((place) => slice[place]!), measures: this.#measures.map(none) };
        sums.set(key, totals);
      }
      for (let m = 0; m < figures.length; m++) addTo(totals.measures[m]!, figures[m]!);
    }
  }

  /** Those of users with a value. */
  *cells(): Generator<Cell> {
    for (const { places, sums } of this.#sets) {
      for (const { segment, values, measures } of sums.values()) {
        const slice = Object.fromEntries(places.map((place, i) => [this.#dimensions[place]!, values[i]!]));
        for (const [m, measure] of this.#measures.entries()) {
          if (measures[m]!.count > 0) yield { segment, slice, measure, ...measures[m]! };
        }
      }
    }
  }
}

/** A segment and two values make one whole number that a double holds exactly. */
const MOST_VALUES = 2 ** 20;

interface SetOfSlices {
  /** Of its dimensions. */
  readonly places: readonly number[];
  readonly sums: Map<
    number,
    { readonly segment: string; readonly values: readonly string[]; readonly measures: readonly Sums[] }
  >;
}

interface Sums {
  count: number;
  sum: number;
  sumOfSquares: number;
  minimum: number;
  maximum: number;
}

function none(): Sums {
  return { count: 0, sum: 0, sumOfSquares: 0, minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY };
}

function addTo(sums: Sums, value: number): void {
  if (Number.isNaN(value)) return;
  sums.count++;
  sums.sum += value;
  sums.sumOfSquares += value * value;
  sums.minimum = Math.min(sums.minimum, value);
  sums.maximum = Math.max(sums.maximum, value);
}

/** Numbers texts in the order they come, from 0. */
class Numbering {
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}
