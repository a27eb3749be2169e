import { basename } from 'node:path';
import { idColumn, inputColumns, type Profile } from '../domain/profile.ts';
import type { Reject } from '../domain/run.ts';
import { EmptyInputError, HeraldError, InputError, TooManyRejectsError } from '../errors.ts';
import { type Check, checksOf, firstFailure, missingnesses, offendingText, readings, storedType, typed } from './checks.ts';
import { requireColumns } from './columns.ts';
import { contentOf, copyWithoutMark } from './content.ts';
import { withDerived } from './derive.ts';
import { type Duck, duckFault, identifier, literal } from './duckdb.ts';
import { linesOf } from './line-numbers.ts';
import { countRecords, type RecordCount, requireAllTold } from './record-count.ts';
import { type Dialect, JSON_LINES } from './records.ts';
import { requireUnchanged, type Source } from './source.ts';

/** What was read of an input. */
export interface ReadResult {
  /** Rows kept, in the table `users`: `n` from 0, then the profile's columns in order with their types. */
  readonly rows: number;
  readonly rejects: readonly Reject[];
}

/**
 * Reads files into the table `users` of a DuckDB, bad rows set aside. Several files are parts of one input.
 *
 * @param end the day from which on times are not believed, `YYYY-MM-DD`; see `endOfTimes`
 * @throws {InputError} if a file cannot be read, {EmptyInputError} if it has no rows, {MissingColumnsError} if it lacks columns
 * @throws {TooManyRejectsError} if more than `profile.maxRejectShare` of the rows are bad
 */
export async function readTelemetry(
  duck: Duck,
  sources: readonly Source[],
  profile: Profile,
  end: string = '9999-12-31',
): Promise<ReadResult> {
  const expected = inputColumns(profile).map(({ name }) => name);
  for (const source of sources) requireColumns(basename(source.path), source.columns, expected);
  const checks = checksOf(profile, end);
  const columns = profile.columns.map((column) => `${identifier(column.name)} ${storedType(column)}`);
  await duck.run(`CREATE TABLE graded (${columns.join(', ')}, failure INTEGER, text VARCHAR)`);
  const parts: Part[] = [];
  for (const source of sources) {
    const first = await rowCount(duck, 'graded');
    const counting = countOf(source); // while DuckDB reads
    counting.catch(() => undefined); // is thrown where it is awaited
    const malformed = await load(duck, source, expected, (table) => grade(duck, profile, checks, end, table));
    await requireComplete(source, await counting, (await rowCount(duck, 'graded')) - first, malformed);
    parts.push({ source, first, malformed });
  }
  for (const source of sources) await requireUnchanged(source);
  const rejects = await setAside(duck, profile, parts, checks);
  const rows = await rowCount(duck, 'users');
  requireEnough(rows, rejects, profile, sources);
  return { rows, rejects };
}

/** One file of an input. */
interface Part {
  readonly source: Source;
  /** Readable rows in the files before. */
  readonly first: number;
  readonly malformed: readonly Malformed[];
}

async function countOf(source: Source, unreadable?: ReadonlySet<number>): Promise<RecordCount | undefined> {
  if (source.format === 'parquet') return undefined;
  return countRecords(contentOf(source.path, source.gzip), dialectOf(source), unreadable);
}

/** @throws {InputError} if records of the file were lost in reading */
async function requireComplete(
  source: Source,
  counted: RecordCount | undefined,
  readable: number,
  malformed: readonly Malformed[],
): Promise<void> {
  const records = readable + malformed.length;
  if (counted === undefined || counted.records === records) return;
  const again = malformed.length === 0 ? counted : await countOf(source, new Set(malformed.map(({ record }) => record)));
  requireAllTold(source.path, again!, { records, malformed: malformed[0]?.record, mostBytes: BUFFER_BYTES });
}

async function rowCount(duck: Duck, table: string): Promise<number> {
  return (await duck.one<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)).rows;
}

/** Adds the rows of a table of texts to `graded`: typed, and of a bad one the index of the check it failed and the offending text. */
function grade(duck: Duck, { columns }: Profile, checks: readonly Check[], end: string, table: string): Promise<void> {
  const values = columns.map((column) => typed(column)).join(', ');
  return duck.run(`INSERT INTO graded
    SELECT ${values}, failure, ${offendingText(checks)}
    FROM (SELECT *, ${firstFailure(columns, checks, end)} AS failure
      FROM (SELECT *, ${missingnesses(columns)} FROM (SELECT *, ${readings(columns)} FROM ${withDerived(columns, table)})))`);
}

