import { basename } from 'node:path';
import type { Profile } from '../domain/profile.ts';
import { InputError } from '../errors.ts';
import { requireNoDistantDay } from '../ingest/file-day.ts';
import { systemClock } from '../ports.ts';
import { dayOf, type ReadSnapshot, readSnapshot } from './snapshot.ts';

/**
 * Reads snapshots of several days, one file a day, in any order.
 *
 * @param days of the files in their order, where their names do not say
 * @returns oldest first
 * @throws {InputError} where a file has no day or one years ahead, or two have the same
 */
export async function readHistory(
  files: readonly string[],
  days: readonly string[],
  profile: Profile,
): Promise<readonly ReadSnapshot[]> {
  if (days.length > 0 && days.length !== files.length) {
    throw new InputError(
      `--as-of must be given once for each file, in their order: got ${days.length} for ${files.length} files`,
    );
  }
  const dated = files.map((file, index) => ({ file, day: dayOf(file, days[index]) }));
  const sorted = dated.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  for (const [index, { file, day }] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next?.day === day) {
      throw new InputError(`${basename(file)} and ${basename(next.file)} are both of ${day}; give one file for each day`);
    }
  }
  for (const { day } of sorted) requireNoDistantDay(day, systemClock.now());
  const snapshots: ReadSnapshot[] = [];
  for (const { file, day } of sorted) snapshots.push(await readSnapshot(file, day, profile)); // one at a time: each takes memory
  return snapshots;
}
