import type { Table } from '#reports';
import { cellText, type Extent, headingText } from './table-cells.ts';
import { cut } from './text.ts';

const MOST_ROWS = 20;
const WIDEST_CELL = 26;
/** Characters of a line in preformatted text before Slack wraps it. */
const WIDEST_LINE = 84;
const GAP = '  ';

/** A table in letters of one width, for where Slack refuses its own. Undefined for a table without rows. */
export function textTable(table: Table): { readonly text: string; readonly shown: Extent } | undefined {
  if (table.rows.length === 0 || table.columns.length === 0) return undefined;
  const rows = table.rows.slice(0, MOST_ROWS);
  const columns = table.columns.map((column, index) => {
    const cells = [
      headingText(column),
      ...rows.map((row) => (index < row.length ? cellText(row[index] ?? null, column) : '')),
    ].map((text) => cut(text, WIDEST_CELL));
    return { cells, width: Math.max(...cells.map(widthOf)), right: column.format !== undefined };
  });
  const shown = columns.filter((_, index) => {
    const line = columns.slice(0, index + 1).reduce((sum, { width }) => sum + width + GAP.length, -GAP.length);
    return index === 0 || line <= WIDEST_LINE;
  });
  const lines = Array.from({ length: rows.length + 1 }, (_, index) =>
    shown
      .map(({ cells, width, right }) => padded(cells[index]!, width, right))
      .join(GAP)
      .trimEnd(),
  );
  const rule = shown.map(({ width }) => '─'.repeat(width)).join(GAP);
  return { text: [lines[0], rule, ...lines.slice(1)].join('\n'), shown: { rows: rows.length, columns: shown.length } };
}

function padded(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE = /\p{Emoji_Presentation}|[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u;

/** Letters of East Asia and emoji take two places. */
function widthOf(text: string): number {
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}
