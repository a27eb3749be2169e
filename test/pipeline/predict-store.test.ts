import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import {
  CHURN_OUTLOOK,
  LAPSE,
  LAPSE_PROBABILITY,
  OUTLOOKS,
  openStore,
  DEFAULT_PROFILE as profile,
  SEGMENT,
  type Store,
  type TrainedModel,
  UNKNOWN,
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
      assert.equal(await store.predictions.saveModel(modelOf(2)), 'overtaken');
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
          ['Casual Users', UNKNOWN, 1], // has left
          ['Casual Users', OUTLOOKS.likely, 1],
          ['Casual Users', OUTLOOKS.unlikely, 1],
          ['Power Users', UNKNOWN, 1], // has left
          ['Power Users', OUTLOOKS.likely, 1],
          ['Power Users', OUTLOOKS.unlikely, 1],
        ],
      );
      const likely = { kind: 'values', by: CHURN_OUTLOOK, values: [OUTLOOKS.likely], negated: false } as const;
      const list = await store.listUsers({ runId: 1, filters: [likely], limit: 10 });
      assert.deepEqual(
        list.rows.map(({ user_id }) => user_id),
        ['user-0', 'user-3'],
      );
    });

    it('keep their sums with the run when they go, and have them replaced by those of a new model', async () => {
      const store = await opening(database.freshUrl());
      await publish(store, '2026-11-09', PREDICTED);
      await publish(store, '2026-11-16', undefined);
      assert.equal(await store.predictions.modelVersionOf(1), undefined);
      assert.equal(await store.predictions.forecast(2), undefined);
      const { modelVersion, cells } = (await store.predictions.forecast(1))!;
      // 0.5 + 0.1 of user-3 and user-5; 0.9 + 0.2 of user-0 and user-2
      assert.deepEqual(
        cells.map(({ segment, count, sum }) => [segment, count, Math.round(sum * 100) / 100]),
        [
          ['Casual Users', 2, 0.6],
          ['Power Users', 2, 1.1],
        ],
      );
      assert.equal(modelVersion, 3);
      const [first] = cells;
      const slice = { country: 'Peru', device_type: 'iOS' };
      const renewed = { modelVersion: 4, cells: [{ ...first!, slice }] };
      await store.predictions.saveForecast(1, renewed);
      assert.deepEqual(await store.predictions.forecast(1), renewed);
      assert.deepEqual(
        await store.predictions.segmentsOf(1),
        new Map(USERS.map(({ userId }, place) => [userId, place % 2 === 0 ? 'Power Users' : 'Casual Users'])),
      );
    });

    it('order lists, ties by id and those who have lapsed last, and are numbers to ask for', async () => {
      const store = await opening(database.freshUrl());
      await publish(store, '2026-11-16', predictedAs({ 'user-5': 0.5, 'user-0': 0.9, 'user-3': 0.5 }));
      const order = { column: LAPSE_PROBABILITY, direction: 'desc' } as const;
      const list = await store.listUsers({ runId: 1, filters: [], order, limit: 4 });
      assert.deepEqual(
        list.rows.map((row) => [row.user_id, row[LAPSE_PROBABILITY]]),
        [
          ['user-0', 0.9],
          ['user-3', 0.5],
          ['user-5', 0.5],
          ['user-1', null],
        ],
      );
      const above = { kind: 'range', column: LAPSE_PROBABILITY, low: { value: 0.4, inclusive: false } } as const;
      const [row] = await store.details({ runId: 1, filters: [above], by: [], of: [], column: LAPSE_PROBABILITY, median: true });
      assert.deepEqual([row!.users, row!.median, Math.round(row!.sum * 10) / 10], [3, 0.5, 1.9]);
    });

    it('tell what is behind the highest of a segment, without names', async () => {
      const store = await opening(database.freshUrl());
      await publish(store, '2026-11-16', PREDICTED);
      const atRisk = await store.predictions.mostAtRisk(1, profile.name, 'Power Users', 5);
      assert.equal(atRisk.length, 2);
      const { row } = (await store.listUsers({ runId: 1, filters: [], limit: 1 })).rows.map((row) => ({ row }))[0]!;
      assert.equal(row.user_id, 'user-0');
      assert.equal(atRisk[0]!.slice.country, row.country);
      assert.deepEqual(atRisk[0]!.drivers, [{ feature: 'age', effect: 'raises' }]);
      assert.deepEqual(await store.predictions.mostAtRisk(2, profile.name, 'Power Users', 5), []);
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
    cellsBy: (clusterOf) => [0, 1].map((cluster) => sumsOf(cluster, clusterOf, probabilities)),
  };
}

/** Over the whole only, the users being numbered by their ids. */
function sumsOf(cluster: number, clusterOf: ArrayLike<number>, probabilities: Readonly<Record<string, number>>) {
  const own = USERS.flatMap(({ userId }, place) =>
    clusterOf[place] === cluster && probabilities[userId] !== undefined ? [probabilities[userId]] : [],
  );
  const [sum, sumOfSquares] = [own, own.map((p) => p * p)].map((values) => values.reduce((all, value) => all + value, 0));
  const extremes = { minimum: Math.min(1, ...own), maximum: Math.max(0, ...own) };
  return {
    cluster,
    slice: {},
    measure: LAPSE_PROBABILITY,
    count: own.length,
    sum: sum!,
    sumOfSquares: sumOfSquares!,
    ...extremes,
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
