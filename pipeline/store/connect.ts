import { join } from 'node:path';
import type { Knex } from 'knex';
import type { DatabaseTarget, MysqlTarget, SqliteTarget } from './database-url.ts';
import { keepStatements } from './sqlite-statements.ts';

/**
 * How to connect, for the store and for the `knex` command line alike. Creates the folder of a SQLite file; the rest
 * of the world is not touched before the first query.
 */
export function knexConfig(target: DatabaseTarget): Knex.Config {
  return {
    ...(target.kind === 'sqlite' ? sqliteConfig(target) : mysqlConfig(target)),
    migrations: { directory: join(import.meta.dirname, '../../migrations'), loadExtensions: ['.ts'], extension: 'ts' },
    log: { warn: ignore, error: ignore, deprecate: ignore, debug: ignore }, // whatever matters arrives as an exception as well
  };
}

/** The settings of MySQL and MariaDB without a database, to create it. */
export function serverConfig(target: MysqlTarget): Knex.Config {
  const { database: _, ...connection } = mysqlConnection(target);
  return { ...mysqlConfig(target), connection, pool: { min: 0, max: 1 } };
}

/** The part of a better-sqlite3 connection that we call. */
export interface SqliteConnection {
  pragma(source: string, options?: { readonly simple: boolean }): unknown;
  prepare(sql: string): { run(...values: readonly unknown[]): unknown };
}

function sqliteConfig(target: SqliteTarget): Knex.Config {
  return {
    client: 'better-sqlite3',
    connection: { filename: target.copy ?? target.file },
    useNullAsDefault: true,
    pool: {
      min: 0,
      max: 4, // so that readers go on while a run is being published
      afterCreate: (connection: SqliteConnection, done: (error?: Error) => void) => {
        try {
          prepareSqlite(connection);
          if (target.copy !== undefined) connection.pragma('query_only = ON'); // changes of a copy would be lost
          keepStatements(connection);
          done();
        } catch (error) {
          done(error as Error);
        }
      },
    },
  };
}

function prepareSqlite(connection: SqliteConnection): void {
  connection.pragma('busy_timeout = 20'); // waiting stops the whole process, so it is short and Database retries
  connection.pragma('foreign_keys = ON');
  try {
    connection.pragma('journal_mode = WAL'); // readers see the last committed state and never wait for a writer
  } catch (error) {
    // A read-only file keeps its mode, and another process may just be setting it; both are fine to work with.
    if (!/^SQLITE_(BUSY|READONLY)/.test(String((error as { code?: unknown }).code))) throw error;
  }
  connection.pragma('synchronous = NORMAL'); // with WAL a crash loses nothing, a power cut at most the last commit
  connection.pragma('wal_autocheckpoint = 20000'); // pages; Database sees to it sooner, in a thread that may wait for the disk
}

function mysqlConfig(target: MysqlTarget): Knex.Config {
  return {
    client: 'mysql2',
    connection: mysqlConnection(target),
    pool: {
      min: 0,
      max: 8, // a bot answers few people at a time; a small server allows about 150 connections in all
      createRetryIntervalMillis: 10, // while the server is down, each attempt tells one caller; none should queue for it
      afterCreate: (connection: MysqlSession, done: (error?: Error | null) => void) => connection.query(SESSION, done),
    },
  };
}

interface MysqlSession {
  query(sql: string, done: (error?: Error | null) => void): void;
}

/**
 * Strict, so that a value that does not fit is an error; UTC; and a short wait for another publisher's lock, after
 * which Database looks whether the user has given up and waits again. Backslash escapes are on, whatever the server's
 * default, because the driver's escaping and LOAD DATA depend on them.
 */
const SESSION =
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 5";

function mysqlConnection(target: MysqlTarget): Knex.MySql2ConnectionConfig {
  return {
    host: target.host,
    port: target.port,
    user: target.user,
    password: target.password,
    database: target.database,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    decimalNumbers: true,
    connectTimeout: 10_000, // longer than a slow network needs, shorter than a person waits
    ...(target.ssl ? { ssl: { rejectUnauthorized: true } } : {}),
    // The driver's own reading of doubles is off by one bit for some of 16 and 17 digits.
    typeCast: (field: { readonly type: string; string(): string | null }, next: () => unknown) => {
      if (field.type !== 'DOUBLE') return next();
      const text = field.string();
      return text === null ? null : Number(text);
    },
  };
}

function ignore(): void {}
