import type { Profile } from '../domain/profile.ts';
import type { UserRow } from '../domain/run.ts';

/** The users of a run by column, in the order they came. */
export interface UserColumns {
  readonly size: number;
  /** By number column; NaN where a user has no value. */
  readonly numbers: ReadonlyMap<string, Float64Array>;
  readonly segments: readonly string[];
}

/** @param size how many users are expected; more or fewer may come */
export async function userColumns(
  batches: AsyncIterable<readonly UserRow[]>,
  { columns }: Profile,
  size: number,
): Promise<UserColumns> {
  const names = columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
  const numbers = new Map(names.map((name) => [name, new Float64Array(size)]));
  const segments: string[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      const at = segments.push(row.segment as string) - 1;
      for (const [name, values] of numbers) if (at < size) values[at] = (row[name] as number | null) ?? Number.NaN;
    }
  }
  const found = Math.min(size, segments.length);
  return {
    size: segments.length,
    numbers: new Map([...numbers].map(([name, values]) => [name, values.subarray(0, found)])),
    segments,
  };
}
