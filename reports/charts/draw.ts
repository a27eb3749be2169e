import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { registerFonts } from '../fonts.ts';
import { CHROME } from './colours.ts';
import { chartConfig, naturalSize } from './config.ts';
import { layOut } from './lay-out.ts';
import type { Size } from './size.ts';
import type { ChartSpec } from './spec.ts';
import { type SvgOptions, writeSvg } from './svg.ts';

/** Size and looks of a vector chart; what is left out is chosen to fit. */
export type DrawSvgOptions = Partial<Size & Pick<SvgOptions, 'theme' | 'idPrefix'>>;

/**
 * A chart as one `<svg>` element, for a page or as a file of its own: vector, with its words as text, named for screen
 * readers. Shapes carry `data-tip`, the groups around them `data-series`. The same chart gives the same text.
 *
 * @example drawSvg(chart, { idPrefix: 'kpis-1' }) // '<svg xmlns="…" viewBox="0 0 640 340" …>…</svg>'
 */
export function drawSvg(spec: ChartSpec, options: DrawSvgOptions = {}): string {
  const size = sizeOf(spec, options);
  const { theme = 'adaptive', idPrefix = 'chart' } = options;
  return writeSvg(layOut(spec, size), size, { title: spec.title, description: spec.description, theme, idPrefix });
}

/** Size in CSS pixels and how many pixels of the picture make one of them. */
export type DrawPngOptions = Partial<Size & { readonly scale: number }>;

/** A chart as a PNG picture on white, for messages. */
export function drawPng(spec: ChartSpec, options: DrawPngOptions = {}): Buffer {
  registerFonts();
  const size = sizeOf(spec, options);
  const config = chartConfig(spec, size);
  return surface(size).renderToBufferSync({
    ...config,
    options: { ...config.options, devicePixelRatio: options.scale ?? 2 }, // sharp on today's screens
    plugins: [whiteGround(size), ...(config.plugins ?? [])],
  });
}

function sizeOf(spec: ChartSpec, options: Partial<Size>): Size {
  const natural = naturalSize(spec);
  return { width: options.width ?? natural.width, height: options.height ?? natural.height };
}

const surfaces = new Map<string, ChartJSNodeCanvas>();
const KEPT_SURFACES = 16;

/** A surface takes 10 ms to make and keeps no pixels, so charts of one size share one. */
function surface({ width, height }: Size): ChartJSNodeCanvas {
  const key = `${width}×${height}`;
  const known = surfaces.get(key);
  if (known !== undefined) return known;
  if (surfaces.size >= KEPT_SURFACES) surfaces.clear();
  const made = new ChartJSNodeCanvas({ width, height, plugins: { modern: ['chartjs-chart-matrix'] } });
  surfaces.set(key, made);
  return made;
}

function whiteGround({ width, height }: Size) {
  return {
    id: 'herald-ground',
    beforeDraw({ ctx }: { readonly ctx: Ground }) {
      ctx.save();
      ctx.fillStyle = CHROME.surface.light;
      ctx.fillRect(0, 0, width, height);
      ctx.restore();
    },
  };
}

interface Ground {
  fillStyle: unknown;
  save(): void;
  restore(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
}
