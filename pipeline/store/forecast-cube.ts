import type { Knex } from 'knex';
import { LAPSE_PROBABILITY, type RunForecast } from '../predict/prediction.ts';
import { bulkLoad, inBatches } from './bulk-load.ts';
import type { Database } from './database.ts';
import type { Queryable } from './read-runs.ts';
import { type CellRow, cellOfRow, rowOfCell } from './rows.ts';

/** Writes the sums of predictions, within the transaction that publishes their run or by themselves. */
export function loadForecast(
  database: Database,
  trx: Knex.Transaction,
  runId: number,
  { modelVersion, cells }: RunForecast,
  signal: AbortSignal | undefined,
): Promise<number> {
  return bulkLoad(database, trx, {
    table: 'forecast_cube',
    columns: ['run_id', 'model_version', ...CELL_COLUMNS],
    signal,
    rows: async function* () {
      for (const batch of inBatches(cells)) {
        yield batch.map((cell) => {
          const row = rowOfCell(cell);
          return [runId, modelVersion, ...CELL_COLUMNS.map((column) => row[column])];
        });
      }
    },
  });
}

const CELL_COLUMNS = [
  'dimension_a',
  'value_a',
  'dimension_b',
  'value_b',
  'segment',
  'user_count',
  'value_sum',
  'value_sum_of_squares',
  'value_min',
  'value_max',
] as const;

/** Ordered by dimensions, segment and values; undefined where no model foresaw anything of the run. */
export async function forecastOf(db: Queryable, runId: number): Promise<RunForecast | undefined> {
  const rows: readonly (Omit<CellRow, 'measure'> & { readonly model_version: number })[] = await db('forecast_cube')
    .where({ run_id: runId })
    .orderBy(['dimension_a', 'dimension_b', 'segment', 'value_a', 'value_b'])
    .select();
  if (rows.length === 0) return undefined;
  const cells = rows.map((row) =>
    cellOfRow(
      { ...row, measure: LAPSE_PROBABILITY },
      [row.dimension_a, row.dimension_b].filter((name) => name !== ''),
    ),
  );
  return { modelVersion: rows[0]!.model_version, cells };
}
