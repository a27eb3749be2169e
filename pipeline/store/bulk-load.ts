import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate as letOthersRun, setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { InterruptedError, StoreError } from '../errors.ts';
import type { SqliteConnection } from './connect.ts';
import type { Database } from './database.ts';
import { isLocalInfileForbidden } from './failures.ts';
import { lineOf, type Value } from './load-data-text.ts';

/** Rows for one table, in batches; `rows` is called again when a faster way turns out to be forbidden. */
export interface Load {
  readonly table: string;
  readonly columns: readonly string[];
  rows(): AsyncIterable<readonly (readonly Value[])[]>;
  /** The same rows as lines of LOAD DATA, where whoever has them makes those faster. */
  lines?(): AsyncIterable<readonly string[]>;
  /** Called now and then with the rows sent so far. */
  progress?(rowCount: number): void;
  readonly signal?: AbortSignal | undefined;
}

const SOCKET_BUFFER_BYTES = 4 * 1024 * 1024; // beyond it we wait for the server, so that memory stays flat
const INSERT_LENGTH = 256 * 1024; // far below the smallest max_allowed_packet in use, 1 MB
const INSERT_PLACEHOLDERS = 20_000; // the protocol allows 65,535 in one statement

/**
 * Writes many rows inside the transaction by the fastest way the database has: prepared statements in SQLite,
 * LOAD DATA LOCAL INFILE in MySQL and MariaDB, many rows to an INSERT where the server forbids that.
 *
 * @returns how many rows were written
 * @throws {InterruptedError} when the signal is given; the caller's transaction then rolls back
 * @throws {StoreError} when the server changed or left out rows, as LOAD DATA does in silence
 */
export async function bulkLoad(database: Database, trx: Knex.Transaction, load: Load): Promise<number> {
  if (database.isSqlite) return prepared(trx, load);
  if (!database.localInfile) return inserts(trx, load);
  try {
    return await loadData(trx, load);
  } catch (error) {
    if (!isLocalInfileForbidden(error)) throw error;
    database.localInfile = false;
    return inserts(trx, load);
  }
}

async function prepared(trx: Knex.Transaction, load: Load): Promise<number> {
  const connection: SqliteConnection = await trx.client.acquireConnection(); // a transaction always gives its own
  const { sql } = trx.raw(`${insertInto(load)} ${tupleOf(load)}`, [load.table, ...load.columns, ...load.columns]).toSQL();
  const statement = connection.prepare(sql);
  let rowCount = 0;
  for await (const batch of watched(load, load.rows())) {
    for (const row of batch) statement.run(...row);
    rowCount += batch.length;
  }
  return rowCount;
}

async function loadData(trx: Knex.Transaction, load: Load): Promise<number> {
  const { stream: socket }: { readonly stream: Socket } = await trx.client.acquireConnection();
  let rowCount = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    for await (const batch of watched(load, load.lines?.() ?? linesOf(load))) {
      rowCount += batch.length;
      if (batch.length > 0) yield Buffer.from(`${batch.join('\n')}\n`);
      while (socket.writableLength > SOCKET_BUFFER_BYTES && !socket.destroyed) await sleep(2);
    }
  }
  const file = Readable.from(chunks(), { objectMode: false });
  try {
    const [result]: [LoadResult] = await trx
      .raw(
        `LOAD DATA LOCAL INFILE 'herald' INTO TABLE ?? CHARACTER SET utf8mb4
         FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${load.columns.map(() => '??').join(', ')})`,
        [load.table, ...load.columns],
      )
      .options({ infileStreamFactory: () => file });
    if (result.affectedRows !== rowCount || result.warningStatus > 0) throw await incomplete(trx, load, result, rowCount);
    return rowCount;
  } finally {
    file.destroy();
  }
}

interface LoadResult {
  readonly affectedRows: number;
  readonly warningStatus: number;
}

/** LOAD DATA LOCAL turns errors into warnings: it shortens text, replaces numbers and skips rows with a known key. */
async function incomplete(trx: Knex.Transaction, load: Load, result: LoadResult, sent: number): Promise<StoreError> {
  const [warnings]: readonly (readonly { readonly Message: string }[])[] = await trx.raw('SHOW WARNINGS LIMIT 3');
  const said = warnings?.map((warning) => warning.Message).join('; ') || 'no warning given';
  return new StoreError(
    `the server stored ${result.affectedRows} of ${sent} rows of ${load.table} unchanged (${said}); correct these values and run again, nothing was stored`,
  );
}

async function inserts(trx: Knex.Transaction, load: Load): Promise<number> {
  let rowCount = 0;
  let values: Value[] = [];
  let length = 0;
  const flush = async () => {
    if (values.length === 0) return;
    const tuples = Array.from({ length: values.length / load.columns.length }, () => tupleOf(load)).join(', ');
    await trx.raw(`${insertInto(load)} ${tuples}`, [load.table, ...load.columns, ...values]);
    values = [];
    length = 0;
  };
  for await (const batch of watched(load, load.rows())) {
    for (const row of batch) {
      for (const value of row) {
        values.push(value);
        length += typeof value === 'string' ? value.length : 8;
      }
      if (length > INSERT_LENGTH || values.length > INSERT_PLACEHOLDERS) await flush();
    }
    rowCount += batch.length;
  }
  await flush();
  return rowCount;
}

function insertInto(load: Load): string {
  return `INSERT INTO ?? (${load.columns.map(() => '??').join(', ')}) VALUES`;
}

function tupleOf(load: Load): string {
  return `(${load.columns.map(() => '?').join(', ')})`;
}

async function* linesOf(load: Load): AsyncGenerator<readonly string[]> {
  for await (const batch of load.rows()) yield batch.map(lineOf);
}

/** The batches, with progress told and the user's wish to stop obeyed. */
async function* watched<Row>(load: Load, batches: AsyncIterable<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  let rowCount = 0;
  for await (const batch of batches) {
    if (load.signal?.aborted) throw new InterruptedError();
    yield batch;
    rowCount += batch.length;
    load.progress?.(rowCount);
    await letOthersRun(); // rows may all be in memory, and SQLite never waits: readers and Ctrl-C would be shut out
  }
  if (load.signal?.aborted) throw new InterruptedError();
  load.progress?.(rowCount);
}

const BATCH_ROWS = 1000;

/** What is in memory already, as batches of rows. */
export function* inBatches<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += BATCH_ROWS) yield items.slice(from, from + BATCH_ROWS);
}
