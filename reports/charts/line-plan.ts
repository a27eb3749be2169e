import { formatNumber } from '../format.ts';
import { finite } from './base.ts';
import { ellipsis, type TextStyle, textWidth } from './fit-text.ts';
import { PADDING, type Size } from './size.ts';
import type { LineSpec } from './spec.ts';

/** What is decided before Chart.js lays lines out, so that every label has room. */
export interface LinePlan {
  /** Where names and last values stand: beside the ends of several lines, or over the points of one. */
  readonly labels: 'ends' | 'points';
  /** Of one line: which of its points are labelled. */
  readonly labelled: (index: number) => boolean;
  /** Pixels to the right of the plot. */
  readonly right: number;
  readonly min: number;
  readonly max: number;
}

export const LABEL: TextStyle = { size: 12, weight: 600 };
/** Pixels between the end of a line and its label. */
export const LEADER = 14;

const VALUE_AXIS = 70; // pixels that the value axis with its title takes, about
const HEADROOM = 0.1; // share of the axis over the highest and under the lowest point, for their labels

/** An axis shows no less than this share of the largest figure, lest a change within a hair's breadth look like a leap. */
const LEAST_SPAN = 0.1;

export function planLines(spec: LineSpec, size: Size): LinePlan {
  const range = rangeOf(spec);
  if (spec.series.length > 1) {
    const widest = Math.max(...spec.series.map((_, index) => textWidth(endLabel(spec, index, size), LABEL)));
    return { labels: 'ends', labelled: () => false, right: widest + LEADER + PADDING, ...range };
  }
  const values = spec.series[0]!.values;
  const widest = Math.max(...values.map((value) => textWidth(formatNumber(value, spec.format), LABEL)));
  const slot = (size.width - 2 * PADDING - VALUE_AXIS) / spec.categories.length;
  const ends = new Set([values.findIndex(isKnown), values.findLastIndex(isKnown)]);
  const labelled = slot >= widest + 10 ? () => true : (index: number) => ends.has(index);
  return { labels: 'points', labelled, right: Math.max(PADDING, widest / 2), ...range };
}

/** Name and last value of a line, as they fit beside it. */
export function endLabel({ series, format }: LineSpec, index: number, { width }: Size): string {
  const { name, values } = series[index]!;
  return `${ellipsis(name, width / 4, LABEL)} ${formatNumber(values.findLast(isKnown) ?? null, format)}`;
}

/** The title of the value axis, which says so where it leaves zero out. */
export function axisTitle(valueLabel: string, { min, max }: Pick<LinePlan, 'min' | 'max'>): string {
  return min > 0 || max < 0 ? `${valueLabel} (axis without zero)` : valueLabel;
}

/** From zero where the figures are near it; else as far as they reach and no closer than a tenth of them. */
function rangeOf(spec: LineSpec): { readonly min: number; readonly max: number } {
  const intervals = spec.series.length === 1 ? (spec.series[0]!.intervals ?? []) : [];
  const ends = [...spec.series.flatMap(({ values }) => values), ...intervals.flatMap((range) => [range?.low, range?.high])];
  const known = ends.map(finite).filter((end) => end !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (low === 0 && high === 0) return { min: 0, max: 1 };
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const span = Math.max((high - low) * 1.2, largest * LEAST_SPAN);
  const [from, to] = [(low + high - span) / 2, (low + high + span) / 2];
  const min = low >= 0 && from < high / 3 ? 0 : from;
  const max = high <= 0 && to > low / 3 ? 0 : to;
  const room = (max - min) * HEADROOM;
  return { min: min === 0 ? 0 : min - room, max: max === 0 ? 0 : max + room };
}

function isKnown(value: number | null): boolean {
  return finite(value) !== null;
}
