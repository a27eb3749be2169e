import { buffer } from 'node:stream/consumers';
import type { UserCard } from '../user/card.ts';
import { outlookLine } from '../user/outlook-line.ts';
import { cardTables, spells } from '../user/tables.ts';
import type { Table, TableValue } from '../views/view.ts';
import { provenanceLine } from './contents.ts';
import { columnsOf, WHOLE } from './pdf-columns.ts';
import { openDocument } from './pdf-document.ts';
import { Flow } from './pdf-flow.ts';
import { COLOURS, CONTENT_WIDTH, STYLES } from './pdf-style.ts';
import { setTable, tableHeight } from './pdf-table.ts';
import { lineHeight, type TextStyle, wrapText } from './pdf-text.ts';

const THIRDS = columnsOf(3, 18);
/** The latest spells; with more the card would not fit its page. */
const SPELLS_SHOWN = 4;
/** Three lines of a third of the page. */
const LONGEST_VALUE = 40;
/** Air between blocks, in points. */
const SPACE = 12;

/** The card of a user as a PDF of one page, without a browser. */
export async function renderCardPdf(card: UserCard, createdAt: Date): Promise<Uint8Array> {
  const doc = openDocument(`User ${card.userId}`, createdAt);
  const bytes = buffer(doc);
  const flow = new Flow(doc);
  const { headline, basis, standing, columns } = cardTables(card);
  flow.skip(-24);
  flow.text('P', 'User card', STYLES.brand, WHOLE);
  flow.text('H1', card.userId, titleStyle(flow, card.userId), WHOLE);
  flow.text('P', headline, STYLES.finding, WHOLE);
  flow.text('P', `${basis}. ${provenanceLine(card.provenance)}.`, STYLES.small, WHOLE);
  if (card.provenance.banner !== null) {
    flow.skip(6);
    flow.text('Note', card.provenance.banner, STYLES.banner, WHOLE);
  }
  flow.skip(8);
  flow.rule(WHOLE, COLOURS.line);
  flow.skip(8);
  const outlook = outlookLine(card);
  if (outlook !== null) {
    flow.text('P', outlook, STYLES.body, WHOLE);
    flow.skip(4);
  }
  flow.text('P', `What to do: ${card.action}`, STYLES.body, WHOLE);
  flow.skip(SPACE);
  setTable(flow, standing, [], WHOLE);
  const stays = spells(card.history).slice(-SPELLS_SHOWN);
  const all = thirdsOf(columns);
  const below =
    lineHeight(STYLES.caption) +
    stays.reduce((sum, stay) => sum + flow.textHeight(stay, STYLES.body, CONTENT_WIDTH), 0) +
    Math.max(...all.map((third, index) => tableHeight(flow, third, [], THIRDS[index]!)));
  const pulls = pullsThatFit(flow, card, flow.room - below - 3 * SPACE);
  if (pulls !== undefined) {
    flow.skip(SPACE);
    setTable(flow, pulls, [], WHOLE);
  }
  flow.skip(SPACE);
  flow.text('P', 'Segment history', STYLES.caption, WHOLE);
  for (const stay of stays) flow.text('P', stay, STYLES.body, WHOLE);
  flow.skip(SPACE);
  flow.beside(all.map((third, index) => () => setTable(flow, third, [], THIRDS[index]!)));
  flow.end();
  doc.end();
  return bytes;
}

/** As large as lets the id stand in two lines. */
function titleStyle({ doc }: Flow, userId: string): TextStyle {
  const sizes = [STYLES.title.size, 24, 17, 12, 9];
  const styles = sizes.map((size) => ({ ...STYLES.title, size }));
  return styles.find((style) => wrapText(doc, userId, style, CONTENT_WIDTH).length <= 2) ?? styles.at(-1)!;
}

/** The strongest features, as many as there is room for. */
function pullsThatFit(flow: Flow, card: UserCard, room: number): Table | undefined {
  const { pulls } = cardTables(card);
  for (let count = pulls.rows.length; count > 0; count--) {
    const table = cardTables(card, count).pulls;
    if (tableHeight(flow, table, [], WHOLE) + 2 * lineHeight(STYLES.small) <= room) return table;
  }
  return undefined;
}

function thirdsOf(table: Table): Table[] {
  const size = Math.ceil(table.rows.length / 3);
  return [0, 1, 2].map((third) => ({
    ...table,
    title: third === 0 ? table.title : `${table.title}, continued`,
    rows: table.rows.slice(third * size, (third + 1) * size).map((row) => row.map(clipped)),
  }));
}

/** Ids and categories are of any length; the terminal and JSON have them whole. */
function clipped(value: TableValue): TableValue {
  const characters = [...String(value ?? '')];
  return characters.length <= LONGEST_VALUE ? value : `${characters.slice(0, LONGEST_VALUE - 1).join('')}…`;
}
