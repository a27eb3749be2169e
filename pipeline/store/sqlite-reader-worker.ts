import Sqlite, { type Database } from 'better-sqlite3';
import { keepStatements } from './sqlite-statements.ts';

/** A query that changes nothing, for the thread of a reader. */
export interface SqliteTask {
  readonly file: string;
  readonly sql: string;
  readonly bindings: readonly unknown[];
}

/** An error loses its code on the way between threads, so it travels as data. */
export type Rows =
  | { readonly ok: true; readonly rows: readonly unknown[] }
  | { readonly ok: false; readonly message: string; readonly code: unknown };

let opened: { readonly file: string; readonly connection: Database } | undefined;

export function rows({ file, sql, bindings }: SqliteTask): Rows {
  try {
    return { ok: true, rows: connectionTo(file).prepare(sql).all(bindings) };
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: unknown };
    return { ok: false, message, code };
  }
}

/** Moves what was written from SQLite's log into the file, as far as nobody reads it, and waits for the disk. */
export function checkpoint({ file }: Pick<SqliteTask, 'file'>): void {
  connectionTo(file).pragma('wal_checkpoint(PASSIVE)');
}

/** One connection for each thread; a reader has one file. */
function connectionTo(file: string): Database {
  if (opened?.file !== file) {
    opened?.connection.close();
    const connection = new Sqlite(file, { fileMustExist: true, timeout: 20 });
    connection.pragma('query_only = ON'); // which still allows checkpoints; a connection opened for reading would not
    keepStatements(connection);
    opened = { file, connection };
  }
  return opened.connection;
}
