import { type Column, inputColumns, type NumberColumn, type Profile, type TimeColumn } from '../domain/profile.ts';
import type { RejectReason } from '../domain/run.ts';
import { moment } from './derive.ts';
import { identifier, literal } from './duckdb.ts';

/** One thing that makes a row bad, as a condition on the raw text and its readings. The first that holds is the reason. */
export interface Check {
  readonly reason: RejectReason;
  readonly column: string | null;
  readonly fails: string;
}

/** Text that fits an indexed column in every database. */
const MAX_TEXT = 191;
/** The largest whole number that an INT column takes. */
const MAX_INTEGER = 2_147_483_647;
/** Sums of squares of larger numbers may not be finite. */
const MAX_REAL = 1e100;

/**
 * All checks of a profile, in the order in which they are applied.
 *
 * @param end the day from which on times are not believed, `YYYY-MM-DD`
 */
export function checksOf(profile: Profile, end: string): readonly Check[] {
  return [wholeRowMissing(inputColumns(profile)), ...profile.columns.flatMap((column) => checksOfColumn(column, end))];
}

/** SQL of columns to add to the raw text: every number read once. The checks refer to them, and {@link missingnesses} does. */
export function readings(columns: readonly Column[]): string {
  return numbersOf(columns)
    .map(({ name }) => `${number(name)} AS ${reading(name)}`)
    .join(', ');
}

/** SQL of columns to add to the readings: whether each number is missing. What was read as a number need not be looked at. */
export function missingnesses(columns: readonly Column[]): string {
  return numbersOf(columns)
    .map(
      (column) =>
        `CASE WHEN ${reading(column.name)} IS NULL THEN ${isMissing(column)} ELSE false END AS ${missingness(column.name)}`,
    )
    .join(', ');
}

function numbersOf(columns: readonly Column[]): NumberColumn[] {
  return columns.filter((column) => column.kind === 'number');
}

/**
 * SQL that gives the index of the first failing check, or NULL for a good row. Few rows fail any, so whether one does is
 * asked first, in one short condition for each column.
 */
export function firstFailure(columns: readonly Column[], checks: readonly Check[], end: string): string {
  const cases = checks.map(({ fails }, index) => `WHEN ${fails} THEN ${index}`).join(' ');
  return `CASE WHEN ${columns.map((column) => isGood(column, end)).join(' AND ')} THEN NULL ELSE CASE ${cases} END END`;
}

/** True where no check of the column fails, never NULL. */
function isGood(column: Column, end: string): string {
  const { name } = column;
  const text = identifier(name);
  if (column.kind === 'id') return `coalesce(length(${text}) <= ${MAX_TEXT} AND ltrim(${text}) <> '', false)`;
  if (column.kind === 'category') return `coalesce(length(${text}) <= ${MAX_TEXT}, true)`;
  if (column.kind === 'time') {
    const readable = column.missing === 'reject' ? `(${moment(name)}) IS NOT NULL` : isReadableOrMissing(column);
    return column.earliest === undefined ? readable : `${readable} AND NOT ${isImplausible(name, column.earliest, end)}`;
  }
  const value = reading(name);
  const { low, high } = rangeOf(column);
  const whole = column.integer ? ` AND ${value} = floor(${value})` : '';
  return `coalesce(${value} BETWEEN ${low} AND ${high}${whole}, ${column.missing === 'reject' ? 'false' : missingness(name)})`;
}

function rangeOf({ integer, minimum, maximum }: NumberColumn): { readonly low: number; readonly high: number } {
  const largest = integer ? MAX_INTEGER : MAX_REAL;
  return { low: minimum ?? -largest, high: maximum ?? largest };
}

/** SQL that gives the offending text of the check with the index in `failure`. */
export function offendingText(checks: readonly Check[]): string {
  const cases = checks.flatMap(({ column }, index) => (column === null ? [] : [`WHEN ${index} THEN ${identifier(column)}`]));
  return `CASE failure ${cases.join(' ')} END`;
}

