import type { Plugin } from 'chart.js';
import { CHROME } from '../colours.ts';
import { type Pen, write } from './pen.ts';

/** Says so in the middle of a chart that has nothing to show. */
export const noData: Plugin = {
  id: 'herald-no-data',
  afterDraw(chart) {
    const { left, right, top, bottom } = chart.chartArea;
    const style = { size: 14, weight: 400, colour: CHROME.muted.light, align: 'center' } as const;
    write(chart.ctx as Pen, { ...style, text: 'No data', x: (left + right) / 2, y: (top + bottom) / 2 });
  },
};
