import { availableParallelism } from 'node:os';
import { openThreads, type Threads } from '../threads.ts';
import type { Statement } from './question-requests.ts';
import type { Rows, SqliteTask } from './sqlite-reader-worker.ts';

/** One core stays free for whoever answers quick questions meanwhile; more than four would only fight for the file. */
const THREADS = Math.min(4, Math.max(1, availableParallelism() - 1));
const IDLE_MS = 60_000;

/**
 * Does in threads of their own what takes long in a SQLite file. SQLite works in the thread that asks: a median over a
 * million users takes seconds, and a busy disk may, in which nothing else would be answered. Threads are started when
 * needed.
 */
export class SqliteReader {
  readonly #file: string;
  readonly #threads: Threads;

  constructor(file: string) {
    this.#file = file;
    this.#threads = openThreads(new URL('./sqlite-reader-worker.ts', import.meta.url), {
      minThreads: 0,
      maxThreads: THREADS,
      idleTimeout: IDLE_MS,
    });
  }

  /** @throws {Error} with the `code` of SQLite */
  async rows({ sql, bindings }: Statement): Promise<readonly unknown[]> {
    const outcome = await this.#threads.run<Rows>('rows', { file: this.#file, sql, bindings } satisfies SqliteTask);
    if (outcome.ok) return outcome.rows;
    throw Object.assign(new Error(outcome.message), { code: outcome.code });
  }

  /** Moves what was written from SQLite's log into the file. */
  checkpoint(): Promise<void> {
    return this.#threads.run('checkpoint', { file: this.#file });
  }

  /** Ends the threads once their queries are done. */
  close(): Promise<void> {
    return this.#threads.close();
  }
}
