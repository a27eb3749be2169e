import type { Chart, ChartConfiguration } from 'chart.js';
import type { Interval } from '#pipeline';
import { FONT_STACK } from '../fonts.ts';
import { formatNumber, interval } from '../format.ts';
import { BAR_SHARE, CATEGORY_SHARE, type Plan, planBars, THICKEST } from './bar-plan.ts';
import { axisLook, baseOptions, CATEGORY, emptyConfig, finite, valueAxis } from './base.ts';
import { CHROME, colourOf } from './colours.ts';
import { flushLegend, legendOptions, seriesLabel } from './head.ts';
import type { Datum } from './marks.ts';
import { dataPlugin } from './plugins/data.ts';
import { errorBar } from './plugins/error-bar.ts';
import { type Pen, write } from './plugins/pen.ts';
import type { Size } from './size.ts';
import type { BarSpec } from './spec.ts';

/** Geometry of a drawn bar: (x, y) is the middle of its end, `base` the pixel of zero. */
interface Bar {
  readonly x: number;
  readonly y: number;
  readonly base: number;
}

/** Grouped bars with the exact value at the end of each, and whiskers where there are intervals. */
export function barConfig(spec: BarSpec, size: Size): ChartConfiguration {
  const values = spec.series.flatMap((series) => series.values.map(finite)).filter((value) => value !== null);
  if (spec.categories.length === 0 || values.length === 0) return emptyConfig(spec, size);
  const plan = planBars(spec, size);
  const vertical = spec.direction === 'vertical';
  const base = baseOptions(spec, size);
  const valueScale = {
    ...valueAxis(spec.valueLabel, spec.format),
    ...axisLook(...plan.valueTitle),
    min: plan.min,
    max: plan.max,
  };
  const categoryScale = {
    type: 'category',
    ...axisLook(spec.categoryLabel),
    grid: { display: false },
    border: { display: false },
    ticks: {
      autoSkip: plan.skip,
      color: CHROME.ink.light,
      font: { family: FONT_STACK, size: CATEGORY.size },
      minRotation: plan.turn,
      maxRotation: plan.turn,
      padding: 4,
    },
  } as const;
  return {
    type: 'bar',
    data: {
      labels: plan.categories.map((lines) => (lines.length === 1 ? lines[0] : [...lines])),
      datasets: spec.series.map((series) => ({
        label: seriesLabel(series.name, size),
        data: spec.categories.map((_, index) => finite(series.values[index])),
        backgroundColor: spec.categories.map((_, index) => colourOf(series.colours?.[index] ?? series.colour)),
        borderWidth: 0,
        inflateAmount: 0,
        borderRadius: 2,
        maxBarThickness: THICKEST,
        categoryPercentage: CATEGORY_SHARE,
        barPercentage: BAR_SHARE,
      })),
    },
    options: {
      ...base,
      indexAxis: vertical ? 'x' : 'y',
      plugins: { ...base.plugins, legend: { ...legendOptions('rectRounded'), display: spec.series.length > 1 } },
      scales: vertical ? { x: categoryScale, y: valueScale } : { x: valueScale, y: categoryScale },
    },
    plugins: [
      flushLegend,
      dataPlugin<Bar>({
        datum: (series, category) => datumOf(spec, series, category),
        annotate: (pen, bar, series, category, chart) => annotate(pen, bar, series, category, chart, spec, plan),
      }),
    ],
  };
}

function datumOf(spec: BarSpec, seriesIndex: number, categoryIndex: number): Datum | null {
  const series = spec.series[seriesIndex]!;
  const value = finite(series.values[categoryIndex]);
  if (value === null) return null;
  const category = spec.categories[categoryIndex]!;
  const range = intervalOf(series, categoryIndex);
  const name = spec.series.length > 1 ? `${category} · ${series.name}` : category;
  const tip = () => `${name}: ${formatNumber(value, spec.format)}${range ? ` (${interval(range, spec.format)})` : ''}`;
  return { series: series.colours === undefined ? series.name : category, tip };
}

/** The interval of a bar, if it is one that can be drawn. */
function intervalOf(series: BarSpec['series'][number], category: number): Interval | null {
  const range = series.intervals?.[category];
  return range && Number.isFinite(range.low) && Number.isFinite(range.high) ? range : null;
}

/** The whisker of a bar and its value, outside the longer of the two. */
function annotate(pen: Pen, bar: Bar, seriesIndex: number, category: number, chart: Chart, spec: BarSpec, plan: Plan): void {
  const series = spec.series[seriesIndex]!;
  const value = finite(series.values[category]) ?? 0;
  const range = intervalOf(series, category);
  const vertical = spec.direction === 'vertical';
  const scale = chart.scales[vertical ? 'y' : 'x']!;
  const across = vertical ? bar.x : bar.y;
  if (range) errorBar(pen, spec.direction, across, scale.getPixelForValue(range.low), scale.getPixelForValue(range.high));
  const { style: face, upright } = plan.values;
  if (face === null) return;

  const end = scale.getPixelForValue(value < 0 ? Math.min(value, range?.low ?? value) : Math.max(value, range?.high ?? value));
  const style = { ...face, text: formatNumber(value, spec.format), colour: CHROME.ink.light };
  const outward = (value < 0 ? -1 : 1) * (vertical ? -1 : 1); // the direction in which pixels leave the bar
  if (!vertical) write(pen, { ...style, x: end + outward * GAP, y: across, align: value < 0 ? 'right' : 'left' });
  else if (upright)
    write(pen, { ...style, x: across, y: end + outward * GAP, align: value < 0 ? 'right' : 'left', turn: -Math.PI / 2 });
  else write(pen, { ...style, x: across, y: end + outward * (GAP + face.size / 2 - 1), align: 'center' });
}

const GAP = 5; // pixels between a bar and its value
