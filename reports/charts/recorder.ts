import { createCanvas } from '@napi-rs/canvas';
import { registerFonts } from '../fonts.ts';
import { type Affine, apply, IDENTITY, scaleOf, times } from './affine.ts';
import type { Datum, Mark, Paint, Shape, TextMark } from './marks.ts';

/**
 * A canvas that Chart.js can draw on and that remembers what was drawn. The same marks then become SVG and PDF, so that
 * both keep words as words and circles as circles; Skia's own SVG surface places every letter by itself, drops spaces,
 * reverses right-to-left words and turns a circle into 32 curves.
 *
 * It knows the part of CanvasRenderingContext2D that Chart.js and our plugins use. Clipping is accepted and ignored:
 * Chart.js clips only to the chart area and the legend's box, and our layouts stay inside both.
 */
export class Recorder {
  readonly canvas: { width: number; height: number; getContext(kind: string): Recorder };
  readonly marks: Mark[];
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: string;
  lineJoin: string;
  lineDashOffset: number;
  globalAlpha: number;
  textAlign: string;
  textBaseline: string;
  direction: string;
  font: string;
  readonly #measure: ReturnType<ReturnType<typeof createCanvas>['getContext']>;
  #dash: readonly number[];
  #matrix: Affine;
  #path: string[];
  #circle: Extract<Shape, { kind: 'circle' }> | undefined;
  #datum: Datum | undefined;
  readonly #states: State[];

  constructor(width: number, height: number) {
    registerFonts();
    this.canvas = { width, height, getContext: () => this };
    this.marks = [];
    this.fillStyle = '#000000';
    this.strokeStyle = '#000000';
    this.lineWidth = 1;
    this.lineCap = 'butt';
    this.lineJoin = 'miter';
    this.lineDashOffset = 0;
    this.globalAlpha = 1;
    this.textAlign = 'start';
    this.textBaseline = 'alphabetic';
    this.direction = 'ltr';
    this.font = '10px sans-serif';
    this.#measure = createCanvas(1, 1).getContext('2d');
    this.#dash = [];
    this.#matrix = IDENTITY;
    this.#path = [];
    this.#circle = undefined;
    this.#datum = undefined;
    this.#states = [];
  }

  /** Everything drawn by `draw` stands for this datum. */
  showing(datum: Datum, draw: () => void): void {
    this.#datum = datum;
    draw();
    this.#datum = undefined;
  }

