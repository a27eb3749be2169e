import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  BUILT_IN_PROFILES,
  CRASH,
  crashRates,
  crashRisk,
  openStore,
  readSessions,
  restoreModel,
  runPipeline,
  type SessionFiles,
  type Store,
  sessionRows,
  trainCrash,
  writeSessions,
} from '#pipeline';
import { Duck } from '../../pipeline/ingest/duckdb.ts';
import { testDatabases } from '../support/database.ts';

const profile = BUILT_IN_PROFILES['app-sessions']!;
const clock = { now: () => new Date('2026-11-16T06:00:00Z') };
const databases = await testDatabases();
const folder = await mkdtemp(join(tmpdir(), 'herald-sessions-'));
after(() => rm(folder, { recursive: true, force: true }));
const telemetry = { users: 250, weeks: 1, seed: 3, endDate: '2026-11-15', incidents: 'planted', badRows: 1 } as const;
const [file] = (await writeSessions(telemetry, folder)).files as [string];
const read: SessionFiles = await readSessions([file], profile);
const { predictor } = trainCrash({ rows: read.rows, profile: profile.name, trainedAt: clock.now(), seed: 1 });

for (const database of databases) {
  describe(`sessions on ${database.name}`, { skip: database.skip ?? false }, () => {
    let store: Store;

    before(async () => {
      store = await openStore(database.freshUrl(), [profile]);
      await store.migrate();
      await runPipeline({ files: [file], profile }, { store, clock, progress: () => undefined });
    });
    after(() => store?.close());

    it('come back as they were read: times, texts, numbers, and what is missing', async () => {
      const { rows, users } = await store.listUsers({ runId: 1, filters: [], limit: 10_000 }, profile.name);
      assert.equal(users, read.rows.count);
      const byId = new Map(rows.map((row) => [String(row.session_id), row]));
      const stored = sessionRows(read.rows.ids.map((id) => byId.get(id)!));
      assert.deepEqual(stored, read.rows);
    });

    it('have the crash rates of plain SQL over the file', async () => {
      await using duck = await Duck.open();
      const expected = await duck.rows<{ version: string; sessions: number; crashes: number }>(`
        SELECT app_version AS version, count(*)::INTEGER AS sessions, sum(crashed)::INTEGER AS crashes
        FROM read_csv('${file}', types = {'app_version': 'VARCHAR', 'session_start': 'VARCHAR', 'crashed': 'INTEGER'}, ignore_errors = true)
        WHERE session_id NOT LIKE '%-bad' GROUP BY ALL ORDER BY version`);
      const rates = crashRates(await store.cells(1, ['app_version'], ['crash_rate']));
      const found = rates.map(({ slice, sessions, crashes }) => ({ version: slice.app_version!, sessions, crashes }));
      assert.deepEqual(
        found.toSorted((a, b) => (a.version < b.version ? -1 : 1)),
        expected,
      );
    });

    it('keep their model to the last bit, beside that of another target', async () => {
      assert.equal(await store.predictions.model(profile.name, CRASH), undefined);
      await store.predictions.saveModel(predictor.model);
      await store.predictions.saveModel({ ...predictor.model, target: 'another', version: 9 });
      const found = (await store.predictions.model(profile.name, CRASH))!;
      assert.deepEqual(found, predictor.model);
      assert.deepEqual(crashRisk(read.rows, restoreModel(found)), crashRisk(read.rows, predictor));
    });
  });
}
