import { idColumn, type Profile } from '../domain/profile.ts';
import { type Cell, USERS, type UserRow } from '../domain/run.ts';
import { LAPSE_PROBABILITY } from '../predict/prediction.ts';
import { SliceSums, slicer } from './slice-sums.ts';

/** The users of a run by column, in the order they came, and what they add up to. */
export interface UserColumns {
  readonly size: number;
  readonly ids: readonly string[];
  /** By number column; NaN where a user has no value. */
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly clusters: readonly number[];
  readonly segments: readonly string[];
  /** Of the measure `users` and the profile's. */
  readonly cells: Iterable<Cell>;
  /** Of the probabilities foreseen. */
  readonly forecast: Iterable<Cell>;
}

/**
 * Goes through users once, one by one, so that no more than numbers and sums is kept of them.
 *
 * @param size how many users are expected; more or fewer may come
 * @param foreseen what a model foresees, by user id
 */
export async function userColumns(
  batches: AsyncIterable<readonly UserRow[]>,
  profile: Profile,
  size: number,
  foreseen: ReadonlyMap<string, { readonly probability: number }>,
): Promise<UserColumns> {
  const { columns, measures } = profile;
  const names = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const numbers = new Map(names.map((name) => [name, new Float64Array(size)]));
  const id = idColumn(profile).name;
  const ids: string[] = [];
  const clusters: number[] = [];
  const segments: string[] = [];
  const dimensions = profile.dimensions.map(({ name }) => name);
  const cube = new SliceSums(dimensions, [USERS, ...measures.map(({ name }) => name)]);
  const forecast = new SliceSums(dimensions, [LAPSE_PROBABILITY]);
  const sliceOf = slicer(profile.dimensions);
  for await (const batch of batches) {
    for (const row of batch) {
      const segment = row.segment as string;
      const at = segments.push(segment) - 1;
      ids.push(row[id] as string);
      clusters.push(row.cluster as number);
      for (const [name, values] of numbers) if (at < size) values[at] = (row[name] as number | null) ?? Number.NaN;
      const slice = sliceOf(row);
      cube.add(segment, slice, [1, ...measures.map(({ column, above }) => figureOf(row[column] as number | null, above))]);
      const prediction = foreseen.get(row[id] as string);
      if (prediction !== undefined) forecast.add(segment, slice, [prediction.probability]);
    }
  }
  const found = Math.min(size, segments.length);
  return {
    size: segments.length,
    ids,
    numbers: new Map([...numbers].map(([name, values]) => [name, values.subarray(0, found)])),
    clusters,
    segments,
    cells: cube.cells(),
    forecast: forecast.cells(),
  };
}

function figureOf(value: number | null, above: number | undefined): number {
  if (value === null) return Number.NaN;
  return above === undefined ? value : Number(value > above);
}
