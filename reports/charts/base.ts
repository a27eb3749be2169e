import type { ChartConfiguration, ChartOptions } from 'chart.js';
import { FONT_STACK } from '../fonts.ts';
import { formatNumber, type NumberFormat } from '../format.ts';
import { CHROME } from './colours.ts';
import type { TextStyle } from './fit-text.ts';
import { titleOptions } from './head.ts';
import { noData } from './plugins/no-data.ts';
import { PADDING, type Size } from './size.ts';
import type { ChartSpec } from './spec.ts';

/** How categories on an axis are written. */
export const CATEGORY: TextStyle = { size: 12, weight: 400 };

/** What all charts have in common: no motion, no listening, our font, the title at the top left. */
export function baseOptions(spec: ChartSpec, size: Size) {
  return {
    responsive: false,
    animation: false as const,
    events: [] as [],
    devicePixelRatio: 1,
    font: { family: FONT_STACK, size: 12 },
    color: CHROME.ink.light,
    layout: { padding: PADDING },
    plugins: {
      tooltip: { enabled: false },
      legend: { display: false },
      title: titleOptions(spec.title, size),
    },
  } satisfies ChartOptions;
}

/** A chart that has only a title and the words "No data". */
export function emptyConfig(spec: ChartSpec, size: Size): ChartConfiguration {
  return { type: 'doughnut', data: { labels: [], datasets: [] }, options: baseOptions(spec, size), plugins: [noData] };
}

/** The options of an axis that are not about its kind; its title in lines. */
export function axisLook(...title: readonly string[]) {
  return {
    title: {
      display: title.some((line) => line.trim() !== ''),
      text: title.length === 1 ? title[0]! : [...title],
      color: CHROME.muted.light,
      font: { family: FONT_STACK, size: 12 },
      padding: 6,
    },
  } as const;
}

/** Light lines at round numbers, a darker one at zero; the text of a tick has as many decimals as its neighbours need. */
export function valueAxis(title: string, format: NumberFormat) {
  return {
    type: 'linear',
    ...axisLook(title),
    grid: {
      color: ({ tick }: { readonly tick?: { readonly value: number } }) =>
        tick?.value === 0 ? CHROME.axis.light : CHROME.grid.light,
      drawTicks: false,
    },
    border: { display: false },
    ticks: {
      color: CHROME.muted.light,
      font: { family: FONT_STACK, size: 11 },
      padding: 8,
      maxTicksLimit: 8,
      maxRotation: 0,
      includeBounds: false,
      ...(format.kind === 'count' ? { precision: 0 } : {}),
      callback: (value: number | string, _index: number, ticks: readonly { readonly value: number }[]) =>
        tickText(Number(value), ticks, format),
    },
  } as const;
}

function tickText(value: number, ticks: readonly { readonly value: number }[], format: NumberFormat): string {
  const factor = format.kind === 'share' ? 100 : 1;
  const step = Math.abs((ticks[1]?.value ?? 1) - (ticks[0]?.value ?? 0)) * factor;
  const digits = [0, 1, 2, 3, 4, 5].find((count) => Math.abs(step * 10 ** count - Math.round(step * 10 ** count)) < 1e-6) ?? 6;
  const number = formatNumber(value * factor, { kind: 'number', digits });
  return format.kind === 'share' ? `${number}%` : number;
}

/** The value if it can be drawn, else null. */
export function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}
