import type { Chart, Plugin } from 'chart.js';
import type { Datum } from '../marks.ts';
import { type Pen, showing } from './pen.ts';

/** What to know about the drawn element of a datum. */
export interface DataOptions<Geometry> {
  /** Null where there is nothing to draw. */
  datum(dataset: number, index: number): Datum | null;
  /** Draws labels and error bars over an element, as part of the same datum. */
  annotate?(pen: Pen, geometry: Geometry, dataset: number, index: number, chart: Chart): void;
}

interface Drawable {
  draw(pen: Pen, area: Chart['chartArea']): void;
}

/** Draws the elements of each dataset one by one in place of Chart.js, so that every mark knows its datum. */
export function dataPlugin<Geometry>(options: DataOptions<Geometry>): Plugin {
  return {
    id: 'herald-data',
    beforeDatasetDraw(chart, { index: dataset, meta }) {
      const pen = chart.ctx as Pen;
      for (const [index, element] of meta.data.entries()) {
        const datum = options.datum(dataset, index);
        if (datum === null) continue;
        showing(pen, datum, () => {
          (element as unknown as Drawable).draw(pen, chart.chartArea);
          options.annotate?.(pen, element as unknown as Geometry, dataset, index, chart);
        });
      }
      return false;
    },
  };
}
