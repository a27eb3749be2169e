import type { Interval } from '../domain/run.ts';
import { ClusterCountError } from '../errors.ts';
import { type Matrix, row, squaredDistance, takeRows } from '../math/matrix.ts';
import type { Random } from '../math/random.ts';
import { clusterSizes } from './cluster-sizes.ts';
import type { Pool } from './pool.ts';
import { LANES, pack, packedDistance } from './silhouette-kernel.ts';
import { stratifiedSamples } from './stratified.ts';

/** How much is computed. */
export interface SilhouetteEffort {
  /** Up to this many users all pairs are compared; the work grows with the square. */
  readonly exactUpTo: number;
  /** Beyond it, ten samples of this many users each, whose results show how far they scatter. */
  readonly sampleSize: number;
}

const EFFORT: SilhouetteEffort = { exactUpTo: 100_000, sampleSize: 10_000 };
const SAMPLES = 10;
/** 97.5 % quantile of Student's t with 9 degrees of freedom. */
const T95 = 2.2621571627409915;

export interface Silhouette {
  /** Mean of (b − a) / max(a, b) over the users compared, −1 to 1, higher is better. */
  readonly mean: number;
  /** 95 % interval of the mean where it comes from samples; null where all users were compared. */
  readonly interval: Interval | null;
  /** Users compared. */
  readonly users: number;
}

/**
 * Mean silhouette: how much nearer users sit to their own cluster than to the next one. Exact up to 100,000 users;
 * beyond, the mean of ten samples without common users, in which the clusters have their shares, with its interval from
 * their scatter.
 *
 * @param points n × d matrix of standardised features
 * @param labels n cluster indices from 0 to k − 1
 * @throws {ClusterCountError} unless 2 ≤ k < n, because the coefficient is undefined there
 */
export async function silhouette(
  points: Matrix,
  labels: Uint8Array,
  k: number,
  pool: Pool,
  random: Random,
  { exactUpTo, sampleSize }: SilhouetteEffort = EFFORT,
): Promise<Silhouette> {
  if (points.rows <= exactUpTo) {
    return { mean: average(await silhouettes(points, labels, k, pool)), interval: null, users: points.rows };
  }
  const samples = stratifiedSamples(labels, k, SAMPLES, sampleSize, random);
  const means: number[] = [];
  for (const sample of samples) {
    const sampleLabels = Uint8Array.from(sample, (index) => labels[index]!);
    means.push(average(await silhouettes(takeRows(points, sample), sampleLabels, k, pool)));
  }
  const mean = average(means);
  const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (SAMPLES - 1));
  const half = (T95 * deviation) / Math.sqrt(SAMPLES);
  return {
    mean,
    interval: { low: mean - half, high: mean + half },
    users: samples.reduce((users, sample) => users + sample.length, 0),
  };
}

/**
 * The silhouette coefficient of every user; a user alone in a cluster counts 0.
 *
 * @see Rousseeuw (1987), https://doi.org/10.1016/0377-0427(87)90125-7. Time O(n² d), all pairs.
 * @example await silhouettes(matrix([[0], [1], [9], [10]]), labels(0, 0, 1, 1), 2, pool) // mean 0.8885…
 */
export async function silhouettes(points: Matrix, labels: Uint8Array, k: number, pool: Pool): Promise<Float64Array> {
  const sizes = clusterSizes(labels, k);
  const present = sizes.filter((size) => size > 0).length;
  const n = points.rows;
  if (present < 2 || present >= n) throw new ClusterCountError(present, n);
  const sums = n <= PLAIN_UP_TO ? distanceSums(points, labels, k) : await manyDistanceSums(points, labels, k, pool);
  const result = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const own = labels[i]!;
    if (sizes[own] === 1) continue;
    const within = sums[own * n + i]! / (sizes[own]! - 1);
    let nearest = Number.POSITIVE_INFINITY;
    for (let c = 0; c < k; c++) {
      if (c !== own && sizes[c]! > 0) nearest = Math.min(nearest, sums[c * n + i]! / sizes[c]!);
    }
    const scale = Math.max(within, nearest);
    result[i] = scale === 0 ? 0 : (nearest - within) / scale;
  }
  return result;
}

/** Up to so many points the plain definition is fast enough; beyond, the kernel rounds, and the mean evens it out. */
const PLAIN_UP_TO = 2000;

/** Entry c·n + i: the sum of the distances from point i to the points of cluster c. */
function distanceSums(points: Matrix, labels: Uint8Array, k: number): Float64Array {
  const n = points.rows;
  const sums = new Float64Array(k * n);
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const distance = Math.sqrt(squaredDistance(row(points, i), row(points, j)));
      sums[labels[j]! * n + i]! += distance;
      sums[labels[i]! * n + j]! += distance;
    }
  }
  return sums;
}

/** The same on all threads, with the coordinates rounded to a fine grid. */
async function manyDistanceSums(points: Matrix, labels: Uint8Array, k: number, pool: Pool): Promise<Float64Array> {
  const n = points.rows;
  const { packed, placeOf, copies, firstOf, unit } = pack(points, labels, k);
  const lanes = await Promise.all(Array.from({ length: LANES }, (_, lane) => pool.distanceLane({ packed, lane })));
  const places = lanes[0]!.length / k;
  const sums = new Float64Array(k * n);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < n; i++) {
      const place = placeOf[i]!;
      let sum = 0;
      for (const lane of lanes) sum += lane[c * places + place]!;
      const tooMany = copies[c]! === 0 ? 0 : copies[c]! * packedDistance(packed, place, firstOf[c]!);
      sums[c * n + i] = (sum - tooMany) * unit;
    }
  }
  return agree(sums, points, labels, k, unit) ? sums : distanceSums(points, labels, k);
}

/** Points whose sums are made a second time. */
const CHECKED = 4;
/** Single precision loses some 1e-7 a step. */
const SINGLE_PRECISION = 1e-5;

/**
 * Whether the sums of some points are those of the plain definition, as far as the grid lets them be: V8 compiles the kernel
 * anew for every processor, in a way that is still young, and a fault there must not become a wrong figure.
 */
function agree(sums: Float64Array, points: Matrix, labels: Uint8Array, k: number, unit: number): boolean {
  const { rows: n, columns: d, data } = points;
  const sizes = clusterSizes(labels, k);
  for (let check = 0; check < CHECKED; check++) {
    const i = Math.floor(((check + 0.5) * n) / CHECKED);
    const exact = new Float64Array(k);
    for (let j = 0; j < n; j++) {
      let squared = 0;
      for (let f = 0; f < d; f++) squared += (data[i * d + f]! - data[j * d + f]!) ** 2;
      exact[labels[j]!]! += Math.sqrt(squared);
    }
    for (let c = 0; c < k; c++) {
      const rounding = sizes[c]! * 2 * unit * Math.sqrt(d); // less than a unit in each coordinate of both points
      if (!(Math.abs(sums[c * n + i]! - exact[c]!) <= rounding + SINGLE_PRECISION * exact[c]!)) return false;
    }
  }
  return true;
}

/** `size` different indices below n in rising order, each set equally likely (selection sampling). */
export function sampleIndices(n: number, size: number, random: Random): Int32Array {
  const chosen = new Int32Array(size);
  let taken = 0;
  for (let i = 0; taken < size; i++) {
    if (random.next() * (n - i) < size - taken) chosen[taken++] = i;
  }
  return chosen;
}

function average(values: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
