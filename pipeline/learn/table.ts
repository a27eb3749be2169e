import { FeatureMismatchError } from './errors.ts';
import type { CategoryFeature, Feature, FeatureShape, Table } from './learner.ts';

/** What a model is to remember of a table. */
export function shapesOf(table: Table): readonly FeatureShape[] {
  return table.features.map((feature) =>
    feature.kind === 'number'
      ? { kind: 'number', name: feature.name }
      : { kind: 'category', name: feature.name, categories: feature.categories },
  );
}

/**
 * The features a model was trained on, in its order and with its category codes. Further features are left out, and a
 * category the model has not seen is missing.
 *
 * @throws {FeatureMismatchError} that names every feature that is not there or of another kind
 */
export function alignTable(table: Table, shapes: readonly FeatureShape[]): Table {
  const byName = new Map(table.features.map((feature) => [feature.name, feature]));
  const faults = shapes.flatMap(({ name, kind }) => {
    const feature = byName.get(name);
    if (feature === undefined) return [`${name} is not there`];
    return feature.kind === kind ? [] : [`${name} is a ${feature.kind}, the model was trained on a ${kind}`];
  });
  if (faults.length > 0) {
    throw new FeatureMismatchError(
      `the rows do not fit the model: ${faults.join('; ')}; give the columns it was trained on, or train anew`,
    );
  }
  return { rowCount: table.rowCount, features: shapes.map((shape) => alignFeature(byName.get(shape.name)!, shape)) };
}

function alignFeature(feature: Feature, shape: FeatureShape): Feature {
  if (feature.kind === 'number' || shape.kind === 'number') return feature;
  return recoded(feature, shape.categories);
}

/** The same categories by the codes they have in `categories`. */
function recoded(feature: CategoryFeature, categories: readonly string[]): CategoryFeature {
  const codes = new Map(categories.map((category, code) => [category, code]));
  const translation = feature.categories.map((category) => codes.get(category) ?? Number.NaN);
  if (translation.every((code, index) => code === index)) return { ...feature, categories };
  return { ...feature, categories, values: feature.values.map((code) => translation[code] ?? Number.NaN) };
}

/** The rows with these indices, in this order; an index may repeat. */
export function takeTableRows(table: Table, indices: ArrayLike<number>): Table {
  const features = table.features.map((feature) => ({ ...feature, values: takeValues(feature.values, indices) }));
  return { rowCount: indices.length, features };
}

/** The values with these indices, in this order. */
export function takeValues(values: Float64Array, indices: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(indices.length);
  for (let i = 0; i < taken.length; i++) taken[i] = values[indices[i]!]!;
  return taken;
}
