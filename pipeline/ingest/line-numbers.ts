import { type Dialect, eachRecord } from './records.ts';

/** Records of a text whose lines are wanted. */
export interface WantedRecords {
  /** Numbers, from 1 with the header and with blank lines counted, of the records that could not be read; rising. */
  readonly unreadable: readonly number[];
  /** Which of the readable data records, from 1 without header and blank lines; rising. */
  readonly readable: readonly number[];
}

export interface RecordLines {
  readonly unreadable: readonly number[];
  readonly readable: readonly number[];
}

/**
 * The lines, from 1, on which records of a text begin: quoted fields may span lines and blank lines are no records, so
 * this cannot be computed from the record numbers. Reads the text once.
 *
 * @returns lines in the order of the wanted numbers
 */
export async function linesOf(text: AsyncIterable<Buffer>, wanted: WantedRecords, dialect: Dialect): Promise<RecordLines> {
  const lines = { unreadable: [] as number[], readable: [] as number[] };
  const unreadable = new Set(wanted.unreadable);
  const readable = new Set(wanted.readable);
  let readableSoFar = dialect.header ? -1 : 0; // a header is the first readable record
  await eachRecord(text, dialect, unreadable, ({ number, line, blank }) => {
    if (unreadable.has(number)) lines.unreadable.push(line);
    else if (!blank && readable.has(++readableSoFar)) lines.readable.push(line);
  });
  return lines;
}
