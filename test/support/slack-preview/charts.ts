import type { DataVisualizationBlock, SlackChart } from '../../../bot/slack/message.ts';
import { each, html } from './html.ts';

type Lines = Exclude<SlackChart, { type: 'pie' }>;

const COLOURS = ['#1d9bd1', '#4a154b', '#2bac76', '#ecb22e', '#e01e5a', '#7c3085'] as const;
const WIDTH = 560;
const HEIGHT = 260;
const PLOT = { left: 52, right: 548, top: 12, bottom: 196 } as const;
const TICK_COUNT = 5;

/** Slack's own chart: title, drawing, legend. Slack tells values only to the pointer, so no picture shows them. */
export function drawChart({ title, chart }: DataVisualizationBlock): string {
  const names = chart.type === 'pie' ? chart.segments.map(({ label }) => label) : chart.series.map(({ name }) => name);
  const legend = each(names, (name, index) => `<span><i style="background:${colour(index)}"></i>${html(name)}</span>`);
  const drawing = chart.type === 'pie' ? drawPie(chart.segments.map(({ value }) => value)) : drawAxes(chart);
  return `<div class="chart"><div class="chart-title">${html(title)}</div>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}">${drawing}</svg><div class="legend">${legend}</div></div>`;
}

function colour(index: number): string {
  return COLOURS[index % COLOURS.length]!;
}

function drawPie(values: readonly number[]): string {
  const total = values.reduce((sum, value) => sum + value, 0);
  const at = (share: number) =>
    `${WIDTH / 2 + 115 * Math.sin(share * 2 * Math.PI)} ${HEIGHT / 2 - 115 * Math.cos(share * 2 * Math.PI)}`;
  let from = 0;
  return each(values, (value, index) => {
    const to = from + value / total;
    const arc = `A115 115 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(Math.min(to, 0.999_99))}`;
    const slice = `<path d="M${WIDTH / 2} ${HEIGHT / 2}L${at(from)}${arc}Z" fill="${colour(index)}" stroke="#fff" stroke-width="2"/>`;
    from = to;
    return slice;
  });
}

function drawAxes(chart: Lines): string {
  const { categories, x_label: xLabel, y_label: yLabel } = chart.axis_config;
  const ticks = niceTicks(chart.series.flatMap(({ data }) => data.map(({ value }) => value)));
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const y = (value: number) => PLOT.bottom - ((value - low) / (high - low)) * (PLOT.bottom - PLOT.top);
  const step = (PLOT.right - PLOT.left) / categories.length;
  const x = (index: number) => PLOT.left + step * (index + 0.5);
  const grid = each(
    ticks,
    (tick) =>
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="#ddd"/><text x="${PLOT.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tickText(tick)}</text>`,
  );
  const isTight = Math.max(...categories.map((category) => category.length)) * 6 > step;
  const labels = each(categories, (category, index) => categoryLabel(category, x(index), isTight));
  const titles = `${xLabel === undefined ? '' : `<text x="${(PLOT.left + PLOT.right) / 2}" y="${isTight ? HEIGHT - 4 : PLOT.bottom + 42}" text-anchor="middle">${html(xLabel)}</text>`}${
    yLabel === undefined
      ? ''
      : `<text transform="translate(12 ${(PLOT.top + PLOT.bottom) / 2}) rotate(-90)" text-anchor="middle">${html(yLabel)}</text>`
  }`;
  const marks = each(chart.series, (series, index) => {
    const values = categories.map((category) => series.data.find(({ label }) => label === category)?.value ?? 0);
    return chart.type === 'bar'
      ? drawBars(values, index, chart.series.length, { x, y, step })
      : drawLine(values, index, chart.type === 'area', { x, y });
  });
  return `${grid}${labels}${titles}${marks}`;
}

interface Scale {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
}

function drawBars(values: readonly number[], index: number, count: number, { x, y, step }: Scale & { step: number }): string {
  const width = Math.min(40, (step * 0.7) / count);
  return each(values, (value, at) => {
    const left = x(at) - (width * count) / 2 + index * width;
    const [top, bottom] = [Math.min(y(value), y(0)), Math.max(y(value), y(0))];
    return `<rect x="${left + 1}" y="${top}" width="${width - 2}" height="${bottom - top}" rx="2" fill="${colour(index)}"/>`;
  });
}

function drawLine(values: readonly number[], index: number, isFilled: boolean, { x, y }: Scale): string {
  const points = values.map((value, at) => `${x(at)} ${y(value)}`).join('L');
  const line = `<path d="M${points}" fill="none" stroke="${colour(index)}" stroke-width="2"/>`;
  if (!isFilled) return line;
  return `<path d="M${x(0)} ${y(0)}L${points}L${x(values.length - 1)} ${y(0)}Z" fill="${colour(index)}" opacity="0.25"/>${line}`;
}

function categoryLabel(category: string, x: number, isTight: boolean): string {
  const y = PLOT.bottom + 18;
  return isTight
    ? `<text transform="translate(${x + 4} ${y - 6}) rotate(-35)" text-anchor="end">${html(category)}</text>`
    : `<text x="${x}" y="${y}" text-anchor="middle">${html(category)}</text>`;
}

/** Round numbers from zero or below to the largest value or above. */
function niceTicks(values: readonly number[]): readonly number[] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const rough = (high - low || 1) / TICK_COUNT;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(low / step);
  return Array.from({ length: Math.ceil(high / step - 1e-9) - first + 1 || 2 }, (_, index) => (first + index) * step);
}

function tickText(tick: number): string {
  return tick.toLocaleString('en-US', { maximumFractionDigits: 4, notation: Math.abs(tick) >= 100_000 ? 'compact' : 'standard' });
}
