/** What a chart is made of once it is laid out: shapes and words in the order they are painted, in pixels from the top left. */
export type Mark = ShapeMark | TextMark;

interface Common {
  /** The datum that the mark shows; absent on axes, grid, titles and legends. */
  readonly datum?: Datum;
}

/** What a mark stands for. */
export interface Datum {
  /** The series or segment, by which a page filters; null for what belongs to all of them. */
  readonly series: string | null;
  /** What a reader who points at it is told: "Germany · Power Users: 1,234". Paper never asks. */
  tip(): string;
}

export interface ShapeMark extends Common {
  readonly kind: 'shape';
  readonly shape: Shape;
  readonly fill?: Paint;
  readonly stroke?: Paint & { readonly width: number; readonly dash: readonly number[] };
}

export type Shape =
  | { readonly kind: 'circle'; readonly x: number; readonly y: number; readonly radius: number }
  /** SVG path data. */
  | { readonly kind: 'path'; readonly data: string };

export interface TextMark extends Common {
  readonly kind: 'text';
  readonly text: string;
  /** The anchor point on the alphabetic baseline. */
  readonly x: number;
  readonly y: number;
  /** Clockwise turn about the anchor point, in degrees. */
  readonly turn: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly size: number;
  readonly weight: 400 | 600 | 700;
  readonly fill: Paint;
}

/** Colour `#rrggbb` and opacity from 0 to 1. */
export interface Paint {
  readonly colour: string;
  readonly opacity: number;
}
