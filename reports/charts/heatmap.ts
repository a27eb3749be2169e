import type { ChartConfiguration } from 'chart.js';
import { FONT_STACK } from '../fonts.ts';
import { formatNumber } from '../format.ts';
import { axisLook, baseOptions, CATEGORY, emptyConfig, finite } from './base.ts';
import { CHROME, colourOf } from './colours.ts';
import { textWidth } from './fit-text.ts';
import { dataPlugin } from './plugins/data.ts';
import { write } from './plugins/pen.ts';
import type { Size } from './size.ts';
import type { HeatmapSpec } from './spec.ts';

/** Geometry of a drawn cell: (x, y) is its top left corner. */
interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A grid of cells, the darker the larger their value, with the value written in them where all have room for it. */
export function heatmapConfig(spec: HeatmapSpec, size: Size): ChartConfiguration {
  const { rows, columns } = spec;
  const cells = rows.flatMap((row, r) =>
    columns.flatMap((column, c) => {
      const value = finite(spec.values[r]?.[c]);
      return value === null ? [] : [{ row, column, value, x: c, y: r }];
    }),
  );
  if (cells.length === 0) return emptyConfig(spec, size);
  const base = baseOptions(spec, size);
  const darkest = spec.darkest ?? Math.max(...cells.map(({ value }) => value));
  const depth = (value: number) => (darkest > 0 ? Math.min(1, Math.max(0, value / darkest)) : 0);
  const style = { size: 10, weight: 600 } as const;
  const widest = Math.max(...cells.map(({ value }) => textWidth(formatNumber(value, spec.format), style)));
  return {
    type: 'matrix',
    data: {
      datasets: [
        {
          data: cells.map(({ x, y }) => ({ x, y })),
          backgroundColor: cells.map(({ value }) => `${SHADE}${alpha(depth(value))}`),
          borderWidth: 0,
          borderRadius: 2,
          width: ({ chart }) => (chart.chartArea?.width ?? 0) / columns.length - 1.5,
          height: ({ chart }) => (chart.chartArea?.height ?? 0) / rows.length - 1.5,
        },
      ],
    },
    options: {
      ...base,
      scales: {
        x: indexAxis(spec.columnLabel, columns, 'bottom'),
        y: { ...indexAxis(spec.rowLabel, rows, 'left'), reverse: true },
      },
    },
    plugins: [
      dataPlugin<Tile>({
        datum: (_, index) => {
          const { row, column, value } = cells[index]!;
          return { series: null, tip: () => `${row}, ${column}: ${formatNumber(value, spec.format)}` };
        },
        annotate: (pen, { x, y, width, height }, _, index) => {
          if (width < widest + 3 || height < style.size + 3) return;
          const { value } = cells[index]!;
          const colour = depth(value) > SWITCH ? CHROME.surface.light : CHROME.ink.light;
          const text = formatNumber(value, spec.format);
          write(pen, { ...style, text, x: x + width / 2, y: y + height / 2, colour, align: 'center' });
        },
      }),
    ],
  } as ChartConfiguration<'matrix'> as unknown as ChartConfiguration;
}

/** Names at the middles of cells. */
function indexAxis(title: string, names: readonly string[], position: 'bottom' | 'left') {
  return {
    type: 'linear',
    position,
    min: -0.5,
    max: names.length - 0.5,
    offset: false,
    ...axisLook(title),
    grid: { display: false },
    border: { display: false },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = names.map((_, value) => ({ value }));
    },
    ticks: {
      autoSkip: position === 'bottom',
      color: CHROME.ink.light,
      font: { family: FONT_STACK, size: CATEGORY.size },
      maxRotation: 0,
      padding: 4,
      callback: (value: number | string) => names[Number(value)] ?? '',
    },
  } as const;
}

/** In both themes, words keep the best contrast on its shades: at least 3.6:1 where their colour switches. */
const SHADE = colourOf({ segment: 0 });
const SWITCH = 0.67;

/** Two hexadecimal digits; the palest cell can still be told from none. */
function alpha(depth: number): string {
  return Math.round(255 * (0.06 + 0.94 * depth))
    .toString(16)
    .padStart(2, '0');
}
