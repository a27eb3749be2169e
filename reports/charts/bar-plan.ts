import { formatNumber } from '../format.ts';
import { CATEGORY, finite } from './base.ts';
import { type TextStyle, textWidth, wrap } from './fit-text.ts';
import { headHeight } from './head.ts';
import { PADDING, type Size } from './size.ts';
import type { BarSpec } from './spec.ts';

/** What is decided before Chart.js lays bars out, so that every label has room. */
export interface Plan {
  /** Lines of each category label. */
  readonly categories: readonly (readonly string[])[];
  /** Categories stand so close that some have to go without a label. */
  readonly skip: boolean;
  /** Degrees by which category labels are turned. */
  readonly turn: number;
  readonly values: ValueLabels;
  /** Lines of the title of the value axis. */
  readonly valueTitle: readonly string[];
  readonly min: number;
  readonly max: number;
}

/** How the value labels are written. */
export interface ValueLabels {
  /** Null where bars are too thin to bear labels. */
  readonly style: TextStyle | null;
  /** They stand upright over vertical bars. */
  readonly upright: boolean;
  /** Pixels that the longest of them takes in the direction of the bars. */
  readonly length: number;
}

/** Shares of the space of a category that its bars take, and of the space of a bar that it fills, as Chart.js defines them. */
export const CATEGORY_SHARE = 0.78;
export const BAR_SHARE = 0.9;
export const THICKEST = 64; // pixels; a wider bar is a block, not a length

const VALUE_AXIS = 70; // pixels that the value axis with its title takes, about
const LEAST_TITLE = 60; // pixels; a word of a title of an axis
const LINE = 15; // pixels from one line of a category label to the next

export function planBars(spec: BarSpec, size: Size): Plan {
  const vertical = spec.direction === 'vertical';
  const names = spec.series.map(({ name }) => name);
  const plotHeight = size.height - 2 * PADDING - headHeight(spec.title, names, size);
  const slot = (vertical ? size.width - 2 * PADDING - VALUE_AXIS : plotHeight - VALUE_AXIS + 10) / spec.categories.length;
  const values = planValues(spec, slot);
  const turn = vertical && slot < 52 ? 50 : 0;
  const categories = breakCategories(spec, size, slot, turn);
  const widest = Math.max(...categories.flat().map((line) => textWidth(line, CATEGORY)));
  const below =
    turn > 0 ? widest * Math.sin((turn * Math.PI) / 180) + LINE : LINE * Math.max(...categories.map(({ length }) => length));
  const along = vertical ? plotHeight - below - 36 : size.width - 2 * PADDING - widest - 40;
  const valueTitle = wrap(spec.valueLabel, Math.max(LEAST_TITLE, along), 2, CATEGORY);
  const range = rangeOf(spec, (values.length + 12) / Math.max(1, along));
  return { categories, skip: vertical && slot < 15, turn, values, valueTitle, ...range };
}

/** Level labels in the largest size that fits, else upright ones, else none. */
function planValues(spec: BarSpec, slot: number): ValueLabels {
  const pitch = (slot * CATEGORY_SHARE) / spec.series.length;
  const thickness = Math.min(THICKEST, pitch * BAR_SHARE);
  const texts = spec.series.flatMap(({ values }) => values.map((value) => formatNumber(value, spec.format)));
  const widest = (style: TextStyle) => Math.max(...texts.map((text) => textWidth(text, style)));
  if (spec.direction === 'horizontal') {
    const style = VALUE_STYLES.find(({ size }) => size <= thickness + 4) ?? null;
    return { style, upright: false, length: style === null ? 0 : widest(style) };
  }
  const room = spec.series.length === 1 ? slot * 0.96 : pitch;
  const level = VALUE_STYLES.find((style) => widest(style) + 4 <= room);
  if (level !== undefined) return { style: level, upright: false, length: level.size };
  const style = VALUE_STYLES.find(({ size }) => size <= pitch) ?? null;
  return { style, upright: true, length: style === null ? 0 : widest(style) };
}

const VALUE_STYLES: readonly TextStyle[] = [12, 11, 10, 9, 8].map((size) => ({ size, weight: 600 }));

function breakCategories(spec: BarSpec, { width }: Size, slot: number, turn: number): readonly (readonly string[])[] {
  if (turn > 0) return spec.categories.map((name) => wrap(name, 110, 1, CATEGORY));
  if (spec.direction === 'vertical') return spec.categories.map((name) => wrap(name, slot - 8, 3, CATEGORY));
  return spec.categories.map((name) => wrap(name, width * 0.28, slot < 2 * LINE ? 1 : 2, CATEGORY));
}

/** The ends of the value axis: zero, and beyond the longest bar by a share of the axis that leaves room for its label. */
function rangeOf(spec: BarSpec, labelShare: number): { readonly min: number; readonly max: number } {
  const ends = spec.series.flatMap(({ values, intervals }) =>
    values.flatMap((value, index) => [value, intervals?.[index]?.low, intervals?.[index]?.high].map(finite)),
  );
  const known = ends.filter((end) => end !== null);
  const low = Math.min(0, ...known);
  const high = Math.max(0, ...known);
  if (low === high) return { min: 0, max: 1 };
  const sides = low < 0 && high > 0 ? 2 : 1;
  const share = Math.min(labelShare, 0.6 / sides);
  const room = ((high - low) * share) / (1 - sides * share);
  return { min: low < 0 ? low - room : 0, max: high > 0 ? high + room : 0 };
}
