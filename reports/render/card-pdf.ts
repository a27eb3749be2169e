import { buffer } from 'node:stream/consumers';
import type { UserCard } from '../user/card.ts';
import { cardTables } from '../user/tables.ts';
import type { Table } from '../views/view.ts';
import { provenanceLine } from './contents.ts';
import { openDocument } from './pdf-document.ts';
import { type Column, Flow } from './pdf-flow.ts';
import { COLOURS, CONTENT_WIDTH, PAGE, STYLES } from './pdf-style.ts';
import { setTable } from './pdf-table.ts';

const WHOLE: Column = { x: PAGE.left, width: CONTENT_WIDTH };
const GAP = 28;
const HALVES: readonly Column[] = [0, 1].map((side) => {
  const width = (CONTENT_WIDTH - GAP) / 2;
  return { x: PAGE.left + side * (width + GAP), width };
});
/** The latest runs; with more the card would not fit its page. */
const RUNS_SHOWN = 8;

/** The card of a user as a PDF of one page, without a browser. */
export async function renderCardPdf(card: UserCard, createdAt: Date): Promise<Uint8Array> {
  const doc = openDocument(`User ${card.userId}`, createdAt);
  const bytes = buffer(doc);
  const flow = new Flow(doc);
  const { headline, standing, pulls, history, columns } = cardTables(card);
  flow.skip(-24);
  flow.text('P', 'User card', STYLES.brand, WHOLE);
  flow.text('H1', card.userId, STYLES.title, WHOLE);
  flow.text('P', headline, STYLES.finding, WHOLE);
  if (card.provenance.banner !== null) {
    flow.skip(6);
    flow.text('Note', card.provenance.banner, STYLES.banner, WHOLE);
  }
  flow.skip(8);
  flow.rule(WHOLE, COLOURS.line);
  flow.skip(8);
  flow.text('P', `What to do: ${card.action}`, STYLES.body, WHOLE);
  for (const table of [standing, pulls, { ...history, rows: history.rows.slice(-RUNS_SHOWN) }]) {
    flow.skip(12);
    setTable(flow, table, [], WHOLE);
  }
  flow.skip(12);
  flow.beside(halvesOf(columns).map((half, side) => () => setTable(flow, half, [], HALVES[side]!)));
  flow.skip(8);
  flow.text('P', provenanceLine(card.provenance), STYLES.small, WHOLE);
  flow.end();
  doc.end();
  return bytes;
}

function halvesOf(table: Table): Table[] {
  const middle = Math.ceil(table.rows.length / 2);
  return [
    { ...table, rows: table.rows.slice(0, middle) },
    { ...table, title: `${table.title}, continued`, rows: table.rows.slice(middle) },
  ];
}
