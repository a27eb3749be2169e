import { closest, distance } from 'fastest-levenshtein';
import { InputError, MissingColumnsError } from '../errors.ts';

/**
 * Checks that every expected column is there once, and says which ones are not and what they were probably called.
 *
 * @param file name for the message
 * @throws {MissingColumnsError} naming each missing column and the nearest one found
 */
export function requireColumns(file: string, found: readonly string[], expected: readonly string[]): void {
  const twice = expected.filter((name) => found.indexOf(name) !== found.lastIndexOf(name));
  if (twice.length > 0) throw new InputError(`${file} has more than one column ${twice.join(', ')}; keep the right one`);
  const missing = expected.filter((name) => !found.includes(name));
  if (missing.length === 0) return;
  const folded = found.map(fold);
  if (missing.length === expected.length && !expected.some((name) => folded.includes(fold(name))))
    throw new MissingColumnsError(`${file} has none of the expected columns; ${whatWasFound(found, expected)}`);
  const spare = found.filter((name) => !expected.includes(name));
  const list = missing.map((name) => `${name}${guess(name, spare)}`).join(', ');
  throw new MissingColumnsError(
    `${file} lacks ${missing.length} of ${expected.length} columns: ${list}; found ${shorten(found)}; add them to the export, or rename those that are called otherwise`,
  );
}

function guess(name: string, spare: readonly string[]): string {
  if (spare.length === 0) return '';
  const nearest = closest(fold(name), spare.map(fold));
  const original = spare.find((candidate) => fold(candidate) === nearest)!;
  return distance(fold(name), nearest) <= Math.max(2, name.length * 0.4)
    ? ` (did you mean to rename ${JSON.stringify(original)}?)`
    : '';
}

/** Spelling without what people vary: "Churn Risk-Score" is churn_risk_score. */
function fold(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
}

function whatWasFound(found: readonly string[], expected: readonly string[]): string {
  if (found.length === 1 && expected.some((name) => found[0]!.includes(name)))
    return `it is one column, ${shorten(found)}; separate the columns by comma, semicolon, tab or |`;
  if (found.some((name) => name !== '' && !Number.isNaN(Number(name))))
    return `its first line looks like data (${shorten(found)}); add a header line`;
  return `it starts with ${shorten(found)}, expected ${shorten(expected)}`;
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  return shown.join(', ') + (names.length > 8 ? `, … (${names.length} in all)` : '');
}
