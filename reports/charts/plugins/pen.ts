import { canvasFont, type TextStyle } from '../fit-text.ts';
import type { Datum } from '../marks.ts';
import { Recorder } from '../recorder.ts';

/** The part of a 2D context that our plugins draw with: a real canvas for pictures, a `Recorder` for vectors. */
export interface Pen {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  save(): void;
  restore(): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
  fillText(text: string, x: number, y: number): void;
  setLineDash(dash: number[]): void;
  translate(x: number, y: number): void;
  rotate(angle: number): void;
}

/** Draws what stands for a datum; vectors remember which. */
export function showing(pen: Pen, datum: Datum, draw: () => void): void {
  if (pen instanceof Recorder) pen.showing(datum, draw);
  else draw();
}

export interface Words extends TextStyle {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  readonly align: 'left' | 'center' | 'right';
  /** Clockwise turn about (x, y) in radians. */
  readonly turn?: number;
}

/** One line of text, centred vertically on y. */
export function write(pen: Pen, words: Words): void {
  pen.save();
  pen.fillStyle = words.colour;
  pen.font = canvasFont(words);
  pen.textAlign = words.align;
  pen.textBaseline = 'middle';
  pen.translate(words.x, words.y);
  if (words.turn !== undefined) pen.rotate(words.turn);
  pen.fillText(words.text, 0, 0);
  pen.restore();
}

/** A line through the given points; `dash` in pixels of line and gap. */
export function line(
  pen: Pen,
  points: readonly (readonly [number, number])[],
  colour: string,
  width: number,
  dash: readonly number[] = [],
): void {
  pen.save();
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash([...dash]);
  pen.beginPath();
  for (const [index, [x, y]] of points.entries()) {
    if (index === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
  }
  pen.stroke();
  pen.restore();
}
