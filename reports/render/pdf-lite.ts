import { buffer } from 'node:stream/consumers';
import { count, day, upperFirst } from '../format.ts';
import type { Headline, WeeklyReport } from '../report.ts';
import type { Table, View } from '../views/view.ts';
import { comparisonLine, contents, provenanceLine, TITLES } from './contents.ts';
import { chartsHeight, setCharts, squeezed } from './pdf-charts.ts';
import { columnsOf, WHOLE } from './pdf-columns.ts';
import { openDocument } from './pdf-document.ts';
import { type Column, Flow } from './pdf-flow.ts';
import { runningTitles } from './pdf-running.ts';
import { COLOURS, PAGE, STYLES } from './pdf-style.ts';
import { setTable, tableHeight } from './pdf-table.ts';
import { lineHeight, textWidth } from './pdf-text.ts';
import { changeTables, qualityTables } from './section-tables.ts';
import { type ReportSegment, reportSegments } from './segments.ts';

/**
 * The report as an A4 PDF without a browser: the content of the HTML in the same order, with bookmarks, page numbers,
 * a structure tree for screen readers, embedded fonts, and charts as vectors with their description as alt text.
 */
export async function renderPdfLite(report: WeeklyReport): Promise<Uint8Array> {
  const doc = openDocument(`${report.title}, ${day(report.provenance.asOf)} – ${report.brand}`, report.generatedAt);
  const bytes = buffer(doc);
  const flow = new Flow(doc);
  const segments = reportSegments(report);
  setCover(flow, report);
  setHeadlines(flow, report);
  setContents(flow, report);
  if (flow.page === 1) flow.turnPage(); // else the first page had no room for all of it, and the second goes on
  setChange(flow, report, segments);
  for (const view of report.views) setView(flow, view, segments);
  setQuality(flow, report, segments);
  setMethod(flow, report);
  setTrust(flow, report, segments);
  flow.end();
  runningTitles(doc, report);
  doc.end();
  return bytes;
}

const HALVES = columnsOf(2, 34);
const THIRDS = columnsOf(3, 20);
const BETWEEN_SECTIONS = 44;
const BETWEEN_NOTES = 4;
const PAGE_ROOM = PAGE.height - PAGE.top - PAGE.bottom;

/** More than two rows of findings leave the contents room on the first page only if all stand closer. */
function isFull({ headlines }: WeeklyReport): boolean {
  return headlines.length > 2 * THIRDS.length;
}

function setCover(flow: Flow, report: WeeklyReport): void {
  const { brand, title, provenance, change, generatedAt } = report;
  if (!isFull(report)) flow.skip(36);
  flow.text('P', brand, STYLES.brand, WHOLE);
  flow.skip(8);
  flow.text('H1', title, STYLES.title, WHOLE);
  flow.skip(4);
  flow.text('P', day(provenance.asOf), STYLES.date, WHOLE);
  flow.skip(isFull(report) ? 12 : 26);
  flow.rule(WHOLE, COLOURS.line);
  flow.skip(10);
  const facts = [
    ['Run', String(provenance.runId)],
    [upperFirst(provenance.entity.many), count(provenance.users)],
    ['Compared with', change === null ? 'no earlier run' : `run ${change.since.runId}, ${day(change.since.asOf)}`],
    ['Trust', provenance.trust],
    ['Made on', day(generatedAt.toISOString().slice(0, 10))],
  ] as const;
  let x = PAGE.left;
  flow.beside(
    facts.map(([label, value]) => () => {
      const width = Math.max(textWidth(flow.doc, label, STYLES.small), textWidth(flow.doc, value, STYLES.step)) + 1;
      flow.text('P', label, STYLES.small, { x, width });
      flow.text('P', value, STYLES.step, { x, width });
      x += width + 28;
    }),
  );
  if (provenance.banner !== null) {
    flow.skip(20);
    setBanner(flow, `Read with care. ${provenance.banner}`);
  }
}

function setBanner(flow: Flow, text: string): void {
  const column: Column = { x: WHOLE.x + 10, width: WHOLE.width - 20 };
  const height = flow.textHeight(text, STYLES.banner, column.width) + 16;
  flow.need(height);
  flow.artifact(() => flow.doc.roundedRect(WHOLE.x, flow.y, WHOLE.width, height, 4).fill(COLOURS.cautionWash));
  flow.skip(8);
  flow.text('Note', text, STYLES.banner, column);
  flow.skip(8);
}

