import { HeraldError, StoreError } from '../errors.ts';
import { type DatabaseTarget, describeTarget } from './database-url.ts';

/** What a database error means to the person who has to fix it. */
interface Failure {
  readonly codes: readonly (string | number)[];
  /** Where the code alone does not say it. */
  readonly message?: RegExp;
  readonly happened: string;
  readonly remedy: string;
}

/** Codes of Node's sockets, of mysql2, of the servers (numbers) and of SQLite. */
const FAILURES: readonly Failure[] = [
  {
    codes: ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'ENOENT'],
    happened: 'the database cannot be reached',
    remedy: 'start the server, or correct host and port in DATABASE_URL',
  },
  {
    codes: [],
    message: /^no answer within|^Defined query timeout|^Knex: Timeout acquiring/, // ours and Knex's own
    happened: 'the database did not answer in time',
    remedy: 'see that the server is neither overloaded nor stopped, then ask again',
  },
  {
    codes: ['PROTOCOL_CONNECTION_LOST', 'ECONNRESET', 'EPIPE', 1053, 1077, 1079, 1927, 2006, 2013, 4031],
    happened: 'the connection to the database was lost',
    remedy: 'see that the server is up and run the same again; what was stored already is not stored twice',
  },
  {
    codes: [1044, 1045, 1142, 1143, 1227, 1698],
    happened: 'the database denied access',
    remedy: 'correct user and password in DATABASE_URL, or GRANT that user ALL on the database',
  },
  { codes: [1049], happened: 'the database does not exist', remedy: 'run `herald migrate` to create it' },
  {
    codes: [1036, 1290, 1792, 1836, 3708, 'SQLITE_READONLY', 'SQLITE_READONLY_DIRECTORY', 'SQLITE_READONLY_DBMOVED'],
    happened: 'the database is read-only',
    remedy: 'point DATABASE_URL at the primary server, or make file and folder writable',
  },
  {
    codes: [1021, 1114, 'SQLITE_FULL', 'ENOSPC'],
    message: /error 28\b|errno: 28\b|no space left/i,
    happened: 'the disk of the database is full',
    remedy: 'free some space there and run the same again; nothing was half-written',
  },
  {
    codes: [1040, 1203, 1226],
    happened: 'the database has too many connections',
    remedy: 'close other clients or raise max_connections, then run the same again',
  },
  {
    codes: [1153, 'ER_NET_PACKET_TOO_LARGE', 'PROTOCOL_PACKETS_TOO_LARGE'],
    happened: 'a row is larger than the server accepts',
    remedy: 'raise max_allowed_packet on the server to at least 16M',
  },
  {
    codes: [1205, 1213, 1020, 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED'],
    happened: 'another process kept the database locked',
    remedy: 'wait for it to finish, then run the same again',
  },
  {
    codes: [1146, 1054],
    message: /^no such (table|column)/,
    happened: 'a table or column is missing',
    remedy: 'run `herald migrate`',
  },
  {
    codes: ['SQLITE_CANTOPEN', 'SQLITE_CANTOPEN_ISDIR', 'EACCES', 'EROFS', 'ENOTDIR', 'EEXIST'],
    happened: 'the file cannot be opened',
    remedy: 'see that the folder exists and that you may write there, or name another file in DATABASE_URL',
  },
  {
    codes: ['SQLITE_NOTADB', 'SQLITE_CORRUPT'],
    happened: 'the file is not a SQLite database, or a damaged one',
    remedy: 'name another file in DATABASE_URL, or put back a copy of this one',
  },
  {
    codes: [1264, 1265, 1366, 1406],
    happened: 'a value does not fit its column',
    remedy: 'correct the input; text may have 191 characters, whole numbers 15 digits',
  },
  {
    codes: ['HANDSHAKE_SSL_ERROR', 'HANDSHAKE_NO_SSL_SUPPORT', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    happened: 'the encrypted connection could not be made',
    remedy: 'give the server a certificate that this machine trusts, or take ssl=true out of DATABASE_URL',
  },
];

/** Waiting and trying again may help: a deadlock, a lock that another writer holds, a busy file. */
const TRANSIENT = new Set<string | number>([1205, 1213, 1020, 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED']);

/** Codes of a server that does not let clients send files; the rows then go by INSERT. */
const LOCAL_INFILE_FORBIDDEN = new Set<string | number>([1148, 1235, 2068, 3948, 4166]);

/** The database took longer than we wait. */
export function lateError(limitMs: number): Error {
  return new Error(`no answer within ${limitMs / 1000} s`);
}

/** A database error in words: what happened, to which database, what to do. Our own errors and wrong calls pass unchanged. */
export function storeError(error: unknown, target: DatabaseTarget): Error {
  if (error instanceof HeraldError || error instanceof RangeError || error instanceof TypeError) return error;
  const codes = codesOf(error);
  const said = serverWords(error);
  const failure = FAILURES.find(
    (candidate) => candidate.codes.some((code) => codes.includes(code)) || candidate.message?.test(said) === true,
  );
  const { happened, remedy } = failure ?? { happened: 'the database failed', remedy: 'run `herald doctor` to check it' };
  const message = `${happened} (${describeTarget(target)}): ${said}; ${remedy}`;
  return new StoreError(message, { cause: withoutStatement(error) });
}

export function isTransient(error: unknown): boolean {
  return codesOf(error).some((code) => TRANSIENT.has(code));
}

export function isLocalInfileForbidden(error: unknown): boolean {
  return codesOf(error).some((code) => LOCAL_INFILE_FORBIDDEN.has(code));
}

export function isUnknownDatabase(error: unknown): boolean {
  return codesOf(error).includes(1049);
}

function codesOf(error: unknown): readonly (string | number)[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, errno } = error as { readonly code?: unknown; readonly errno?: unknown };
  return [code, errno].filter((value) => typeof value === 'string' || typeof value === 'number');
}

/** What the server said, without the statement that Knex puts before it. */
function serverWords(error: unknown): string {
  const { sqlMessage } = Object(error) as { readonly sqlMessage?: unknown };
  const message = error instanceof Error ? error.message : String(error);
  const words = typeof sqlMessage === 'string' ? sqlMessage : message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '');
  return shorten(words || codesOf(error).join(' '));
}

/** The statement may hold a thousand users, who have no business in a log. */
function withoutStatement(error: unknown): unknown {
  if (error instanceof Error) {
    error.message = serverWords(error);
    Reflect.deleteProperty(error, 'sql');
    Reflect.deleteProperty(error, 'bindings');
  }
  return error;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
