import type { Knex } from 'knex';
import type { Profile } from '../domain/profile.ts';
import type { FailedRun, NewRun, Timing } from '../domain/run.ts';
import { StoreError } from '../errors.ts';
import { bulkLoad, inBatches, type Load } from './bulk-load.ts';
import { CELL_COLUMNS, cellBatches } from './cell-batches.ts';
import type { Database } from './database.ts';
import { describeTarget } from './database-url.ts';
import { loadForecast } from './forecast-cube.ts';
import { lineOf, type Value } from './load-data-text.ts';
import { forget, loadPredictions } from './predictions.ts';
import { profileTableColumns } from './profile-table.ts';
import { idBefore, runByContent } from './read-runs.ts';
import { completeRunOfRow, type RunRow, rowOfFailure, rowOfRun, toJson } from './rows.ts';
import type { RunContents, Saved, StoredUser, UserText } from './store.ts';
import { takeTurn } from './take-turn.ts';

export interface Publication {
  readonly run: NewRun;
  readonly contents: RunContents;
  readonly profile: Profile;
  readonly expectedPrevious: number | undefined;
  readonly now: () => Date;
  progress(usersStored: number): void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Stores a run in one transaction. Wherever the process or the server dies, the run before it stays the one served,
 * and nothing has to be cleaned up.
 */
export function publish(database: Database, publication: Publication): Promise<Saved> {
  return database.write(async (trx): Promise<Saved> => {
    const { run, contents, expectedPrevious, now } = publication;
    const startedMs = performance.now();
    await takeTurn(trx);
    const stored = await runByContent(trx, run.contentHash);
    if (stored !== undefined) return { outcome: 'already stored', run: stored };
    if ((await idBefore(trx, run.profile, run.asOf)) !== expectedPrevious) return { outcome: 'overtaken' };

    const id = await nextId(trx);
    await loadUsers(database, trx, publication, id);
    await loadCells(database, trx, publication, id);
    await loadRejects(database, trx, publication, id);
    const timings: readonly Timing[] = [...run.timings, { stage: 'store', ms: Math.round(performance.now() - startedMs) }];
    const row: RunRow = rowOfRun({ ...run, timings }, id, now());
    const sample = toJson(contents.sample);
    if (!database.isSqlite) await requireRoom(database, trx, row.summary + sample);
    await trx('runs').insert({ ...row, sample });
    await trx('models').insert({ run_id: id, model: toJson(contents.model) });
    return { outcome: 'stored', run: completeRunOfRow(row) };
  }, publication.signal);
}

/** Keeps a failed run on record; the current run stays as it was. */
export function recordFailure(database: Database, failure: Omit<FailedRun, 'id' | 'status'>): Promise<FailedRun> {
  return database.write(async (trx) => {
    await takeTurn(trx);
    const run: FailedRun = { ...failure, status: 'failed', id: await nextId(trx) };
    await trx('runs').insert(rowOfFailure(run));
    return run;
  });
}

/** Counted by ourselves, because a server's counter would leave gaps after a rollback and differ between databases. */
async function nextId(trx: Knex.Transaction): Promise<number> {
  const last: { readonly id: number } | undefined = await trx('runs').orderBy('id', 'desc').first('id');
  return (last?.id ?? 0) + 1;
}

/** MySQL hangs up on a statement that is too long, mostly without a word, so we look before we send it. */
async function requireRoom(database: Database, trx: Knex.Transaction, json: string): Promise<void> {
  const limit: { readonly bytes: number } | undefined = await trx.first(trx.raw('@@max_allowed_packet AS bytes'));
  const needed = Buffer.byteLength(json) + (json.match(ESCAPED_BY_DRIVER)?.length ?? 0) + OTHER_COLUMNS_BYTES;
  if (limit === undefined || needed <= limit.bytes) return;
  throw new StoreError(
    `the run's sample takes ${megabytes(needed)} and the server accepts ${megabytes(limit.bytes)} at once (${describeTarget(database.target)}); raise max_allowed_packet on the server to at least 64M`,
  );
}

/** Characters that take two bytes in a statement. */
const ESCAPED_BY_DRIVER = /["'\\]/g;
const OTHER_COLUMNS_BYTES = 65_536;

function megabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** A run that describes an earlier day than the current one adds to the history only. */
async function loadUsers(database: Database, trx: Knex.Transaction, publication: Publication, id: number): Promise<void> {
  const { run, contents, profile, signal } = publication;
  const newer: { readonly id: number } | undefined = await trx('runs')
    .where({ profile: run.profile, status: 'complete' })
    .where('as_of', '>', run.asOf)
    .first('id');
  const passes = newer === undefined ? 2 : 1;
  const load = (rows: Pick<Load, 'table' | 'columns' | 'rows' | 'lines'>, done: number) =>
    bulkLoad(database, trx, {
      ...rows,
      signal,
      progress: (rowCount) => publication.progress(Math.floor((rowCount + done) / passes)),
    });

  const { text } = contents;
  const history = {
    table: 'segment_history',
    columns: ['run_id', 'user_id', 'segment', 'margin'],
    rows: () => usersAsRows(contents, ({ userId, segment, margin }) => [id, userId, segment, margin]),
    ...(text && { lines: () => historyLines(text, contents, id) }),
  };
  const userCount = await load(history, 0);
  await loadSums(database, trx, publication, id);
  if (newer !== undefined) return;
  await trx(profile.table).del();
  await forget(trx, profile.name);
  if (contents.predicted) await loadPredictions(database, trx, id, contents.predicted, signal);
  const details = {
    table: profile.table,
    columns: profileTableColumns(profile),
    rows: () => usersAsRows(contents, (user) => [id, ...user.values, user.cluster, user.segment]),
    ...(text && { lines: () => detailLines(text, contents, id) }),
  };
  await load(details, userCount);
}

function historyLines(
  { ids, margins }: UserText,
  { clusters, model }: RunContents,
  id: number,
): AsyncIterable<readonly string[]> {
  const segments = model.names.map((segment) => lineOf([segment]));
  return linesOf(ids(), (user, place) => `${id}\t${user}\t${segments[clusters[place]!]}\t${margins[place]}`);
}

function detailLines({ values }: UserText, { clusters, model }: RunContents, id: number): AsyncIterable<readonly string[]> {
  const found = model.names.map((segment, cluster) => lineOf([cluster, segment]));
  return linesOf(values(), (user, place) => `${id}\t${user}\t${found[clusters[place]!]}`);
}

async function* linesOf(
  texts: AsyncIterable<readonly string[]>,
  line: (text: string, place: number) => string,
): AsyncGenerator<readonly string[]> {
  let place = 0;
  for await (const batch of texts) yield batch.map((text) => line(text, place++));
}

async function* usersAsRows(
  contents: RunContents,
  row: (user: StoredUser) => readonly Value[],
): AsyncGenerator<readonly (readonly Value[])[]> {
  for await (const batch of contents.users()) yield batch.map(row);
}

async function loadCells(database: Database, trx: Knex.Transaction, publication: Publication, id: number): Promise<void> {
  const { contents, signal } = publication;
  await bulkLoad(database, trx, {
    table: 'segment_cube',
    columns: ['run_id', ...CELL_COLUMNS],
    signal,
    rows: () => cellBatches(contents.cells, [id], CELL_COLUMNS),
  });
}

/** What was foreseen, in sums that stay when the predictions of single users go. */
async function loadSums(
  database: Database,
  trx: Knex.Transaction,
  { contents: { predicted, model, clusters }, signal }: Publication,
  id: number,
): Promise<void> {
  if (predicted === undefined) return;
  const cells = predicted.cellsBy(clusters).map(({ cluster, ...cell }) => ({ ...cell, segment: model.names[cluster]! }));
  await loadForecast(database, trx, id, { modelVersion: predicted.modelVersion, cells }, signal);
}

async function loadRejects(database: Database, trx: Knex.Transaction, publication: Publication, id: number): Promise<void> {
  const { contents, signal } = publication;
  await bulkLoad(database, trx, {
    table: 'run_rejects',
    columns: ['run_id', 'position', 'file', 'line', 'reason', 'column', 'value'],
    signal,
    rows: async function* () {
      let first = 0;
      for (const batch of inBatches(contents.rejects)) {
        yield batch.map(({ file, line, reason, column, value }, i) => [id, first + i, file, line, reason, column, value]);
        first += batch.length;
      }
    },
  });
}
