import { createCanvas } from '@napi-rs/canvas';
import { FONT_STACK, registerFonts, type Weight } from '../fonts.ts';

/** Size in pixels and weight; the family is always the charts' own. */
export interface TextStyle {
  readonly size: number;
  readonly weight: Weight;
}

/** @example canvasFont({ size: 12, weight: 600 }) // "600 12px Inter, …" */
export function canvasFont({ size, weight }: TextStyle): string {
  return `${weight} ${size}px ${FONT_STACK}`;
}

/** Width of one line in pixels. */
export function textWidth(text: string, style: TextStyle): number {
  const key = `${style.weight} ${style.size} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  const pen = measuringPen();
  pen.font = canvasFont(style);
  const { width } = pen.measureText(text);
  if (widths.size >= KEPT_WIDTHS) widths.clear();
  widths.set(key, width);
  return width;
}

const widths = new Map<string, number>();
const KEPT_WIDTHS = 5000; // a report measures about a thousand texts, most of them many times

/**
 * Breaks text into at most `maxLines` lines no wider than `maxWidth` pixels: between words where it can, inside a word
 * that is too long, and with an ellipsis where the text is longer still. Never returns an empty list.
 */
export function wrap(text: string, maxWidth: number, maxLines: number, style: TextStyle): readonly string[] {
  const lines: string[] = [];
  let rest = text.replace(/\s+/gu, ' ').trim();
  while (lines.length < maxLines - 1 && rest !== '' && textWidth(rest, style) > maxWidth) {
    const line = longestLine(rest, maxWidth, style);
    lines.push(line.trim());
    rest = rest.slice(line.length).trim();
  }
  if (rest !== '' || lines.length === 0) lines.push(ellipsis(rest, maxWidth, style));
  return lines;
}

/** The text, or as much of its beginning as fits before an ellipsis. */
export function ellipsis(text: string, maxWidth: number, style: TextStyle): string {
  if (textWidth(text, style) <= maxWidth) return text;
  const graphemes = graphemesOf(text);
  const kept = largest(graphemes.length, (count) => textWidth(`${graphemes.slice(0, count).join('')}…`, style) <= maxWidth);
  return `${graphemes.slice(0, kept).join('').trimEnd()}…`;
}

function longestLine(text: string, maxWidth: number, style: TextStyle): string {
  const graphemes = graphemesOf(text);
  const fitting = largest(
    graphemes.length,
    (count) => textWidth(graphemes.slice(0, count).join('').trimEnd(), style) <= maxWidth,
  );
  const line = graphemes.slice(0, Math.max(1, fitting)).join('');
  const lastBreak = Math.max(line.lastIndexOf(' '), line.lastIndexOf('-')) + 1;
  return lastBreak > 0 && text[line.length] !== ' ' ? line.slice(0, lastBreak) : line;
}

/** The largest count from 0 to `limit` that fits, where fitting a count means fitting every smaller one. */
function largest(limit: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, Math.min(limit, LONGEST_LINE)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

const LONGEST_LINE = 400; // graphemes; no label has room for more, and hostile names may have a million

function graphemesOf(text: string): readonly string[] {
  const start = text.slice(0, 20 * LONGEST_LINE);
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(start)].map(({ segment }) => segment);
}

let pen: ReturnType<ReturnType<typeof createCanvas>['getContext']> | undefined;

function measuringPen(): NonNullable<typeof pen> {
  registerFonts();
  pen ??= createCanvas(1, 1).getContext('2d');
  return pen;
}
