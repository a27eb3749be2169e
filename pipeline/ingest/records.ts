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

/** One record of a text. Blank lines are records of no content. */
export interface TextRecord {
  /** From 1, with the header and with blank lines. */
  readonly number: number;
  /** The line it begins on, from 1. */
  readonly line: number;
  readonly blank: boolean;
  /** Without its line end. */
  readonly bytes: number;
}

const QUOTE = 0x22;
const SPACE = 0x20;
const RETURN = 0x0d;

/**
 * Divides a text into its records, in one pass that looks at single bytes only where there are quotes.
 *
 * @param unreadable numbers of records that could not be read: one of them may have an open quote, and ends with its line
 * @param visit is given the same object for every record
 */
export async function eachRecord(
  text: AsyncIterable<Buffer>,
  dialect: Dialect,
  unreadable: ReadonlySet<number>,
  visit: (record: TextRecord) => void,
): Promise<void> {
  const lineEnd = dialect.lineEnd.charCodeAt(0);
  const delimiter = dialect.delimiter?.charCodeAt(0);
  const record = { number: 1, line: 1, blank: true, bytes: 0 };
  let [line, quoted, fieldStart] = [1, false, true];
  const endRecord = () => {
    visit(record);
    record.number++;
    record.line = line + 1;
    record.blank = true;
    record.bytes = 0;
    quoted = false;
    fieldStart = true;
  };
  for await (const chunk of text) {
    let quote = -1;
    for (let at = 0; at < chunk.length; ) {
      if (quote < at && delimiter !== undefined) quote = placeOf(chunk, QUOTE, at);
      const end = placeOf(chunk, lineEnd, at);
      const simple = !quoted && end < chunk.length && (delimiter === undefined || end < quote);
      if (simple) record.blank &&= isBlank(chunk, at, end);
      for (; !simple && at < end; at++) {
        const byte = chunk[at]!;
        // a quote inside an unquoted field, as in 5" tall, is text; a doubled one in a quoted field closes and opens it
        if (byte === QUOTE && delimiter !== undefined && (quoted || fieldStart)) quoted = !quoted;
        else if (!quoted) fieldStart = byte === delimiter || (fieldStart && byte === SPACE);
        if (byte !== RETURN) record.blank = false;
        record.bytes++;
      }
      record.bytes += end - at;
      at = end + 1;
      if (end === chunk.length) continue;
      if (!quoted || unreadable.has(record.number)) endRecord();
      else record.bytes++;
      line++;
    }
  }
  if (!record.blank) endRecord();
}

/** The length of the chunk where the byte is not in it any more. */
function placeOf(chunk: Buffer, byte: number, from: number): number {
  const place = chunk.indexOf(byte, from);
  return place < 0 ? chunk.length : place;
}

function isBlank(chunk: Buffer, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if (chunk[at] !== RETURN) return false;
  return true;
}