function setHeadlines(flow: Flow, report: WeeklyReport): void {
  const { headlines } = report;
  flow.skip(isFull(report) ? 18 : 34);
  setHeading(flow, TITLES.headlines, 'headlines');
  flow.skip(10);
  flow.inside('L', () => {
    const columns = headlines.length > 4 ? THIRDS : HALVES; // so that the contents stay on the first page
    for (let index = 0; index < headlines.length; index += columns.length) {
      const row = headlines.slice(index, index + columns.length);
      flow.need(Math.max(...row.map((headline) => headlineHeight(flow, headline, columns[0]!.width))));
      flow.beside(row.map((headline, side) => () => setHeadline(flow, headline, columns[side]!)));
      flow.skip(isFull(report) ? 12 : 22);
    }
  });
}

const TONES = { good: COLOURS.good, bad: COLOURS.bad, neutral: COLOURS.line } as const;
const TONE_WORDS = { good: ' · good', bad: ' · attention', neutral: '' } as const;

function headlineHeight(flow: Flow, { label, figure, sentence }: Headline, width: number): number {
  return (
    12 +
    flow.textHeight(label, STYLES.label, width) +
    flow.textHeight(figure, STYLES.figure, width) +
    flow.textHeight(sentence, STYLES.body, width)
  );
}

function setHeadline(flow: Flow, { tone, label, figure, sentence }: Headline, column: Column): void {
  flow.rule(column, TONES[tone], 1.5);
  flow.skip(8);
  flow.inside('LI', () => {
    flow.inside('LBody', () => {
      flow.text('P', label + TONE_WORDS[tone], STYLES.label, column);
      flow.text('P', figure, STYLES.figure, column);
      flow.skip(4);
      flow.text('P', sentence, STYLES.body, column);
    });
  });
}

function setContents(flow: Flow, report: WeeklyReport): void {
  const entries = contents(report);
  const rows = Math.ceil(entries.length / THIRDS.length);
  flow.need(rows * (lineHeight(STYLES.body) + 4) + lineHeight(STYLES.heading) + 6 + 10);
  flow.skip(10);
  flow.text('P', 'Contents', STYLES.heading, WHOLE);
  flow.skip(6);
  flow.inside('TOC', () => {
    flow.beside(
      THIRDS.map((column, side) => () => {
        for (const { id, title } of entries.slice(side * rows, (side + 1) * rows)) {
          flow.inside('TOCI', () => flow.link(title, id, STYLES.body, column));
          flow.skip(4);
        }
      }),
    );
  });
}

/** A heading is also a bookmark and the aim of the contents entry with its id. */
function setHeading(flow: Flow, title: string, id: string): void {
  flow.need(lineHeight(STYLES.heading));
  flow.bookmark(title, id);
  flow.text('H2', title, STYLES.heading, WHOLE);
}

function openingHeight(flow: Flow, finding: string): number {
  return lineHeight(STYLES.heading) + 3 + flow.textHeight(finding, STYLES.finding, WHOLE.width);
}

/**
 * Heading and finding, on the page of what comes after them.
 * @param blockAfter height of what must not stand apart from them
 */
function setOpening(flow: Flow, title: string, id: string, finding: string, blockAfter = 0): void {
  flow.need(openingHeight(flow, finding) + blockAfter);
  setHeading(flow, title, id);
  flow.skip(3);
  flow.text('P', finding, STYLES.finding, WHOLE);
}

/** @param tail height of the lines below the last table, which stay with it */
function setTables(flow: Flow, tables: readonly Table[], segments: readonly ReportSegment[], tail = 0): void {
  for (const [index, table] of tables.entries()) {
    flow.skip(20);
    setTable(flow, table, segments, WHOLE, index === tables.length - 1 ? tail : 0);
  }
}

function tablesHeight(flow: Flow, tables: readonly Table[], segments: readonly ReportSegment[]): number {
  return tables.reduce((sum, table) => sum + 20 + tableHeight(flow, table, segments, WHOLE), 0);
}

function setChange(flow: Flow, { change }: WeeklyReport, segments: readonly ReportSegment[]): void {
  if (change === null) return;
  if (flow.y > PAGE.top) flow.skip(BETWEEN_SECTIONS);
  const tables = changeTables(change);
  flow.inside('Sect', () => {
    setOpening(flow, TITLES.change, 'change', change.finding, tablesHeight(flow, tables.slice(0, 1), segments));
    setTables(flow, tables, segments, 12 + lineHeight(STYLES.small));
    flow.skip(12);
    flow.text('P', comparisonLine(change.since), STYLES.small, WHOLE);
  });
}

