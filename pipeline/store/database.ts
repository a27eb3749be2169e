import { setTimeout as sleep } from 'node:timers/promises';
import knex, { type Knex } from 'knex';
import { InterruptedError } from '../errors.ts';
import { knexConfig } from './connect.ts';
import type { DatabaseTarget } from './database-url.ts';
import { isTransient, storeError } from './failures.ts';

const PATIENCE_MS = 120_000; // a large run is published in less
const RETRY_MS = 100;

/** "HRLD": marks a SQLite file as ours. Setting it is a write, and so takes the file's write lock at once. */
const APPLICATION_ID = 0x48524c44;

/** One database with its connections. All work goes through `read` and `write`, so that every error is a StoreError. */
export class Database {
  readonly target: DatabaseTarget;
  readonly knex: Knex;
  /** False once the server has refused LOAD DATA LOCAL INFILE. */
  localInfile = true;
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(target: DatabaseTarget) {
    this.target = target;
    try {
      this.knex = knex(knexConfig(target));
    } catch (error) {
      throw storeError(error, target);
    }
  }

  get isSqlite(): boolean {
    return this.target.kind === 'sqlite';
  }

  /** Runs queries that change nothing; tried again while the database is locked. */
  read<T>(work: (knex: Knex) => Promise<T>): Promise<T> {
    return this.#persist(() => work(this.knex), undefined);
  }

  /**
   * Runs one transaction: all of it happens or nothing. It starts again after a deadlock or a lock held elsewhere, so
   * `work` must bear being run more than once.
   *
   * @throws {InterruptedError} when the signal is given before the commit; nothing is changed then
   */
  async write<T>(work: (trx: Knex.Transaction) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!this.isSqlite) return this.#persist(() => this.#transaction(work), signal);
    // SQLite has one writer at a time and waits by blocking the thread, on which our own other writer would have to finish.
    const turn = this.#lastWrite.then(() => this.#persist(() => this.#transaction(work), signal));
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.knex.destroy();
  }

  async #persist<T>(attempt: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      if (signal?.aborted) throw new InterruptedError();
      try {
        return await attempt();
      } catch (error) {
        if (!isTransient(error) || Date.now() > deadline) throw storeError(error, this.target);
        await sleep(RETRY_MS * (1 + Math.random())); // two that met once should not meet again
      }
    }
  }

  async #transaction<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    let failure: unknown;
    try {
      return await this.knex.transaction(async (trx) => {
        try {
          if (this.isSqlite) await trx.raw(`PRAGMA application_id = ${APPLICATION_ID}`);
          return await work(trx);
        } catch (error) {
          failure = error;
          throw error;
        }
      });
    } catch (error) {
      throw failure ?? error; // when the connection is gone, the rollback fails as well; the first error is the reason
    }
  }
}
