import { kmeans as referenceKmeans } from 'ml-kmeans';
import type { Engine } from '../domain/run.ts';
import { ClusterCountError, NoVariationError } from '../errors.ts';
import { columnDeviations, columnMeans, distinctRows, type Matrix, matrix, toRows } from '../math/matrix.ts';
import { Random } from '../math/random.ts';
import { assign, type Clustering, inertiaOf } from './lloyd.ts';
import { plusPlus } from './plus-plus.ts';
import type { Pool } from './pool.ts';

export interface KmeansSettings {
  readonly k: number;
  /** Independent k-means++ starts; the best result is kept. */
  readonly starts: number;
  readonly maxIterations: number;
  readonly seed: number;
  readonly engine: Engine;
}

/** A start stops at this squared shift relative to the mean variance of a feature, as scikit-learn's do. */
const RELATIVE_TOLERANCE = 1e-4;
/** So many of the best starts go on until no label changes; the ones behind them have not been seen to overtake. */
const POLISHED = 3;

/**
 * k-means: the clustering of lowest inertia out of several starts, in no particular order of clusters.
 * The same points, settings and version give the same result on any machine with any number of threads.
 *
 * @param points n × d matrix of standardised features
 * @throws {ClusterCountError} unless 2 ≤ k < n and k ≤ 255
 * @throws {NoVariationError} if there are fewer than k different points
 */
export async function kmeans(points: Matrix, settings: KmeansSettings, pool: Pool): Promise<Clustering> {
  const { k } = settings;
  if (!Number.isInteger(k) || k < 2 || k >= points.rows || k > 255) throw new ClusterCountError(k, points.rows);
  const distinct = distinctRows(points, k);
  if (distinct < k) throw new NoVariationError(distinct, k);
  return settings.engine === 'reference' ? referenceBest(points, settings) : ownBest(points, settings, pool);
}

async function ownBest(points: Matrix, { k, starts, maxIterations, seed }: KmeansSettings, pool: Pool): Promise<Clustering> {
  const tolerance = RELATIVE_TOLERANCE * meanVariance(points);
  const found = await Promise.all(
    Array.from({ length: starts }, (_, start) => pool.startOnce({ points, k, maxIterations, tolerance, seed, start })),
  );
  const leaders = found.toSorted((a, b) => a.inertia - b.inertia).slice(0, POLISHED);
  const polished = await Promise.all(leaders.map(({ centroids }) => pool.polish({ points, centroids, maxIterations })));
  return lowest(polished);
}

/** The same starts through ml-kmeans: an engine that shares no arithmetic with ours, for checking it. */
function referenceBest(points: Matrix, { k, starts, maxIterations, seed }: KmeansSettings): Clustering {
  const rows = toRows(points);
  const found = Array.from({ length: starts }, (_, start): Clustering => {
    const initialization = toRows(plusPlus(points, k, Random.stream(seed, start)));
    const result = referenceKmeans(rows, k, { initialization, maxIterations, tolerance: 1e-9 });
    const centroids = matrix(result.centroids);
    const labels = new Uint8Array(points.rows);
    assign(points, centroids, labels);
    return {
      labels,
      centroids,
      inertia: inertiaOf(points, centroids, labels),
      iterations: result.iterations,
      converged: result.converged,
    };
  });
  return lowest(found);
}

function lowest(found: readonly Clustering[]): Clustering {
  return found.reduce((best, candidate) => (candidate.inertia < best.inertia ? candidate : best));
}

function meanVariance(points: Matrix): number {
  const deviations = columnDeviations(points, columnMeans(points));
  return deviations.reduce((sum, deviation) => sum + deviation * deviation, 0) / deviations.length;
}