function setView(flow: Flow, view: View, segments: readonly ReportSegment[]): void {
  const { banner } = view.provenance;
  const tables = [view.table, ...view.details];
  const notes = view.notes.reduce((sum, note) => sum + BETWEEN_NOTES + flow.textHeight(note, STYLES.body, WHOLE.width), 8);
  const tail = notes + 10 + lineHeight(STYLES.small);
  if (flow.y > PAGE.top) flow.skip(BETWEEN_SECTIONS);
  const first = tablesHeight(flow, [view.table], segments) + (tables.length === 1 ? tail : 0);
  const others = openingHeight(flow, view.finding) + (banner === null ? 0 : 60);
  const squeeze = squeezed(view.charts, PAGE_ROOM - others - first - 1); // a point for rounding
  const opening = others + chartsHeight(view.charts, squeeze);
  flow.inside('Sect', () => {
    flow.need(opening + first <= PAGE_ROOM ? opening + first : opening);
    setOpening(flow, view.title, view.name, view.finding);
    if (banner !== null) {
      flow.skip(10);
      setBanner(flow, banner);
    }
    setCharts(flow, view.charts, squeeze);
    setTables(flow, tables, segments, tail);
    flow.skip(8);
    for (const note of view.notes) {
      flow.skip(BETWEEN_NOTES);
      flow.text('P', note, STYLES.body, WHOLE);
    }
    flow.skip(10);
    flow.text('P', provenanceLine(view.provenance), STYLES.small, WHOLE);
  });
}

function setQuality(flow: Flow, { quality }: WeeklyReport, segments: readonly ReportSegment[]): void {
  flow.skip(BETWEEN_SECTIONS);
  const tables = qualityTables(quality);
  flow.inside('Sect', () => {
    setOpening(flow, TITLES.quality, 'quality', quality.finding, tablesHeight(flow, tables.slice(0, 1), segments));
    setTables(flow, tables, segments);
  });
}

function setMethod(flow: Flow, { method }: WeeklyReport): void {
  const stepHeight = (text: string) => 24 + flow.textHeight(text, STYLES.body, HALVES[0]!.width);
  flow.skip(BETWEEN_SECTIONS);
  flow.need(24 + method.reduce((sum, { text }) => sum + stepHeight(text), 0) / 2);
  flow.inside('Sect', () => {
    setHeading(flow, TITLES.method, 'method');
    for (let index = 0; index < method.length; index += 2) {
      const pair = method.slice(index, index + 2);
      flow.skip(12);
      flow.need(Math.max(...pair.map(({ text }) => stepHeight(text))));
      flow.beside(
        pair.map(({ title, text }, side) => () => {
          flow.text('H3', `${index + side + 1}  ${title}`, STYLES.step, HALVES[side]!);
          flow.text('P', text, STYLES.body, HALVES[side]!);
        }),
      );
    }
  });
}

function setTrust(flow: Flow, { trust }: WeeklyReport, segments: readonly ReportSegment[]): void {
  const tables = [trust.measures, trust.effects];
  const reasons = trust.trust.reasons.reduce(
    (sum, reason) => sum + 5 + flow.textHeight(reason, STYLES.body, WHOLE.width - 14),
    0,
  );
  flow.skip(BETWEEN_SECTIONS);
  flow.inside('Sect', () => {
    setOpening(flow, TITLES.trust, 'trust', trust.verdict, reasons + tablesHeight(flow, tables.slice(0, 1), segments));
    flow.skip(6);
    flow.inside('L', () => {
      for (const reason of trust.trust.reasons) setReason(flow, reason);
    });
    setTables(flow, tables, segments);
  });
}

function setReason(flow: Flow, reason: string): void {
  flow.skip(5);
  flow.need(flow.textHeight(reason, STYLES.body, WHOLE.width - 14));
  flow.artifact(() => flow.doc.rect(WHOLE.x, flow.y + lineHeight(STYLES.body) / 2, 6, 1.2).fill(COLOURS.muted));
  flow.inside('LI', () => flow.text('LBody', reason, STYLES.body, { x: WHOLE.x + 14, width: WHOLE.width - 14 }));
}
