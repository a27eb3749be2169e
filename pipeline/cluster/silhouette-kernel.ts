import { readFileSync } from 'node:fs';
import type { Matrix } from '../math/matrix.ts';

const GROUP = 4;

/** Lanes divide the work in a fixed way, so that sums come out the same with any number of threads. */
export const LANES = 8;

/** Points sorted by cluster in groups of 4, each cluster padded with points of weight 0. See kernels/silhouette.as. */
export interface PackedPoints {
  /** groups × d × 4 */
  readonly values: Float64Array;
  /** groups × 4, 1 or 0 */
  readonly weights: Float64Array;
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
    values: new Float64Array(new SharedArrayBuffer(groups * GROUP * d * 8)),
    weights: new Float64Array(new SharedArrayBuffer(groups * GROUP * 8)),
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
  const groups = packed.clusterOfGroup.length;
  const sumCount = packed.k * groups * GROUP;
  const layout = { values: 0, weights: 0, clusters: 0, sums: 0, end: 0 };
  layout.weights = packed.values.byteLength;
  layout.sums = layout.weights + packed.weights.byteLength;
  layout.clusters = layout.sums + sumCount * 8;
  layout.end = layout.clusters + packed.clusterOfGroup.byteLength;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.end / 65536) });
  new Float64Array(memory.buffer, layout.values).set(packed.values);
  new Float64Array(memory.buffer, layout.weights).set(packed.weights);
  new Int32Array(memory.buffer, layout.clusters).set(packed.clusterOfGroup);
  const kernel = new WebAssembly.Instance(compiled(), { env: { memory } }).exports as unknown as SilhouetteKernel;
  kernel.distanceSums(layout.values, layout.weights, layout.clusters, layout.sums, groups, packed.columns, lane, LANES);
  return new Float64Array(memory.buffer, layout.sums, sumCount).slice();
}

interface SilhouetteKernel {
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

let wasm: WebAssembly.Module | undefined;

function compiled(): WebAssembly.Module {
  wasm ??= new WebAssembly.Module(readFileSync(new URL('../kernels/silhouette.wasm', import.meta.url)));
  return wasm;
}
