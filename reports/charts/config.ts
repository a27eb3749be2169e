import type { ChartConfiguration } from 'chart.js';
import { barConfig } from './bar.ts';
import { heatmapConfig } from './heatmap.ts';
import { lineConfig } from './line.ts';
import { pieConfig } from './pie.ts';
import { scatterConfig } from './scatter.ts';
import type { Size } from './size.ts';
import type { ChartSpec } from './spec.ts';
import { sunburstConfig } from './sunburst.ts';

/**
 * The Chart.js configuration of a chart in the light theme, the same for SVG, PNG and PDF. Chart.js keeps and changes
 * the object it is given, so every drawing asks for a new one.
 */
export function chartConfig(spec: ChartSpec, size: Size): ChartConfiguration {
  switch (spec.mark) {
    case 'pie':
    case 'donut':
      return pieConfig(spec, size);
    case 'bar':
      return barConfig(spec, size);
    case 'line':
      return lineConfig(spec, size);
    case 'scatter':
      return scatterConfig(spec, size);
    case 'sunburst':
      return sunburstConfig(spec, size);
    case 'heatmap':
      return heatmapConfig(spec, size);
    default:
      return spec satisfies never;
  }
}

/** The size in pixels at which a chart reads best, where the page does not say. */
export function naturalSize(spec: ChartSpec): Size {
  switch (spec.mark) {
    case 'pie':
    case 'donut':
      return { width: 640, height: 340 };
    case 'bar':
      return {
        width: 720,
        height: spec.direction === 'horizontal' ? horizontalHeight(spec) : spec.categories.length > 12 ? 460 : 380,
      };
    case 'line':
      return { width: 720, height: 380 };
    case 'scatter':
      return { width: 720, height: 460 };
    case 'sunburst':
      return { width: 760, height: 540 };
    case 'heatmap':
      return { width: 760, height: Math.min(900, 130 + 28 * spec.rows.length) };
    default:
      return spec satisfies never;
  }
}

function horizontalHeight({ categories, series }: Extract<ChartSpec, { mark: 'bar' }>): number {
  const perCategory = Math.max(34, 14 + 20 * series.length); // two lines of label, or a line of text per bar
  return Math.min(1600, 130 + perCategory * Math.max(2, categories.length));
}
