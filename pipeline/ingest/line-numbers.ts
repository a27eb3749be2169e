/** Records of a CSV text whose lines are wanted. */
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

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The lines, from 1, on which records of a CSV begin: quoted fields may span lines and blank lines are no records, so
 * this cannot be computed from the record numbers. Reads the text once.
 *
 * @returns lines in the order of the wanted numbers
 */
export async function linesOf(text: AsyncIterable<Buffer>, wanted: WantedRecords): Promise<RecordLines> {
  const lines = { unreadable: [] as number[], readable: [] as number[] };
  const unreadable = new Set(wanted.unreadable);
  const readable = new Set(wanted.readable);
  let [line, began, record, readableSoFar] = [1, 1, 1, -1]; // the header is the first readable record
  let [quoted, blank] = [false, true];
  const endRecord = () => {
    if (unreadable.has(record)) lines.unreadable.push(began);
    else if (!blank && readable.has(++readableSoFar)) lines.readable.push(began);
    record++;
    [began, blank, quoted] = [line + 1, true, false];
  };
  for await (const chunk of text) {
    for (const byte of chunk) {
      if (byte === NEWLINE) {
        // a record that could not be read may have an open quote: it ends with its line
        if (!quoted || unreadable.has(record)) endRecord();
        line++;
      } else {
        if (byte === QUOTE) quoted = !quoted;
        if (byte !== RETURN) blank = false;
      }
    }
  }
  if (!blank) endRecord();
  return lines;
}
