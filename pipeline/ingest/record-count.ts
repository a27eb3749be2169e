import { InputError } from '../errors.ts';
import { type Dialect, eachRecord } from './records.ts';

/** What a text holds, counted without reading its fields. */
export interface RecordCount {
  /** Records that hold anything, the header left out. */
  readonly records: number;
  readonly longest: { readonly line: number; readonly bytes: number };
}

/** @param unreadable numbers of records that could not be read, as {@link eachRecord} takes them */
export async function countRecords(
  text: AsyncIterable<Buffer>,
  dialect: Dialect,
  unreadable: ReadonlySet<number> = new Set(),
): Promise<RecordCount> {
  let records = dialect.header ? -1 : 0;
  let longest = { line: 1, bytes: 0 };
  await eachRecord(text, dialect, unreadable, ({ line, blank, bytes }) => {
    if (!blank) records++;
    if (bytes > longest.bytes) longest = { line, bytes };
  });
  return { records, longest };
}

/** What became of the records of a file. */
export interface Told {
  /** How many were read or set aside. */
  readonly records: number;
  /** Number of the first that was set aside as malformed, with the header and blank lines counted. */
  readonly malformed: number | undefined;
  /** A longer record is not read. */
  readonly mostBytes: number;
}

/**
 * DuckDB leaves out, without a word, what lies between a quote that is never closed and the end of its buffer, and lines that are
 * longer than that. So what it gave is counted against what is there.
 *
 * @throws {InputError} where there is more
 */
export function requireAllTold(path: string, { records, longest }: RecordCount, told: Told): void {
  if (told.records >= records) return;
  const [bytes, most] = [longest.bytes, told.mostBytes].map((count) => count.toLocaleString('en-GB'));
  const where = told.malformed === undefined ? 'one of them' : `record ${told.malformed}`;
  const reason =
    longest.bytes > told.mostBytes
      ? `line ${longest.line} has ${bytes} bytes, and no more than ${most} can be read; shorten it`
      : `most likely a quote is opened in ${where} and never closed; close it, or export the telemetry again`;
  throw new InputError(
    `${path}: ${(records - told.records).toLocaleString('en-GB')} of its ${records.toLocaleString('en-GB')} records could not be told apart: ${reason}`,
  );
}
