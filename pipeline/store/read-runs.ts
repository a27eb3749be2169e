import type { Knex } from 'knex';
import type { CompleteRun, Run } from '../domain/run.ts';
import type { KnownRuns, RunKey } from './known-runs.ts';
import type { Queryable } from './queryable.ts';
import { completeRunOfRow, RUN_COLUMNS, type RunRow, runOfRow } from './rows.ts';

/** What is read to find runs; the rest of a run is read only if it is not known yet. */
const KEY_COLUMNS = ['id', 'status', 'content_hash', 'finished_at'] as const;

type KeyRow = RunKey & Pick<RunRow, 'status'>;

export async function currentRun(db: Queryable, known: KnownRuns, profile: string): Promise<CompleteRun | undefined> {
  return complete(db, known, await newestFirst(db, profile).first());
}

export async function runById(db: Queryable, known: KnownRuns, id: number): Promise<Run | undefined> {
  const key: KeyRow | undefined = await db('runs').where({ id }).first(KEY_COLUMNS);
  return key === undefined ? undefined : (await runsOf(db, known, [key]))[0];
}

export async function runBefore(
  db: Queryable,
  known: KnownRuns,
  profile: string,
  asOf: string,
): Promise<CompleteRun | undefined> {
  return complete(db, known, await keyBefore(db, profile, asOf));
}

/** The id of the run that a new one with this as-of date would follow. */
export async function idBefore(db: Queryable, profile: string, asOf: string): Promise<number | undefined> {
  return (await keyBefore(db, profile, asOf))?.id;
}

export async function previousRun(db: Queryable, known: KnownRuns, run: CompleteRun): Promise<CompleteRun | undefined> {
  const earlier = newestFirst(db, run.profile).where((either) =>
    either.where('as_of', '<', run.asOf).orWhere((sameDay) => sameDay.where('as_of', run.asOf).where('id', '<', run.id)),
  );
  return complete(db, known, await earlier.first());
}

export async function runByContent(db: Queryable, contentHash: string): Promise<CompleteRun | undefined> {
  const row: RunRow | undefined = await db('runs').where({ content_hash: contentHash, status: 'complete' }).first(RUN_COLUMNS);
  return row === undefined ? undefined : completeRunOfRow(row);
}

export async function recentRuns(db: Queryable, known: KnownRuns, profile: string, limit: number): Promise<readonly Run[]> {
  const keys: readonly KeyRow[] = await db('runs').where({ profile }).orderBy(NEWEST_FIRST).limit(limit).select(KEY_COLUMNS);
  return runsOf(db, known, keys);
}

const NEWEST_FIRST = [
  { column: 'as_of', order: 'desc' },
  { column: 'id', order: 'desc' },
];

function newestFirst(db: Queryable, profile: string): Knex.QueryBuilder {
  return db('runs').where({ profile, status: 'complete' }).orderBy(NEWEST_FIRST).select(KEY_COLUMNS);
}

function keyBefore(db: Queryable, profile: string, asOf: string): Promise<KeyRow | undefined> {
  return newestFirst(db, profile).where('as_of', '<=', asOf).first();
}

async function complete(db: Queryable, known: KnownRuns, key: KeyRow | undefined): Promise<CompleteRun | undefined> {
  if (key === undefined) return undefined;
  const [run] = await runsOf(db, known, [key]);
  return run?.status === 'complete' ? run : undefined;
}

/** The runs with these keys, in their order; without those that were deleted since the keys were read. */
async function runsOf(db: Queryable, known: KnownRuns, keys: readonly KeyRow[]): Promise<readonly Run[]> {
  const found = new Map<number, Run>();
  for (const key of keys) {
    const run = known.get(key);
    if (run !== undefined) found.set(key.id, run);
  }
  const missing = keys.filter((key) => !found.has(key.id)).map((key) => key.id);
  if (missing.length > 0) {
    const rows: readonly RunRow[] = await db('runs').whereIn('id', missing).select(RUN_COLUMNS);
    for (const row of rows) {
      const run = runOfRow(row);
      if (run.status === 'complete') known.add(row, run);
      found.set(run.id, run);
    }
  }
  return keys.flatMap((key) => found.get(key.id) ?? []);
}
