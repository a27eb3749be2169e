import { bandLabels, type Dimension, UNKNOWN } from '../domain/profile.ts';
import { type Cell, USERS, type UserRow } from '../domain/run.ts';
import { type Check, check, counted, relative } from './check.ts';

/** How many users each segment has with each value of a dimension: by dimension, segment and value. */
export type SliceCounts = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, number>>>;

/** Counts users one by one, so that no more than the counts is kept of them. */
export class SliceCounter {
  readonly counts: Map<string, Map<string, Map<string, number>>>;
  readonly #dimensions: readonly { readonly dimension: Dimension; readonly labels: readonly string[] }[];

  constructor(dimensions: readonly Dimension[]) {
    this.counts = new Map(dimensions.map(({ name }) => [name, new Map()]));
    this.#dimensions = dimensions.map((dimension) => ({
      dimension,
      labels: dimension.kind === 'bands' ? bandLabels(dimension.edges) : [],
    }));
  }

  add(row: UserRow): void {
    const segment = row.segment as string;
    for (const { dimension, labels } of this.#dimensions) {
      const bySegment = this.counts.get(dimension.name)!;
      let byValue = bySegment.get(segment);
      if (byValue === undefined) {
        byValue = new Map();
        bySegment.set(segment, byValue);
      }
      const value = labelOf(row[dimension.column] ?? null, dimension, labels);
      byValue.set(value, (byValue.get(value) ?? 0) + 1);
    }
  }
}

function labelOf(value: string | number | null, dimension: Dimension, labels: readonly string[]): string {
  if (value === null) return UNKNOWN;
  if (dimension.kind === 'category') return String(value);
  let band = 0;
  for (const edge of dimension.edges) if (Number(value) >= edge) band++;
  return labels[band]!;
}

/**
 * Compares the users counted with those of the stored cube; a slice that only one of them has counts 0 in the other.
 *
 * @param slices cells of the measure `users` over each single dimension
 */
export function checkSlices(slices: readonly Cell[], counts: SliceCounts): Check {
  const stored = new Map<string, number>();
  for (const { slice, segment, measure, count } of slices) {
    const [dimension, value] = Object.entries(slice)[0]!;
    if (measure === USERS) stored.set(keyOf(dimension, segment, value), count);
  }
  const found = new Map<string, number>();
  for (const [dimension, bySegment] of counts)
    for (const [segment, byValue] of bySegment)
      for (const [value, count] of byValue) found.set(keyOf(dimension, segment, value), count);
  let most = 0;
  const keys = new Set([...stored.keys(), ...found.keys()]);
  for (const key of keys) most = Math.max(most, relative(stored.get(key) ?? 0, found.get(key) ?? 0));
  return check('slices', counted(keys.size, 'count'), most, 0);
}

function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
