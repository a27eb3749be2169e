import type { Chart, ChartConfiguration, Plugin } from 'chart.js';
import { FONT_STACK } from '../fonts.ts';
import { formatNumber, interval } from '../format.ts';
import { axisLook, baseOptions, CATEGORY, emptyConfig, finite, valueAxis } from './base.ts';
import { CHROME, colourOf, PALETTE } from './colours.ts';
import { axisTitle, endLabel, LABEL, LEADER, type LinePlan, planLines } from './line-plan.ts';
import { dataPlugin } from './plugins/data.ts';
import { errorBar } from './plugins/error-bar.ts';
import { line, type Pen, showing, write } from './plugins/pen.ts';
import { stack } from './side-labels.ts';
import type { Size } from './size.ts';
import type { ColourKey, LineSpec } from './spec.ts';

/** A drawn point. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Lines over time, each named at its end; a single one has its values at its points and its title above. */
export function lineConfig(spec: LineSpec, size: Size): ChartConfiguration {
  const known = spec.series.flatMap(({ values }) => values.map(finite)).filter((value) => value !== null);
  if (spec.categories.length === 0 || known.length === 0) return emptyConfig(spec, size);
  const plan = planLines(spec, size);
  const base = baseOptions(spec, size);
  return {
    type: 'line',
    data: {
      labels: [...spec.categories],
      datasets: spec.series.map(({ name, colour, values }) => ({
        label: name,
        data: spec.categories.map((_, index) => finite(values[index])),
        showLine: false, // drawn below, so that vectors know what each piece stands for
        pointRadius: 3.5,
        backgroundColor: colourOf(colour),
        borderWidth: 0,
        clip: false,
      })),
    },
    options: {
      ...base,
      layout: {
        padding: { left: base.layout.padding, top: base.layout.padding, bottom: base.layout.padding, right: plan.right },
      },
      scales: {
        x: {
          type: 'category',
          offset: plan.labels === 'points',
          ...axisLook(spec.categoryLabel),
          grid: { display: false },
          border: { color: CHROME.axis.light },
          ticks: {
            color: CHROME.ink.light,
            font: { family: FONT_STACK, size: CATEGORY.size },
            maxRotation: 0,
            autoSkipPadding: 16,
          },
        },
        y: { ...valueAxis(axisTitle(spec.valueLabel, plan), spec.format), min: plan.min, max: plan.max },
      },
    },
    plugins: [lines(spec), dataPlugin<Point>(pointsOf(spec, plan)), ...(plan.labels === 'ends' ? [endLabels(spec, size)] : [])],
  };
}

/** The lines between neighbouring points, under the points. */
function lines(spec: LineSpec): Plugin {
  return {
    id: 'herald-lines',
    beforeDatasetsDraw(chart) {
      const pen = chart.ctx as Pen;
      for (const [index, { name, colour, values }] of spec.series.entries()) {
        const [first, last] = [
          values.find((value) => finite(value) !== null),
          values.findLast((value) => finite(value) !== null),
        ];
        const tip = () => `${name}: ${formatNumber(first ?? null, spec.format)} to ${formatNumber(last ?? null, spec.format)}`;
        showing(pen, { series: name, tip }, () => {
          for (const piece of piecesOf(chart, spec, index)) {
            line(
              pen,
              piece.map(({ x, y }) => [x, y] as const),
              colourOf(colour),
              2,
              dashOf(colour),
            );
          }
        });
      }
    },
  };
}

/** Runs of points without a gap; a point alone is no line. */
function piecesOf(chart: Chart, { series }: LineSpec, index: number): readonly (readonly Point[])[] {
  const pieces: Point[][] = [[]];
  for (const [place, point] of chart.getDatasetMeta(index).data.entries()) {
    if (finite(series[index]!.values[place]) === null) pieces.push([]);
    else pieces.at(-1)!.push({ x: point.x, y: point.y });
  }
  return pieces.filter(({ length }) => length > 1);
}

