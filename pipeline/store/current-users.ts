import { idColumn, type Profile } from '../domain/profile.ts';
import { modelColumns, SnapshotBuilder, type UserSnapshot } from '../predict/snapshot.ts';
import type { Database } from './database.ts';
import type { Queryable } from './queryable.ts';

/** The users of a profile's current run, as a model sees them. */
export interface CurrentUsers extends UserSnapshot {
  readonly runId: number;
}

/**
 * @param wanted columns; all that a model may look at unless given
 * @returns undefined where the profile has no run yet
 */
export async function currentUsers(
  database: Database,
  profile: Profile,
  wanted?: readonly string[],
): Promise<CurrentUsers | undefined> {
  const run = await database.read((db) => ownerOf(db, profile));
  if (run === undefined) return undefined;
  const id = idColumn(profile).name;
  const columns = modelColumns(profile).filter(({ name }) => wanted === undefined || wanted.includes(name));
  const rows = await database.readMany<Readonly<Record<string, string | number | null>>>((db) =>
    db(profile.table)
      .where('run_id', run.id)
      .select([id, ...columns.map(({ name }) => name)]),
  );
  const builder = new SnapshotBuilder(columns, rows.length);
  builder.add(
    rows.map((row) => String(row[id])),
    columns.map(({ name }) => rows.map((row) => row[name] ?? null)),
  );
  return { runId: run.id, asOf: run.asOf, ...builder.build() };
}

export async function currentDay(db: Queryable, profile: Profile): Promise<string | undefined> {
  return (await ownerOf(db, profile))?.asOf;
}

/** The run whose rows the profile's table holds. */
async function ownerOf(db: Queryable, profile: Profile): Promise<{ readonly id: number; readonly asOf: string } | undefined> {
  return db('runs').where('id', db(profile.table).max('run_id')).first({ id: 'id', asOf: 'as_of' });
}
