import type { Column } from './pdf-flow.ts';
import { CONTENT_WIDTH, PAGE } from './pdf-style.ts';

/** The whole width of the text. */
export const WHOLE: Column = { x: PAGE.left, width: CONTENT_WIDTH };

/** So many columns of the same width side by side, with a gap in points between them. */
export function columnsOf(count: number, gap: number): readonly Column[] {
  const width = (CONTENT_WIDTH - (count - 1) * gap) / count;
  return Array.from({ length: count }, (_, index) => ({ x: PAGE.left + index * (width + gap), width }));
}
