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

export default function rowsOf({ file, sql, bindings }: SqliteTask): Rows {
  try {
    return { ok: true, rows: connectionTo(file).prepare(sql).all(bindings) };
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: unknown };
    return { ok: false, message, code };
  }
}

/** One connection for each thread; a reader has one file. */
function connectionTo(file: string): Database {
  if (opened?.file !== file) {
    opened?.connection.close();
    const connection = new Sqlite(file, { readonly: true, timeout: 20 });
    keepStatements(connection);
    opened = { file, connection };
  }
  return opened.connection;
}
