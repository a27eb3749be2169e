import { dirname } from 'node:path';
import type { Profile } from '../domain/profile.ts';
import { StoreError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { describeTarget, parseDatabaseUrl } from './database-url.ts';
import { removeCopy, withReadableCopy } from './readable-copy.ts';
import type { Store, StoreOptions } from './store.ts';

/**
 * Opens the store that a DATABASE_URL names. The folder of a SQLite file is created; a server is not called before the
 * first query, and the schema is not touched before `migrate`. A SQLite file in a folder that may not be written is read from a copy.
 *
 * @param profiles what the store can hold; the first is meant where a method names none
 * @throws {DatabaseUrlError} if the address names no store we know
 * @throws {StoreError} if the folder of a SQLite file cannot be made
 * @example
 * const store = await openStore('sqlite:.herald/herald.db', [appBehavior]);
 * await store.migrate();
 */
export async function openStore(
  databaseUrl: string,
  profiles: readonly [Profile, ...Profile[]],
  options: StoreOptions = {},
): Promise<Store> {
  const target = parseDatabaseUrl(databaseUrl);
  const { databaseStore } = await import('./database-store.ts'); // its libraries are slow to load
  if (target.kind === 'mysql') return databaseStore(target, profiles, options);
  await makeFolder(dirname(target.file)).catch((cause: Error) => {
    const where = describeTarget(target);
    throw new StoreError(
      `the file cannot be opened (${where}): ${cause.message}; let its folder be made, or name another file in DATABASE_URL`,
      { cause },
    );
  });
  const readable = await withReadableCopy(target);
  const store = databaseStore(readable, profiles, options);
  return { ...store, close: () => store.close().finally(() => removeCopy(readable)) };
}
