import { sharedMemory } from '../kernels/memory.ts';
import type { Matrix } from './matrix.ts';

/** A matrix in a memory that kernels in all threads work on without copying; `data.byteOffset` is its place there. */
export interface SharedMatrix extends Matrix {
  readonly memory: WebAssembly.Memory;
}

/** A zero matrix in a memory of its own. */
export function sharedZeros(rows: number, columns: number): SharedMatrix {
  const memory = sharedMemory(rows * columns * 8);
  return { memory, data: new Float64Array(memory.buffer, 0, rows * columns), rows, columns };
}

/** The same matrix where kernels can reach it: itself if it is there already, else a copy. */
export function share(source: Matrix): SharedMatrix {
  if ('memory' in source) return source as SharedMatrix;
  const shared = sharedZeros(source.rows, source.columns);
  shared.data.set(source.data);
  return shared;
}

/** The rows with these indices, in this order, as {@link takeRows} gives them. */
export function takeSharedRows(source: Matrix, indices: ArrayLike<number>): SharedMatrix {
  const taken = sharedZeros(indices.length, source.columns);
  const d = source.columns;
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * d;
    for (let j = 0; j < d; j++) taken.data[i * d + j] = source.data[from + j]!;
  }
  return taken;
}
