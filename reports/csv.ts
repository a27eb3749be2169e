import { stringify } from 'csv-stringify/sync';
import type { Table } from './views/view.ts';

/**
 * A table as CSV (RFC 4180) with full precision and the column keys as header. Text that a spreadsheet would take for a
 * formula gets a leading apostrophe.
 *
 * @see OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
 */
export function tableCsv({ columns, rows }: Table): string {
  return stringify([columns.map(({ key }) => key), ...rows], {
    escape_formulas: true,
    record_delimiter: '\r\n',
    quoted_match: /[\r\n]/, // a single one of them ends a line for many readers
  });
}
