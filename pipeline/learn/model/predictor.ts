import { calibrated } from '../calibration/calibrator.ts';
import type { Contributions, Feature, FeatureShape, Table } from '../learner.ts';
import { restoreFitted } from '../learners.ts';
import { alignTable } from '../table.ts';
import { parseTrainedModel, type TrainedModel } from './trained-model.ts';

/** A trained model at work. */
export interface Predictor {
  readonly model: TrainedModel;
  /**
   * @returns one a row: the calibrated probability, or the value
   * @throws {FeatureMismatchError} where the table does not fit; see {@link checkFits}
   */
  predict(table: Table): Float64Array;
  /**
   * What each feature adds. A sigmoid calibration is part of it; under a rising curve, which does not add up, these are the
   * contributions to the score before calibration. Missing for kinds without an exact answer.
   */
  contributions?(table: Table): Contributions;
}

/**
 * A stored model, ready to predict.
 * @param json what was stored: a `TrainedModel`
 * @throws {ModelFormatError} where it cannot be read
 */
export function restoreModel(json: unknown): Predictor {
  const model = parseTrainedModel(json);
  const fitted = restoreFitted(model.fitted);
  const { calibration } = model;
  const predict = (table: Table) => calibrated(calibration, fitted.predict(table));
  if (fitted.contributions === undefined) return { model, predict };
  return {
    model,
    predict,
    contributions: (table) => {
      const raw = fitted.contributions!(table);
      if (calibration.kind !== 'platt' || raw.scale !== 'log odds') return raw;
      const values = { ...raw.values, data: raw.values.data.map((value) => calibration.slope * value) };
      return { ...raw, base: calibration.slope * raw.base + calibration.offset, values };
    },
  };
}

/** What is odd about a table, though the model can judge it. */
export interface Fit {
  /** Columns of the table that the model does not know and leaves out. */
  readonly ignored: readonly string[];
  /** Columns the model knows in which the table has no value at all. */
  readonly empty: readonly string[];
  /** Categories the model has not seen in training, and takes as none of the known ones. */
  readonly unseen: readonly { readonly feature: string; readonly categories: readonly string[]; readonly rowCount: number }[];
}

/**
 * May this model judge these rows?
 * @throws {FeatureMismatchError} that names every column that is not there or of another kind
 */
export function checkFits(model: Pick<TrainedModel, 'features'>, table: Table): Fit {
  alignTable(table, model.features);
  const known = new Set(model.features.map(({ name }) => name));
  const byName = new Map(table.features.map((feature) => [feature.name, feature]));
  return {
    ignored: table.features.map(({ name }) => name).filter((name) => !known.has(name)),
    empty: [...known].filter((name) => table.rowCount > 0 && isEmpty(byName.get(name)!)),
    unseen: model.features.flatMap((shape) => unseenOf(shape, table)),
  };
}

function isEmpty({ kind, values }: Feature): boolean {
  return values.every((value) => Number.isNaN(value) || (kind === 'category' && value < 0));
}

function unseenOf(shape: FeatureShape, table: Table): Fit['unseen'] {
  const feature = table.features.find(({ name }) => name === shape.name);
  if (shape.kind !== 'category' || feature?.kind !== 'category') return [];
  const known = new Set(shape.categories);
  const counts = new Map<string, number>();
  for (const code of feature.values) {
    const category = feature.categories[code];
    if (category !== undefined && !known.has(category)) counts.set(category, (counts.get(category) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  return [
    {
      feature: shape.name,
      categories: [...counts.keys()],
      rowCount: [...counts.values()].reduce((sum, count) => sum + count, 0),
    },
  ];
}
