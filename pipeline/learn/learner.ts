import type { Matrix } from '../math/matrix.ts';

/** n rows of named features, each in an array of its own. */
export interface Table {
  readonly rowCount: number;
  readonly features: readonly Feature[];
}

export type Feature = NumberFeature | CategoryFeature;

export interface NumberFeature {
  readonly kind: 'number';
  readonly name: string;
  /** One a row; NaN is missing. */
  readonly values: Float64Array;
}

export interface CategoryFeature {
  readonly kind: 'category';
  readonly name: string;
  /** One a row: the place of its category in `categories`; NaN and −1 are missing. */
  readonly values: Float64Array;
  readonly categories: readonly string[];
}

/** What a fitted model remembers of a feature: all but the values. */
export type FeatureShape =
  | { readonly kind: 'number'; readonly name: string }
  | { readonly kind: 'category'; readonly name: string; readonly categories: readonly string[] };

/** `probability`: of the positive class, where targets are 0 and 1. `value`: of whatever the target measures. */
export type Outcome = 'probability' | 'value';

/**
 * A way to learn from examples. The same table, target, weights and settings give the same model, to the last bit.
 *
 * @example const model = boostedTrees.fit(table, target, { ...boostedTrees.defaults, treeCount: 200 })
 */
export interface Learner<Settings> {
  /** Names the model in its JSON, so that the right learner restores it. */
  readonly kind: string;
  readonly defaults: Settings;
  /**
   * @param target one number a row; 0 or 1 for probabilities
   * @param weights one a row, not negative: how often each example counts; 1 unless given
   * @throws {TrainingDataError} where the target or the weights cannot be learned from
   */
  fit(table: Table, target: Float64Array, settings: Settings, weights?: Float64Array): Fitted;
  /**
   * @param json what `toJson` gave
   * @returns a model that predicts the same, to the last bit
   * @throws {ModelFormatError} where it is no model of this kind
   */
  restore(json: unknown): Fitted;
}

/** A model that has learned. */
export interface Fitted {
  readonly outcome: Outcome;
  /** What a table must have, in this order or another; categories are matched by their text. */
  readonly features: readonly FeatureShape[];
  /**
   * @returns one a row: the probability of class 1, or the value
   * @throws {FeatureMismatchError} where the table lacks a feature or has it in another kind
   */
  predict(table: Table): Float64Array;
  /** What each feature adds to each prediction, where the kind of model has an exact answer. */
  contributions?(table: Table): Contributions;
  toJson(): ModelJson;
}

/** Where a prediction comes from: for every row, `base` and the row of `values` sum to the score on `scale`. */
export interface Contributions {
  /** Log odds for classifiers that add there; path length for isolation forests, where less is more unusual. */
  readonly scale: 'log odds' | 'prediction' | 'path length';
  /** The score where nothing is known of a row. */
  readonly base: number;
  /** n × number of features, in the order of the model's `features`. */
  readonly values: Matrix;
}

/** Plain data for `JSON.stringify`; doubles survive it bit by bit. */
export interface ModelJson {
  readonly kind: string;
  readonly [part: string]: unknown;
}