  measureText(text: string): { width: number; actualBoundingBoxAscent: number; actualBoundingBoxDescent: number } {
    this.#measure.font = this.font;
    return this.#measure.measureText(text);
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, lineDashOffset, globalAlpha, textAlign, textBaseline, font } =
      this;
    const look = {
      fillStyle,
      strokeStyle,
      lineWidth,
      lineCap,
      lineJoin,
      lineDashOffset,
      globalAlpha,
      textAlign,
      textBaseline,
      font,
    };
    this.#states.push({ look, dash: this.#dash, matrix: this.#matrix });
  }

  restore(): void {
    const state = this.#states.pop();
    if (state === undefined) return;
    Object.assign(this, state.look);
    this.#dash = state.dash;
    this.#matrix = state.matrix;
  }

  translate(x: number, y: number): void {
    this.#matrix = times(this.#matrix, [1, 0, 0, 1, x, y]);
  }

  rotate(angle: number): void {
    this.#matrix = times(this.#matrix, [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]);
  }

  scale(x: number, y: number): void {
    this.#matrix = times(this.#matrix, [x, 0, 0, y, 0, 0]);
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.#matrix = [a, b, c, d, e, f];
  }

  resetTransform(): void {
    this.#matrix = IDENTITY;
  }

  setLineDash(dash: readonly number[]): void {
    this.#dash = [...dash];
  }

  getLineDash(): readonly number[] {
    return this.#dash;
  }

  clip(): void {}

  clearRect(): void {}

  beginPath(): void {
    this.#path = [];
    this.#circle = undefined;
  }

  closePath(): void {
    if (this.#path.length > 0) this.#path.push('Z');
  }

  moveTo(x: number, y: number): void {
    if (!allFinite(x, y)) return;
    this.#path.push(`M${this.#at(x, y)}`);
  }

  lineTo(x: number, y: number): void {
    if (!allFinite(x, y)) return;
    this.#path.push(`${this.#path.length === 0 ? 'M' : 'L'}${this.#at(x, y)}`);
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    if (!allFinite(x1, y1, x2, y2, x, y)) return;
    this.#path.push(`C${this.#at(x1, y1)} ${this.#at(x2, y2)} ${this.#at(x, y)}`);
  }

  quadraticCurveTo(x1: number, y1: number, x: number, y: number): void {
    if (!allFinite(x1, y1, x, y)) return;
    this.#path.push(`Q${this.#at(x1, y1)} ${this.#at(x, y)}`);
  }

  rect(x: number, y: number, width: number, height: number): void {
    if (!allFinite(x, y, width, height)) return;
    this.#path.push(
      `M${this.#at(x, y)}L${this.#at(x + width, y)}L${this.#at(x + width, y + height)}L${this.#at(x, y + height)}Z`,
    );
  }

  /** @see HTML Living Standard, "arc": a sweep of a full turn or more is a circle, any other is taken modulo 2π. */
  arc(x: number, y: number, radius: number, from: number, to: number, anticlockwise = false): void {
    if (!allFinite(x, y, radius, from, to)) return;
    const sweep = sweepOf(from, to, anticlockwise);
    if (this.#path.length === 0 && Math.abs(sweep) >= TURN) {
      const [centreX, centreY] = apply(this.#matrix, x, y);
      this.#circle = { kind: 'circle', x: round(centreX), y: round(centreY), radius: round(radius * scaleOf(this.#matrix)) };
    }
    this.lineTo(x + radius * Math.cos(from), y + radius * Math.sin(from));
    const size = round(radius * scaleOf(this.#matrix));
    const pieces = Math.abs(sweep) > Math.PI ? 2 : 1; // so that no piece is ambiguous about the way round
    for (let piece = 1; piece <= pieces; piece++) {
      const angle = from + (sweep * piece) / pieces;
      const end = this.#at(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
      this.#path.push(`A${size} ${size} 0 0 ${sweep > 0 ? 1 : 0} ${end}`);
    }
  }

  fill(): void {
    const shape = this.#shape();
    if (shape !== undefined) this.#add({ kind: 'shape', shape, fill: this.#paint(this.fillStyle) });
  }

  stroke(): void {
    const shape = this.#shape();
    if (shape === undefined || this.lineWidth === 0) return;
    const width = round(this.lineWidth * scaleOf(this.#matrix));
    const stroke = { ...this.#paint(this.strokeStyle), width, dash: this.#dash };
    const last = this.marks.at(-1);
    const justFilled =
      last?.kind === 'shape' && last.stroke === undefined && last.datum === this.#datum && same(last.shape, shape);
    if (justFilled) this.marks.splice(-1, 1, { ...last, stroke });
    else this.#add({ kind: 'shape', shape, stroke });
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
    this.beginPath();
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.stroke();
    this.beginPath();
  }

  fillText(text: string, x: number, y: number): void {
    if (text.trim() === '' || !allFinite(x, y)) return;
    const { size, weight } = readFont(this.font);
    const [anchorX, anchorY] = apply(this.#matrix, x, y + size * (BASELINE_SHIFT[this.textBaseline] ?? 0));
    const turn = round((Math.atan2(this.#matrix[1], this.#matrix[0]) * 180) / Math.PI);
    const anchor = ANCHORS[this.textAlign] ?? 'start';
    const fill = this.#paint(this.fillStyle);
    this.#add({ kind: 'text', text, x: round(anchorX), y: round(anchorY), turn, anchor, size: round(size), weight, fill });
  }

  #add(mark: Mark): void {
    const paint = mark.kind === 'text' ? mark.fill : (mark.fill ?? mark.stroke);
    if (paint === undefined || paint.opacity === 0) return;
    this.marks.push(this.#datum === undefined ? mark : { ...mark, datum: this.#datum });
  }

  #shape(): Shape | undefined {
    if (this.#path.length === 0) return undefined;
    return this.#circle !== undefined && this.#path.length <= 4 ? this.#circle : { kind: 'path', data: this.#path.join('') };
  }

  #paint(style: string): Paint {
    const { colour, opacity } = readColour(style);
    return { colour, opacity: round(opacity * this.globalAlpha) };
  }

  #at(x: number, y: number): string {
    const [pageX, pageY] = apply(this.#matrix, x, y);
    return `${round(pageX)} ${round(pageY)}`;
  }
}

function same(a: Shape, b: Shape): boolean {
  return a.kind === 'path' && b.kind === 'path' && a.data === b.data;
}

interface State {
  readonly look: object;
  readonly dash: readonly number[];
  readonly matrix: Affine;
}

const TURN = 2 * Math.PI;

function sweepOf(from: number, to: number, anticlockwise: boolean): number {
  const difference = anticlockwise ? from - to : to - from;
  const sweep = difference >= TURN ? TURN : ((difference % TURN) + TURN) % TURN;
  return anticlockwise ? -sweep : sweep;
}

/** A canvas ignores calls with numbers that are none; Chart.js relies on it for arcs without a hole. */
function allFinite(...numbers: readonly number[]): boolean {
  return numbers.every(Number.isFinite);
}

/** Hundredths of a pixel are finer than any screen or printer. */
function round(value: number): number {
  return Math.round(value * 100) / 100 || 0; // || 0 turns −0 into 0
}

/** Shift to the alphabetic baseline, in font sizes, from the ascender (0.969) and descender (0.241) of Inter. */
const BASELINE_SHIFT: Readonly<Record<string, number>> = {
  top: 0.969,
  hanging: 0.8,
  middle: 0.364,
  bottom: -0.241,
  ideographic: -0.241,
};

const ANCHORS: Readonly<Record<string, TextMark['anchor']>> = {
  left: 'start',
  start: 'start',
  center: 'middle',
  right: 'end',
  end: 'end',
};

function readFont(font: string): { readonly size: number; readonly weight: TextMark['weight'] } {
  const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? 10);
  const weight = /\b(600|700|bold)\b/.exec(font.slice(0, font.indexOf('px')))?.[1];
  return { size, weight: weight === '600' ? 600 : weight === undefined ? 400 : 700 };
}

function readColour(style: string): Paint {
  const hex = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(style);
  if (hex !== null)
    return { colour: `#${hex[1]!.toLowerCase()}`, opacity: hex[2] === undefined ? 1 : Number.parseInt(hex[2], 16) / 255 };
  const rgba = /^rgba?\(\s*([\d.]+)[,\s]+([\d.]+)[,\s]+([\d.]+)(?:[,/\s]+([\d.]+))?\s*\)$/.exec(style);
  if (rgba === null) return { colour: '#000000', opacity: style === 'transparent' ? 0 : 1 };
  const colour = rgba.slice(1, 4).map((part) => Math.round(Number(part)).toString(16).padStart(2, '0'));
  return { colour: `#${colour.join('')}`, opacity: rgba[4] === undefined ? 1 : Number(rgba[4]) };
}
