import { mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { ScratchSpaceError } from '../errors.ts';

/** A private DuckDB in a temporary folder: what does not fit into memory spills to disk, and all of it goes away on disposal. */
export class Duck implements AsyncDisposable {
  readonly #folder: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  #linkCount = 0;

  private constructor(folder: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#folder = folder;
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(memoryLimit: string = '2GB'): Promise<Duck> {
    const { DuckDBInstance } = await import('@duckdb/node-api'); // slow to load, and answers need none
    await removeAbandoned(tmpdir(), Date.now());
    const folder = await mkdtemp(join(tmpdir(), SCRATCH_PREFIX)).catch((cause) => {
      throw scratchError(cause, join(tmpdir(), SCRATCH_PREFIX));
    });
    const settings = { memory_limit: memoryLimit, temp_directory: folder };
    try {
      const instance = await DuckDBInstance.create(':memory:', settings);
      return new Duck(folder, instance, await instance.connect());
    } catch (cause) {
      await rm(folder, { recursive: true, force: true });
      throw scratchError(cause, folder);
    }
  }

  /** Runs a statement; `values` are bound to `$1`, `$2`, …. */
  async run(sql: string, values: readonly DuckDBValue[] = []): Promise<void> {
    await this.#within(this.#connection.run(sql, [...values]));
  }

  /** All rows of a small result, whole numbers and decimals as numbers. */
  async rows<Row>(sql: string, values: readonly DuckDBValue[] = []): Promise<Row[]> {
    const reader = await this.#within(this.#connection.runAndReadAll(sql, [...values]));
    return reader.getRowObjectsJS().map(withPlainNumbers) as Row[];
  }

  /** The single row of a result that always has one. */
  async one<Row>(sql: string, values: readonly DuckDBValue[] = []): Promise<Row> {
    return (await this.rows<Row>(sql, values))[0]!;
  }

  /**
   * A large result in chunks, without holding it in memory. DuckDB keeps the order of a table's rows where none is asked
   * for (its `preserve_insertion_order`).
   */
  async *chunks(sql: string): AsyncGenerator<Chunk> {
    for await (const chunk of this.#stream(sql)) {
      yield {
        rows: chunk.rowCount,
        value: (column, row) => chunk.getColumnVector(column).getItem(row),
        columns: () => chunk.getColumns(),
      };
    }
  }

  /** The same of a result whose columns are all DOUBLE. */
  async *numbers(sql: string): AsyncGenerator<NumberChunk> {
    for await (const chunk of this.#stream(sql)) {
      const rows = chunk.rowCount;
      yield {
        rows,
        copy(column, target, offset, step) {
          const vector = chunk.getColumnVector(column);
          for (let i = 0, at = offset; i < rows; i++, at += step) target[at] = (vector.getItem(i) as number | null) ?? Number.NaN;
        },
      };
    }
  }

  /** Whoever takes a chunk has the next one made meanwhile, in a thread of DuckDB's. */
  async *#stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const result: DuckDBResult = await this.#within(this.#connection.stream(sql));
    let next = result.fetchChunk();
    try {
      for (;;) {
        const chunk = await next;
        if (chunk === null || chunk.rowCount === 0) return;
        next = result.fetchChunk();
        next.catch(() => undefined); // is thrown where it is awaited
        yield chunk;
      }
    } finally {
      await next.catch(() => undefined); // the connection must not be closed while a chunk is being made
    }
  }

  /**
   * A plain name for a file. DuckDB takes * and [ for patterns, .gz for compressed and country=DE for a column wherever
   * they stand in a path; under this name the file is what its bytes say.
   */
  async link(path: string): Promise<string> {
    const link = join(this.#folder, `input-${this.#linkCount++}`);
    await symlink(resolve(path), link);
    return link;
  }

  /** A new file name in the private folder. */
  scratchFile(): string {
    return join(this.#folder, `scratch-${this.#linkCount++}`);
  }

  /** Stops the statement that is running; it then rejects. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  /** Says it plainly when the work does not fit into memory and disk; other faults are the caller's to explain. */
  async #within<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (cause) {
      throw NO_ROOM.test((cause as Error).message) ? scratchError(cause, this.#folder) : cause;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The most rows of a chunk: DuckDB's own vector size. */
export const CHUNK_ROWS = 2048;

/** Some rows. Values are taken out of DuckDB's memory when asked for. */
export interface Chunk {
  readonly rows: number;
  value(column: number, row: number): DuckDBValue;
  columns(): readonly (readonly DuckDBValue[])[];
}

/** Some rows of doubles. */
export interface NumberChunk {
  readonly rows: number;
  /** Writes a column to every `step`-th place of the target from `offset` on, NULL as NaN. */
  copy(column: number, target: Float64Array, offset: number, step: number): void;
}

const NO_ROOM = /no space left|out of memory|failed to offload|disk full/i;

/** What to do where temporary files cannot be written. */
export function scratchError(cause: unknown, folder: string): ScratchSpaceError {
  return new ScratchSpaceError(
    `temporary files in ${dirname(folder)} cannot be written: ${duckFault(cause)}; free some space there or set TMPDIR to a larger disk`,
    { cause },
  );
}

/** What DuckDB said, without its advice on its own options and without the private name of the file. */
export function duckFault(cause: unknown): string {
  return (cause as Error).message.split('\n')[0]!.replace(/ in file '[^']*'/, '');
}

const SCRATCH_PREFIX = 'herald-scratch-';
/** No run takes so long; what is older was left by one that was killed. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Removes the scratch folders of runs that were killed and could not do so themselves. */
export async function removeAbandoned(parent: string, nowMs: number): Promise<void> {
  const names = await readdir(parent).catch(() => []); // a missing folder is reported when ours is made in it
  for (const name of names.filter((candidate) => candidate.startsWith(SCRATCH_PREFIX))) {
    const folder = join(parent, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: nowMs })); // another process was faster
    if (nowMs - mtimeMs > ABANDONED_AFTER_MS) await rm(folder, { recursive: true, force: true });
  }
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal, for the places where DuckDB takes no parameter (file names and options of table functions). */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function withPlainNumbers(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value]));
}
