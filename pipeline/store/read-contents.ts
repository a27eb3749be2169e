import type { Cell, Model, Movement, Reject, Sample } from '../domain/run.ts';
import { RunNotFoundError } from '../errors.ts';
import type { Queryable } from './queryable.ts';
import { type CellRow, cellOfRow, modelOfJson, type RejectRow, rejectOfRow, sampleOfJson } from './rows.ts';

/** @throws {RunNotFoundError} if there is no complete run with this id */
export async function model(db: Queryable, runId: number): Promise<Model> {
  const row: { readonly model: string } | undefined = await db('models').where({ run_id: runId }).first('model');
  if (row === undefined) throw notFound(runId);
  return modelOfJson(row.model, runId);
}

/** @throws {RunNotFoundError} if there is no complete run with this id */
export async function sample(db: Queryable, runId: number): Promise<Sample> {
  const row: { readonly sample: string | null } | undefined = await db('runs').where({ id: runId }).first('sample');
  if (row?.sample == null) throw notFound(runId);
  return sampleOfJson(row.sample, runId);
}

export async function rejects(db: Queryable, runId: number, limit: number): Promise<readonly Reject[]> {
  const rows: readonly RejectRow[] = await db('run_rejects')
    .where({ run_id: runId })
    .orderBy('position')
    .limit(limit)
    .select('file', 'line', 'reason', 'column', 'value');
  return rows.map(rejectOfRow);
}

/** Ordered by segment, by the values in the order of `dimensions`, and by measure, all in code point order. */
export async function cells(
  db: Queryable,
  runId: number,
  dimensions: readonly string[],
  measures: readonly string[],
): Promise<readonly Cell[]> {
  if (dimensions.length > 2) throw new RangeError(`the cube holds at most two dimensions, got ${dimensions.join(', ')}`);
  const [a = '', b = ''] = [...dimensions].sort();
  const values = dimensions[0] === a ? ['value_a', 'value_b'] : ['value_b', 'value_a'];
  const rows: readonly CellRow[] = await db('segment_cube')
    .where({ run_id: runId, dimension_a: a, dimension_b: b })
    .whereIn('measure', measures)
    .orderBy(['segment', ...values, 'measure'])
    .select();
  return rows.map((row) => cellOfRow(row, dimensions));
}

/** The whole cube for these measures, ordered by dimensions, segment, values and measure, all in code point order. */
export async function allCells(db: Queryable, runId: number, measures: readonly string[]): Promise<readonly Cell[]> {
  const rows: readonly CellRow[] = await db('segment_cube')
    .where({ run_id: runId })
    .whereIn('measure', measures)
    .orderBy(['dimension_a', 'dimension_b', 'segment', 'value_a', 'value_b', 'measure'])
    .select();
  return rows.map((row) =>
    cellOfRow(
      row,
      [row.dimension_a, row.dimension_b].filter((name) => name !== ''),
    ),
  );
}

/** Every user of either run once: those of the first with where they went, then those who are new in the second. */
export async function movements(db: Queryable, fromRunId: number, toRunId: number): Promise<readonly Movement[]> {
  const stayedOrLeft: readonly MovementRow[] = await db
    .from({ before: 'segment_history' })
    .leftJoin({ after: 'segment_history' }, (join) =>
      join.on('after.user_id', 'before.user_id').andOn('after.run_id', db.raw('?', [toRunId])),
    )
    .where('before.run_id', fromRunId)
    .groupBy('before.segment', 'after.segment')
    .select({ before: 'before.segment', after: 'after.segment', users: db.raw('COUNT(*)') });
  const came: readonly MovementRow[] = await db
    .from({ after: 'segment_history' })
    .leftJoin({ before: 'segment_history' }, (join) =>
      join.on('before.user_id', 'after.user_id').andOn('before.run_id', db.raw('?', [fromRunId])),
    )
    .where('after.run_id', toRunId)
    .whereNull('before.user_id')
    .groupBy('after.segment')
    .select({ before: db.raw('NULL'), after: 'after.segment', users: db.raw('COUNT(*)') });
  return [...stayedOrLeft, ...came].map(({ before, after, users }) => ({ from: before, to: after, users })).sort(byNames);
}

interface MovementRow {
  readonly before: string | null;
  readonly after: string | null;
  readonly users: number;
}

function byNames(left: Movement, right: Movement): number {
  return nullsLast(left.from, right.from) || nullsLast(left.to, right.to);
}

function nullsLast(left: string | null, right: string | null): number {
  if (left === right) return 0;
  if (left === null) return 1;
  return right === null || left < right ? -1 : 1;
}

function notFound(runId: number): RunNotFoundError {
  return new RunNotFoundError(`there is no complete run ${runId}; \`herald report\` without --run takes the current one`);
}
