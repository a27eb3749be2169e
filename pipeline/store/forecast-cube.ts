import type { Knex } from 'knex';
import { LAPSE_PROBABILITY, type RunForecast } from '../predict/prediction.ts';
import { bulkLoad } from './bulk-load.ts';
import { CELL_COLUMNS, cellBatches } from './cell-batches.ts';
import type { Database } from './database.ts';
import type { Queryable } from './queryable.ts';
import { type CellRow, cellOfRow } from './rows.ts';

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
    columns: ['run_id', 'model_version', ...COLUMNS],
    signal,
    rows: () => cellBatches(cells, [runId, modelVersion], COLUMNS),
  });
}

/** All its cells are of one measure. */
const COLUMNS = CELL_COLUMNS.filter((column) => column !== 'measure');

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
