import { count, formatNumber, type Table, type TableValue } from '#reports';
import { capitalised, shown } from './text.ts';

/** Names in the data may be any length; a table shows as much as tells them apart. */
const LONGEST_CELL = 60;

/** A value as its reader sees it. */
export function cellText(value: TableValue, column: Table['columns'][number]): string {
  if (value === null) return '–';
  if (typeof value === 'string') return shown(value, LONGEST_CELL);
  return shown(formatNumber(value, column.format ?? { kind: 'number', digits: 0 }), LONGEST_CELL);
}

export function headingText({ label }: Table['columns'][number]): string {
  return shown(label, LONGEST_CELL);
}

/** What of a table is shown. */
export interface Extent {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Says what is missing, or nothing where all is there.
 * @param elsewhere where the rest can be had: "the CSV has all"
 * @example missingNote(table, { rows: 100, columns: 5 }, 'the CSV has all') // 'First 100 of 213 rows; the CSV has all.'
 */
export function missingNote(table: Table, { rows, columns }: Extent, elsewhere: string): string | undefined {
  const parts = [
    ...(rows < table.rows.length ? [`first ${count(rows)} of ${count(table.rows.length)} rows`] : []),
    ...(columns < table.columns.length ? [`first ${count(columns)} of ${count(table.columns.length)} columns`] : []),
  ];
  if (parts.length === 0) return undefined;
  return capitalised(`${parts.join(', ')}; ${elsewhere}.`);
}
