import type { FittedCleaning } from './clean/clean.ts';
import type { Profile } from './domain/profile.ts';
import type { Cell, CompleteRun, Model, Segment, Trust } from './domain/run.ts';
import { declaredName, label, segmentId } from './label/label.ts';
import { namedClusters } from './label/previous.ts';
import { supportedNames } from './label/support.ts';
import { type Matrix, toRows } from './math/matrix.ts';
import type { Scaler } from './scale/standardise.ts';
import type { Segmentation } from './segmentation.ts';
import { effectsBetween } from './trust/effects.ts';
import { judge } from './trust/trust.ts';

/** Clusters with their names, and what is said of them. */
export interface NamedSegments {
  readonly names: readonly string[];
  readonly segments: readonly Segment[];
  readonly trust: Trust;
  readonly model: Model;
  readonly namedCells: readonly Cell[];
}

/**
 * Names the clusters, as those of the run before where they go on, and judges how far to trust them.
 *
 * @param previous the run that this one follows
 */
export async function nameSegments(
  profile: Profile,
  { scaler, clustering, cleaning, assessment, cells, engagement }: Segmentation,
  previous: { readonly run: CompleteRun; readonly model: Model } | undefined,
): Promise<NamedSegments> {
  const { features, naming } = profile;
  const { centroids } = clustering;
  const names = await label(
    { features, centroids },
    naming,
    previous && namedClusters(previous.run, previous.model, features, scaler),
  );
  const namedCells = cells.map(({ cluster, ...cell }) => ({ segment: names[cluster]!, ...cell }));
  const whole = namedCells.filter(({ slice }) => Object.keys(slice).length === 0);
  const effects = effectsBetween(whole, profile.kpis, names);
  const trust = judge({ ...assessment, effects, labels: labelsOf(profile), entity: profile.entity.many });
  const supported = supportedNames(features, centroids, engagement, names, naming);
  const { sizes } = assessment;
  const users = sizes.reduce((sum, size) => sum + size, 0);
  const segments = names.map((name, cluster) => ({
    id: segmentId(name),
    name,
    nameSupported: trust.level !== 'weak' && supported[cluster]!,
    cluster,
    users: sizes[cluster]!,
    share: sizes[cluster]! / users,
    action: declaredName(naming, name).action,
  }));
  return { names, segments, trust, model: modelOf(features, scaler, centroids, cleaning, names), namedCells };
}

function modelOf(
  features: readonly string[],
  scaler: Scaler,
  centroids: Matrix,
  cleaning: FittedCleaning,
  names: readonly string[],
): Model {
  return {
    features,
    medians: Object.fromEntries(cleaning.imputed.map(({ column, value }) => [column, value])),
    bounds: Object.fromEntries(cleaning.caps.map(({ column, lower, upper }) => [column, { low: lower, high: upper }])),
    scaler: features.map((feature, j) => ({ feature, mean: scaler.means[j]!, deviation: scaler.deviations[j]! })),
    centroids: toRows(centroids),
    names,
  };
}

function labelsOf(profile: Profile): Record<string, string> {
  return Object.fromEntries([...profile.columns, ...profile.measures].map(({ name, label }) => [name, label]));
}
