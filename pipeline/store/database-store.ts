import type { Knex } from 'knex';
import type { Profile } from '../domain/profile.ts';
import { Database } from './database.ts';
import { type DatabaseTarget, describeTarget } from './database-url.ts';
import { KnownRuns } from './known-runs.ts';
import { migrate } from './migrate.ts';
import { predictionsIn } from './predictions.ts';
import { publish, recordFailure } from './publish.ts';
import * as contents from './read-contents.ts';
import * as questions from './read-questions.ts';
import * as runs from './read-runs.ts';
import * as users from './read-users.ts';
import { recordsOf } from './records/records-of.ts';
import type { Store, StoreOptions } from './store.ts';

/** The store in a database, which is not called before the first query. */
export function databaseStore(
  target: DatabaseTarget,
  profiles: readonly [Profile, ...Profile[]],
  { now = () => new Date(), readTimeoutMs }: StoreOptions,
): Store {
  const database = new Database(target, readTimeoutMs);
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
