import { dirname } from 'node:path';
import type { Knex } from 'knex';
import type { Profile } from '../domain/profile.ts';
import { StoreError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { Database } from './database.ts';
import { describeTarget, parseDatabaseUrl } from './database-url.ts';
import { KnownRuns } from './known-runs.ts';
import { migrate } from './migrate.ts';
import { predictionsIn } from './predictions.ts';
import { publish, recordFailure } from './publish.ts';
import * as contents from './read-contents.ts';
import * as questions from './read-questions.ts';
import * as runs from './read-runs.ts';
import * as users from './read-users.ts';
import { removeCopy, withReadableCopy } from './readable-copy.ts';
import { recordsOf } from './records/records-of.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** The time a run is finished at; the real one unless given. */
  readonly now?: () => Date;
  /** How long a read, or a change of the records, may take before it fails with a StoreError; 30 s unless given. */
  readonly readTimeoutMs?: number;
}

/**
 * Opens the store that a DATABASE_URL names. The folder of a SQLite file is created; a server is not called before the
 * first query, and the schema is not touched before `migrate`. A SQLite file in a folder that may not be written is read from a copy.
 *
 * @param profiles what the store can hold; the first is meant where a method names none
 * @throws {DatabaseUrlError} if the address names no store we know
 * @throws {StoreError} if the folder of a SQLite file cannot be made
 * @example
 * const store = await openStore('sqlite:.herald/herald.db', [appBehavior]);
 * await store.migrate();
 */
export async function openStore(
  databaseUrl: string,
  profiles: readonly [Profile, ...Profile[]],
  options: StoreOptions = {},
): Promise<Store> {
  const target = parseDatabaseUrl(databaseUrl);
  if (target.kind === 'mysql') return storeOf(new Database(target, options.readTimeoutMs), profiles, options);
  await makeFolder(dirname(target.file)).catch((cause: Error) => {
    const where = describeTarget(target);
    throw new StoreError(
      `the file cannot be opened (${where}): ${cause.message}; let its folder be made, or name another file in DATABASE_URL`,
      { cause },
    );
  });
  const readable = await withReadableCopy(target);
  const store = storeOf(new Database(readable, options.readTimeoutMs), profiles, options);
  return { ...store, close: () => store.close().finally(() => removeCopy(readable)) };
}

/** The store over a database that is open already. */
export function storeOf(database: Database, profiles: readonly [Profile, ...Profile[]], options: StoreOptions = {}): Store {
  const { now = () => new Date() } = options;
  const known = new KnownRuns();
  const read = <T>(query: (db: Knex) => Promise<T>) => database.read(query);
  const profileOf = (name: string | undefined) => {
    const profile = name === undefined ? profiles[0] : profiles.find((candidate) => candidate.name === name);
    if (profile === undefined) throw new RangeError(`the store was opened without profile ${name}`);
    return profile;
  };
  return {
    address: describeTarget(database.target),
    migrate: () => migrate(database, profiles),
    serverVersion: () => read((db) => serverVersion(db, database)),
    ping: () => ping(database),
    currentRun: (profile) => read((db) => runs.currentRun(db, known, profile)),
    run: (id) => read((db) => runs.runById(db, known, id)),
    previousRun: (run) => read((db) => runs.previousRun(db, known, run)),
    runBefore: (profile, asOf) => read((db) => runs.runBefore(db, known, profile, asOf)),
    runs: (profile, limit) => read((db) => runs.recentRuns(db, known, profile, limit)),
    runByContent: (contentHash) => read((db) => runs.runByContent(db, contentHash)),
    publish: (run, runContents, expectedPrevious, progress, signal) => {
      const profile = profileOf(run.profile);
      return publish(database, { run, contents: runContents, profile, expectedPrevious, now, progress, signal });
    },
    recordFailure: (failure) => recordFailure(database, failure),
    model: (runId) => read((db) => contents.model(db, runId)),
    sample: (runId) => read((db) => contents.sample(db, runId)),
    rejects: (runId, limit) => read((db) => contents.rejects(db, runId, limit)),
    cells: (runId, dimensions, measures) => read((db) => contents.cells(db, runId, dimensions, measures)),
    filteredCells: (request) => read((db) => questions.filteredCells(db, request)),
    details: async (request, profile) => questions.details(database, profileOf(profile), request),
    listUsers: async (request, profile) => questions.listUsers(database, profileOf(profile), request),
    statementOf: (request, profile) => read((db) => questions.statementOf(db, profileOf(profile), request)),
    allCells: (runId, measures) => read((db) => contents.allCells(db, runId, measures)),
    movements: (fromRunId, toRunId) => read((db) => contents.movements(db, fromRunId, toRunId)),
    user: (userId, profile) => read((db) => users.user(db, profileOf(profile), userId)),
    users: (profile) => users.users(database, profileOf(profile)),
    memberships: (userId, profile) => read((db) => users.memberships(db, profileOf(profile), userId)),
    history: (runId) => users.history(database, runId),
    ranks: async (values, segment, profile) => users.ranks(database, profileOf(profile), values, segment),
    records: recordsOf(database),
    predictions: predictionsIn(database, profileOf),
    close: () => database.close(),
  };
}

const PING_LIMIT_MS = 2000; // whoever asks whether we are ready does not wait long either

/** Looks into a table of ours, so that a database without them is not called ready. */
async function ping(database: Database): Promise<void> {
  await database.read((db) => db('runs').first('id'), PING_LIMIT_MS);
}

async function serverVersion(db: Knex, database: Database): Promise<string> {
  const version = database.isSqlite ? 'sqlite_version()' : 'VERSION()';
  const row: { readonly version: string } | undefined = await db.first(db.raw(`${version} AS version`));
  const text = row?.version ?? 'unknown version';
  if (database.isSqlite) return `SQLite ${text}`;
  return text.includes('MariaDB') ? `MariaDB ${text.split('-')[0]}` : `MySQL ${text}`;
}
