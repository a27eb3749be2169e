import type { TextStyle } from './pdf-text.ts';

/** Lengths in points, 72 to an inch; the same page as the print style of the HTML. */
export const PAGE = { width: 595.28, height: 841.89, left: 51, right: 51, top: 65, bottom: 57 } as const;
export const CONTENT_WIDTH = PAGE.width - PAGE.left - PAGE.right;

export const COLOURS = {
  ink: '#14181f',
  soft: '#3d4652',
  muted: '#59636f',
  line: '#dfe3e8',
  rule: '#59636f',
  good: '#0f6b4f',
  bad: '#b3261e',
  caution: '#8a5300',
  cautionWash: '#fff4de',
} as const;

export const STYLES = {
  title: { size: 34, weight: 600, colour: COLOURS.ink, leading: 1.1 },
  date: { size: 16, weight: 400, colour: COLOURS.muted },
  brand: { size: 10, weight: 600, colour: COLOURS.muted },
  heading: { size: 10, weight: 600, colour: COLOURS.muted },
  finding: { size: 16, weight: 600, colour: COLOURS.ink, leading: 1.28 },
  figure: { size: 25, weight: 600, colour: COLOURS.ink, leading: 1.2 },
  label: { size: 8.5, weight: 600, colour: COLOURS.soft },
  body: { size: 9.5, weight: 400, colour: COLOURS.soft, leading: 1.45 },
  strong: { size: 9.5, weight: 600, colour: COLOURS.ink },
  step: { size: 10, weight: 600, colour: COLOURS.ink },
  caption: { size: 9.5, weight: 600, colour: COLOURS.ink },
  cell: { size: 9, weight: 400, colour: COLOURS.ink, leading: 1.35 },
  rowHeader: { size: 9, weight: 600, colour: COLOURS.ink, leading: 1.35 },
  columnHeader: { size: 8.5, weight: 600, colour: COLOURS.muted, leading: 1.35 },
  small: { size: 8.5, weight: 400, colour: COLOURS.muted },
  banner: { size: 9.5, weight: 600, colour: COLOURS.caution, leading: 1.45 },
  running: { size: 8, weight: 400, colour: COLOURS.muted },
} as const satisfies Record<string, TextStyle>;
