import type { Engine } from '../domain/run.ts';
import { ClusterCountError, NoVariationError } from '../errors.ts';
import { distinctRows, type Matrix, matrix, toRows } from '../math/matrix.ts';
import { Random } from '../math/random.ts';
import { takeSharedRows } from '../math/shared-matrix.ts';
import { adjustedRandIndex } from '../math/statistics.ts';
import { type LaidOutPoints, layOut } from './laid-out.ts';
import { assign, type Clustering, inertiaOf } from './lloyd.ts';
import { plusPlus } from './plus-plus.ts';
import type { Pool } from './pool.ts';
import { sampleIndices } from './silhouette.ts';
import { toleranceOf } from './tolerance.ts';

export interface KmeansSettings {
  readonly k: number;
  /** Independent k-means++ starts; the best result is kept. */
  readonly starts: number;
  readonly maxIterations: number;
  readonly seed: number;
  readonly engine: Engine;
}

/** Starts are compared on so many points for each cluster: there the best ends are told from the others as surely as on all. */
const JUDGED_PER_CLUSTER = 3000;
/** Where the starts that were asked for end in different places, so many more are tried for each: few find the lowest. */
const MORE = 4;
/** Trials end after so many iterations, and only the best quarter goes on. */
const TRIAL_ITERATIONS = 6;
const SURVIVORS = 1 / 4;
/** So many ends are followed on more points; the ones behind them have not been seen to overtake. */
const FOLLOWED = 4;
/** Many points are come to by samples each so much larger than the last, which leave little of the way to go on all. */
const GROWTH = 8;
/** So many ends are followed beyond the first larger sample, which tells them apart well. */
const FOLLOWED_FAR = 2;
/** Ends whose adjusted Rand index is at least this are one end. */
const ALIKE = 0.99;
/** Starts take more or less time each; with two tasks for a thread none waits long for the other. */
const LANES_OF_THREAD = 2;
/** Of the random numbers that draw the points for comparing; starts have the streams from 0 on. */
const SAMPLE_STREAM = 2 ** 20;

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
  const all = layOut(points);
  const judged = sampled(all, JUDGED_PER_CLUSTER * k, seed);
  const tolerance = toleranceOf(judged);
  const trial = { points: judged, k, maxIterations: Math.min(TRIAL_ITERATIONS, maxIterations), tolerance, seed };
  const tryFrom = (first: number, count: number) =>
    inLanes(indices(first, count), pool, (lane) => pool.startFrom({ ...trial, starts: lane }));
  const asked = await tryFrom(0, starts);
  const tried = different(asked, 2).length === 1 ? asked : [...asked, ...(await tryFrom(starts, MORE * starts))];
  const goOn = (from: readonly Clustering[], on: LaidOutPoints, until: number) =>
    inLanes(from, pool, (lane) =>
      pool.goOn({ points: on, centroids: lane.map(({ centroids }) => centroids), maxIterations, tolerance: until }),
    );
  const survivors = byInertia(tried).slice(0, Math.ceil(tried.length * SURVIVORS));
  let ends = different(byInertia(await goOn(survivors, judged, tolerance)), FOLLOWED);
  for (let size = judged.rows * GROWTH; size * 2 < all.rows; size *= GROWTH) {
    const larger = await goOn(ends, sampled(all, size, seed), tolerance);
    ends = byInertia(larger).slice(0, FOLLOWED_FAR);
  }
  return lowest(await goOn(ends, all, 0));
}

function indices(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Deals items to a few tasks, one for each would spend more time on its way than at work. Results come in the order of the items. */
async function inLanes<Item>(
  items: readonly Item[],
  { threads }: Pool,
  work: (lane: Item[]) => Promise<Clustering[]>,
): Promise<Clustering[]> {
  const lanes = Math.min(items.length, LANES_OF_THREAD * threads);
  const dealt = Array.from({ length: lanes }, (_, lane) => items.filter((_item, index) => index % lanes === lane));
  const results = await Promise.all(dealt.map(work));
  return items.map((_, index) => results[index % lanes]![Math.floor(index / lanes)]!);
}

function sampled(points: LaidOutPoints, size: number, seed: number): LaidOutPoints {
  if (points.rows <= size) return points;
  return layOut(takeSharedRows(points, sampleIndices(points.rows, size, Random.stream(seed, SAMPLE_STREAM))));
}

function byInertia(found: readonly Clustering[]): Clustering[] {
  return found.toSorted((a, b) => a.inertia - b.inertia);
}

/** One of each group of clusterings that are alike, the first of it, until there are `enough`. */
function different(found: readonly Clustering[], enough: number): Clustering[] {
  const kept: Clustering[] = [];
  for (const candidate of found) {
    if (kept.length === enough) break;
    if (kept.every((other) => adjustedRandIndex(candidate.labels, other.labels) < ALIKE)) kept.push(candidate);
  }
  return kept;
}

/** The same starts through ml-kmeans: an engine that shares no arithmetic with ours, for checking it. */
async function referenceBest(points: Matrix, { k, starts, maxIterations, seed }: KmeansSettings): Promise<Clustering> {
  const { kmeans: referenceKmeans } = await import('ml-kmeans'); // loaded only where it is asked for
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
