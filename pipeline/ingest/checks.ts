import type { Column, NumberColumn, Profile } from '../domain/profile.ts';
import type { RejectReason } from '../domain/run.ts';
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

/** All checks of a profile, in the order in which they are applied. */
export function checksOf(profile: Profile): readonly Check[] {
  return [wholeRowMissing(profile.columns), ...profile.columns.flatMap(checksOfColumn)];
}

/**
 * SQL of columns to add to the raw text: every number read once, and whether it is missing. The checks refer to them
 * because DuckDB would otherwise read a number again for each check.
 */
export function readings(columns: readonly Column[]): string {
  return columns
    .filter((column) => column.kind === 'number')
    .flatMap((column) => [
      `${number(column.name)} AS ${reading(column.name)}`,
      `${isMissing(column)} AS ${missingness(column.name)}`,
    ])
    .join(', ');
}

/** SQL that gives the index of the first failing check, or NULL for a good row. */
export function firstFailure(checks: readonly Check[]): string {
  return `CASE ${checks.map(({ fails }, index) => `WHEN ${fails} THEN ${index}`).join(' ')} END`;
}

/** SQL that gives the offending text of the check with the index in `failure`. */
export function offendingText(checks: readonly Check[]): string {
  const cases = checks.flatMap(({ column }, index) => (column === null ? [] : [`WHEN ${index} THEN ${identifier(column)}`]));
  return `CASE failure ${cases.join(' ')} END`;
}

/** SQL that turns the raw text of a column into its stored type. */
export function typed(column: Column): string {
  const name = identifier(column.name);
  switch (column.kind) {
    case 'id':
      return `trim(${name})`;
    case 'category':
      return `nullif(trim(${name}), '')`;
    case 'number':
      return column.integer ? `CAST(${number(column.name)} AS INTEGER)` : number(column.name);
    default:
      return column satisfies never;
  }
}

function wholeRowMissing(columns: readonly Column[]): Check {
  return { reason: 'malformed row', column: null, fails: columns.map(({ name }) => `${identifier(name)} IS NULL`).join(' AND ') };
}

function checksOfColumn(column: Column): Check[] {
  const { name } = column;
  const check = (reason: RejectReason, fails: string): Check => ({ reason, column: name, fails });
  const tooLong = check('text too long', `length(trim(${identifier(name)})) > ${MAX_TEXT}`);
  if (column.kind === 'id') return [check('missing id', `coalesce(trim(${identifier(name)}), '') = ''`), tooLong];
  if (column.kind === 'category') return [tooLong];
  const value = reading(name);
  const missing = missingness(name);
  const largest = column.integer ? MAX_INTEGER : MAX_REAL;
  return [
    ...(column.missing === 'reject' ? [check('missing value', missing)] : []),
    check('not a number', `NOT ${missing} AND ${value} IS NULL`),
    check('not a finite number', `isinf(${value})`),
    ...(column.integer ? [check('not a whole number', `${value} <> floor(${value})`)] : []),
    check('below the possible minimum', `${value} < ${column.minimum ?? -largest}`),
    check('above the possible maximum', `${value} > ${column.maximum ?? largest}`),
  ];
}

/** How exports write "no value". */
const MISSING_WORDS = ['', 'null', 'na', 'n/a', 'none'];

/** Where a value may be missing, NaN is a way to say so; elsewhere it is a fault. */
function isMissing({ name, missing }: NumberColumn): string {
  const words = missing === 'keep' ? [...MISSING_WORDS, 'nan'] : MISSING_WORDS;
  return `lower(coalesce(trim(${identifier(name)}), '')) IN (${words.map(literal).join(', ')})`;
}

function reading(name: string): string {
  return identifier(`${name} as number`);
}

function missingness(name: string): string {
  return identifier(`${name} is missing`);
}

function number(name: string): string {
  return `nullif(TRY_CAST(trim(${identifier(name)}) AS DOUBLE), 'NaN'::DOUBLE)`;
}
