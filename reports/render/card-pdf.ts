import { buffer } from 'node:stream/consumers';
import type { UserCard } from '../user/card.ts';
import { cardTables, spells } from '../user/tables.ts';
import type { Table } from '../views/view.ts';
import { provenanceLine } from './contents.ts';
import { openDocument } from './pdf-document.ts';
import { type Column, Flow } from './pdf-flow.ts';
import { COLOURS, CONTENT_WIDTH, PAGE, STYLES } from './pdf-style.ts';
import { setTable } from './pdf-table.ts';

const WHOLE: Column = { x: PAGE.left, width: CONTENT_WIDTH };
const GAP = 18;
const THIRDS = thirds();
/** The latest spells; with more the card would not fit its page. */
const SPELLS_SHOWN = 4;

function thirds(): readonly Column[] {
  const width = (CONTENT_WIDTH - 2 * GAP) / 3;
  return [0, 1, 2].map((index) => ({ x: PAGE.left + index * (width + GAP), width }));
}

/** The card of a user as a PDF of one page, without a browser. */
export async function renderCardPdf(card: UserCard, createdAt: Date): Promise<Uint8Array> {
  const doc = openDocument(`User ${card.userId}`, createdAt);
  const bytes = buffer(doc);
  const flow = new Flow(doc);
  const { headline, basis, standing, pulls, columns } = cardTables(card);
  flow.skip(-24);
  flow.text('P', 'User card', STYLES.brand, WHOLE);
  flow.text('H1', card.userId, STYLES.title, WHOLE);
  flow.text('P', headline, STYLES.finding, WHOLE);
  flow.text('P', `${basis}. ${provenanceLine(card.provenance)}.`, STYLES.small, WHOLE);
  if (card.provenance.banner !== null) {
    flow.skip(6);
    flow.text('Note', card.provenance.banner, STYLES.banner, WHOLE);
  }
  flow.skip(8);
  flow.rule(WHOLE, COLOURS.line);
  flow.skip(8);
  flow.text('P', `What to do: ${card.action}`, STYLES.body, WHOLE);
  for (const table of [standing, pulls]) {
    flow.skip(12);
    setTable(flow, table, [], WHOLE);
  }
  flow.skip(12);
  flow.text('P', 'Segment history', STYLES.caption, WHOLE);
  for (const spell of spells(card.history).slice(-SPELLS_SHOWN)) flow.text('P', spell, STYLES.body, WHOLE);
  flow.skip(12);
  flow.beside(thirdsOf(columns).map((third, index) => () => setTable(flow, third, [], THIRDS[index]!)));
  flow.end();
  doc.end();
  return bytes;
}

function thirdsOf(table: Table): Table[] {
  const size = Math.ceil(table.rows.length / 3);
  return [0, 1, 2].map((third) => ({
    ...table,
    title: third === 0 ? table.title : `${table.title}, continued`,
    rows: table.rows.slice(third * size, (third + 1) * size),
  }));
}
