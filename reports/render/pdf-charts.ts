import { drawPdf } from '../charts/draw-pdf.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { chartHeight, chartShare } from './chart-size.ts';
import { columnsOf, WHOLE } from './pdf-columns.ts';
import type { Flow } from './pdf-flow.ts';

const HALVES = columnsOf(2, 20);
const ABOVE = 14; // points of air above a row of charts
const PIXEL = 0.75; // points
const LEAST_SQUEEZE = 0.8; // lower, and the words in charts have no room

/** Sets charts in rows, with their description for screen readers. @param squeeze what part of their height they get */
export function setCharts(flow: Flow, charts: readonly ChartSpec[], squeeze: number): void {
  for (const row of chartRows(charts)) {
    const height = rowHeightOf(row) * squeeze;
    flow.skip(ABOVE);
    flow.need(height);
    for (const [index, spec] of row.entries()) {
      const { x, width } = row.length === 1 ? WHOLE : HALVES[index]!;
      flow.mark('Figure', () => drawPdf(flow.doc, spec, { x, y: flow.y, width, height }), {
        alt: `${spec.title}. ${spec.description}`,
        bbox: [x, flow.y, x + width, flow.y + height],
      });
    }
    flow.skip(height);
  }
}

/** The height in points that `setCharts` takes. */
export function chartsHeight(charts: readonly ChartSpec[], squeeze: number): number {
  return chartRows(charts).reduce((sum, row) => sum + ABOVE + rowHeightOf(row) * squeeze, 0);
}

/** What part of their height charts may have to fit the room; 1 where they fit anyway, or where it would take too much of them. */
export function squeezed(charts: readonly ChartSpec[], room: number): number {
  const [air, whole] = [chartsHeight(charts, 0), chartsHeight(charts, 1)];
  const part = (room - air) / (whole - air);
  return part >= LEAST_SQUEEZE && part < 1 ? part : 1;
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
  const { width } = row.length === 1 ? WHOLE : HALVES[0]!;
  return Math.max(...row.map((spec) => chartHeight(spec, width / PIXEL))) * PIXEL;
}
