import { day } from '../format.ts';
import type { WeeklyReport } from '../report.ts';
import { CONTENT_WIDTH, PAGE, STYLES } from './pdf-style.ts';
import { drawLine, textWidth, wrapText } from './pdf-text.ts';

/** Writes header and footer on all pages of a finished document; the first page has its own heading. */
export function runningTitles(doc: PDFKit.PDFDocument, { brand, title, provenance }: WeeklyReport): void {
  const { start, count } = doc.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    doc.switchToPage(start + index);
    doc.markContent('Artifact', { type: 'Pagination' });
    if (index > 0) ends(doc, brand, title, 40);
    ends(doc, `Run ${provenance.runId} · as of ${day(provenance.asOf)}`, `Page ${index + 1} of ${count}`, PAGE.height - 28);
    doc.endMarkedContent();
  }
}

/** One text at the left edge and one at the right, each shortened to half the width. */
function ends(doc: PDFKit.PDFDocument, left: string, right: string, baseline: number): void {
  const style = STYLES.running;
  const [start, end] = [shorten(doc, left), shorten(doc, right)];
  drawLine(doc, start, style, PAGE.left, baseline);
  drawLine(doc, end, style, PAGE.width - PAGE.right - textWidth(doc, end, style), baseline);
}

function shorten(doc: PDFKit.PDFDocument, text: string): string {
  const [first = '', ...rest] = wrapText(doc, text, STYLES.running, CONTENT_WIDTH / 2 - 20);
  return rest.length > 0 ? `${first} …` : first;
}
