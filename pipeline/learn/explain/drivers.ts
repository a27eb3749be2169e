import { row } from '../../math/matrix.ts';
import type { Contributions, FeatureShape } from '../learner.ts';

/** A feature and what it adds to the score of one row: above 0 it raises the prediction. */
export interface Driver {
  readonly feature: string;
  readonly adds: number;
}

/**
 * What drives the prediction of one row, the strongest first; features that add nothing are left out.
 *
 * @param features of the model, in its order
 * @example driversOf(model.contributions(table), model.features, 0).slice(0, 3)
 */
export function driversOf(contributions: Contributions, features: readonly FeatureShape[], index: number): readonly Driver[] {
  return features
    .map(({ name }, j) => ({ feature: name, adds: row(contributions.values, index)[j]! }))
    .filter(({ adds }) => adds !== 0)
    .toSorted((a, b) => Math.abs(b.adds) - Math.abs(a.adds));
}

/** How much a model goes by a feature. */
export interface Importance {
  readonly feature: string;
  /** Of the sum over all features, 0 to 1. */
  readonly share: number;
}

/**
 * What a model goes by: the mean absolute contribution of each feature over rows, as a share of their sum; the strongest first.
 * @returns shares that sum to 1, or all 0 where no feature adds anything
 */
export function importances({ values }: Contributions, features: readonly FeatureShape[]): readonly Importance[] {
  const sums = new Float64Array(features.length);
  for (let i = 0; i < values.rows; i++) for (const [j, adds] of row(values, i).entries()) sums[j]! += Math.abs(adds);
  const whole = sums.reduce((total, sum) => total + sum, 0);
  return features
    .map(({ name }, j) => ({ feature: name, share: whole > 0 ? sums[j]! / whole : 0 }))
    .toSorted((a, b) => b.share - a.share);
}
