import { FONT_FILES, type FontRun, fontRuns, type Weight } from '../fonts.ts';
import { shaping } from '../pdf-shaping.ts';

export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
  /** `#rrggbb`. */
  readonly colour: string;
  /** Distance of baselines in font sizes; 1.4 unless set. */
  readonly leading?: number;
}

export function lineHeight({ size, leading = 1.4 }: TextStyle): number {
  return size * leading;
}

/** Width in points of one line of text in as many fonts as its characters need. */
export function textWidth(doc: PDFKit.PDFDocument, text: string, { size, weight }: TextStyle): number {
  return fontRuns(text, weight).reduce((sum, run) => sum + runWidth(doc, run) * size, 0);
}

const widths = new WeakMap<PDFKit.PDFDocument, Map<string, number>>();

/** In font sizes. Shaping is most of the work of a report and its words repeat, so each is shaped once. */
function runWidth(doc: PDFKit.PDFDocument, { text, font }: FontRun): number {
  const known = widths.get(doc) ?? new Map<string, number>();
  widths.set(doc, known);
  const key = `${font} ${text}`;
  const width = known.get(key) ?? doc.font(FONT_FILES[font]).fontSize(1).widthOfString(text, shaping(font, 'tabular'));
  known.set(key, width);
  return width;
}

/**
 * Breaks text into lines no wider than `width` points: between words, between CJK characters, and inside a word only
 * where it is longer than a line. PDFKit's own wrapping knows one font at a time, so it cannot do this.
 */
export function wrapText(doc: PDFKit.PDFDocument, text: string, style: TextStyle, width: number): readonly string[] {
  const widthOf = (piece: string) => textWidth(doc, piece, style);
  const lines: string[] = [];
  let line = '';
  let used = 0;
  const add = (piece: string) => {
    if (line !== '' && used + widthOf(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
      used = 0;
    }
    line += piece;
    used += widthOf(piece);
  };
  for (const piece of pieces(text)) {
    for (const part of widthOf(piece.trimEnd()) <= width ? [piece] : hyphenated(piece)) {
      if (widthOf(part.trimEnd()) <= width) add(part);
      else graphemes(part).forEach(add);
    }
  }
  return [...lines, line.trimEnd()];
}

/** Draws one line with its first character at x and its baseline at y. */
export function drawLine(doc: PDFKit.PDFDocument, text: string, style: TextStyle, x: number, baseline: number): void {
  let at = x;
  for (const run of fontRuns(text, style.weight)) {
    doc.font(FONT_FILES[run.font]).fontSize(style.size).fillColor(style.colour);
    doc.text(run.text, at, baseline, shaping(run.font, 'tabular'));
    at += runWidth(doc, run) * style.size;
  }
}

/** Words with the space after them; CJK characters one by one, because lines may break between any two. */
function pieces(text: string): readonly string[] {
  const cjk = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';
  return text.replace(/\s+/gu, ' ').match(new RegExp(`[${cjk}]\\s*|[^\\s${cjk}]+\\s*|\\s+`, 'gu')) ?? [];
}

/** The parts of a word that has hyphens, as ids have, each with its hyphen. @example hyphenated('2026-11-15') // ['2026-', '11-', '15'] */
export function hyphenated(word: string): readonly string[] {
  return word.split(/(?<=[^-]-)(?=[^-])/u);
}

function graphemes(text: string): readonly string[] {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);
}