/** SQL of the value to store of a column, from the raw text and its reading; anything for a row that fails a check. */
export function typed(column: Column): string {
  const name = identifier(column.name);
  switch (column.kind) {
    case 'id':
      return `trim(${name})`;
    case 'category':
      return `nullif(trim(${name}), '')`;
    case 'time':
      return `strftime(${moment(column.name)}, '%Y-%m-%d %H:%M:%S')`;
    case 'number':
      return `TRY_CAST(${reading(column.name)} AS ${storedType(column)})`;
    default:
      return column satisfies never;
  }
}

/** The type of the value to store. */
export function storedType(column: Column): string {
  if (column.kind !== 'number') return 'VARCHAR';
  return column.integer ? 'INTEGER' : 'DOUBLE';
}

function wholeRowMissing(columns: readonly Column[]): Check {
  return { reason: 'malformed row', column: null, fails: columns.map(({ name }) => `${identifier(name)} IS NULL`).join(' AND ') };
}

function checksOfColumn(column: Column, end: string): Check[] {
  const { name } = column;
  const check = (reason: RejectReason, fails: string): Check => ({ reason, column: name, fails });
  const tooLong = check('text too long', `length(trim(${identifier(name)})) > ${MAX_TEXT}`);
  if (column.kind === 'id') return [check('missing id', `coalesce(trim(${identifier(name)}), '') = ''`), tooLong];
  if (column.kind === 'category') return [tooLong];
  if (column.kind === 'time') {
    const unreadable = check('not a date and time', `NOT ${isReadableOrMissing(column)}`);
    return [
      ...(column.missing === 'reject' ? [check('missing value', isMissing(column))] : []),
      unreadable,
      ...(column.earliest === undefined ? [] : [check('not a plausible time', isImplausible(name, column.earliest, end))]),
    ];
  }
  const value = reading(name);
  const missing = missingness(name);
  const { low, high } = rangeOf(column);
  return [
    ...(column.missing === 'reject' ? [check('missing value', missing)] : []),
    check('not a number', `NOT ${missing} AND ${value} IS NULL`),
    check('not a finite number', `isinf(${value})`),
    ...(column.integer ? [check('not a whole number', `${value} <> floor(${value})`)] : []),
    check('below the possible minimum', `${value} < ${low}`),
    check('above the possible maximum', `${value} > ${high}`),
  ];
}

/** How exports write "no value". */
const MISSING_WORDS = ['', 'null', 'na', 'n/a', 'none'];

/** Where a value may be missing, NaN is a way to say so; elsewhere it is a fault. */
function isMissing({ name, missing }: NumberColumn | TimeColumn): string {
  const words = missing === 'keep' ? [...MISSING_WORDS, 'nan'] : MISSING_WORDS;
  const text = `lower(coalesce(trim(${identifier(name)}), ''))`;
  return words.map((word) => `${text} = ${literal(word)}`).join(' OR '); // DuckDB makes a join of a long IN, and joins every row
}

function isReadableOrMissing(column: TimeColumn): string {
  return `((${moment(column.name)}) IS NOT NULL OR ${isMissing(column)})`;
}

/** Never NULL: a missing time is not implausible. */
function isImplausible(name: string, earliest: string, end: string): string {
  const time = moment(name);
  return `coalesce((${time}) < TIMESTAMP ${literal(earliest)} OR (${time}) >= TIMESTAMP ${literal(end)}, false)`;
}

function reading(name: string): string {
  return identifier(`${name} as number`);
}

function missingness(name: string): string {
  return identifier(`${name} is missing`);
}

/** A cast passes over plain blanks itself; only text that it cannot read is worth trimming of all the others. */
function number(name: string): string {
  const text = identifier(name);
  return `nullif(coalesce(TRY_CAST(${text} AS DOUBLE), TRY_CAST(trim(${text}) AS DOUBLE)), 'NaN'::DOUBLE)`;
}
