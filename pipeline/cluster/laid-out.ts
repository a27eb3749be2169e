import { instantiate } from '../kernels/instantiate.ts';
import { reserve } from '../kernels/memory.ts';
import type { Matrix } from '../math/matrix.ts';
import { type SharedMatrix, share } from '../math/shared-matrix.ts';
import type { LloydExports } from './lloyd-exports.ts';

/** Points as the kernel of k-means wants them: once more in single precision, in blocks. */
export interface LaidOutPoints extends SharedMatrix {
  /** Where the blocks are in the memory. */
  readonly blocks: number;
  /** Length of the longest point. */
  readonly longest: number;
}

/** Points of a block. */
export const BLOCK = 8;

/** The same points with their blocks, in the same memory if it is shared already. Do this once, before threads share the work. */
export function layOut(points: Matrix): LaidOutPoints {
  if ('blocks' in points) return points as LaidOutPoints;
  const shared = share(points);
  const { memory, data, rows: n, columns: d } = shared;
  const blocks = reserve(memory, paddedLength(n) * d * 4);
  const longest = Math.sqrt(instantiate<LloydExports>('lloyd', memory).layOut(data.byteOffset, blocks, n, d));
  return { ...shared, blocks, longest };
}

/** A whole number of blocks. */
export function paddedLength(n: number): number {
  return Math.ceil(n / BLOCK) * BLOCK;
}
