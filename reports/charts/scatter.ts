import type { ChartConfiguration } from 'chart.js';
import { formatNumber } from '../format.ts';
import { baseOptions, emptyConfig, valueAxis } from './base.ts';
import { CHROME, colourOf } from './colours.ts';
import { flushLegend, legendOptions, seriesLabel } from './head.ts';
import { dataPlugin } from './plugins/data.ts';
import type { Size } from './size.ts';
import type { ScatterSpec } from './spec.ts';

/** Points in the plane by series; each series has a shape of its own as well as a colour. */
export function scatterConfig(spec: ScatterSpec, size: Size): ChartConfiguration {
  const series = spec.series.map(({ points, ...rest }) => ({ ...rest, points: points.filter(isFinitePoint) }));
  const pointCount = series.reduce((sum, { points }) => sum + points.length, 0);
  if (pointCount === 0) return emptyConfig(spec, size);
  const base = baseOptions(spec, size);
  const dense = pointCount > 300;
  return {
    type: 'scatter',
    data: {
      datasets: series.map(({ name, colour, points }, index) => ({
        ...symbolOf('segment' in colour ? colour.segment : index, dense ? 2.8 : 4.2),
        label: seriesLabel(name, size),
        data: points.map(({ x, y }) => ({ x, y })),
        backgroundColor: `${colourOf(colour)}${dense ? '8c' : 'bf'}`, // translucent, so that crowds look darker
        borderWidth: 0,
        clip: false,
      })),
    },
    options: {
      ...base,
      plugins: { ...base.plugins, legend: { ...legendOptions(), display: series.length > 1 } },
      scales: {
        x: {
          ...valueAxis(spec.x.label, spec.x.format),
          border: { color: CHROME.axis.light },
          ...rangeOf(series.flatMap(({ points }) => points.map(({ x }) => x))),
        },
        y: {
          ...valueAxis(spec.y.label, spec.y.format),
          border: { color: CHROME.axis.light },
          ...rangeOf(series.flatMap(({ points }) => points.map(({ y }) => y))),
        },
      },
    },
    plugins: [
      flushLegend,
      dataPlugin({
        datum: (dataset, index) => {
          const { name, points } = series[dataset]!;
          const { x, y, label } = points[index]!;
          return {
            series: name,
            tip: () =>
              `${label} · ${spec.x.label} ${formatNumber(x, spec.x.format)}, ${spec.y.label} ${formatNumber(y, spec.y.format)}`,
          };
        },
      }),
    ],
  };
}

/** Shapes by rank, each with the factor that makes it look as large as a circle. */
const SHAPES = [
  ['circle', 1],
  ['triangle', 1.25],
  ['rect', 1.2],
  ['rectRot', 1.25],
] as const;

function symbolOf(rank: number, radius: number) {
  const [pointStyle, factor] = SHAPES[rank % SHAPES.length]!;
  return { pointStyle, radius: radius * factor };
}

function isFinitePoint({ x, y }: { readonly x: number; readonly y: number }): boolean {
  return Number.isFinite(x) && Number.isFinite(y);
}

/** A little more than the values span; from zero if the values are never negative and some are near it. */
function rangeOf(values: readonly number[]): { readonly min: number; readonly max: number } {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const margin = (high - low) * 0.03 || Math.abs(high) * 0.1 || 1;
  return { min: low >= 0 && low < high / 4 ? 0 : low - margin, max: high + margin };
}
