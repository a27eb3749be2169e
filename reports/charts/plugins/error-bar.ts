import { CHROME } from '../colours.ts';
import { line, type Pen } from './pen.ts';

const CAP = 4; // half the width of the end strokes, in pixels

/** A whisker from `from` to `to` pixels along the value axis, with end strokes; white beneath, so that it shows on any bar. */
export function errorBar(pen: Pen, direction: 'vertical' | 'horizontal', across: number, from: number, to: number): void {
  const at = (along: number, offset: number) =>
    direction === 'vertical' ? ([across + offset, along] as const) : ([along, across + offset] as const);
  for (const [colour, width] of [
    [CHROME.surface.light, 3.5],
    [CHROME.ink.light, 1.25],
  ] as const) {
    line(pen, [at(from, 0), at(to, 0)], colour, width);
    for (const end of [from, to]) line(pen, [at(end, -CAP), at(end, CAP)], colour, width);
  }
}
