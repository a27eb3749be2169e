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

/** How a text is divided into records. */
export interface Dialect {
  readonly header: boolean;
  /** After it a quote opens a field that may span lines; null if no record spans lines. */
  readonly delimiter: string | null;
  /** What ends a line; a return before a newline belongs to it. */
  readonly lineEnd: '\n' | '\r';
}

/** JSON lines: one record a line, none of them a header. */
export const JSON_LINES: Dialect = { header: false, delimiter: null, lineEnd: '\n' };

const QUOTE = 0x22;
const SPACE = 0x20;
const RETURN = 0x0d;

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
  const lineEnd = dialect.lineEnd.charCodeAt(0);
  const delimiter = dialect.delimiter?.charCodeAt(0);
  let [line, began, record, readableSoFar] = [1, 1, 1, dialect.header ? -1 : 0]; // a header is the first readable record
  let [quoted, fieldStart, blank] = [false, true, true];
  const endRecord = () => {
    if (unreadable.has(record)) lines.unreadable.push(began);
    else if (!blank && readable.has(++readableSoFar)) lines.readable.push(began);
    record++;
    [began, blank, quoted, fieldStart] = [line + 1, true, false, true];
  };
  for await (const chunk of text) {
    for (const byte of chunk) {
      if (byte === lineEnd) {
        // a record that could not be read may have an open quote: it ends with its line
        if (!quoted || unreadable.has(record)) endRecord();
        line++;
      } else {
        // a quote inside an unquoted field, as in 5" tall, is text; a doubled one in a quoted field closes and opens it
        if (byte === QUOTE && delimiter !== undefined && (quoted || fieldStart)) quoted = !quoted;
        else if (!quoted) fieldStart = byte === delimiter || (fieldStart && byte === SPACE);
        if (byte !== RETURN) blank = false;
      }
    }
  }
  if (!blank) endRecord();
  return lines;
}
