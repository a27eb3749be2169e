import type { ChartConfiguration } from 'chart.js';
import { formatNumber } from '../format.ts';
import { baseOptions, emptyConfig, finite } from './base.ts';
import { CHROME, colourOf } from './colours.ts';
import { ellipsis, wrap } from './fit-text.ts';
import { headHeight } from './head.ts';
import { dataPlugin } from './plugins/data.ts';
import { type Pen, write } from './plugins/pen.ts';
import { circleRadius, leader, type Ring, reach } from './ring.ts';
import { arrange } from './side-labels.ts';
import { PADDING, type Size } from './size.ts';
import type { PieSpec } from './spec.ts';

type Slice = PieSpec['slices'][number];

/** Slices named where they are, beside the circle; a donut has a hole. Values below zero have no slice. */
export function pieConfig(spec: PieSpec, size: Size): ChartConfiguration {
  const values = spec.slices.map(({ value }) => Math.max(0, finite(value) ?? 0));
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return emptyConfig(spec, size);
  const base = baseOptions(spec, size);
  const plotHeight = size.height - 2 * PADDING - headHeight(spec.title, [], size);
  const radius = Math.max(20, Math.min(circleRadius(size.width, 0.21), plotHeight / 2 - 12));
  const { turn, labels } = labelsOf(spec, values, total, radius, { width: size.width, height: plotHeight });
  const config: ChartConfiguration<'doughnut'> = {
    type: 'doughnut',
    data: {
      labels: spec.slices.map(({ label }) => label),
      datasets: [
        {
          data: values,
          backgroundColor: spec.slices.map(({ colour }) => colourOf(colour)),
          borderColor: CHROME.surface.light,
          borderWidth: values.filter((value) => value > 0).length > 1 ? 2 : 0,
        },
      ],
    },
    options: { ...base, radius, rotation: (turn * 180) / Math.PI, cutout: spec.mark === 'donut' ? '60%' : 0 },
    plugins: [
      dataPlugin<Ring>({
        datum: (_, index) => {
          const { label, value, note } = spec.slices[index]!;
          return {
            series: label,
            tip: () => `${label}: ${formatNumber(value, spec.format)}${note === undefined ? '' : ` (${note})`}`,
          };
        },
        annotate: (pen, ring, _, index) => labels[index]?.(pen, ring),
      }),
    ],
  };
  return config as ChartConfiguration;
}

const NAME = { size: 13, weight: 600 } as const;
const FIGURE = { size: 12, weight: 400 } as const;
const LINE = 16; // pixels from one line of a label to the next
const SPACE = 8; // pixels between labels
const FEW = 4; // so many slices leave room for names of three lines, as "Casual Users (unproven)" takes in half a page

type Writer = (pen: Pen, ring: Ring) => void;

/** How far to turn the circle, and for each slice what writes its label; nothing where there is no room for one. */
function labelsOf(spec: PieSpec, values: readonly number[], total: number, radius: number, plot: Size) {
  const room = plot.width / 2 - radius - reach(radius) - PADDING;
  const lines = spec.slices.length <= FEW ? 3 : 2;
  const texts = spec.slices.map((slice) => ({ name: wrap(slice.label, room, lines, NAME), figure: figureOf(slice, spec, room) }));
  const middles = middlesOf(values, total);
  const wishesAt = (turn: number) =>
    texts.map(({ name, figure }, index) => ({
      angle: middles[index]! + turn,
      height: (name.length + figure.length) * LINE + SPACE,
      weight: values[index]!,
    }));
  const { turn, labels: wishes, placements } = arrange(wishesAt, radius + 3, plot.height / 2);
  const labels: (Writer | undefined)[] = spec.slices.map(() => undefined);
  for (const { index, side, y } of placements) {
    const { name, figure } = texts[index]!;
    labels[index] = (pen, ring) => {
      const at = leader(pen, ring, wishes[index]!.angle, side, y);
      const top = at.y - ((name.length + figure.length - 1) * LINE) / 2;
      const rows = name.map((text) => ({ ...NAME, text, colour: CHROME.ink.light }));
      const more = figure.map((text) => ({ ...FIGURE, text, colour: CHROME.muted.light }));
      for (const [row, words] of [...rows, ...more].entries())
        write(pen, { ...words, x: at.x, align: at.align, y: top + row * LINE });
    };
  }
  return { turn, labels };
}

/** The middle of each slice, in radians from three o'clock, where the first one starts at twelve. */
function middlesOf(values: readonly number[], total: number): readonly number[] {
  let before = 0;
  return values.map((value) => {
    before += value;
    return ((before - value / 2) / total) * 2 * Math.PI - Math.PI / 2;
  });
}

/** The value and the note on one line if there is room, else below each other, the note on two lines at most. */
function figureOf(slice: Slice, spec: PieSpec, room: number): readonly string[] {
  const value = formatNumber(slice.value, spec.format);
  if (slice.note === undefined) return [ellipsis(value, room, FIGURE)];
  const [one] = wrap(`${value} · ${slice.note}`, room, 1, FIGURE);
  return one!.endsWith('…') ? [ellipsis(value, room, FIGURE), ...wrap(slice.note, room, 2, FIGURE)] : [one!];
}
