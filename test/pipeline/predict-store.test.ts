import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  CHURN_OUTLOOK,
  LAPSE,
  OUTLOOKS,
  openStore,
  DEFAULT_PROFILE as profile,
  SEGMENT,
  type Store,
  type TrainedModel,
} from '#pipeline';
import { candidate, logisticRegression, restoreModel, trainModel } from '../../pipeline/learn/index.ts';
import type { PredictedUsers } from '../../pipeline/predict/index.ts';
import { Database } from '../../pipeline/store/database.ts';
import { parseDatabaseUrl } from '../../pipeline/store/database-url.ts';
import { testDatabases } from '../support/database.ts';
import { contentsOf, newRun, someUsers } from '../support/store-runs.ts';

const databases = await testDatabases();
const opened: { close(): Promise<void> }[] = [];
after(async () => {
  for (const store of opened) await store.close();
});

const USERS = someUsers(profile, 6);
/** Of the even users, who are Power Users: 0.9, 0.2; of the odd ones 0.5. One has lapsed. */
const PREDICTED = predictedAs({ 'user-0': 0.9, 'user-2': 0.2, 'user-3': 0.5, 'user-5': 0.1 });

for (const database of databases) {
  describe(`models and predictions on ${database.name}`, { skip: database.skip ?? false }, () => {
    it('give a stored model back to the last bit, the newest of its profile and target', async () => {
      const store = await opening(database.freshUrl());
      assert.equal(await store.predictions.model(profile.name, LAPSE), undefined);
      for (const version of [1, 2]) await store.predictions.saveModel(modelOf(version));
      await store.predictions.saveModel({ ...modelOf(7), target: 'another' });
      const found = (await store.predictions.model(profile.name, LAPSE))!;
      assert.deepEqual(found, modelOf(2));
      const rows = tableOf([-1, 0, 0.1 + 0.2]);
      assert.deepEqual(restoreModel(found).predict(rows), restoreModel(modelOf(2)).predict(rows));
      await assert.rejects(store.predictions.saveModel(modelOf(2)), { code: 'STORE_FAILED' });
    });

    it('come with their run, add up by segment, and go with it', async () => {
      const store = await opening(database.freshUrl());
      await publish(store, '2026-11-09', PREDICTED);
      assert.deepEqual(await store.predictions.ofUser(1, 'user-0'), {
        userId: 'user-0',
        probability: 0.9,
        likely: true,
        drivers: [{ feature: 'age', effect: 'raises' }],
        modelVersion: 3,
      });
      assert.equal(await store.predictions.ofUser(1, 'user-1'), undefined);
      const [casual, power] = await store.predictions.bySegment(1);
      // 0.5 + 0.1 and 0.25 + 0.09; 0.9 + 0.2 and 0.09 + 0.16
      assert.deepEqual(rounded(casual), { segment: 'Casual Users', userCount: 2, expected: 0.6, variance: 0.34, likelyCount: 1 });
      assert.deepEqual(rounded(power), { segment: 'Power Users', userCount: 2, expected: 1.1, variance: 0.25, likelyCount: 1 });
      await publish(store, '2026-11-16', undefined);
      assert.deepEqual(await store.predictions.bySegment(1), []);
      assert.deepEqual(await store.predictions.bySegment(2), []);
    });

    it('do not come with a run of an earlier day, nor go because of it', async () => {
      const store = await opening(database.freshUrl());
      await publish(store, '2026-11-16', PREDICTED);
      await publish(store, '2026-11-09', PREDICTED);
      assert.equal((await store.predictions.bySegment(1)).length, 2);
      assert.deepEqual(await store.predictions.bySegment(2), []);
    });

    it('are replaced as a whole when a new model foresees the current run anew', async () => {
      const store = await opening(database.freshUrl());
      await publish(store, '2026-11-16', PREDICTED);
      const current = (await store.predictions.currentUsers(profile.name))!;
      assert.deepEqual([current.runId, current.asOf, current.ids.length], [1, '2026-11-16', 6]);
      await store.predictions.replace(1, profile.name, predictedAs({ 'user-4': 0.7 }));
      assert.equal(await store.predictions.ofUser(1, 'user-0'), undefined);
      assert.equal((await store.predictions.ofUser(1, 'user-4'))?.probability, 0.7);
    });

    it('divide and choose users in questions', async () => {
      const store = await opening(database.freshUrl());
      await publish(store, '2026-11-16', PREDICTED);
      const rows = await store.details({ runId: 1, filters: [], by: [SEGMENT, CHURN_OUTLOOK], of: [], median: false });
      assert.deepEqual(
        rows.map(({ values, users }) => [...values, users]),
        [
          ['Casual Users', OUTLOOKS.likely, 1],
          ['Casual Users', OUTLOOKS.unlikely, 2],
          ['Power Users', OUTLOOKS.likely, 1],
          ['Power Users', OUTLOOKS.unlikely, 2],
        ],
      );
      const likely = { kind: 'values', by: CHURN_OUTLOOK, values: [OUTLOOKS.likely], negated: false } as const;
      const list = await store.listUsers({ runId: 1, filters: [likely], limit: 10 });
      assert.deepEqual(
        list.rows.map(({ user_id }) => user_id),
        ['user-0', 'user-3'],
      );
    });

    it('leave what runs learned as it was, down and up again', async () => {
      const url = database.freshUrl();
      const store = await opening(url);
      await publish(store, '2026-11-16', PREDICTED);
      await store.predictions.saveModel(modelOf(1));
      const before = await store.model(1);
      const raw = new Database(parseDatabaseUrl(url));
      opened.push(raw);
      await raw.knex.migrate.down({ name: '20250101000400_models.ts' });
      assert.deepEqual(await raw.knex('models').columnInfo().then(Object.keys), ['run_id', 'model']);
      await store.migrate();
      assert.deepEqual(await store.model(1), before);
      assert.equal(await store.predictions.model(profile.name, LAPSE), undefined);
      await store.predictions.saveModel(modelOf(1));
      await publish(store, '2026-11-17', undefined);
      assert.deepEqual(await store.model(2), before);
    });
  });
}

