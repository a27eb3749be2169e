import { FONT_STACK } from '../fonts.ts';
import { adaptive } from './colours.ts';
import type { Mark, Paint, TextMark } from './marks.ts';
import type { Size } from './size.ts';

export interface SvgOptions {
  readonly title: string;
  readonly description: string;
  /** `adaptive` follows the page's light or dark theme through CSS variables, `print` has fixed colours. */
  readonly theme: 'adaptive' | 'print';
  /** Makes ids unique where one page holds several charts. */
  readonly idPrefix: string;
}

/**
 * Marks as one `<svg>` element. Marks of one series stand in `<g data-series="…">`, those of one datum carry
 * `data-tip="…"` (on the shape itself where it is alone, else on the group around shape and label).
 */
export function writeSvg(marks: readonly Mark[], { width, height }: Size, options: SvgOptions): string {
  const { title, description, theme, idPrefix } = options;
  const ids = { title: escaped(`${idPrefix}-title`), description: escaped(`${idPrefix}-description`) };
  // Inside <defs> the title names the chart without becoming the browser's own tooltip over all of it.
  const names = `<defs><title id="${ids.title}">${escaped(title)}</title><desc id="${ids.description}">${escaped(description)}</desc></defs>`;
  const colour = theme === 'adaptive' ? adaptive : (light: string) => light;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` role="img" aria-labelledby="${ids.title}" aria-describedby="${ids.description}" class="chart"`,
    ` style="max-width:100%;height:auto" direction="ltr" font-family="${escaped(FONT_STACK)}">`,
    names,
    ...seriesRuns(marks).map((run) => writeRun(run, colour)),
    '</svg>',
  ].join('');
}

type Colour = (light: string) => string;

/** Consecutive marks of one series, or of none. */
function seriesRuns(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  return chunk(marks, (a, b) => a.datum?.series === b.datum?.series);
}

function writeRun(marks: readonly Mark[], colour: Colour): string {
  const { datum } = marks[0]!;
  if (datum === undefined) return marks.map((mark) => writeMark(mark, attributesOf(mark, colour))).join('');
  const shared = commonAttributes(marks, colour);
  const data = chunk(marks, (a, b) => a.datum === b.datum).map((datum) => writeDatum(datum, colour, shared));
  const series = datum.series === null ? '' : ` data-series="${escaped(datum.series)}"`;
  return `<g${series}${shared}>${data.join('')}</g>`;
}

function writeDatum(marks: readonly Mark[], colour: Colour, shared: string): string {
  const tip = ` data-tip="${escaped(marks[0]!.datum!.tip())}"`;
  const write = (mark: Mark, more = '') => writeMark(mark, (shared === '' ? attributesOf(mark, colour) : '') + more);
  return marks.length === 1 ? write(marks[0]!, tip) : `<g${tip}>${marks.map((mark) => write(mark)).join('')}</g>`;
}

/** The attributes of all marks if they are the same, so that two thousand points name their colour once. */
function commonAttributes(marks: readonly Mark[], colour: Colour): string {
  const first = attributesOf(marks[0]!, colour);
  return marks.every((mark) => mark.kind === 'shape' && attributesOf(mark, colour) === first) ? first : '';
}

function attributesOf(mark: Mark, colour: Colour): string {
  if (mark.kind === 'text') return textAttributes(mark, colour);
  const fill = mark.fill === undefined ? ' fill="none"' : paint('fill', mark.fill, colour);
  if (mark.stroke === undefined) return fill;
  const dash = mark.stroke.dash.length > 0 ? ` stroke-dasharray="${mark.stroke.dash.join(' ')}"` : '';
  return `${fill}${paint('stroke', mark.stroke, colour)} stroke-width="${mark.stroke.width}"${dash}`;
}

function textAttributes({ size, weight, anchor, fill }: TextMark, colour: Colour): string {
  const face = `${weight === 400 ? '' : ` font-weight="${weight}"`}${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}`;
  return `${paint('fill', fill, colour)} font-size="${size}"${face}`;
}

function paint(attribute: 'fill' | 'stroke', { colour: light, opacity }: Paint, colour: Colour): string {
  return ` ${attribute}="${colour(light)}"${opacity === 1 ? '' : ` ${attribute}-opacity="${opacity}"`}`;
}

function writeMark(mark: Mark, attributes: string): string {
  if (mark.kind === 'text') {
    const turn = mark.turn === 0 ? '' : ` transform="rotate(${mark.turn} ${mark.x} ${mark.y})"`;
    return `<text x="${mark.x}" y="${mark.y}"${turn}${attributes}>${escaped(mark.text)}</text>`;
  }
  const { shape } = mark;
  if (shape.kind === 'circle') return `<circle cx="${shape.x}" cy="${shape.y}" r="${shape.radius}"${attributes}/>`;
  return `<path d="${shape.data}"${attributes}/>`;
}

function chunk<Item>(items: readonly Item[], together: (a: Item, b: Item) => boolean): readonly (readonly Item[])[] {
  const chunks: Item[][] = [];
  for (const item of items) {
    const last = chunks.at(-1);
    if (last !== undefined && together(last[0]!, item)) last.push(item);
    else chunks.push([item]);
  }
  return chunks;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for XML and HTML alike; characters that XML cannot hold become the replacement character. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
