import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { LAPSE, DEFAULT_PROFILE as profile } from '#pipeline';
import { Questions, type Reply } from '../../bot/question/ask.ts';
import { FORESEEN, NOT_EXPECTED } from '../fixtures/questions/foreseen.ts';
import { assertRows } from '../support/answer-check.ts';
import { type GeneratedRuns, generatedRuns } from '../support/generated-runs.ts';
import { foreseeLast } from '../support/trained-model.ts';

let runs: GeneratedRuns;
let rawRows: (sql: string) => Promise<readonly Record<string, unknown>[]>;
/** What each question got before there was a model. */
const without = new Map<string, Reply>();

before(async () => {
  runs = await generatedRuns({ users: 400, weeks: 7, seed: 3 });
  const questions = new Questions(runs.store, profile);
  for (const { question } of FORESEEN) without.set(question, await questions.ask(question));
  await foreseeLast(runs);
  rawRows = await rawTelemetry();
});
after(() => runs?.[Symbol.asyncDispose]());

describe('questions about what a model foresees', () => {
  for (const { question, understood, sql } of FORESEEN) {
    it(`are answered by what it foresees of each user: ${question}`, async () => {
      const questions = new Questions(runs.store, profile);
      const reply = await questions.ask(question);
      if (!reply.ok) assert.fail(`not understood: ${reply.reason}`);
      assert.equal(reply.understood, understood);
      assert.match(reply.sentence, /Model 1 foresees who leaves within four weeks of 17 November 2026\.$/);
      assertRows(reply.table, await rawRows(sql), sql.includes('ORDER BY'));
      const again = await questions.ask(reply.understood);
      assert.deepEqual(again.ok && again.query, reply.query);
    });
  }

  for (const [question, offered] of NOT_EXPECTED) {
    it(`are asked back where the expected number does not answer them: ${question}`, async () => {
      const reply = await new Questions(runs.store, profile).ask(question);
      if (reply.ok) assert.fail(`understood as “${reply.understood}”`);
      assert.match(reply.reason, /^“expected to” says how many leave, not who/);
      assert.equal(reply.suggestions[0], offered);
    });
  }

  it('say how many are expected to leave, and that those likely to are another number', async () => {
    const questions = new Questions(runs.store, profile);
    const first = await questions.ask('how many power users');
    const reply = await questions.ask('and how many are expected to leave?', first.ok ? first.query : assert.fail(first.reason));
    if (!reply.ok) assert.fail(reply.reason);
    const [row] = await rawRows(
      "SELECT count(probability) AS known, round(sum(probability)) AS expected FROM u WHERE segment = 'Power Users'",
    );
    assert.match(
      reply.sentence,
      new RegExp(
        `^Of the Power Users, ${row?.known} have a prediction, and about ${row?.expected} of them are expected to leave\\.`,
      ),
    );
    assert.match(reply.sentence, /those likely to leave, each above [\d.]+%, are another number\./);
  });

  it('say what likely means, where they ask who is', async () => {
    const questions = new Questions(runs.store, profile);
    const { threshold } = (await runs.store.predictions.model(profile.name, LAPSE))!;
    const said = async (question: string) => {
      const reply = await questions.ask(question);
      return reply.ok ? reply.sentence : assert.fail(reply.reason);
    };
    const percent = (await said('how many users are likely to churn')).match(
      /Likely means a predicted probability above ([\d.]+)%; users who have left already are neither likely to leave nor not\. Model 1/,
    );
    assert.ok(Math.abs(Number(percent?.[1]) - 100 * threshold!) <= 0.05, `${percent?.[1]} for ${threshold}`);
    assert.doesNotMatch(await said('10 users most likely to churn'), /Likely means/);
    assert.match(
      await said('which segment is most likely to churn'),
      /Nothing is predicted of users who have left already\. Model 1/,
    );
  });
});

describe('without a model', () => {
  for (const { question, without: understood } of FORESEEN) {
    it(`${understood === null ? 'it is refused' : 'the given score stands in, and is named'}: ${question}`, () => {
      const reply = without.get(question)!;
      if (understood === null) {
        assert.ok(!reply.ok);
        assert.match(reply.reason, /no churn model has been trained for app-behavior/);
        return;
      }
      if (!reply.ok) assert.fail(`not understood: ${reply.reason}`);
      assert.equal(reply.understood, understood);
      assert.match(
        reply.sentence,
        /This is by the given churn risk, not predicted: no churn model has been trained for app-behavior/,
      );
    });
  }
});

/** The newest file in DuckDB, with what the store says of each user. */
async function rawTelemetry(): Promise<typeof rawRows> {
  const run = (await runs.store.currentRun(profile.name))!;
  const foreseen = await runs.store.predictions.ofUsers(run.id);
  const segments = await runs.store.predictions.segmentsOf(run.id);
  const lines = [...segments].map(([id, segment]) => {
    const found = foreseen.get(id);
    return `${id},${segment},${found?.probability ?? ''},${found?.likely ?? false}`;
  });
  const beside = join(runs.folder, 'foreseen.csv');
  await writeFile(beside, ['user_id,segment,probability,likely', ...lines].join('\n'));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`CREATE TABLE u AS SELECT * FROM read_csv('${runs.files.at(-1)!}', types = {'user_id': 'VARCHAR', 'app_version': 'VARCHAR'}) AS telemetry
    JOIN read_csv('${beside}', types = {'user_id': 'VARCHAR', 'probability': 'DOUBLE'}) AS foreseen USING (user_id)`);
  return async (sql) => {
    const rows = (await connection.runAndReadAll(sql)).getRowObjects();
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value])),
    );
  };
}
