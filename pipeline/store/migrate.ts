import { setTimeout as sleep } from 'node:timers/promises';
import knex, { type Knex } from 'knex';
import type { Profile } from '../domain/profile.ts';
import { StoreError } from '../errors.ts';
import { serverConfig } from './connect.ts';
import type { Database } from './database.ts';
import { describeTarget, type MysqlTarget } from './database-url.ts';
import { isUnknownDatabase, storeError } from './failures.ts';
import { ensureProfileTable, hasProfileTable } from './profile-table.ts';

const LOCK_WAIT_MS = 30_000; // every migration we have takes less
const RETRY_MS = 250;

/**
 * Brings a database to the present schema: creates it where it does not exist, then runs the migrations, then creates
 * the tables of the profiles. Several processes may do so at once; a database that is up to date is only read.
 */
export async function migrate(database: Database, profiles: readonly Profile[]): Promise<void> {
  const { target } = database;
  if (target.kind === 'mysql') await createDatabase(database, target);
  if (await database.read((db) => isUpToDate(db, database, profiles))) return;
  if (target.kind === 'sqlite') {
    // SQLite rolls back table definitions too: others wait for the transaction, and see all of it or nothing.
    await database.write((trx) => bringUp(trx, database, profiles));
  } else {
    await database.maintain((db) => inTurn(db, database, () => bringUp(db, database, profiles)));
  }
}

async function createDatabase(database: Database, target: MysqlTarget): Promise<void> {
  try {
    await database.knex.raw('SELECT 1');
    return;
  } catch (error) {
    if (!isUnknownDatabase(error)) throw storeError(error, target);
  }
  const server = knex(serverConfig(target));
  try {
    await server.raw('CREATE DATABASE IF NOT EXISTS ?? CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', [target.database]);
  } catch (error) {
    throw storeError(error, target);
  } finally {
    await server.destroy();
  }
}

async function isUpToDate(db: Knex, database: Database, profiles: readonly Profile[]): Promise<boolean> {
  if (!(await db.schema.hasTable('knex_migrations')) || !(await db.schema.hasTable('knex_migrations_lock'))) return false;
  if ((await pendingMigrations(db, database)).length > 0) return false;
  for (const profile of profiles) if (!(await hasProfileTable(db, profile))) return false;
  return true;
}

async function pendingMigrations(db: Knex, database: Database): Promise<readonly unknown[]> {
  try {
    const [, pending]: [unknown, readonly unknown[]] = await db.migrate.list();
    return pending;
  } catch (error) {
    if (!(error instanceof Error && /migration directory is corrupt/.test(error.message))) throw error;
    const where = describeTarget(database.target);
    throw new StoreError(`a newer Herald has migrated this database (${where}); update this one`, { cause: error });
  }
}

/** Runs the work while this connection, and no other of any process, holds the server's lock for our migrations. */
async function inTurn(db: Knex, database: Database, work: () => Promise<void>): Promise<void> {
  await db.transaction(async (holder) => {
    const name = "LEFT(CONCAT('herald migrate ', DATABASE()), 64)";
    const lock: { readonly held: number | null } | undefined = await holder.first(
      holder.raw(`GET_LOCK(${name}, ?) AS held`, [LOCK_WAIT_MS / 1000]),
    );
    if (lock?.held !== 1) throw lockedError(database);
    try {
      await work();
    } finally {
      await holder.raw(`SELECT RELEASE_LOCK(${name})`);
    }
  });
}

/** Knex has a lock of its own, which the `knex` command line takes too and which stays behind when its holder is killed. */
async function bringUp(db: Knex, database: Database, profiles: readonly Profile[]): Promise<void> {
  await requireOwn(db, database);
  // In SQLite we hold the only right to write, so whoever set the lock will not free it.
  const deadline = Date.now() + (database.isSqlite ? 0 : LOCK_WAIT_MS);
  for (;;) {
    try {
      await db.migrate.latest();
      break;
    } catch (error) {
      if (!isMigrationLock(error)) throw error;
      if (Date.now() >= deadline) throw lockedError(database, error);
      await sleep(RETRY_MS);
    }
  }
  for (const profile of profiles) await ensureProfileTable(db, profile);
}

/** Names of ours that other programs use too. */
const COMMON_NAMES = ['runs', 'models', 'alerts', 'subscriptions', 'deliveries', 'audit_log'];

/** @throws {StoreError} if another program has tables of our names: ours would be created beside them, and never work */
async function requireOwn(db: Knex, database: Database): Promise<void> {
  if (await db.schema.hasTable('knex_migrations')) return;
  for (const name of COMMON_NAMES) {
    if (!(await db.schema.hasTable(name))) continue;
    throw new StoreError(
      `the database (${describeTarget(database.target)}) has a table ${name} of another program; name an empty database in DATABASE_URL`,
    );
  }
}

function isMigrationLock(error: unknown): boolean {
  return error instanceof Error && /migration table is already locked/i.test(error.message);
}

function lockedError(database: Database, cause?: unknown): StoreError {
  return new StoreError(
    `another process holds the migration lock (${describeTarget(database.target)}); wait for it, or, if none is running, free the lock it left with \`npx knex migrate:unlock\``,
    { cause },
  );
}
