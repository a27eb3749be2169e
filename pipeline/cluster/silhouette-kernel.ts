import { instantiate } from '../kernels/instantiate.ts';
import { Cutter, pagesFor, SPARE_BYTES } from '../kernels/memory.ts';
import type { Matrix } from '../math/matrix.ts';

const GROUP = 4;

/** Lanes divide the work in a fixed way, so that sums come out the same with any number of threads. */
export const LANES = 8;

/** Points sorted by cluster in groups of 4, each cluster padded with points of weight 0. See kernels/silhouette.as. */
export interface PackedPoints {
  /** groups × d × 4 */
  readonly values: Float32Array;
  /** groups × 4, 1 or 0 */
  readonly weights: Float32Array;
  readonly clusterOfGroup: Int32Array;
  /** Where each point of the matrix went: groups × 4 indices, −1 for padding. */
  readonly pointAt: Int32Array;
  readonly columns: number;
  readonly k: number;
}

export function pack(points: Matrix, labels: ArrayLike<number>, k: number): PackedPoints {
  const members: number[][] = Array.from({ length: k }, () => []);
  for (let i = 0; i < points.rows; i++) members[labels[i]!]!.push(i);
  const groups = members.reduce((sum, cluster) => sum + Math.ceil(cluster.length / GROUP), 0);
  const d = points.columns;
  const packed: PackedPoints = {
    values: new Float32Array(new SharedArrayBuffer(groups * GROUP * d * 4)),
    weights: new Float32Array(new SharedArrayBuffer(groups * GROUP * 4)),
    clusterOfGroup: new Int32Array(new SharedArrayBuffer(groups * 4)),
    pointAt: new Int32Array(groups * GROUP).fill(-1),
    columns: d,
    k,
  };
  let group = 0;
  for (const [cluster, indices] of members.entries()) {
    for (let from = 0; from < indices.length; from += GROUP, group++) {
      packed.clusterOfGroup[group] = cluster;
      for (const [place, index] of indices.slice(from, from + GROUP).entries()) {
        packed.weights[group * GROUP + place] = 1;
        packed.pointAt[group * GROUP + place] = index;
        for (let j = 0; j < d; j++) packed.values[(group * d + j) * GROUP + place] = points.data[index * d + j]!;
      }
    }
  }
  return packed;
}

/**
 * The part of one lane in the sums of distances: entry c·(groups·4) + i gains the distance from packed point i to the
 * points of cluster c that the lane looked at. All lanes together look at every pair once.
 */
export function sumDistances(packed: PackedPoints, lane: number): Float64Array {
  const { values, weights, clusterOfGroup, columns, k } = packed;
  const groups = clusterOfGroup.length;
  const sumCount = k * groups * GROUP;
  const bytes = values.byteLength + weights.byteLength + clusterOfGroup.byteLength + sumCount * 8;
  const memory = new WebAssembly.Memory({ initial: pagesFor(bytes + SPARE_BYTES) });
  const cut = new Cutter(memory, 0);
  const points = cut.floats(values.length);
  const pointWeights = cut.floats(weights.length);
  const sums = cut.doubles(sumCount);
  const clusters = cut.integers(groups);
  points.set(values);
  pointWeights.set(weights);
  clusters.set(clusterOfGroup);
  instantiate<SilhouetteExports>('silhouette', memory).distanceSums(
    points.byteOffset,
    pointWeights.byteOffset,
    clusters.byteOffset,
    sums.byteOffset,
    groups,
    columns,
    lane,
    LANES,
  );
  return sums.slice();
}

interface SilhouetteExports {
  distanceSums(
    points: number,
    weights: number,
    clusterOf: number,
    sums: number,
    groups: number,
    d: number,
    lane: number,
    lanes: number,
  ): void;
}
