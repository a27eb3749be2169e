import { basename } from 'node:path';
import { idColumn, type Profile } from '../domain/profile.ts';
import type { Reject } from '../domain/run.ts';
import { EmptyInputError, HeraldError, InputError, TooManyRejectsError } from '../errors.ts';
import { type Check, checksOf, firstFailure, offendingText, readings, typed } from './checks.ts';
import { requireColumns } from './columns.ts';
import { contentOf, copyWithoutMark } from './content.ts';
import { type Duck, duckFault, identifier, literal } from './duckdb.ts';
import { type Dialect, JSON_LINES, linesOf } from './line-numbers.ts';
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
 * @throws {InputError} if a file cannot be read, {EmptyInputError} if it has no rows, {MissingColumnsError} if it lacks columns
 * @throws {TooManyRejectsError} if more than `profile.maxRejectShare` of the rows are bad
 */
export async function readTelemetry(duck: Duck, sources: readonly Source[], profile: Profile): Promise<ReadResult> {
  const expected = profile.columns.map(({ name }) => name);
  for (const source of sources) requireColumns(basename(source.path), source.columns, expected);
  await duck.run(
    `CREATE TABLE raw (file INTEGER, ordinal BIGINT, ${expected.map((name) => `${identifier(name)} VARCHAR`).join(', ')})`,
  );
  const malformed: Malformed[][] = [];
  for (const [file, source] of sources.entries()) malformed.push(await load(duck, source, file, expected));
  for (const source of sources) await requireUnchanged(source);
  const rejects = await setAside(duck, profile, sources, malformed);
  const { rows } = await duck.one<{ rows: number }>('SELECT count(*) AS rows FROM users');
  requireEnough(rows, rejects, profile, sources);
  return { rows, rejects };
}

/** A row that is no row of this file: too few or too many fields, or broken quotes. */
interface Malformed {
  /** From 1 with the header and with blank lines. */
  readonly record: number;
  readonly text: string;
}

async function load(duck: Duck, source: Source, file: number, expected: readonly string[]): Promise<Malformed[]> {
  try {
    if (source.format === 'csv') return await loadCsv(duck, source, file, expected);
    await loadStructured(duck, source, file, expected);
    return [];
  } catch (cause) {
    if (cause instanceof HeraldError) throw cause;
    throw new InputError(`cannot read ${source.path}: ${remedyOf(cause)}`, { cause });
  }
}

async function loadCsv(
  duck: Duck,
  source: Source & { format: 'csv' },
  file: number,
  expected: readonly string[],
): Promise<Malformed[]> {
  const place = (name: string) => identifier(`c${source.columns.indexOf(name)}`);
  const columns = source.columns.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const options = [
    'auto_detect=false',
    'header=true',
    `delim=${literal(source.delimiter)}`,
    `quote='"'`,
    `escape='"'`,
    'strict_mode=true',
    'store_rejects=true',
    ...(source.gzip ? [`compression='gzip'`] : []),
    `columns={${columns}}`,
  ];
  await duck.run(
    `INSERT INTO raw SELECT ${file}, row_number() OVER (), ${expected.map(place).join(', ')}
     FROM read_csv(${literal(await duck.link(source.path))}, ${options.join(', ')})`,
  );
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
  file: number,
  expected: readonly string[],
): Promise<void> {
  const marked = source.format === 'jsonl' && source.marked;
  const path = literal(marked ? await copyWithoutMark(source, duck.scratchFile()) : await duck.link(source.path));
  const gzip = source.gzip && !marked;
  const types = expected.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  const table =
    source.format === 'jsonl'
      ? `read_json(${path}, format='newline_delimited', columns={${types}}, ignore_errors=true${gzip ? `, compression='gzip'` : ''})`
      : `read_parquet(${path})`;
  const values = expected.map((name) => `CAST(${identifier(name)} AS VARCHAR)`).join(', ');
  await duck.run(`INSERT INTO raw SELECT ${file}, row_number() OVER (), ${values} FROM ${table}`);
}

/** Moves the good rows to `users` and says of each of the others why not. */
async function setAside(
  duck: Duck,
  profile: Profile,
  sources: readonly Source[],
  malformed: readonly Malformed[][],
): Promise<Reject[]> {
  const checks = checksOf(profile);
  const id = identifier(idColumn(profile).name);
  await duck.run(`CREATE TABLE graded AS
    SELECT file, ordinal, ${firstFailure(checks)} AS failure FROM (SELECT *, ${readings(profile.columns)} FROM raw)`);
  await duck.run(`CREATE TABLE failures AS
    SELECT file, ordinal, failure, ${offendingText(checks)} AS text
    FROM graded JOIN raw USING (file, ordinal) WHERE failure IS NOT NULL`);
  await duck.run('DROP TABLE graded');
  const good = 'raw LEFT JOIN failures USING (file, ordinal) WHERE failure IS NULL';
  const { repeated } = await duck.one<{ repeated: number }>(
    `SELECT count(*) - count(DISTINCT trim(${id})) AS repeated FROM ${good}`,
  );
  if (repeated > 0) {
    await duck.run(`INSERT INTO failures SELECT file, ordinal, ${DUPLICATE}, id FROM (
      SELECT file, ordinal, trim(${id}) AS id, row_number() OVER (PARTITION BY trim(${id}) ORDER BY file, ordinal) AS nth FROM ${good}) WHERE nth > 1`);
  }
  const failures = await duck.rows<Failure>('SELECT file, ordinal, failure, text FROM failures ORDER BY file, ordinal');
  const kept = failures.length === 0 ? 'raw' : `${good} ORDER BY file, ordinal`;
  await duck.run(`CREATE TABLE users AS SELECT row_number() OVER () - 1 AS n, * FROM
    (SELECT ${profile.columns.map((column) => `${typed(column)} AS ${identifier(column.name)}`).join(', ')} FROM ${kept})`);
  await duck.run('DROP TABLE raw; DROP TABLE failures');
  const rejects = sources.map((source, file) =>
    describe(
      source,
      malformed[file]!,
      failures.filter((failure) => failure.file === file),
      checks,
      profile,
    ),
  );
  return (await Promise.all(rejects)).flat();
}

const DUPLICATE = -1;

interface Failure {
  readonly file: number;
  /** Among the readable records, from 1. */
  readonly ordinal: number;
  /** Index of the check, or `DUPLICATE`. */
  readonly failure: number;
  readonly text: string | null;
}

async function describe(
  source: Source,
  malformed: readonly Malformed[],
  failures: readonly Failure[],
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
  const hint =
    sources.length > 1 && rejects.filter(({ reason }) => reason === 'duplicate id').length > rejects.length / 2
      ? '; several files are read as parts of one input: run weekly snapshots one at a time'
      : '';
  throw new TooManyRejectsError(
    `${rejects.length} of ${rows + rejects.length} rows are bad, more than the ${profile.maxRejectShare * 100} % allowed: ${examples.join('; ')}${hint}`,
  );
}

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
