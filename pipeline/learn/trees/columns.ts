import type { Feature, FeatureShape, Table } from '../learner.ts';
import { alignTable } from '../table.ts';

/**
 * The values of a table as trees read them, a column a feature. Missing is NaN, and so are infinite numbers and codes of no
 * category: a tree sends all of them the way it learned for missing values.
 */
export type TreeColumns = readonly Float64Array[];

/** @throws {FeatureMismatchError} where the table lacks a feature or has it in another kind */
export function columnsFor(table: Table, shapes: readonly FeatureShape[]): TreeColumns {
  return columnsOf(alignTable(table, shapes));
}

export function columnsOf(table: Table): TreeColumns {
  return table.features.map(columnOf);
}

function columnOf(feature: Feature): Float64Array {
  const { values } = feature;
  const known = feature.kind === 'number' ? Number.isFinite : isCodeOf(feature.categories.length);
  if (values.every((value) => known(value) || Number.isNaN(value))) return values;
  return values.map((value) => (known(value) ? value : Number.NaN));
}

function isCodeOf(categoryCount: number): (value: number) => boolean {
  return (value) => value >= 0 && value < categoryCount && Number.isInteger(value);
}
