import { type Matrix, zeros } from '../../math/matrix.ts';
import { median } from '../../math/statistics.ts';
import type { Feature, FeatureShape, Table } from '../learner.ts';
import { alignTable, shapesOf } from '../table.ts';

/** How a table becomes a matrix without gaps and words. Learned from training rows only; plain data, so it can be stored. */
export interface Encoder {
  readonly features: readonly FeatureShape[];
  /** One a feature, in their order. */
  readonly parts: readonly EncoderPart[];
}

export type EncoderPart =
  /** One column of z-scores; if values were missing in training, a second one that is 1 where the value is missing. */
  | {
      readonly kind: 'number';
      readonly median: number;
      readonly mean: number;
      readonly deviation: number;
      readonly indicator: boolean;
    }
  /** One 0/1 column per category; missing and unseen categories are 0 in all of them. */
  | { readonly kind: 'category'; readonly categories: readonly string[] }
  /** No column: the feature says nothing about training rows, being constant or always missing. */
  | { readonly kind: 'silent' };

/** One column of the encoded matrix. */
export interface EncodedColumn {
  /** Place of the feature it comes from. */
  readonly feature: number;
  /** `age`, `age (missing)` or `country = DE`. */
  readonly name: string;
}

const MOST_CATEGORIES = 100; // beyond the most frequent ones a category has too few rows for a coefficient of its own

/**
 * Learns medians, means, deviations and categories. Missing numbers become the median of the present ones before the mean and
 * the population standard deviation are taken, as scikit-learn's `SimpleImputer` and `StandardScaler` in a row. Infinite
 * numbers count as missing.
 */
export function fitEncoder(table: Table): Encoder {
  return { features: shapesOf(table), parts: table.features.map(fitPart) };
}

function fitPart(feature: Feature): EncoderPart {
  if (feature.kind === 'category') {
    const counts = new Float64Array(feature.categories.length);
    for (const code of feature.values) if (code >= 0) counts[code]!++;
    const frequent = [...counts.keys()].filter((code) => counts[code]! > 0).toSorted((a, b) => counts[b]! - counts[a]! || a - b);
    const kept = frequent.slice(0, MOST_CATEGORIES).toSorted((a, b) => a - b);
    const constant = kept.length === 0 || counts[kept[0]!] === feature.values.length;
    return constant ? { kind: 'silent' } : { kind: 'category', categories: kept.map((code) => feature.categories[code]!) };
  }
  const present = feature.values.filter(Number.isFinite);
  if (present.length === 0) return { kind: 'silent' };
  const middle = median(present);
  const filled = feature.values.map((value) => (Number.isFinite(value) ? value : middle));
  const mean = filled.reduce((sum, value) => sum + value, 0) / filled.length;
  const deviation = Math.sqrt(filled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / filled.length);
  const indicator = present.length < feature.values.length;
  const constant = deviation <= 1e-12 * Math.abs(mean); // rounding leaves a constant some 1e-16 of its mean
  if (constant && !indicator) return { kind: 'silent' };
  return { kind: 'number', median: middle, mean, deviation: constant ? 0 : deviation, indicator };
}

export function encodedColumns({ features, parts }: Encoder): EncodedColumn[] {
  return parts.flatMap((part, feature) => {
    const { name } = features[feature]!;
    if (part.kind === 'silent') return [];
    if (part.kind === 'category') return part.categories.map((category) => ({ feature, name: `${name} = ${category}` }));
    return part.indicator
      ? [
          { feature, name },
          { feature, name: `${name} (missing)` },
        ]
      : [{ feature, name }];
  });
}

/**
 * Rows `from` to `to` − 1 of a table as a matrix, columns as {@link encodedColumns} lists them.
 * @param table as {@link alignTable} gives it
 */
export function encode(encoder: Encoder, table: Table, from = 0, to = table.rowCount): Matrix {
  const result = zeros(to - from, encodedColumns(encoder).length);
  let column = 0;
  for (const [index, part] of encoder.parts.entries()) {
    const values = table.features[index]!.values.subarray(from, to);
    if (part.kind === 'number') column += encodeNumber(part, values, result, column);
    if (part.kind === 'category') column += encodeCategory(part, table.features[index]!, values, result, column);
  }
  return result;
}

function encodeNumber(
  { median, mean, deviation, indicator }: EncoderPart & { kind: 'number' },
  values: Float64Array,
  { data, columns }: Matrix,
  column: number,
): number {
  for (let i = 0, at = column; i < values.length; i++, at += columns) {
    const missing = !Number.isFinite(values[i]!);
    if (deviation > 0) data[at] = ((missing ? median : values[i]!) - mean) / deviation;
    if (indicator && missing) data[at + 1] = 1;
  }
  return indicator ? 2 : 1;
}

function encodeCategory(
  { categories }: EncoderPart & { kind: 'category' },
  feature: Feature,
  values: Float64Array,
  { data, columns }: Matrix,
  column: number,
): number {
  const known = feature.kind === 'category' ? feature.categories : [];
  const place = known.map((category) => categories.indexOf(category));
  for (let i = 0, at = column; i < values.length; i++, at += columns) {
    const offset = place[values[i]!] ?? -1;
    if (offset >= 0) data[at + offset] = 1;
  }
  return categories.length;
}

const CHUNK_ROWS = 4096; // so that predicting a million rows needs no matrix of a million rows

/** The table in matrices of some thousand rows, each with the index of its first row. */
export function* encodeInChunks(encoder: Encoder, table: Table): Generator<{ readonly from: number; readonly rows: Matrix }> {
  const aligned = alignTable(table, encoder.features);
  for (let from = 0; from < table.rowCount; from += CHUNK_ROWS) {
    yield { from, rows: encode(encoder, aligned, from, Math.min(table.rowCount, from + CHUNK_ROWS)) };
  }
}
