import { DatabaseUrlError } from '../errors.ts';

/** Where the database is, complete: every default is filled in. */
export type DatabaseTarget = SqliteTarget | MysqlTarget;

export interface SqliteTarget {
  readonly kind: 'sqlite';
  /** Path of the file, absolute or relative to the working directory. */
  readonly file: string;
  /** What is read in its place, where it cannot be opened itself; no change of it is allowed. */
  readonly copy?: string;
}

/** MySQL or MariaDB; which of the two, the server says. */
export interface MysqlTarget {
  readonly kind: 'mysql';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Encrypt and check the server's certificate: `?ssl=true`. */
  readonly ssl: boolean;
}

const FORMS = 'use mysql://user:password@host:port/database or sqlite:FILE';

/**
 * Reads a DATABASE_URL.
 *
 * @throws {DatabaseUrlError} with what is wrong; the text itself is never repeated, because it may hold a password
 * @example parseDatabaseUrl('sqlite:.herald/herald.db') // { kind: 'sqlite', file: '.herald/herald.db' }
 */
export function parseDatabaseUrl(text: string): DatabaseTarget {
  const scheme = /^([a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      throw new DatabaseUrlError(`DATABASE_URL does not say which database; ${FORMS}`);
    case 'sqlite':
      return parseSqlite(text.slice('sqlite:'.length));
    case 'mysql':
    case 'mariadb':
      return parseMysql(text);
    default:
      throw new DatabaseUrlError(`DATABASE_URL names an unknown kind of database, ${scheme}; ${FORMS}`);
  }
}

/** The database in words, without the password. @example 'database herald on localhost:3306' */
export function describeTarget(target: DatabaseTarget): string {
  if (target.kind === 'sqlite') return `SQLite file ${target.file}`;
  return `database ${target.database} on ${target.host}:${target.port}`;
}

function parseSqlite(rest: string): SqliteTarget {
  const file = rest.startsWith('///') ? rest.slice(2) : rest;
  if (file === '') throw new DatabaseUrlError('DATABASE_URL names no SQLite file; use sqlite:FILE');
  if (file.startsWith('//'))
    throw new DatabaseUrlError('a SQLite file has no host; use sqlite:FILE with one path after the colon');
  if (file === ':memory:') {
    throw new DatabaseUrlError('a SQLite database in memory would be another one for every connection; name a file: sqlite:FILE');
  }
  return { kind: 'sqlite', file };
}

function parseMysql(text: string): MysqlTarget {
  const url = parseUrl(text);
  const database = decode(url.pathname.slice(1), 'database name');
  if (url.hostname === '') throw new DatabaseUrlError(`DATABASE_URL names no host; ${FORMS}`);
  if (url.username === '') throw new DatabaseUrlError(`DATABASE_URL names no user; ${FORMS}`);
  if (database === '') throw new DatabaseUrlError(`DATABASE_URL names no database after the host; ${FORMS}`);
  if (database.includes('/') || database.length > 64) {
    throw new DatabaseUrlError(`the database name in DATABASE_URL must be one word of at most 64 characters; ${FORMS}`);
  }
  return {
    kind: 'mysql',
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'), // an IPv6 address stands in brackets in a URL only
    port: url.port === '' ? 3306 : Number(url.port),
    user: decode(url.username, 'user'),
    password: decode(url.password, 'password'),
    database,
    ssl: parseSsl(url.searchParams),
  };
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    // The cause would repeat the address with its password, so it is left out.
    throw new DatabaseUrlError(
      `DATABASE_URL is not a valid address; ${FORMS}, with special characters in the password written as %23 and the like`,
    );
  }
}

function decode(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new DatabaseUrlError(
      `the ${name} in DATABASE_URL has a % that is not followed by two hexadecimal digits; write % as %25`,
    );
  }
}

function parseSsl(options: URLSearchParams): boolean {
  for (const name of options.keys()) {
    if (name !== 'ssl') throw new DatabaseUrlError(`DATABASE_URL has an unknown option, ${name}; the only one is ssl=true`);
  }
  const ssl = options.get('ssl');
  if (ssl !== null && ssl !== 'true' && ssl !== 'false') throw new DatabaseUrlError('ssl in DATABASE_URL must be true or false');
  return ssl === 'true';
}
