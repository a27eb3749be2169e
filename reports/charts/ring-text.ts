import { type TextStyle, textWidth, wrap } from './fit-text.ts';
import type { Ring } from './ring.ts';

/** Text inside an arc: the middle of its lines, in pixels from the centre of the circle, and its turn in radians. */
export interface InsideText {
  readonly lines: readonly string[];
  readonly style: TextStyle;
  readonly x: number;
  readonly y: number;
  readonly turn: number;
}

/** An arc without its place on the page. */
export type Arc = Omit<Ring, 'x' | 'y'>;

/** Height of a line of text, in font sizes. */
export const LINE_HEIGHT = 1.2;

const MARGIN = 4; // pixels between text and the edge of its arc

/**
 * The best way to write a text inside an arc: level on one line, on two or three, along the radius (never upside
 * down), each tried in the styles given, best first; null if the text does not fit whole.
 */
export function fitInside(arc: Arc, text: string, styles: readonly TextStyle[]): InsideText | null {
  const breaks = text.includes(' ') ? [1, 2, 3] : [1];
  for (const style of styles) {
    const width = textWidth(text, style);
    for (const count of breaks) {
      const level = fitLevel(arc, linesOf(text, width, count, style), style);
      if (level !== null) return level;
    }
    const radial = fitRadial(arc, text, width, style);
    if (radial !== null) return radial;
  }
  return null;
}

/** Lines of about the same length; a little more than an even share, because words do not break evenly. */
function linesOf(text: string, width: number, count: number, style: TextStyle): readonly string[] {
  return count === 1 ? [text] : wrap(text, (width / count) * 1.25, count, style);
}

function fitLevel(arc: Arc, lines: readonly string[], style: TextStyle): InsideText | null {
  if (lines.at(-1)!.endsWith('…')) return null;
  const { angle, middle } = middleOf(arc);
  const [x, y] = [middle * Math.cos(angle), middle * Math.sin(angle)];
  const halfWidth = Math.max(...lines.map((line) => textWidth(line, style))) / 2 + MARGIN;
  const halfHeight = (lines.length * style.size * LINE_HEIGHT) / 2 + MARGIN / 2;
  return boxFits(arc, x, y, halfWidth, halfHeight) ? { lines, style, x, y, turn: 0 } : null;
}

function fitRadial(arc: Arc, text: string, width: number, style: TextStyle): InsideText | null {
  if (width > arc.outerRadius - arc.innerRadius - 2 * MARGIN) return null;
  const { angle, middle } = middleOf(arc);
  const outward = Math.max(middle, arc.outerRadius - MARGIN - 2 - width / 2); // towards the edge, where an arc is widest
  const halfAngle = Math.min(Math.PI / 2 - 0.01, (arc.endAngle - arc.startAngle) / 2);
  const narrowest = 2 * (outward - width / 2) * Math.tan(halfAngle);
  if (narrowest < style.size + 2) return null;
  const turn = Math.cos(angle) < 0 ? angle + Math.PI : angle;
  return { lines: [text], style, x: outward * Math.cos(angle), y: outward * Math.sin(angle), turn };
}

function middleOf({ startAngle, endAngle, innerRadius, outerRadius }: Arc): { readonly angle: number; readonly middle: number } {
  return { angle: (startAngle + endAngle) / 2, middle: (innerRadius + outerRadius) / 2 };
}

/** Whether an upright box around (x, y), from the centre of the circle, lies inside the arc. */
function boxFits(arc: Arc, x: number, y: number, halfWidth: number, halfHeight: number): boolean {
  const nearest = Math.hypot(Math.max(0, Math.abs(x) - halfWidth), Math.max(0, Math.abs(y) - halfHeight));
  if (nearest < arc.innerRadius) return false;
  const halfAngle = (arc.endAngle - arc.startAngle) / 2;
  const { angle } = middleOf(arc);
  return [-1, 1].every((across) =>
    [-1, 1].every((down) => {
      const [cornerX, cornerY] = [x + across * halfWidth, y + down * halfHeight];
      const away = Math.atan2(cornerY, cornerX) - angle;
      return Math.hypot(cornerX, cornerY) <= arc.outerRadius && Math.abs(Math.atan2(Math.sin(away), Math.cos(away))) <= halfAngle;
    }),
  );
}