/** A row that is no row of this file: too few or too many fields, or broken quotes. */
interface Malformed {
  /** From 1 with the header and with blank lines. */
  readonly record: number;
  readonly text: string;
}

/** @param add takes the SQL of a table with the columns of the input as text, in the order of the rows */
async function load(
  duck: Duck,
  source: Source,
  expected: readonly string[],
  add: (table: string) => Promise<void>,
): Promise<Malformed[]> {
  try {
    if (source.format === 'csv') return await loadCsv(duck, source, expected, add);
    await loadStructured(duck, source, expected, add);
    return [];
  } catch (cause) {
    if (cause instanceof HeraldError) throw cause;
    throw new InputError(`cannot read ${source.path}: ${remedyOf(cause)}`, { cause });
  }
}

/** DuckDB's own, 32 MB, cost more to fill than to read a small file, and one thread reads a buffer. A line must fit into it. */
const BUFFER_BYTES = 2 * 2 ** 20;

async function loadCsv(
  duck: Duck,
  source: Source & { format: 'csv' },
  expected: readonly string[],
  add: (table: string) => Promise<void>,
): Promise<Malformed[]> {
  const columns = source.columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', '); // names in files may repeat
  const values = expected.map((name) => `${identifier(`c${source.columns.indexOf(name)}`)} AS ${identifier(name)}`).join(', ');
  const options = [
    'auto_detect=false',
    'header=true',
    `delim=${literal(source.delimiter)}`,
    `quote='"'`,
    `escape='"'`,
    'strict_mode=true',
    'store_rejects=true',
    `buffer_size=${BUFFER_BYTES}`,
    ...(source.gzip ? [`compression='gzip'`] : []),
    `columns={${columns}}`,
  ];
  await add(`(SELECT ${values} FROM read_csv(${literal(await duck.link(source.path))}, ${options.join(', ')}))`);
  const bad = await duck.rows<{ record: number; text: string; type: string }>(
    `SELECT line AS record, any_value(csv_line) AS text, any_value(error_type::VARCHAR) AS type FROM reject_errors GROUP BY line ORDER BY line`,
  );
  await duck.run('DROP TABLE reject_errors; DROP TABLE reject_scans');
  return bad.map(({ record, text, type }) => {
    const row = text.replace(/^[\r\n]+/, '').replace(/[\r\n]+$/, '');
    const swallowed = row.split('\n').length - 1;
    if (type === 'UNQUOTED VALUE' && swallowed > 0) {
      throw new InputError(
        `${source.path}: the quote opened in record ${record} is never closed, so the ${swallowed} lines after it cannot be told apart; it begins ${JSON.stringify(row.slice(0, 60))}; close the quote`,
      );
    }
    return { record, text: row };
  });
}

async function loadStructured(
  duck: Duck,
  source: Source & { format: 'jsonl' | 'parquet' },
  expected: readonly string[],
  add: (table: string) => Promise<void>,
): Promise<void> {
  const marked = source.format === 'jsonl' && source.marked;
  const path = literal(marked ? await copyWithoutMark(source, duck.scratchFile()) : await duck.link(source.path));
  const gzip = source.gzip && !marked;
  const types = expected.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  const table =
    source.format === 'jsonl'
      ? `read_json(${path}, format='newline_delimited', columns={${types}}, ignore_errors=true${gzip ? `, compression='gzip'` : ''})`
      : `read_parquet(${path})`;
  const values = expected.map((name) => `CAST(${identifier(name)} AS VARCHAR) AS ${identifier(name)}`).join(', ');
  await add(`(SELECT ${values} FROM ${table})`);
}

/** Makes `users` of the good rows and says of each of the others why not. */
async function setAside(duck: Duck, profile: Profile, parts: readonly Part[], checks: readonly Check[]): Promise<Reject[]> {
  const id = identifier(idColumn(profile).name);
  const { repeated } = await duck.one<{ repeated: number }>(
    `SELECT count(*) - count(DISTINCT ${id}) AS repeated FROM graded WHERE failure IS NULL`,
  );
  if (repeated > 0) {
    await duck.run(`UPDATE graded SET failure = ${DUPLICATE}, text = ${id} WHERE rowid IN (SELECT place FROM (
      SELECT rowid AS place, row_number() OVER (PARTITION BY ${id} ORDER BY rowid) AS nth FROM graded WHERE failure IS NULL) WHERE nth > 1)`);
  }
  const failures = await duck.rows<Failure>(
    'SELECT rowid AS place, failure, text FROM graded WHERE failure IS NOT NULL ORDER BY rowid',
  );
  const columns = profile.columns.map(({ name }) => identifier(name)).join(', ');
  if (failures.length === 0) await duck.run('ALTER TABLE graded RENAME TO kept');
  else await duck.run(`CREATE TABLE kept AS SELECT ${columns} FROM graded WHERE failure IS NULL; DROP TABLE graded`);
  await duck.run(`CREATE VIEW users AS SELECT rowid AS n, ${columns} FROM kept`);
  const rejects = parts.map(({ source, first, malformed }, index) => {
    const end = parts[index + 1]?.first ?? Number.POSITIVE_INFINITY;
    const own = failures.filter(({ place }) => place >= first && place < end);
    const found = own.map(({ place, ...failure }) => ({ ...failure, ordinal: place - first + 1 }));
    return describe(source, malformed, found, checks, profile);
  });
  return (await Promise.all(rejects)).flat();
}

