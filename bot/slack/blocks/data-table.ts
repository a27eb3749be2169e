import type { types } from '@slack/bolt';
import type { Table, TableValue } from '#reports';
import { cellText, type Extent, headingText } from './table-cells.ts';
import { capitalised, shown } from './text.ts';

const MOST_ROWS = 100;
const MOST_COLUMNS = 20;
/** Slack takes 10,000 characters in the cells, and about 13,200 in the whole message. */
const MOST_CHARACTERS = 5500;
/** Rows on a page: as many as are read at a glance. */
const PAGE = 10;

/** A table as Slack's own: sorted and paged by its reader. Undefined for a table without rows. */
export function dataTable(table: Table): { readonly block: types.DataTableBlock; readonly shown: Extent } | undefined {
  const columns = table.columns.slice(0, MOST_COLUMNS);
  if (table.rows.length === 0 || columns.length === 0) return undefined;
  const header = columns.map((column): Cell => ({ type: 'raw_text', text: headingText(column) }));
  const rows: Cell[][] = [];
  let characters = sizeOf(header);
  for (const values of table.rows.slice(0, MOST_ROWS)) {
    const cells = columns.map((column, index) => cellOf(values[index] ?? null, column));
    characters += sizeOf(cells);
    if (characters > MOST_CHARACTERS && rows.length > 0) break;
    rows.push(cells);
  }
  return {
    block: {
      type: 'data_table',
      caption: capitalised(shown(table.title, 150)),
      page_size: Math.min(rows.length, PAGE),
      rows: [header, ...rows],
    },
    shown: { rows: rows.length, columns: columns.length },
  };
}

type Cell = types.RawTextElement | types.RawNumberElement;

function cellOf(value: TableValue, column: Table['columns'][number]): Cell {
  const text = cellText(value, column);
  return typeof value === 'number' && Number.isFinite(value) ? { type: 'raw_number', value, text } : { type: 'raw_text', text };
}

function sizeOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { text }) => sum + text.length, 0);
}
