import type PDFDocument from 'pdfkit';
import { FONT_FILES, type FontName, fontRuns } from '../fonts.ts';
import { shaping } from '../pdf-shaping.ts';
import { naturalSize } from './config.ts';
import { layOut } from './lay-out.ts';
import type { Mark, ShapeMark, TextMark } from './marks.ts';
import type { Size } from './size.ts';
import type { ChartSpec } from './spec.ts';

type Document = InstanceType<typeof PDFDocument>;

/** Points per pixel: text of 12 px is 9 pt at most, and at least 7.2 pt in a narrow box, where the chart has less room instead. */
const SCALE = { least: 0.6, most: 0.75 };

/**
 * Draws a chart into a box of the current page, as vectors and selectable text. The position of the page's own text
 * stays where it was.
 *
 * @param box in points; the chart fills it
 * @param fonts what `doc.font` takes for each font: the files themselves, or the names they are registered under
 */
export function drawPdf(
  doc: Document,
  spec: ChartSpec,
  box: Size & { readonly x: number; readonly y: number },
  fonts: Readonly<Record<FontName, string>> = FONT_FILES,
): void {
  const scale = Math.max(SCALE.least, Math.min(SCALE.most, box.width / naturalSize(spec).width));
  const position = { x: doc.x, y: doc.y };
  doc.save();
  doc.translate(box.x, box.y).scale(scale);
  for (const mark of layOut(spec, { width: box.width / scale, height: box.height / scale })) drawMark(doc, mark, fonts);
  doc.restore();
  Object.assign(doc, position);
}

function drawMark(doc: Document, mark: Mark, fonts: Readonly<Record<FontName, string>>): void {
  if (mark.kind === 'text') drawText(doc, mark, fonts);
  else drawShape(doc, mark);
}

function drawShape(doc: Document, { shape, fill, stroke }: ShapeMark): void {
  if (fill !== undefined) doc.fillOpacity(fill.opacity);
  if (stroke !== undefined) {
    doc.lineWidth(stroke.width).strokeOpacity(stroke.opacity).undash();
    if (stroke.dash.length > 0) doc.dash(stroke.dash[0]!, { space: stroke.dash[1] ?? stroke.dash[0]! });
  }
  if (shape.kind === 'circle') doc.circle(shape.x, shape.y, shape.radius);
  else doc.path(shape.data);
  if (fill !== undefined && stroke !== undefined) doc.fillAndStroke(fill.colour, stroke.colour);
  else if (fill !== undefined) doc.fill(fill.colour);
  else if (stroke !== undefined) doc.stroke(stroke.colour);
}

function drawText(doc: Document, mark: TextMark, fonts: Readonly<Record<FontName, string>>): void {
  const runs = fontRuns(mark.text, mark.weight).map(({ text, font }) => {
    doc.font(fonts[font]).fontSize(mark.size);
    const options = shaping(font, 'usual');
    return { text, font: fonts[font], options, width: doc.widthOfString(text, options) };
  });
  const width = runs.reduce((sum, run) => sum + run.width, 0);
  doc.save();
  if (mark.turn !== 0) doc.rotate(mark.turn, { origin: [mark.x, mark.y] });
  doc.fillColor(mark.fill.colour, mark.fill.opacity);
  let x = mark.x - width * ANCHOR[mark.anchor];
  for (const run of runs) {
    doc.font(run.font).fontSize(mark.size).text(run.text, x, mark.y, run.options);
    x += run.width;
  }
  doc.restore();
}

const ANCHOR = { start: 0, middle: 0.5, end: 1 } as const;
