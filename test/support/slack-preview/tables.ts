import type { types } from '@slack/bolt';
import { each, html } from './html.ts';
import { icon } from './icons.ts';
import { drawRichText } from './rich-text.ts';

const DEFAULT_PAGE_SIZE = 5;

type Cell = types.DataTableBlock['rows'][number][number];

/** The first page of a data table, with what Slack puts round it: caption, sorting, paging. Numbers stand right. */
export function drawDataTable({
  caption,
  rows,
  page_size: size = DEFAULT_PAGE_SIZE,
  row_header_column_index: main = 0,
}: types.DataTableBlock): string {
  const [header = [], ...all] = rows;
  const isNumeric = header.map((_, column) => all.every((row) => row[column]?.type === 'raw_number'));
  const side = (column: number) => (isNumeric[column] === true ? ' class="number"' : '');
  const head = each(header, (cell, column) => `<th${side(column)}><span>${drawCell(cell)}${icon('sort')}</span></th>`);
  const body = each(
    all.slice(0, size),
    (row) =>
      `<tr>${each(row, (cell, column) => `<td${side(column)}>${column === main ? `<b>${drawCell(cell)}</b>` : drawCell(cell)}</td>`)}</tr>`,
  );
  const last = Math.min(size, all.length);
  const paging =
    all.length > size
      ? `<div class="paging"><span>1–${last} of ${all.length}</span><span class="off">${icon('left')}</span>${icon('right')}</div>`
      : '';
  return `<div class="data-table"><div class="caption"><span>${html(caption)}</span>${icon('search')}</div>
    <div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>${paging}</div>`;
}

/** The older table: no paging, columns as their settings say. */
export function drawTable({ rows, column_settings: columns = [] }: types.TableBlock): string {
  const css = (column: number) =>
    `text-align:${columns[column]?.align ?? 'left'};white-space:${columns[column]?.is_wrapped === true ? 'normal' : 'nowrap'}`;
  const body = each(
    rows,
    (row) => `<tr>${each(row, (cell, column) => `<td style="${css(column)}">${drawCell(cell)}</td>`)}</tr>`,
  );
  return `<div class="plain-table scroll"><table>${body}</table></div>`;
}

function drawCell(cell: Cell): string {
  return cell.type === 'rich_text' ? drawRichText(cell) : html(cell.text);
}
