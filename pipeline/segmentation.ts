import { type ClusterCell, cube } from './aggregate/cube.ts';
import { cleanedMatrix, type FittedCleaning, fitCleaning } from './clean/clean.ts';
import { chooseK } from './cluster/choose-k.ts';
import { kmeans } from './cluster/kmeans.ts';
import { layOut } from './cluster/laid-out.ts';
import type { Clustering } from './cluster/lloyd.ts';
import { margins } from './cluster/margin.ts';
import { orderClusters } from './cluster/order.ts';
import type { Pool } from './cluster/pool.ts';
import type { Profile } from './domain/profile.ts';
import type { ChoiceOfK, RunSettings } from './domain/run.ts';
import { ClusterCountError, InputError } from './errors.ts';
import type { Duck } from './ingest/duckdb.ts';
import { engagementIndices } from './label/label.ts';
import { engagementMoments } from './label/support.ts';
import type { Matrix } from './math/matrix.ts';
import type { Moments } from './math/statistics.ts';
import { fitScaler, type Scaler, standardiseInPlace } from './scale/standardise.ts';
import type { StageTimer } from './stage-timer.ts';
import { type Assessment, assess } from './trust/assess.ts';

/** What was found among the users, without names. The points themselves are large, and nothing after needs them. */
export interface Segmentation {
  readonly cleaning: FittedCleaning;
  readonly scaler: Scaler;
  readonly clustering: Clustering;
  readonly choiceOfK: ChoiceOfK | undefined;
  readonly assessment: Assessment;
  readonly cells: readonly ClusterCell[];
  /** How clearly each user belongs to its cluster, 0 to 1. */
  readonly margins: Float64Array;
  /** Of the engagement index, by cluster. */
  readonly engagement: readonly Moments[];
}

/**
 * Cleans, scales and clusters the users that were read, measures the clustering and adds up the cube.
 *
 * @param rows users in DuckDB's table `users`
 * @throws {InputError} where they are more than fit into the memory of the kernels
 * @throws {ClusterCountError} where they are too few
 */
export async function segmentation(
  duck: Duck,
  profile: Profile,
  { rows, settings }: { readonly rows: number; readonly settings: RunSettings },
  pool: Pool,
  timer: StageTimer,
): Promise<Segmentation> {
  const { features, naming } = profile;
  requireRoom(rows, profile, settings);
  const cleaning = await timer.run('clean', () => fitCleaning(duck, profile));
  const { points, scaler } = await timer.run('scale', async () => {
    const values = await cleanedMatrix(duck, features, cleaning, rows);
    const fitted = fitScaler(values);
    return { points: layOut(standardiseInPlace(values, fitted)), scaler: fitted };
  });
  const { clustering, choiceOfK } = await timer.run('cluster', () => clusterPoints(points, profile, settings, pool));
  const { labels, centroids } = clustering;
  const { assessment, cells } = await timer.run('assess', async () => {
    const adding = cube(duck, profile, labels); // DuckDB adds up while our threads measure distances
    const measuring = assess(points, clustering, features, settings.seed, pool);
    await Promise.allSettled([adding, measuring]); // what fails is thrown only when nothing works on the data any more
    return { assessment: await measuring, cells: await adding };
  });
  return {
    cleaning,
    scaler,
    clustering,
    choiceOfK,
    assessment,
    cells,
    margins: margins(points, labels, centroids),
    engagement: engagementMoments(features, points, labels, centroids.rows, naming),
  };
}

/**
 * @throws {InputError} before hours of work whose last step could not hold the points
 * @throws {ClusterCountError} where there are no more rows than clusters
 */
function requireRoom(rows: number, { features, entity }: Profile, { k }: RunSettings): void {
  const least = k === 'auto' ? 2 : k;
  if (rows <= least) throw new ClusterCountError(least, rows, entity.many);
  const most = Math.floor(KERNEL_BYTES / (features.length * (8 + 4) + LABELINGS[k === 'auto' ? 'auto' : 'given']));
  if (rows > most)
    throw new InputError(
      `${rows.toLocaleString('en-GB')} ${entity.many} are more than the ${most.toLocaleString('en-GB')} that can be clustered at once; run a sample, or parts, of them`,
    );
}

/** A WebAssembly memory ends at 4 GiB and holds all points, each feature in double and in single precision; what is left is for centroids. */
const KERNEL_BYTES = 2 ** 32 - 2 ** 26;
/** Labelings of all points in that memory, a byte for each point: of all ends that are followed, for every k that is tried. */
const LABELINGS = { auto: 24, given: 8 } as const;

async function clusterPoints(
  points: Matrix,
  profile: Profile,
  settings: RunSettings,
  pool: Pool,
): Promise<{ clustering: Clustering; choiceOfK: ChoiceOfK | undefined }> {
  const choiceOfK = settings.k === 'auto' ? await chooseK(points, settings, pool) : undefined;
  const k = choiceOfK?.chosen ?? (settings.k as number);
  const found = await kmeans(points, { ...settings, k }, pool);
  return { clustering: orderClusters(found, engagementIndices(profile.features, found.centroids, profile.naming)), choiceOfK };
}
