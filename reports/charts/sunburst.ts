import type { ChartConfiguration } from 'chart.js';
import { formatNumber } from '../format.ts';
import { baseOptions, emptyConfig, finite } from './base.ts';
import { CHROME, colourOf } from './colours.ts';
import { ellipsis, type TextStyle, textWidth } from './fit-text.ts';
import { flushLegend, headHeight, legendOptions, seriesLabel } from './head.ts';
import { dataPlugin } from './plugins/data.ts';
import { type Pen, write } from './plugins/pen.ts';
import { circleRadius, leader, type Ring, reach } from './ring.ts';
import { fitInside, LINE_HEIGHT } from './ring-text.ts';
import { arrange } from './side-labels.ts';
import { PADDING, type Size } from './size.ts';
import type { SunburstSpec } from './spec.ts';

/**
 * Two rings: groups inside, their parts outside. A name stands inside its arc where it fits, else at the end of a leader;
 * the parts are told apart by the legend, their figures stand inside the arcs where they fit.
 */
export function sunburstConfig(spec: SunburstSpec, size: Size): ChartConfiguration {
  const groups = groupsOf(spec);
  const parts = groups.flatMap((group) => group.parts.map((part) => ({ ...part, group })));
  if (parts.every((part) => part.size === 0)) return emptyConfig(spec, size);
  const entries = legendEntries(spec);
  const plotHeight = size.height - 2 * PADDING - headHeight(spec.title, ['', ...entries.keys()], size);
  const radius = Math.max(40, Math.min(circleRadius(size.width, 0.28), plotHeight / 2 - 6));
  const { turn, writers } = groupWriters(groups, radius, { width: size.width, height: plotHeight }, spec);
  const tipOf = (name: string, value: number) => `${name}: ${formatNumber(value, spec.format)}`;
  const base = baseOptions(spec, size);
  const edge = (count: number) => ({ borderColor: CHROME.surface.light, borderWidth: count > 1 ? 1.5 : 0 });
  const config: ChartConfiguration<'doughnut'> = {
    type: 'doughnut',
    data: {
      datasets: [
        {
          data: parts.map((part) => part.size),
          backgroundColor: parts.map((part) => part.colour),
          weight: PARTS,
          ...edge(parts.length),
        },
        { data: groups.map((group) => group.size), backgroundColor: CHROME.band.light, weight: GROUPS, ...edge(groups.length) },
      ],
    },
    options: {
      ...base,
      radius,
      rotation: (turn * 180) / Math.PI,
      cutout: `${HOLE * 100}%`,
      plugins: { ...base.plugins, legend: partLegend(entries, size) },
    },
    plugins: [
      flushLegend,
      dataPlugin<Ring>({
        datum: (dataset, index) => {
          if (dataset === 1) return { series: null, tip: () => tipOf(groups[index]!.label, groups[index]!.value) };
          const { label, value, group } = parts[index]!;
          return label === null ? null : { series: label, tip: () => tipOf(`${group.label} · ${label}`, value) };
        },
        annotate: (pen, ring, dataset, index) => {
          if (dataset === 1) writers[index]!(pen, ring);
          else writeInside(pen, ring, formatNumber(parts[index]!.value, spec.format), PART_STYLES, CHROME.surface.light);
        },
      }),
    ],
  };
  return config as ChartConfiguration;
}

/** Widths of the hole as a share of the radius, and of the two rings relative to each other. */
const HOLE = 0.16;
const GROUPS = 1;
const PARTS = 0.62;

const GROUP_STYLES: readonly TextStyle[] = [12, 11, 10].map((size) => ({ size, weight: 600 }));
const PART_STYLES: readonly TextStyle[] = [11, 10].map((size) => ({ size, weight: 400 }));
const NAME: TextStyle = { size: 11, weight: 600 };
const FIGURE: TextStyle = { size: 11, weight: 400 };
const OUTSIDE_LINE = 16; // pixels from one label beside the circle to the next

interface Group {
  readonly label: string;
  readonly value: number;
  /** What the arc is drawn from. */
  readonly size: number;
  readonly parts: readonly Part[];
}

interface Part {
  /** Null for what fills the arc of a group without parts, and is not drawn. */
  readonly label: string | null;
  readonly value: number;
  readonly size: number;
  readonly colour: string;
}

