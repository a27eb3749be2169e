import { setTimeout as sleep } from 'node:timers/promises';
import knex, { type Knex } from 'knex';
import { InterruptedError } from '../errors.ts';
import { knexConfig } from './connect.ts';
import type { DatabaseTarget } from './database-url.ts';
import { isTransient, lateError, storeError } from './failures.ts';
import { SqliteReader } from './sqlite-reader.ts';

const LIMIT_MS = 30_000; // the slowest read over a million users took 10 s on two cores; a person waits no longer
const PATIENCE_MS = 120_000; // a large run is published in less
const RETRY_MS = 100;
const CHECKPOINT_MS = 1000; // at 200 questions a second SQLite's log grows by some 10 MB in this time
const CLOSE_MS = 5000; // a service that is told to stop has some 10 seconds in all

/** "HRLD": marks a SQLite file as ours. Setting it is a write, and so takes the file's write lock at once. */
const APPLICATION_ID = 0x48524c44;

/** One database with its connections. All work goes through these methods, so that every error is a StoreError. */
export class Database {
  readonly target: DatabaseTarget;
  readonly knex: Knex;
  /** False once the server has refused LOAD DATA LOCAL INFILE. */
  localInfile = true;
  readonly #limitMs: number;
  readonly #reader: SqliteReader | undefined;
  #lastWrite: Promise<unknown> = Promise.resolve();
  #checkpoint: NodeJS.Timeout | undefined;

  /** @param limitMs how long reads and changes may take, waiting included; then they throw. `write` is not limited. */
  constructor(target: DatabaseTarget, limitMs: number = LIMIT_MS) {
    this.target = target;
    this.#limitMs = limitMs;
    this.#reader = target.kind === 'sqlite' ? new SqliteReader(target.copy ?? target.file) : undefined;
    try {
      this.knex = knex(knexConfig(target));
    } catch (error) {
      throw storeError(error, target);
    }
    this.#endLateQueries(this.knex);
  }

  get isSqlite(): boolean {
    return this.target.kind === 'sqlite';
  }

  /** Runs queries that change nothing; tried again while the database is locked. */
  read<T>(work: (knex: Knex) => Promise<T>, limitMs: number = this.#limitMs): Promise<T> {
    return this.#within(limitMs, (wait) => this.#persist(() => work(this.knex), wait));
  }

  /** As `read`, for a query that goes through many rows: while it runs, others are answered, also by SQLite. */
  readMany<Row>(query: (knex: Knex) => Knex.QueryBuilder, limitMs: number = this.#limitMs): Promise<readonly Row[]> {
    const reader = this.#reader;
    if (reader === undefined) return this.read<Row[]>(query, limitMs);
    const rows = () => reader.rows(query(this.knex).toSQL().toNative()) as Promise<readonly Row[]>;
    return this.#within(limitMs, (wait) => this.#persist(rows, wait));
  }

  /**
   * Runs one statement that changes something, which is all or nothing by itself: the cheapest way to write. Tried
   * again while the database is locked. When the connection is lost or time is up, it may have been done or not.
   */
  change<T>(statement: (knex: Knex) => Promise<T>): Promise<T> {
    return this.#within(this.#limitMs, (wait) => this.#inTurn(() => this.#persist(() => statement(this.knex), wait)));
  }

  /** As `change`, for several statements in one transaction. */
  changeTogether<T>(work: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
    const limited = (trx: Knex.Transaction) => {
      this.#endLateQueries(trx);
      return work(trx);
    };
    return this.#within(this.#limitMs, (wait) => this.#inTurn(() => this.#persist(() => this.#transaction(limited), wait)));
  }

  /**
   * Runs one transaction that may take long: all of it happens or nothing. It starts again after a deadlock or a lock
   * held elsewhere, so `work` must bear being run more than once.
   *
   * @throws {InterruptedError} when the signal is given before the commit; nothing is changed then
   */
  write<T>(work: (trx: Knex.Transaction) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.#inTurn(() => this.#persist(() => this.#transaction(work), waitOf(PATIENCE_MS), signal));
  }

  /** Runs what may take long and has its own transactions. */
  maintain<T>(work: (knex: Knex) => Promise<T>): Promise<T> {
    return this.#persist(() => work(this.knex), waitOf(PATIENCE_MS));
  }

  /** Ends the connections once their work is done; those to a server that does not answer are left to the end of the process. */
  async close(): Promise<void> {
    clearTimeout(this.#checkpoint);
    const patience = new AbortController();
    const given = sleep(CLOSE_MS, undefined, { signal: patience.signal, ref: false }).catch(() => undefined);
    const closed = this.#lastWrite.then(() => Promise.all([this.knex.destroy(), this.#reader?.close()]));
    await Promise.race([closed, given]).finally(() => patience.abort());
  }

  /** The caller gets an answer in time, whatever the work is waiting for: a connection, its turn, a lock, the server. */
  async #within<T>(limitMs: number, work: (wait: Wait) => Promise<T>): Promise<T> {
    const wait = waitOf(limitMs);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(storeError(reasonOf(wait), this.target)), limitMs);
    try {
      return await Promise.race([work(wait), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets the server stop working on what nobody waits for any more, and frees the connection. */
  #endLateQueries(queries: Knex): void {
    if (this.isSqlite) return; // which blocks until it is done
    queries.on('start', (query: Knex.QueryBuilder) => {
      if (query.client === queries.client) query.timeout?.(this.#limitMs, { cancel: true });
    });
  }

  /** SQLite has one writer at a time and waits by blocking the thread, on which our own other writer would have to finish. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isSqlite) return work();
    const turn = this.#lastWrite.then(work);
    this.#lastWrite = turn.catch(() => undefined);
    this.#checkpoint ??= setTimeout(() => this.#checkpointNow(), CHECKPOINT_MS).unref();
    return turn;
  }

  /** Where it fails SQLite does it by itself, only later and in our own thread. */
  #checkpointNow(): void {
    this.#checkpoint = undefined;
    this.#reader?.checkpoint().catch(() => undefined);
  }

  async #persist<T>(attempt: () => Promise<T>, wait: Wait, signal?: AbortSignal): Promise<T> {
    while (Date.now() < wait.until) {
      if (signal?.aborted) throw new InterruptedError();
      try {
        return await attempt();
      } catch (error) {
        if (!isTransient(error)) throw storeError(error, this.target);
        wait.reason = error;
      }
      await sleep(RETRY_MS * (1 + Math.random())); // two that met once should not meet again
    }
    throw storeError(reasonOf(wait), this.target);
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

interface Wait {
  readonly limitMs: number;
  readonly until: number;
  /** Why it takes so long, where the database says so. */
  reason?: unknown;
}

function waitOf(limitMs: number): Wait {
  return { limitMs, until: Date.now() + limitMs };
}

function reasonOf({ limitMs, reason }: Wait): unknown {
  return reason ?? lateError(limitMs);
}
