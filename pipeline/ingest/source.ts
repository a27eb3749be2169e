import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { EmptyInputError, InputError } from '../errors.ts';
import { BYTE_ORDER_MARK, contentOf } from './content.ts';
import { type Duck, duckFault, literal } from './duckdb.ts';

/** One input file, looked at but not yet read. */
export type Source =
  | (SourceFile & { readonly format: 'csv'; readonly delimiter: string; readonly lineEnd: '\n' | '\r' })
  | (SourceFile & { readonly format: 'jsonl' /** Begins with a byte order mark. */; readonly marked: boolean })
  | (SourceFile & { readonly format: 'parquet' });

interface SourceFile {
  readonly path: string;
  readonly gzip: boolean;
  readonly columns: readonly string[];
  /** Size and time of the last change, to see later that the file is still the one looked at. */
  readonly state: string;
}

/**
 * Finds out what a file is from its first bytes, whatever it is called, and reads its column names.
 *
 * @throws {InputError} if it cannot be opened or is of another kind
 * @throws {EmptyInputError} if nothing is in it
 */
export async function inspect(duck: Duck, path: string, expected: readonly string[]): Promise<Source> {
  const { magic, state } = await firstBytes(path);
  if (magic.length === 0) throw new EmptyInputError(`${path} is empty; export the telemetry again`);
  if (magic.subarray(0, 4).toString('latin1') === 'PAR1')
    return { format: 'parquet', path, gzip: false, columns: await parquetColumns(duck, path), state };
  const stranger = STRANGERS.find(({ bytes }) => magic.subarray(0, bytes.length).equals(bytes));
  if (stranger) throw new InputError(`${path} is ${stranger.what}; save it as CSV (UTF-8), JSON lines or Parquet`);
  const gzip = magic[0] === 0x1f && magic[1] === 0x8b;
  const { head, marked } = await headOf(path, gzip);
  if (head.includes('\0'))
    throw new InputError(`${path} holds binary data, not text; give CSV, CSV.gz, TSV, JSON lines or Parquet`);
  const start = head.trimStart();
  if (start === '') throw new EmptyInputError(`${path} holds nothing but white space; export the telemetry again`);
  if (start.startsWith('['))
    throw new InputError(`${path} is a JSON array; give one JSON object a line instead (jq -c '.[]' does it)`);
  if (start.startsWith('{')) return { format: 'jsonl', path, columns: keysOf(path, start), gzip, state, marked };
  const header = firstRecord(head);
  if (header.trim() === '') throw new InputError(`${path} begins with an empty line; remove what comes before the header line`);
  const lineEnd = /^\r(?!\n)/.test(head.slice(header.length)) ? '\r' : '\n';
  const delimiter = likeliestDelimiter(header, expected);
  return { format: 'csv', path, delimiter, lineEnd, columns: fieldsOf(header, delimiter), gzip, state };
}

/** @throws {InputError} if the file is not the one that was inspected: it may still be growing */
export async function requireUnchanged({ path, state }: Source): Promise<void> {
  if ((await stateOf(path)) === state) return;
  throw new InputError(`${path} changed while it was read; run it again when it is complete`);
}

const STRANGERS = [
  { bytes: Buffer.from('PK\x03\x04'), what: 'a ZIP archive or an Excel workbook' },
  { bytes: Buffer.from([0xff, 0xfe]), what: 'text in UTF-16' },
  { bytes: Buffer.from([0xfe, 0xff]), what: 'text in UTF-16' },
  { bytes: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), what: 'compressed with Zstandard' },
  { bytes: Buffer.from('BZh'), what: 'compressed with bzip2' },
  { bytes: Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), what: 'an old Excel workbook' },
  { bytes: Buffer.from('SQLite format 3'), what: 'an SQLite database' },
  { bytes: Buffer.from('%PDF'), what: 'a PDF' },
];

const DELIMITERS = [',', ';', '\t', '|'];
/** Enough for a header of thousands of columns. */
const HEAD_BYTES = 1 << 20;

async function firstBytes(path: string): Promise<{ magic: Buffer; state: string }> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw new InputError(`${path} is a folder; name the files in it`);
    // a pipe or device gives its bytes once or for ever, and the input is read more than once
    if (!found.isFile()) throw new InputError(`${path} is no regular file; write its content to a file and name that`);
    const state = await stateOf(path);
    await using file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return { magic: buffer.subarray(0, bytesRead), state };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`cannot open ${path}: ${openingFault(cause)}`, { cause });
  }
}

async function stateOf(path: string): Promise<string> {
  const { size, mtimeMs, ino } = await stat(path);
  return `${size} ${mtimeMs} ${ino}`;
}

function openingFault(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file; check the path';
  if (code === 'EACCES') return 'no permission to read it; check its owner and mode';
  if (code === 'ELOOP') return 'its symbolic links lead round in a circle; name the file itself';
  return (cause as Error).message;
}

async function headOf(path: string, gzip: boolean): Promise<{ head: string; marked: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of contentOf(path, gzip)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD_BYTES) break;
  }
  const bytes = Buffer.concat(chunks);
  const marked = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  return { head: new TextDecoder().decode(bytes), marked }; // the decoder drops the mark
}

async function parquetColumns(duck: Duck, path: string): Promise<string[]> {
  try {
    const link = await duck.link(path);
    const columns = await duck.rows<{ column_name: string }>(`DESCRIBE SELECT * FROM read_parquet(${literal(link)})`);
    return columns.map((column) => column.column_name);
  } catch (cause) {
    throw new InputError(`cannot read ${path} as Parquet: ${duckFault(cause)}; the file is damaged or cut short: copy it again`, {
      cause,
    });
  }
}

/** The first record: up to the first line end outside quotes. */
function firstRecord(head: string): string {
  let quoted = false;
  for (let at = 0; at < head.length; at++) {
    const character = head[at];
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) return head.slice(0, at);
  }
  return head;
}

function fieldsOf(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (const character of record) {
    if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      fields.push(field.trim());
      field = '';
    } else field += character;
  }
  return [...fields, field.trim()];
}

/** The one that finds most of the expected columns; among equals, the one that makes most fields. */
function likeliestDelimiter(header: string, expected: readonly string[]): string {
  const scored = DELIMITERS.map((delimiter) => {
    const fields = fieldsOf(header, delimiter);
    return { delimiter, found: fields.filter((field) => expected.includes(field)).length, fields: fields.length };
  });
  return scored.reduce((best, next) => ((next.found - best.found || next.fields - best.fields) > 0 ? next : best)).delimiter;
}

/** Keys of the first objects; a key that only later lines have is not in every row and cannot be a required column. */
function keysOf(path: string, head: string): string[] {
  const keys = new Set<string>();
  for (const line of head.split('\n').slice(0, 100)) {
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === 'object' && value !== null) for (const key of Object.keys(value)) keys.add(key);
    } catch {
      // a bad line is set aside when the rows are read
    }
  }
  if (keys.size === 0)
    throw new InputError(
      `${basename(path)} begins like JSON but none of its first lines is a JSON object; give one object a line`,
    );
  return [...keys];
}