/** Sizes such that the parts of a group fill exactly its arc, also where the figures do not add up. */
function groupsOf(spec: SunburstSpec): readonly Group[] {
  return spec.inner.map(({ label, value, outer }) => {
    const size = sizeOf(value);
    const sum = outer.reduce((total, part) => total + sizeOf(part.value), 0);
    if (sum === 0) return { label, value, size, parts: [{ label: null, value: 0, size, colour: CHROME.surface.light }] };
    const parts = outer.map((part) => ({ ...part, size: (sizeOf(part.value) / sum) * size, colour: colourOf(part.colour) }));
    return { label, value, size, parts };
  });
}

function sizeOf(value: number): number {
  return Math.max(0, finite(value) ?? 0);
}

type Writer = (pen: Pen, ring: Ring) => void;

/**
 * How far to turn the circle, and for each group what writes its name: inside its arc, beside the circle, or nothing
 * where there is no room.
 */
function groupWriters(groups: readonly Group[], radius: number, plot: Size, spec: SunburstSpec) {
  const edge = radius * (HOLE + ((1 - HOLE) * GROUPS) / (GROUPS + PARTS));
  const outsideAt = (turn: number) =>
    arcsOf(groups, turn).flatMap((arc, group) => {
      const { label, size } = groups[group]!;
      if (size === 0 || fitInside({ ...arc, innerRadius: radius * HOLE, outerRadius: edge }, label, GROUP_STYLES) !== null)
        return [];
      return [{ group, angle: (arc.startAngle + arc.endAngle) / 2, height: OUTSIDE_LINE, weight: size }];
    });
  const { turn, labels, placements } = arrange(outsideAt, radius + 3, plot.height / 2);
  const writers: Writer[] = groups.map(
    ({ label }) =>
      (pen, ring) =>
        writeInside(pen, ring, label, GROUP_STYLES, CHROME.ink.light),
  );
  const room = plot.width / 2 - radius - reach(radius) - PADDING;
  for (const { index, side, y } of placements) {
    const { group, angle } = labels[index]!;
    const { label, value } = groups[group]!;
    const figure = formatNumber(value, spec.format);
    writers[group] = (pen, ring) => {
      const at = leader(pen, { ...ring, outerRadius: radius }, angle, side, y);
      writeOutside(pen, at, ellipsis(label, room - textWidth(figure, FIGURE) - 6, NAME), figure);
    };
  }
  return { turn, writers };
}

function arcsOf(groups: readonly Group[], turn: number): readonly { readonly startAngle: number; readonly endAngle: number }[] {
  const total = groups.reduce((sum, group) => sum + group.size, 0);
  const angle = (before: number) => (before / total) * 2 * Math.PI - Math.PI / 2 + turn;
  let before = 0;
  return groups.map(({ size }) => {
    before += size;
    return { startAngle: angle(before - size), endAngle: angle(before) };
  });
}

/** Name and figure on one line; the figure stands on the right on both sides. */
function writeOutside(pen: Pen, at: ReturnType<typeof leader>, name: string, figure: string): void {
  const shift = 6 + (at.align === 'left' ? textWidth(name, NAME) : -textWidth(figure, FIGURE) - 12);
  const [nameX, figureX] = at.align === 'left' ? [at.x, at.x + shift] : [at.x + shift, at.x];
  write(pen, { ...NAME, text: name, x: nameX, y: at.y, align: at.align, colour: CHROME.ink.light });
  write(pen, { ...FIGURE, text: figure, x: figureX, y: at.y, align: at.align, colour: CHROME.muted.light });
}

function writeInside(pen: Pen, ring: Ring, text: string, styles: readonly TextStyle[], colour: string): void {
  const fit = fitInside(ring, text, styles);
  if (fit === null) return;
  for (const [row, line] of fit.lines.entries()) {
    const down = (row - (fit.lines.length - 1) / 2) * fit.style.size * LINE_HEIGHT;
    write(pen, {
      ...fit.style,
      text: line,
      colour,
      align: 'center',
      x: ring.x + fit.x,
      y: ring.y + fit.y + down,
      turn: fit.turn,
    });
  }
}

/** Colours by part name, in the order of appearance. */
function legendEntries(spec: SunburstSpec): ReadonlyMap<string, string> {
  return new Map(spec.inner.flatMap(({ outer }) => outer.map(({ label, colour }) => [label, colourOf(colour)] as const)));
}

function partLegend(entries: ReadonlyMap<string, string>, size: Size) {
  const legend = legendOptions('rectRounded');
  const generateLabels = () =>
    [...entries].map(([label, fillStyle]) => ({
      text: seriesLabel(label, size),
      fillStyle,
      lineWidth: 0,
      hidden: false,
      pointStyle: 'rectRounded' as const,
      fontColor: CHROME.ink.light,
    }));
  return { ...legend, labels: { ...legend.labels, generateLabels } };
}
