import { naturalSize } from '../charts/config.ts';
import type { ChartSpec } from '../charts/spec.ts';

/** How much of a row a chart takes. */
export type ChartShare = 'whole' | 'half';

/** Two charts share a row; a single one, or the odd last one, has a row of its own, and so have heatmaps and what stands by them. */
export function chartShare(index: number, charts: readonly ChartSpec[]): ChartShare {
  if (charts.some(({ mark }) => mark === 'heatmap')) return 'whole';
  return charts.length % 2 === 1 && index === charts.length - 1 ? 'whole' : 'half';
}

/** The height in pixels at which a chart of this width reads well on a page, where it shares the room with a table. */
export function chartHeight(spec: ChartSpec, width: number): number {
  const natural = naturalSize(spec);
  if (spec.mark === 'bar' && spec.direction === 'horizontal') return Math.min(520, natural.height); // its bars need their height at any width
  if (spec.mark === 'heatmap') return Math.min(natural.height, 100 + 24 * spec.rows.length); // likewise, and two stand above each other
  if (spec.mark === 'sunburst') return Math.min(420, Math.round(width * 1.1));
  const height = Math.round(Math.min(natural.height, Math.max(width * 0.38, 250)));
  if (spec.mark === 'pie' || spec.mark === 'donut') return Math.min(height, 110 + 40 * spec.slices.length); // room for the names on one side
  return height;
}
