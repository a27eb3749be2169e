import Table from 'cli-table3';
import { counted, formatNumber, type Table as ReportTable, type TableValue } from '#reports';
import { clean } from './text.ts';

/** A table for the terminal: numbers to the right, long cells shortened to fit. */
export function terminalTable({ columns, rows }: ReportTable, limit: number = Number.POSITIVE_INFINITY): string {
  const table = new Table({
    head: columns.map(({ label }) => label),
    colAligns: columns.map(({ format }) => (format === undefined ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows.slice(0, limit)) {
    table.push(row.map((value, index) => cell(value, columns[index]!)));
  }
  const hidden = rows.length - limit;
  return (
    table.toString() + (hidden > 0 ? `\n… and ${counted(hidden, { one: 'more row', many: 'more rows' })} (--csv shows all)` : '')
  );
}

function cell(value: TableValue, { format }: ReportTable['columns'][number]): string {
  if (typeof value === 'number')
    return formatNumber(value, format ?? { kind: 'number', digits: Number.isInteger(value) ? 0 : 2 });
  return clean(value ?? '–', 60);
}