function pointsOf(spec: LineSpec, plan: LinePlan): Parameters<typeof dataPlugin<Point>>[0] {
  const rangeOf = (series: number, index: number) => spec.series[series]!.intervals?.[index] ?? null;
  return {
    datum: (series, index) => {
      const { name, values } = spec.series[series]!;
      const value = finite(values[index]);
      if (value === null) return null;
      const range = rangeOf(series, index);
      const label = spec.series.length > 1 ? `${spec.categories[index]} · ${name}` : spec.categories[index]!;
      const tip = () => `${label}: ${formatNumber(value, spec.format)}${range ? ` (${interval(range, spec.format)})` : ''}`;
      return { series: name, tip };
    },
    annotate: (pen, { x, y }, series, index, chart) => {
      if (plan.labels === 'ends') return;
      const scale = chart.scales.y!;
      const range = rangeOf(series, index);
      if (range) errorBar(pen, 'vertical', x, scale.getPixelForValue(range.low), scale.getPixelForValue(range.high));
      if (!plan.labelled(index)) return;
      const below = isValley(spec.series[series]!.values, index) && y < chart.chartArea.bottom - 2 * ABOVE;
      const end = below
        ? Math.max(y, range ? scale.getPixelForValue(range.low) : y)
        : Math.min(y, range ? scale.getPixelForValue(range.high) : y);
      const text = formatNumber(finite(spec.series[series]!.values[index]), spec.format);
      write(pen, { ...LABEL, text, x, y: below ? end + ABOVE : end - ABOVE, align: 'center', colour: CHROME.ink.light });
    },
  };
}

/** Whether the line rises on every side of a point, so that a label above would be struck through. */
function isValley(values: readonly (number | null)[], index: number): boolean {
  const neighbours = [values[index - 1], values[index + 1]].map(finite).filter((value) => value !== null);
  return neighbours.length > 0 && neighbours.every((value) => value > values[index]!);
}

/** Greys are few; lines of what is no segment differ by their dashes as well. */
const DASHES = [[], [7, 4], [2, 3]] as const;

function dashOf(colour: ColourKey): readonly number[] {
  return 'neutral' in colour ? DASHES[Math.floor(colour.neutral / PALETTE.neutrals.length) % DASHES.length]! : [];
}

const ABOVE = 13; // pixels from a point to the middle of its label
const LABEL_HEIGHT = 16;

/** Names and last values at the right, moved apart where lines end close to one another. */
function endLabels(spec: LineSpec, size: Size): Plugin {
  return {
    id: 'herald-end-labels',
    afterDatasetsDraw(chart) {
      const pen = chart.ctx as Pen;
      const { top, bottom, right } = chart.chartArea;
      const middle = (top + bottom) / 2;
      const ends = spec.series.flatMap(({ values }, index) => {
        const last = values.findLastIndex((value) => finite(value) !== null);
        const point = last < 0 ? undefined : chart.getDatasetMeta(index).data[last];
        return point === undefined ? [] : [{ index, height: LABEL_HEIGHT, wanted: point.y - middle, x: point.x }];
      });
      const ordered = ends.toSorted((one, other) => one.wanted - other.wanted);
      for (const { index, y } of stack(ordered, (bottom - top) / 2)) {
        const end = ends.find((candidate) => candidate.index === index)!;
        const { name, colour, values } = spec.series[index]!;
        const tip = () => `${name}: ${formatNumber(values.findLast((value) => finite(value) !== null) ?? null, spec.format)}`;
        showing(pen, { series: name, tip }, () => {
          line(
            pen,
            [
              [end.x + 4, end.wanted + middle],
              [right + LEADER - 3, y + middle],
            ],
            colourOf(colour),
            1,
          );
          write(pen, {
            ...LABEL,
            text: endLabel(spec, index, size),
            x: right + LEADER,
            y: y + middle,
            align: 'left',
            colour: CHROME.ink.light,
          });
        });
      }
    },
  };
}
