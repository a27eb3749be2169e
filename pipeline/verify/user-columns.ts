import { idColumn, type Profile } from '../domain/profile.ts';
import type { UserRow } from '../domain/run.ts';
import { SliceCounter, type SliceCounts } from './slice-counts.ts';

/** The users of a run by column, in the order they came. */
export interface UserColumns {
  readonly size: number;
  readonly ids: readonly string[];
  /** By number column; NaN where a user has no value. */
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly clusters: readonly number[];
  readonly segments: readonly string[];
  readonly sliceCounts: SliceCounts;
}

/** @param size how many users are expected; more or fewer may come */
export async function userColumns(
  batches: AsyncIterable<readonly UserRow[]>,
  profile: Profile,
  size: number,
): Promise<UserColumns> {
  const names = profile.columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const numbers = new Map(names.map((name) => [name, new Float64Array(size)]));
  const id = idColumn(profile).name;
  const ids: string[] = [];
  const clusters: number[] = [];
  const segments: string[] = [];
  const slices = new SliceCounter(profile.dimensions);
  for await (const batch of batches) {
    for (const row of batch) {
      const at = segments.push(row.segment as string) - 1;
      ids.push(row[id] as string);
      clusters.push(row.cluster as number);
      slices.add(row);
      for (const [name, values] of numbers) if (at < size) values[at] = (row[name] as number | null) ?? Number.NaN;
    }
  }
  const found = Math.min(size, segments.length);
  return {
    size: segments.length,
    ids,
    numbers: new Map([...numbers].map(([name, values]) => [name, values.subarray(0, found)])),
    clusters,
    segments,
    sliceCounts: slices.counts,
  };
}
