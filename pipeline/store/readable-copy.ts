import { constants, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { SqliteTarget } from './database-url.ts';

/**
 * SQLite reads our files only where it may make two others beside them. Where the folder forbids that, a copy is read, which takes
 * no changes.
 *
 * @returns the target with its copy, to be removed by `removeCopy`; the same target where none is needed, or can be made
 */
export async function withReadableCopy(target: SqliteTarget): Promise<SqliteTarget> {
  if (await isOpenable(target.file)) return target;
  const copy = join(await mkdtemp(join(tmpdir(), 'herald-copy-')), basename(target.file));
  try {
    await copyFile(target.file, copy, constants.COPYFILE_FICLONE);
    return { ...target, copy };
  } catch {
    await removeCopy({ ...target, copy });
    return target; // opening it says what is wrong
  }
}

export async function removeCopy({ copy }: SqliteTarget): Promise<void> {
  if (copy !== undefined) await rm(dirname(copy), { recursive: true, force: true });
}

/** True also for a file that is wrong in another way. One that is not there cannot be opened, nor copied. */
async function isOpenable(file: string): Promise<boolean> {
  const { default: Sqlite } = await import('better-sqlite3'); // servers need none
  try {
    const connection = new Sqlite(file, { fileMustExist: true, timeout: 20 });
    try {
      connection.prepare('SELECT 1 FROM sqlite_master').get();
    } finally {
      connection.close();
    }
    return true;
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    return code !== 'SQLITE_READONLY_DIRECTORY' && code !== 'SQLITE_CANTOPEN';
  }
}
