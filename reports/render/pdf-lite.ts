import { buffer } from 'node:stream/consumers';
import { drawPdf } from '../charts/draw-pdf.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { count, day, upperFirst } from '../format.ts';
import type { Headline, WeeklyReport } from '../report.ts';
import type { Table, View } from '../views/view.ts';
import { chartHeight, chartShare } from './chart-size.ts';
import { comparisonLine, contents, provenanceLine, TITLES } from './contents.ts';
import { openDocument } from './pdf-document.ts';
import { type Column, Flow } from './pdf-flow.ts';
import { runningTitles } from './pdf-running.ts';
import { COLOURS, CONTENT_WIDTH, PAGE, STYLES } from './pdf-style.ts';
import { setTable, tableHeight } from './pdf-table.ts';
import { lineHeight, textWidth } from './pdf-text.ts';
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
  setHeadlines(flow, report.headlines);
  setContents(flow, report);
  flow.turnPage();
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

const WHOLE: Column = { x: PAGE.left, width: CONTENT_WIDTH };
const HALVES: readonly [Column, Column] = halves(34);
const THIRDS: readonly Column[] = [0, 1, 2].map((third) => {
  const width = (CONTENT_WIDTH - 2 * 20) / 3;
  return { x: PAGE.left + third * (width + 20), width };
});
const CHART_HALVES: readonly [Column, Column] = halves(20);
const BETWEEN_SECTIONS = 44;
const PIXEL = 0.75; // points

function halves(gap: number): readonly [Column, Column] {
  const width = (CONTENT_WIDTH - gap) / 2;
  return [
    { x: PAGE.left, width },
    { x: PAGE.left + width + gap, width },
  ];
}

function setCover(flow: Flow, { brand, title, provenance, change, generatedAt }: WeeklyReport): void {
  flow.skip(36);
  flow.text('P', brand, STYLES.brand, WHOLE);
  flow.skip(8);
  flow.text('H1', title, STYLES.title, WHOLE);
  flow.skip(4);
  flow.text('P', day(provenance.asOf), STYLES.date, WHOLE);
  flow.skip(26);
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

function setHeadlines(flow: Flow, headlines: readonly Headline[]): void {
  flow.skip(34);
  setHeading(flow, TITLES.headlines, 'headlines');
  flow.skip(10);
  flow.inside('L', () => {
    const columns = headlines.length > 4 ? THIRDS : HALVES; // so that the contents stay on the first page
    for (let index = 0; index < headlines.length; index += columns.length) {
      const row = headlines.slice(index, index + columns.length);
      flow.need(Math.max(...row.map((headline) => headlineHeight(flow, headline, columns[0]!.width))));
      flow.beside(row.map((headline, side) => () => setHeadline(flow, headline, columns[side]!)));
      flow.skip(22);
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
  const rows = Math.ceil(entries.length / 2);
  flow.need(rows * 18 + 30);
  flow.skip(14);
  flow.text('P', 'Contents', STYLES.heading, WHOLE);
  flow.skip(6);
  flow.inside('TOC', () => {
    flow.beside(
      HALVES.map((column, side) => () => {
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

/** Heading and finding, and the room they and the block after them need together. */
function setOpening(flow: Flow, title: string, id: string, finding: string, blockAfter: number): void {
  const height = lineHeight(STYLES.heading) + flow.textHeight(finding, STYLES.finding, WHOLE.width);
  flow.need(height + blockAfter);
  setHeading(flow, title, id);
  flow.skip(3);
  flow.text('P', finding, STYLES.finding, WHOLE);
}

function setTables(flow: Flow, tables: readonly Table[], segments: readonly ReportSegment[]): void {
  for (const table of tables) {
    flow.skip(20);
    setTable(flow, table, segments, WHOLE);
  }
}

function tablesHeight(flow: Flow, tables: readonly Table[], segments: readonly ReportSegment[]): number {
  return tables.reduce((sum, table) => sum + 20 + tableHeight(flow, table, segments, WHOLE), 0);
}

function setChange(flow: Flow, { change }: WeeklyReport, segments: readonly ReportSegment[]): void {
  if (change === null) return;
  flow.inside('Sect', () => {
    setOpening(flow, TITLES.change, 'change', change.finding, 0);
    setTables(flow, [change.segments, change.kpis, change.movers], segments);
    flow.skip(12);
    flow.text('P', comparisonLine(change.since), STYLES.small, WHOLE);
  });
  flow.turnPage();
}

function setView(flow: Flow, view: View, segments: readonly ReportSegment[]): void {
  const { banner } = view.provenance;
  const openingHeight = chartsHeight(view.charts) + (banner === null ? 0 : 60);
  const tables = [view.table, ...view.details];
  if (flow.y > PAGE.top) flow.skip(BETWEEN_SECTIONS);
  flow.need(openingHeight + tablesHeight(flow, tables, segments) + 110); // heading, finding, notes and provenance
  flow.inside('Sect', () => {
    setOpening(flow, view.title, view.name, view.finding, openingHeight);
    if (banner !== null) {
      flow.skip(10);
      setBanner(flow, banner);
    }
    setCharts(flow, view.charts);
    setTables(flow, tables, segments);
    if (view.notes.length > 0) flow.skip(12);
    for (const note of view.notes) flow.text('P', note, STYLES.body, WHOLE);
    flow.skip(10);
    flow.text('P', provenanceLine(view.provenance), STYLES.small, WHOLE);
  });
}

function chartRows(charts: readonly ChartSpec[]): readonly (readonly ChartSpec[])[] {
  const rows: ChartSpec[][] = [];
  for (const [index, chart] of charts.entries()) {
    const last = rows.at(-1);
    if (chartShare(index, charts) === 'half' && index % 2 === 1 && last !== undefined) last.push(chart);
    else rows.push([chart]);
  }
  return rows;
}

function rowHeightOf(row: readonly ChartSpec[]): number {
  const { width } = row.length === 1 ? WHOLE : CHART_HALVES[0];
  return Math.max(...row.map((spec) => chartHeight(spec, width / PIXEL))) * PIXEL;
}

function chartsHeight(charts: readonly ChartSpec[]): number {
  return chartRows(charts).reduce((sum, row) => sum + 14 + rowHeightOf(row), 0);
}

function setCharts(flow: Flow, charts: readonly ChartSpec[]): void {
  for (const row of chartRows(charts)) {
    const height = rowHeightOf(row);
    flow.skip(14);
    flow.need(height);
    for (const [index, spec] of row.entries()) {
      const { x, width } = row.length === 1 ? WHOLE : CHART_HALVES[index]!;
      flow.mark('Figure', () => drawPdf(flow.doc, spec, { x, y: flow.y, width, height }), {
        alt: `${spec.title}. ${spec.description}`,
        bbox: [x, flow.y, x + width, flow.y + height],
      });
    }
    flow.skip(height);
  }
}

function setQuality(flow: Flow, { quality }: WeeklyReport, segments: readonly ReportSegment[]): void {
  flow.skip(BETWEEN_SECTIONS);
  const tables = [quality.missing, quality.capped, quality.rejected];
  flow.inside('Sect', () => {
    setOpening(flow, TITLES.quality, 'quality', quality.finding, tablesHeight(flow, tables, segments));
    setTables(flow, tables, segments);
  });
}

function setMethod(flow: Flow, { method }: WeeklyReport): void {
  const stepHeight = (text: string) => 24 + flow.textHeight(text, STYLES.body, HALVES[0].width);
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
    setOpening(flow, TITLES.trust, 'trust', trust.verdict, reasons + tablesHeight(flow, tables, segments));
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
