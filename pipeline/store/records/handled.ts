import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import type { Handled } from '../records.ts';
import { sqlTime } from '../sql-time.ts';
import { forgetInParts } from './forget.ts';

const KEY_LENGTH = 255;

/** What was handled already; the primary key lets one of all who try at once be the first. */
export function handledIn(database: Database): Handled {
  // A server counts the rows that were written; Knex hides that number for its own inserts.
  const insert = `INSERT ${database.isSqlite ? 'OR ' : ''}IGNORE INTO handled_events (??, ??) VALUES (?, ?)`;
  return {
    async first(key, at) {
      const written: Written = await database.change((db) => db.raw(insert, ['key', 'at', storedKey(key), sqlTime(at)]));
      return ('changes' in written ? written.changes : written[0].affectedRows) === 1;
    },

    forget: (before) => forgetInParts(database, 'handled_events', 'key', before),
  };
}

/** What the drivers of SQLite and of MySQL say about an INSERT. */
type Written = { readonly changes: number } | readonly [{ readonly affectedRows: number }];

/** A key that is too long for an index is stood for by its digest. */
function storedKey(key: string): string {
  if (key.length <= KEY_LENGTH) return key.toWellFormed();
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}
