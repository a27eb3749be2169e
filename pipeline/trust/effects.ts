import type { Cell, Effect } from '../domain/run.ts';
import { cohensD } from '../math/statistics.ts';

/** Cohen's d of every measure between every pair of segments, from the cells of the whole run; largest first. */
export function effectsBetween(cells: readonly Cell[], measures: readonly string[], segments: readonly string[]): Effect[] {
  const effects: Effect[] = [];
  for (const measure of measures) {
    const of = (segment: string) => cells.find((cell) => cell.measure === measure && cell.segment === segment);
    for (const [index, first] of segments.entries()) {
      for (const second of segments.slice(index + 1)) {
        const [a, b] = [of(first), of(second)];
        const effect = a && b && cohensD(a, b);
        if (effect) effects.push({ measure, segments: [first, second], ...effect });
      }
    }
  }
  return effects.toSorted((a, b) => Math.abs(b.d) - Math.abs(a.d));
}
