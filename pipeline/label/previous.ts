import type { CompleteRun, Model } from '../domain/run.ts';
import { matrix } from '../math/matrix.ts';
import { type Scaler, standardise, unstandardise } from '../scale/standardise.ts';
import type { NamedClusters } from './label.ts';

/**
 * The previous run's clusters in the scale of the present one; undefined where its names are not worth keeping,
 * because they were not supported, or where it was clustered by other features.
 */
export function namedClusters(
  run: CompleteRun,
  model: Model,
  features: readonly string[],
  scaler: Scaler,
): NamedClusters | undefined {
  if (run.trust.level === 'weak' || features.join() !== model.features.join()) return undefined;
  const old: Scaler = {
    means: Float64Array.from(model.scaler, ({ mean }) => mean),
    deviations: Float64Array.from(model.scaler, ({ deviation }) => deviation),
  };
  return { centroids: standardise(unstandardise(matrix(model.centroids), old), scaler), names: model.names };
}