const DUPLICATE = -1;

interface Failure {
  /** Among the readable rows of all files, from 0. */
  readonly place: number;
  /** Index of the check, or `DUPLICATE`. */
  readonly failure: number;
  readonly text: string | null;
}

/** A failure with its place in its own file: among the readable records, from 1. */
type Found = Omit<Failure, 'place'> & { readonly ordinal: number };

async function describe(
  source: Source,
  malformed: readonly Malformed[],
  failures: readonly Found[],
  checks: readonly Check[],
  profile: Profile,
): Promise<Reject[]> {
  if (malformed.length + failures.length === 0) return [];
  const file = basename(source.path);
  const wanted = { unreadable: malformed.map(({ record }) => record), readable: failures.map(({ ordinal }) => ordinal) };
  const lines =
    source.format === 'parquet' ? wanted : await linesOf(contentOf(source.path, source.gzip), wanted, dialectOf(source));
  const duplicate = { reason: 'duplicate id', column: idColumn(profile).name } as const;
  return [
    ...malformed.map(
      ({ text }, i): Reject => ({
        file,
        line: lines.unreadable[i]!,
        reason: 'malformed row',
        column: null,
        value: shorten(text),
      }),
    ),
    ...failures.map(({ failure, text }, i): Reject => {
      const { reason, column } = failure === DUPLICATE ? duplicate : checks[failure]!;
      return { file, line: lines.readable[i]!, reason, column, value: text === null ? null : shorten(text) };
    }),
  ].toSorted((a, b) => a.line - b.line);
}

function dialectOf(source: Source): Dialect {
  return source.format === 'csv' ? { header: true, delimiter: source.delimiter, lineEnd: source.lineEnd } : JSON_LINES;
}

function requireEnough(rows: number, rejects: readonly Reject[], profile: Profile, sources: readonly Source[]): void {
  const names = sources.map(({ path }) => basename(path)).join(', ');
  if (rows + rejects.length === 0) throw new EmptyInputError(`${names} has a header but no rows; export the telemetry again`);
  const share = rejects.length / (rows + rejects.length);
  if (share <= profile.maxRejectShare) return;
  const examples = rejects.slice(0, 3).map(({ file, line, reason, column, value }) => {
    const where = column === null ? '' : ` in ${column}`;
    return `${file}:${line} ${reason}${where}${value === null ? '' : ` (${JSON.stringify(value)})`}`;
  });
  const hint = `; ${adviceOn(rejects, sources)}`;
  throw new TooManyRejectsError(
    `${rejects.length} of ${rows + rejects.length} rows are bad, more than the ${profile.maxRejectShare * 100} % allowed: ${examples.join('; ')}${hint}`,
  );
}

/** What most likely went wrong where many rows are bad. */
function adviceOn(rejects: readonly Reject[], sources: readonly Source[]): string {
  const most = (holds: (reject: Reject) => boolean) => rejects.filter(holds).length > rejects.length / 2;
  if (sources.length > 1 && most(({ reason }) => reason === 'duplicate id'))
    return 'several files are read as parts of one input: run weekly snapshots one at a time';
  if (most(({ value }) => value !== null && DECIMAL_COMMA.test(value)))
    return 'numbers are written with a decimal comma: export them with a point';
  if (most(({ reason, value }) => reason === 'malformed row' && value?.includes('??') === true))
    // so DuckDB shows such bytes
    return 'the text is not UTF-8: convert it, for example with iconv -f latin1 -t utf-8';
  return 'correct them in the export and run it again';
}

const DECIMAL_COMMA = /^-?\d+,\d+$/;

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** DuckDB's words for a return that is no line end, and what to do about it. */
function remedyOf(cause: unknown): string {
  const fault = duckFault(cause);
  return /invalid state/.test(fault)
    ? "some of its lines end in CRLF and others in LF; make them the same: sed -i 's/\\r$//' FILE"
    : fault;
}
