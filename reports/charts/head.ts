import type { Plugin } from 'chart.js';
import { FONT_STACK } from '../fonts.ts';
import { CHROME } from './colours.ts';
import { ellipsis, type TextStyle, textWidth, wrap } from './fit-text.ts';
import { PADDING, type Size } from './size.ts';

const TITLE = { size: 15, weight: 600, lineHeight: 1.3, below: 6 } as const;
const LEGEND = { size: 12, weight: 400 } as const satisfies TextStyle;
const SYMBOL = 12; // pixels wide
const LEGEND_GAP = 14; // pixels between entries, between rows, and around

/** The title at the top left, on at most two lines. */
export function titleOptions(title: string, { width }: Size) {
  return {
    display: title.trim() !== '',
    text: titleLines(title, width),
    align: 'start' as const,
    color: CHROME.ink.light,
    font: { family: FONT_STACK, size: TITLE.size, weight: TITLE.weight, lineHeight: TITLE.lineHeight },
    padding: { top: 0, bottom: TITLE.below },
  };
}

/** A legend between title and plot; its symbols are those of the points, or the given one. */
export function legendOptions(pointStyle?: 'rectRounded') {
  return {
    display: true,
    position: 'top',
    align: 'start',
    labels: {
      usePointStyle: true,
      ...(pointStyle === undefined ? {} : { pointStyle, pointStyleWidth: SYMBOL }),
      boxHeight: 8,
      padding: LEGEND_GAP,
      color: CHROME.ink.light,
      font: { family: FONT_STACK, size: LEGEND.size },
    },
  } as const;
}

/** Moves the legend to the left edge, under the title; Chart.js would indent it. */
export const flushLegend: Plugin = {
  id: 'herald-flush-legend',
  beforeDraw(chart) {
    if (chart.legend !== undefined) chart.legend.left = PADDING - LEGEND_GAP;
  },
};

/** The name of a series as it fits into a legend. */
export function seriesLabel(name: string, { width }: Size): string {
  return ellipsis(name, width / 3, LEGEND);
}

/** How many pixels title and legend take; a legend of one name is not drawn. */
export function headHeight(title: string, names: readonly string[], size: Size): number {
  const titleHeight =
    title.trim() === '' ? 0 : titleLines(title, size.width).length * TITLE.size * TITLE.lineHeight + TITLE.below;
  return titleHeight + (names.length > 1 ? legendRows(names, size) * (LEGEND.size + LEGEND_GAP) + 10 : 0);
}

function legendRows(names: readonly string[], size: Size): number {
  const room = size.width - 2 * PADDING - 2 * LEGEND_GAP;
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const entry = SYMBOL + LEGEND.size / 2 + textWidth(seriesLabel(name, size), LEGEND) + LEGEND_GAP;
    if (used > 0 && used + entry > room) {
      rows += 1;
      used = 0;
    }
    used += entry;
  }
  return rows;
}

function titleLines(title: string, width: number): string[] {
  return [...wrap(title, width - 2 * PADDING, 2, TITLE)];
}
