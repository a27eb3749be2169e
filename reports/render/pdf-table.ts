import type { Table } from '../views/view.ts';
import type { Column, Flow } from './pdf-flow.ts';
import { COLOURS, STYLES } from './pdf-style.ts';
import { hyphenated, lineHeight, type TextStyle, textWidth, wrapText } from './pdf-text.ts';
import type { ReportSegment } from './segments.ts';
import { cellText, firstRows, isNumeric, moreRows, NO_ROWS, segmentColumn, shortName } from './table-text.ts';

const GAP = 9; // between columns
const PADDING = 3.4; // above and below a row's text
const DOT = 13; // a segment's dot and the space after it

/** A table of more rows may begin on one page and end on the next: kept whole it would leave too much of a page empty. */
const KEPT_WHOLE = 15;

const LEAST = 70; // a column that a word of this width still keeps whole

/** One cell, broken into lines. */
interface Cell {
  readonly lines: readonly string[];
  readonly style: TextStyle;
  /** Set for cells that name a segment. */
  readonly dot: string | undefined;
}

interface Layout {
  readonly columns: readonly (Column & { readonly numeric: boolean })[];
  readonly header: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * Sets a table: caption, header row (again on every page it reaches), the first rows, and how many more there are. Rows
 * are never split. PDFKit's own `doc.table` sets a cell in one font, so mixed scripts would lose their glyphs, and does
 * not repeat the header.
 *
 * @param tail height of the lines that the caller sets below the table and that stay with its last row
 */
export function setTable(flow: Flow, table: Table, segments: readonly ReportSegment[], column: Column, tail = 0): void {
  const layout = layOut(flow, table, segments, column);
  const top = lineHeight(STYLES.caption) + 3 + rowHeight(layout.header);
  const whole = tableHeight(flow, table, segments, column) + tail;
  flow.need(table.rows.length <= KEPT_WHOLE ? whole : top + 3 * rowHeight(layout.rows[0] ?? layout.header));
  flow.inside('Table', () => {
    flow.text('Caption', table.title, STYLES.caption, column);
    flow.skip(3);
    setRow(flow, layout, layout.header, 'header');
    for (const [index, row] of layout.rows.entries()) {
      if (rowHeight(row) + (index === layout.rows.length - 1 ? tail : 0) > flow.room) {
        flow.turnPage();
        setRow(flow, layout, layout.header, 'repeated header');
      }
      setRow(flow, layout, row, 'row');
    }
  });
  const below = table.rows.length === 0 ? NO_ROWS : moreRows(table);
  if (below === null) return;
  flow.skip(4);
  flow.text('P', below, STYLES.small, column);
}

/** The height of the whole table, for keeping it together with what stands before it. */
export function tableHeight(flow: Flow, table: Table, segments: readonly ReportSegment[], column: Column): number {
  const { header, rows } = layOut(flow, table, segments, column);
  const below = table.rows.length === 0 || moreRows(table) !== null ? lineHeight(STYLES.small) + 4 : 0;
  return lineHeight(STYLES.caption) + 3 + [header, ...rows].reduce((sum, row) => sum + rowHeight(row), 0) + below;
}

function layOut({ doc }: Flow, table: Table, segments: readonly ReportSegment[], { x, width }: Column): Layout {
  const colours = new Map(segments.map(({ name, colour }) => [name, colour]));
  const segmentAt = segmentColumn(table);
  const shown = table.rows.slice(0, firstRows(table));
  const texts = shown.map((row) => row.map((value, index) => cellText(value, table.columns[index]!)));
  const styleOf = (index: number) => (index === 0 ? STYLES.rowHeader : STYLES.cell);
  const indent = (index: number) => (index === segmentAt ? DOT : 0);
  const natural = table.columns.map(({ label }, index) => {
    const widths = texts.map((row) => textWidth(doc, row[index]!, styleOf(index)) + indent(index));
    return Math.ceil(Math.max(textWidth(doc, shortName(label), STYLES.columnHeader), ...widths)) + 1;
  });
  const room = width - GAP * (natural.length - 1);
  const leastOf = (parts: (text: string) => readonly string[]) =>
    table.columns.map(({ label }, index) => {
      const longest = (text: string, style: TextStyle) => Math.max(...parts(text).map((part) => textWidth(doc, part, style)));
      const words = texts.map((row) => longest(row[index]!, styleOf(index)) + indent(index));
      return Math.min(LEAST, natural[index]!, Math.max(longest(shortName(label), STYLES.columnHeader), ...words) + 1);
    });
  const whole = leastOf((text) => text.split(/\s+/));
  const widths = fitWidths(
    natural,
    sumOf(whole) <= room ? whole : leastOf((text) => text.split(/\s+/).flatMap(hyphenated)),
    room,
  );
  let left = x;
  const columns = widths.map((each, index) => {
    const placed = { x: left, width: each, numeric: isNumeric(table, index) };
    left += each + GAP;
    return placed;
  });
  return {
    columns,
    header: table.columns.map(({ label }, index) => ({
      lines: wrapText(doc, shortName(label), STYLES.columnHeader, widths[index]!),
      style: STYLES.columnHeader,
      dot: undefined,
    })),
    rows: texts.map((texts, row) =>
      texts.map((text, index) => ({
        lines: wrapText(doc, text, styleOf(index), widths[index]! - indent(index)),
        style: styleOf(index),
        dot: index === segmentAt ? (colours.get(String(shown[row]![index])) ?? COLOURS.line) : undefined,
      })),
    ),
  };
}

/**
 * Widths that fill the room: what is left over goes to all columns alike; what is missing comes from the widest ones,
 * but not below the least width of each as long as those fit.
 * @example fitWidths([10, 20, 90], [0, 0, 0], 60) // [10, 20, 30]
 */
export function fitWidths(natural: readonly number[], least: readonly number[], room: number): readonly number[] {
  const spare = room - sumOf(natural);
  if (spare >= 0) return natural.map((width) => width + spare / natural.length);
  const cappedAt = (cap: number) => natural.map((width, index) => Math.max(least[index]!, Math.min(width, cap)));
  let [low, high] = [0, Math.max(...natural)];
  while (high - low > 0.01) {
    const middle = (low + high) / 2;
    if (sumOf(cappedAt(middle)) > room) high = middle;
    else low = middle;
  }
  const widths = cappedAt(low);
  return widths.map((width) => width * (room / sumOf(widths))); // evens out the last hundredth of a point
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function rowHeight(cells: readonly Cell[]): number {
  return Math.max(...cells.map(({ lines, style }) => lines.length * lineHeight(style))) + 2 * PADDING;
}

function setRow(flow: Flow, layout: Layout, cells: readonly Cell[], kind: 'header' | 'repeated header' | 'row'): void {
  const height = rowHeight(cells);
  const top = flow.y;
  const set = () => {
    for (const [index, cell] of cells.entries()) {
      flow.y = kind === 'row' ? top + PADDING : top + height - PADDING - cell.lines.length * lineHeight(cell.style);
      setCell(flow, cell, layout.columns[index]!, index === 0, kind);
    }
  };
  if (kind === 'repeated header') set();
  else flow.inside('TR', set);
  flow.y = top + height;
  flow.rule(spanOf(layout), kind === 'row' ? COLOURS.line : COLOURS.rule);
}

function setCell(
  flow: Flow,
  cell: Cell,
  column: Layout['columns'][number],
  first: boolean,
  kind: 'header' | 'repeated header' | 'row',
): void {
  const { dot } = cell;
  if (dot !== undefined) {
    const middle = flow.y + lineHeight(cell.style) / 2;
    flow.artifact(() => flow.doc.circle(column.x + 3.5, middle, 3.2).fill(dot));
  }
  const lines = () => {
    for (const line of cell.lines) {
      const indent = column.numeric ? column.width - textWidth(flow.doc, line, cell.style) : dot === undefined ? 0 : DOT;
      flow.line(line, cell.style, column.x + indent);
    }
  };
  if (kind === 'repeated header') flow.artifact(lines);
  else if (kind === 'header') flow.mark('TH', lines, { scope: 'Column' });
  else if (first) flow.mark('TH', lines, { scope: 'Row' });
  else flow.mark('TD', lines);
}

function spanOf({ columns }: Layout): Column {
  const [first, last] = [columns[0]!, columns.at(-1)!];
  return { x: first.x, width: last.x + last.width - first.x };
}