async function opening(url: string): Promise<Store> {
  const store = await openStore(url, [profile]);
  opened.push(store);
  await store.migrate();
  return store;
}

async function publish(store: Store, asOf: string, predicted: PredictedUsers | undefined): Promise<void> {
  const previous = await store.runBefore(profile.name, asOf);
  const contents = contentsOf(USERS, { predicted });
  const saved = await store.publish(newRun(profile, asOf, `hash of ${asOf}`), contents, previous?.id, () => undefined, undefined);
  assert.equal(saved.outcome, 'stored');
}

function predictedAs(probabilities: Readonly<Record<string, number>>): PredictedUsers {
  return {
    modelVersion: 3,
    *batches() {
      yield Object.entries(probabilities).map(([userId, probability]) => ({
        userId,
        probability,
        likely: probability >= 0.5,
        drivers: [{ feature: 'age', effect: 'raises' as const }],
      }));
    },
  };
}

function modelOf(version: number): TrainedModel {
  const xs = Array.from({ length: 60 }, (_, index) => Math.sin(index));
  return trainModel({
    profile: profile.name,
    targetName: LAPSE,
    version,
    trainedAt: new Date('2026-11-16T07:00:00.123Z'),
    table: tableOf(xs),
    target: Float64Array.from(xs, (x, index) => (x + (index % 3) / 3 > 0.4 ? 1 : 0)),
    candidates: [candidate('logistic regression', logisticRegression)],
    metric: 'rocAuc',
    seed: 1,
  }).predictor.model;
}

function tableOf(xs: readonly number[]) {
  return { rowCount: xs.length, features: [{ kind: 'number', name: 'x', values: Float64Array.from(xs) } as const] };
}

/** Databases add up in their own order. */
function rounded<Figures extends object>(figures: Figures | undefined): Figures {
  const entries = Object.entries(figures ?? {}).map(([key, value]) => [
    key,
    typeof value === 'number' ? Number(value.toFixed(9)) : value,
  ]);
  return Object.fromEntries(entries) as Figures;
}
