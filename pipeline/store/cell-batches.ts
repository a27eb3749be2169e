import type { Cell } from '../domain/run.ts';
import { inBatches } from './bulk-load.ts';
import type { Value } from './load-data-text.ts';
import { rowOfCell } from './rows.ts';

/** Columns of a cell in the tables that hold cells. */
export const CELL_COLUMNS = [
  'dimension_a',
  'value_a',
  'dimension_b',
  'value_b',
  'segment',
  'measure',
  'user_count',
  'value_sum',
  'value_sum_of_squares',
  'value_min',
  'value_max',
] as const;

/** Cells as rows of these columns, each after the same first values. */
export async function* cellBatches(
  cells: readonly Cell[],
  first: readonly Value[],
  columns: readonly (typeof CELL_COLUMNS)[number][],
): AsyncGenerator<readonly (readonly Value[])[]> {
  for (const batch of inBatches(cells)) {
    yield batch.map((cell) => {
      const row = rowOfCell(cell);
      return [...first, ...columns.map((column) => row[column])];
    });
  }
}
