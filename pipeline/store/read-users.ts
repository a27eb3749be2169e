import { idColumn, type Profile } from '../domain/profile.ts';
import type { Membership, UserRow } from '../domain/run.ts';
import { StoreError } from '../errors.ts';
import type { Database } from './database.ts';
import { profileTableColumns } from './profile-table.ts';
import type { Queryable } from './queryable.ts';
import type { Place, Rank } from './store.ts';

/** The profile's table holds the current run only; naming the run lets the primary key find the user. */
export async function user(db: Queryable, profile: Profile, userId: string): Promise<UserRow | undefined> {
  const columns = profileTableColumns(profile).slice(1);
  const row: UserRow | undefined = await db(profile.table)
    .where('run_id', db(profile.table).max('run_id'))
    .where(idColumn(profile).name, userId)
    .first(columns);
  if (row === undefined) await requireUsers(db, profile);
  return row === undefined ? undefined : { ...row };
}

/**
 * Tells "none of the users" from "no users", which a table that was lost and made anew has.
 *
 * @throws {StoreError} if there is a run and its users are gone
 */
export async function requireUsers(db: Queryable, profile: Profile): Promise<void> {
  if ((await db(profile.table).first('run_id')) !== undefined) return;
  const run: { readonly id: number } | undefined = await db('runs')
    .where({ profile: profile.name, status: 'complete' })
    .first('id');
  if (run === undefined) return;
  throw new StoreError(
    `table ${profile.table} is empty, though run ${run.id} of ${profile.name} is stored; put the table back from a backup, or run the files again into an empty database`,
  );
}

/** All users of the current run in the order of their ids, a page at a time. */
export async function* users(database: Database, profile: Profile): AsyncGenerator<readonly UserRow[]> {
  const columns = profileTableColumns(profile).slice(1);
  const id = idColumn(profile).name;
  let last: string | undefined;
  for (;;) {
    const page = await database.readMany<UserRow>((db) => {
      const query = db(profile.table).orderBy(id).limit(PAGE_ROWS).select(columns);
      return last === undefined ? query : query.where(id, '>', last);
    });
    if (page.length > 0) yield page;
    if (page.length < PAGE_ROWS) return;
    last = page.at(-1)![id] as string;
  }
}

const PAGE_ROWS = 10_000;

export async function memberships(db: Queryable, profile: Profile, userId: string): Promise<readonly Membership[]> {
  return db('segment_history as history')
    .join('runs', 'runs.id', 'history.run_id')
    .where({ 'history.user_id': userId, 'runs.profile': profile.name })
    .orderBy(['runs.as_of', 'runs.id'])
    .select({ runId: 'runs.id', asOf: 'runs.as_of', segment: 'history.segment', margin: 'history.margin' });
}

export async function history(database: Database, runId: number): Promise<ReadonlyMap<string, Place>> {
  const rows = await database.readMany<Place & { readonly user_id: string }>((db) =>
    db('segment_history').where({ run_id: runId }).select('user_id', 'segment', 'margin'),
  );
  return new Map(rows.map(({ user_id, ...place }) => [user_id, place]));
}

/**
 * Where values stand among the users, in one pass over them.
 *
 * @throws {RangeError} for a column that is not a number column of the profile
 */
export async function ranks(
  database: Database,
  profile: Profile,
  values: Readonly<Record<string, number>>,
  segment: string | undefined,
): Promise<readonly Rank[]> {
  const wanted = Object.entries(values);
  if (wanted.length === 0) return [];
  const [row] = await database.readMany<Readonly<Record<string, number | null>>>((db) => {
    const query = db(profile.table);
    wanted.forEach(([column, value], index) => {
      if (!profile.columns.some((candidate) => candidate.kind === 'number' && candidate.name === column)) {
        throw new RangeError(`profile ${profile.name} has no number column ${column}`);
      }
      query.select(
        db.raw('SUM(?? < ?) AS ??', [column, value, `below_${index}`]),
        db.raw('SUM(?? = ?) AS ??', [column, value, `equal_${index}`]),
        db.raw('COUNT(??) AS ??', [column, `count_${index}`]),
      );
    });
    return segment === undefined ? query : query.where({ segment });
  });
  return wanted.map(([column], index) => ({
    column,
    below: Number(row?.[`below_${index}`] ?? 0), // a sum over no users is NULL
    equal: Number(row?.[`equal_${index}`] ?? 0),
    count: Number(row?.[`count_${index}`] ?? 0),
  }));
}
