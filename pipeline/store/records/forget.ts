import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Database } from '../database.ts';
import { sqlTime } from '../sql-time.ts';

const PART = 500; // rows: a moment's lock, and fewer placeholders than any database allows

/**
 * Deletes the rows of a table that are older than a time, a part at a time, so that those who write meanwhile do not wait.
 *
 * @param key the primary key
 * @returns how many rows there were
 */
export async function forgetInParts(database: Database, table: string, key: string, before: Date): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const keys: readonly string[] = await database.read((db) =>
      db(table).where('at', '<', sqlTime(before)).orderBy('at').limit(PART).pluck(key),
    );
    if (keys.length > 0) forgotten += await database.change((db) => db(table).whereIn(key, keys).del());
    if (keys.length < PART) return forgotten;
    await letOthersRun();
  }
}
