import { count, formatNumber } from '../format.ts';
import type { Table, TableColumn, TableValue } from '../views/view.ts';

/** Rows of a long table that print shows, and that the screen shows before "show all": what a reader takes in at a glance. */
const FIRST_ROWS = 15;
/** A table up to this length is no list to cut but a figure to read, and fits one page. */
const LONGEST_WHOLE = 30;

/** How many rows of a table are shown at first. */
export function firstRows({ rows }: Table): number {
  return rows.length <= LONGEST_WHOLE ? rows.length : FIRST_ROWS;
}

/** What stands in place of the rows of an empty table. */
export const NO_ROWS = 'None.';

const LONGEST_CELL = 80; // characters; two lines beside other columns
const LONGEST_NAME = 40;

/** A name where there is room for a few words: a column's heading, a button. */
export function shortName(name: string): string {
  return shorten(name, LONGEST_NAME);
}

/** A table value as its reader sees it. */
export function cellText(value: TableValue, column: TableColumn): string {
  if (typeof value === 'string') return shorten(value, LONGEST_CELL);
  return formatNumber(value, column.format ?? { kind: 'number', digits: 0 });
}

/** Whether a column is set flush right: numbers, and text that is all figures, such as "+1.2 pt" or "64.8 to 65.1". */
export function isNumeric(table: Table, index: number): boolean {
  if (table.columns[index]?.format !== undefined) return true;
  if (index === 0 || table.rows.length === 0) return false; // the first column names the row
  return table.rows.every((row) => typeof row[index] !== 'string' || /^[±+−-]?\d/.test(row[index]));
}

/** The line under a shortened table, or null where all rows are shown. @example "and 385 more in the HTML report" */
export function moreRows(table: Table): string | null {
  const left = table.rows.length - firstRows(table);
  return left > 0 ? `and ${count(left)} more in the HTML report` : null;
}

/** Index of the column that names the segment of each row, or −1. */
export function segmentColumn(table: Table): number {
  return table.columns.findIndex(({ key, format }) => key === 'segment' && format === undefined);
}

/** Names come from the input and may be any length; a report shows as much as tells them apart. */
function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const graphemes = [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
  return graphemes.length <= longest
    ? text
    : `${graphemes
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}
