import type { Knex } from 'knex';
import type { CompleteRun, Run } from '../domain/run.ts';
import { completeRunOfRow, RUN_COLUMNS, type RunRow, runOfRow } from './rows.ts';

/** A database or a transaction in it. */
export type Queryable = Knex | Knex.Transaction;

export async function currentRun(db: Queryable, profile: string): Promise<CompleteRun | undefined> {
  return complete(await newestFirst(db, profile).first());
}

export async function runById(db: Queryable, id: number): Promise<Run | undefined> {
  const row: RunRow | undefined = await db('runs').where({ id }).first(RUN_COLUMNS);
  return row === undefined ? undefined : runOfRow(row);
}

export async function runBefore(db: Queryable, profile: string, asOf: string): Promise<CompleteRun | undefined> {
  return complete(await newestFirst(db, profile).where('as_of', '<=', asOf).first());
}

export async function previousRun(db: Queryable, run: CompleteRun): Promise<CompleteRun | undefined> {
  const earlier = newestFirst(db, run.profile).where((either) =>
    either.where('as_of', '<', run.asOf).orWhere((sameDay) => sameDay.where('as_of', run.asOf).where('id', '<', run.id)),
  );
  return complete(await earlier.first());
}

export async function runByContent(db: Queryable, contentHash: string): Promise<CompleteRun | undefined> {
  return complete(await db('runs').where({ content_hash: contentHash, status: 'complete' }).first(RUN_COLUMNS));
}

export async function recentRuns(db: Queryable, profile: string, limit: number): Promise<readonly Run[]> {
  const rows: readonly RunRow[] = await db('runs')
    .where({ profile })
    .orderBy([
      { column: 'as_of', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit)
    .select(RUN_COLUMNS);
  return rows.map(runOfRow);
}

function newestFirst(db: Queryable, profile: string): Knex.QueryBuilder {
  return db('runs')
    .where({ profile, status: 'complete' })
    .orderBy([
      { column: 'as_of', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .select(RUN_COLUMNS);
}

function complete(row: RunRow | undefined): CompleteRun | undefined {
  return row === undefined ? undefined : completeRunOfRow(row);
}
