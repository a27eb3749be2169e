import { Random } from '../../math/random.ts';
import type { FeatureShape } from '../learner.ts';
import type { TreeColumns } from './columns.ts';

/** Every value as the number of a slot, so that a histogram is one array for all features. */
export interface Bins {
  readonly rowCount: number;
  /** Features that vary; the others cannot split anything and are left out. */
  readonly features: readonly BinnedFeature[];
  readonly slotCount: number;
  /** n × number of binned features, row by row: the slot of each value. */
  readonly slots: Uint16Array;
}

/** Slots `from` to `missing` − 1 hold values in order, frequent categories first; `missing` holds the missing ones. */
export interface BinnedFeature {
  /** Its place among all features. */
  readonly index: number;
  readonly from: number;
  readonly missing: number;
  /** Of numbers: slot `from` + i holds values up to and including `cuts[i]` that no slot before holds. */
  readonly cuts?: Float64Array;
  /** Of categories: the slot of each code. Categories too rare for a slot share the one of missing values. */
  readonly slotOfCode?: Int32Array;
}

/** A byte per value, as in XGBoost and LightGBM: 254 for values and one for missing. */
export const MOST_BINS = 255;

/** Quantiles of so many values are near enough to those of all, as in LightGBM and scikit-learn. */
const SAMPLE = 200_000;

/** What a slot's number can be, in two bytes. */
const ALL_SLOTS = 0x10000;

/** @param binCount slots per feature, 3 to 255, one of them for missing values; fewer where there are more than 257 features */
export function binColumns(columns: TreeColumns, shapes: readonly FeatureShape[], binCount: number): Bins {
  const most = Math.min(binCount, Math.floor(ALL_SLOTS / shapes.length));
  const features: BinnedFeature[] = [];
  let slotCount = 0;
  for (const [index, shape] of shapes.entries()) {
    const column = columns[index]!;
    const feature =
      shape.kind === 'number'
        ? binNumbers(column, index, slotCount, most - 1)
        : binCategories(column, shape.categories.length, index, slotCount, most - 1);
    if (!varies(feature, column)) continue;
    features.push(feature);
    slotCount = feature.missing + 1;
  }
  const rowCount = columns[0]?.length ?? 0;
  const slots = new Uint16Array(rowCount * features.length);
  for (const [place, feature] of features.entries()) fillSlots(slots, columns[feature.index]!, feature, place, features.length);
  return { rowCount, features, slotCount, slots };
}

function varies(feature: BinnedFeature, column: Float64Array): boolean {
  const valueSlots = feature.missing - feature.from;
  return valueSlots > 1 || (valueSlots === 1 && column.some((value) => Number.isNaN(value)));
}

function binNumbers(column: Float64Array, index: number, from: number, most: number): BinnedFeature {
  const sorted = sample(column).sort(); // missing values come last
  const { values, counts } = distinct(sorted);
  const cuts = values.length <= most ? midpoints(values) : evenCuts(values, counts, most);
  return { index, from, missing: from + (values.length === 0 ? 0 : cuts.length + 1), cuts };
}

function sample(column: Float64Array): Float64Array {
  if (column.length <= SAMPLE) return column.slice();
  const random = new Random(0);
  return Float64Array.from({ length: SAMPLE }, () => column[random.below(column.length)]!);
}

function distinct(sorted: Float64Array): { readonly values: number[]; readonly counts: number[] } {
  const values: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < sorted.length && !Number.isNaN(sorted[i]); i++) {
    if (values.at(-1) === sorted[i]) counts[counts.length - 1]! += 1;
    else {
      values.push(sorted[i]!);
      counts.push(1);
    }
  }
  return { values, counts };
}

function midpoints(values: readonly number[]): Float64Array {
  return Float64Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => between(values[i]!, values[i + 1]!));
}

/** A number that is at least `low` and less than `high`: halfway, where there is room. */
function between(low: number, high: number): number {
  const middle = low / 2 + high / 2;
  return middle >= low && middle < high ? middle : low;
}

/** Slots of about equally many values each; a value that fills a slot alone leaves the rest evenly to the others. */
function evenCuts(values: readonly number[], counts: readonly number[], most: number): Float64Array {
  const cuts: number[] = [];
  let left = counts.reduce((sum, count) => sum + count, 0);
  let filled = 0;
  for (let i = 0; i + 1 < values.length && cuts.length < most - 1; i++) {
    filled += counts[i]!;
    if (filled < left / (most - cuts.length)) continue;
    cuts.push(between(values[i]!, values[i + 1]!));
    left -= filled;
    filled = 0;
  }
  return Float64Array.from(cuts);
}

function binCategories(column: Float64Array, categoryCount: number, index: number, from: number, most: number): BinnedFeature {
  const counts = new Float64Array(categoryCount);
  for (const code of column) if (!Number.isNaN(code)) counts[code]! += 1;
  const byCount = [...counts.keys()].filter((code) => counts[code]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const frequent = byCount.slice(0, most);
  const missing = from + frequent.length;
  const slotOfCode = new Int32Array(categoryCount).fill(missing);
  for (const [place, code] of frequent.entries()) slotOfCode[code] = from + place;
  return { index, from, missing, slotOfCode };
}

function fillSlots(slots: Bins['slots'], column: Float64Array, feature: BinnedFeature, place: number, width: number): void {
  const { cuts, slotOfCode, from, missing } = feature;
  for (let row = 0, at = place; row < column.length; row++, at += width) {
    const value = column[row]!;
    if (Number.isNaN(value)) slots[at] = missing;
    else slots[at] = cuts === undefined ? slotOfCode![value]! : from + cutsBelow(cuts, value);
  }
}

/** How many cuts are less than the value. */
function cutsBelow(cuts: Float64Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
