import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { StoreError } from '../../pipeline/errors.ts';
import {
  adjustedRandIndex,
  type CompleteRun,
  type Model,
  openStore,
  type RunOutcome,
  type RunRequest,
  runPipeline,
  type Store,
  writeTelemetry,
} from '../../pipeline/index.ts';
import { appBehavior } from '../../pipeline/profiles/app-behavior.ts';
import { assertClose } from '../support/assert-close.ts';
import { testDatabases } from '../support/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'herald-run-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => new Date('2026-11-21T06:00:00Z') };

async function run(store: Store, file: string, more: Partial<RunRequest> = {}): Promise<RunOutcome> {
  return runPipeline({ files: [file], profile: appBehavior, ...more }, { store, clock, progress: () => undefined });
}

async function withStore<Result>(url: string, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(url, [appBehavior]);
  try {
    await store.migrate();
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A run without what differs between machines: times. */
function timeless({ startedAt: _started, finishedAt: _finished, timings: _timings, ...rest }: CompleteRun): unknown {
  return rest;
}

const telemetry = { users: 1200, weeks: 3, seed: 11, endDate: '2026-11-16', incidents: 'none', badRows: 4 } as const;
let files: readonly string[];
let truthFile: string;
before(async () => {
  ({ files, truthFile } = await writeTelemetry(telemetry, folder));
});

describe('a run on generated telemetry', () => {
  it('recovers the planted light and heavy users, with trust strong or fair', async () => {
    await withStore(`sqlite:${join(folder, 'truth.db')}`, async (store) => {
      const { run: first } = await run(store, files[0]!);
      assert.ok(first.trust.level === 'strong' || first.trust.level === 'fair', first.trust.level);
      const types = typesInFirstWeek(readFileSync(truthFile, 'utf8'));
      const sample = await store.sample(first.id);
      const found = sample.map(({ row }) => row.cluster as number);
      const planted = sample.map(({ row }) => types.get(row.user_id as string)!);
      assert.ok(adjustedRandIndex(found, planted) > 0.9);
      assert.equal(first.segments[0]!.name, 'Power Users');
      assert.ok(first.segments.every(({ nameSupported }) => nameSupported));
    });
  });

  it('sets aside the planted bad rows and keeps all others', async () => {
    await withStore(`sqlite:${join(folder, 'rejects.db')}`, async (store) => {
      const { run: first } = await run(store, files[0]!);
      const { badRows } = JSON.parse(readFileSync(join(folder, 'incidents.json'), 'utf8'));
      const planted = badRows
        .filter(({ file }: { file: string }) => files[0]!.endsWith(file))
        .map(({ line, reason }: { line: number; reason: string }) => `${line} ${reason}`);
      const rejects = await store.rejects(first.id, 100);
      assert.deepEqual(
        rejects.map(({ line, reason }) => `${line} ${reason}`),
        planted,
      );
      assert.equal(first.rows, telemetry.users);
    });
  });

  it('keeps the names of segments from week to week', async () => {
    await withStore(`sqlite:${join(folder, 'names.db')}`, async (store) => {
      const names: string[][] = [];
      for (const file of files) names.push((await run(store, file)).run.segments.map(({ name }) => name));
      assert.deepEqual(names, [names[0], names[0], names[0]]);
    });
  });

  it('takes the day from the file name, unless it is given', async () => {
    await withStore(`sqlite:${join(folder, 'days.db')}`, async (store) => {
      assert.equal((await run(store, files[0]!)).run.asOf, '2026-11-02');
      assert.equal((await run(store, files[0]!, { asOf: '2026-01-05' })).run.asOf, '2026-01-05');
      assert.equal((await store.currentRun('app-behavior'))!.asOf, '2026-11-02');
    });
  });

  it('refuses a name that is unclear about the day, and one of years ahead, before anything is stored', async () => {
    await withStore(`sqlite:${join(folder, 'unclear.db')}`, async (store) => {
      for (const name of ['app_2025-02-31.csv', 'app_2026-11-02_2026-11-09.csv', 'app_2206-11-02.csv']) {
        const file = join(folder, name);
        copyFileSync(files[0]!, file);
        await assert.rejects(run(store, file), { code: 'INPUT_UNREADABLE', message: /--as-of/ }, name);
      }
      await assert.rejects(run(store, files[0]!, { asOf: '2206-11-02' }), /more than two years ahead/);
      assert.deepEqual(await store.runs('app-behavior', 10), []);
      assert.equal((await run(store, join(folder, 'app_2025-02-31.csv'), { asOf: '2025-03-03' })).run.asOf, '2025-03-03');
    });
  });

  it('tells the fault of a file also where the store is out of order', async () => {
    const lacking = join(folder, 'lacking-2026-11-02.csv');
    writeFileSync(lacking, readFileSync(files[0]!, 'utf8').replace('country', 'land'));
    const failing = () => Promise.reject(new StoreError('the database cannot be reached'));
    const attempt = (file: string) =>
      runPipeline({ files: [file], profile: appBehavior }, { store: failing, clock, progress: () => undefined });
    await assert.rejects(attempt(lacking), { code: 'COLUMNS_MISSING' });
    await assert.rejects(attempt(files[0]!), { code: 'STORE_FAILED' });
  });

  it('reaches the same clusters with ml-kmeans, an engine that shares none of our arithmetic', async () => {
    await withStore(`sqlite:${join(folder, 'engines.db')}`, async (store) => {
      const own = (await run(store, files[0]!)).run;
      const reference = (await run(store, files[0]!, { engine: 'reference' })).run;
      assertClose(own.inertia, reference.inertia, 1e-9);
      assert.deepEqual(
        own.segments.map(({ users }) => users),
        reference.segments.map(({ users }) => users),
      );
    });
  });

  it('chooses k by itself and says why', async () => {
    await withStore(`sqlite:${join(folder, 'auto.db')}`, async (store) => {
      const { choiceOfK, segments } = (await run(store, files[0]!, { k: 'auto' })).run;
      assert.equal(choiceOfK!.chosen, 2);
      assert.equal(segments.length, 2);
      assert.match(choiceOfK!.why, /2 clusters have the highest silhouette/);
    });
  });
});

describe('the same runs on every database', async () => {
  const databases = await testDatabases();
  const results: { name: string; runs: unknown[] }[] = [];
  for (const { name, skip, freshUrl } of databases) {
    it(`on ${name}: a second identical run stores nothing new`, { ...(skip !== undefined && { skip }) }, async () => {
      await withStore(freshUrl(), async (store) => {
        const first = await run(store, files[0]!);
        const second = await run(store, files[1]!);
        const again = await run(store, files[1]!);
        assert.deepEqual([first.outcome, second.outcome, again.outcome], ['stored', 'stored', 'already stored']);
        assert.deepEqual(again.run, second.run);
        assert.equal((await store.runs('app-behavior', 10)).length, 2);
        results.push({
          name,
          runs: [timeless(first.run), timeless(second.run), await store.movements(1, 2), await store.model(2)],
        });
      });
    });
  }

  it('give the same results apart from times', () => {
    for (const { name, runs } of results.slice(1)) assert.deepEqual(runs, results[0]!.runs, name);
    assert.ok(results.length >= 2, 'at least two databases to compare');
  });
});

const REFERENCE = '../shared/data';
const absent = existsSync(join(REFERENCE, 'app_user_behavior_50k.csv.gz'))
  ? undefined
  : 'the 50,000-user file is not beside this checkout';

describe('the real 50,000 users', { ...(absent !== undefined && { skip: absent }) }, () => {
  let real: CompleteRun;
  let model: Model;
  before(async () => {
    await withStore(`sqlite:${join(folder, 'real.db')}`, async (store) => {
      real = (await run(store, join(REFERENCE, 'app_user_behavior_50k.csv.gz'))).run;
      model = await store.model(real.id);
    });
  });
  const reference = absent === undefined ? JSON.parse(readFileSync(join(REFERENCE, 'sklearn_reference.json'), 'utf8')) : {};

  it('have the quartiles, bounds and capped counts of scikit-learn’s pipeline', () => {
    for (const { column, q1, q3, lower, upper, capped } of real.quality.caps) {
      const expected = reference.iqr[column];
      for (const [name, value] of Object.entries({ q1, q3, lower, upper }))
        assertClose(value, expected[name], 1e-9, `${column} ${name}`);
      assert.equal(capped, expected.capped, column);
    }
    assert.deepEqual(real.quality.imputed, [
      { column: 'rating_given', value: reference.rating_median, count: reference.rating_missing },
    ]);
  });

  it('are scaled by scikit-learn’s means and population deviations', () => {
    for (const { feature, mean, deviation } of model.scaler) {
      assertClose(mean, reference.scaler[feature].mean, 1e-9, `${feature} mean`);
      assertClose(deviation, reference.scaler[feature].std, 1e-9, `${feature} deviation`);
    }
  });

  it('are clustered at least as tightly as by scikit-learn', () => {
    assert.equal(real.rows, 50_000);
    assert.ok(real.inertia <= reference.k2.inertia, `${real.inertia}`);
  });

  it('are not believed: trust is weak, by dominance and stability among others', () => {
    assert.equal(real.trust.level, 'weak');
    assert.ok(real.trust.reasons.some((reason) => reason.startsWith('Dominance is high')));
    assert.ok(real.trust.reasons.some((reason) => reason.startsWith('Stability is weak')));
    assert.ok(real.segments.every(({ nameSupported }) => !nameSupported));
  });
});

/** 0 for light and 1 for heavy users, by id. */
function typesInFirstWeek(truth: string): Map<string, number> {
  const [, ...lines] = truth.trim().split('\n');
  const spells = lines.map((line) => line.split(','));
  const first = spells.map(([, , week]) => week!).toSorted()[0];
  return new Map(spells.filter(([, , week]) => week === first).map(([id, type]) => [id!, type === 'heavy' ? 1 : 0]));
}
