import { CHROME } from './colours.ts';
import { line, type Pen } from './plugins/pen.ts';

/** Geometry of a drawn arc: pixels, and radians clockwise from three o'clock. */
export interface Ring {
  readonly x: number;
  readonly y: number;
  readonly startAngle: number;
  readonly endAngle: number;
  readonly innerRadius: number;
  readonly outerRadius: number;
}

/** Where the text at the end of a leader goes. */
export interface LeaderEnd {
  readonly x: number;
  readonly y: number;
  readonly align: 'left' | 'right';
}

/** How far from a circle the text of its leaders starts, in pixels. */
export function reach(radius: number): number {
  return Math.max(22, radius * 0.16);
}

/** A share of the width, or less where names beside the circle would have no room, though never less than a sixth. */
export function circleRadius(width: number, share: number): number {
  return Math.min(width * share, Math.max(width / 6, width / 2 - 140));
}

/** Draws the thin line from the middle of an arc to the label beside the circle, `y` pixels below the centre. */
export function leader(pen: Pen, ring: Ring, angle: number, side: 'left' | 'right', y: number): LeaderEnd {
  const { x: centreX, y: centreY, outerRadius } = ring;
  const sign = side === 'right' ? 1 : -1;
  const end = centreX + sign * (outerRadius + reach(outerRadius));
  const from = [centreX + (outerRadius + 3) * Math.cos(angle), centreY + (outerRadius + 3) * Math.sin(angle)] as const;
  const knee = [end - sign * 10, centreY + y] as const;
  line(pen, [from, knee, [end - sign * 4, centreY + y]], CHROME.axis.light, 1);
  return { x: end, y: centreY + y, align: side === 'right' ? 'left' : 'right' };
}
