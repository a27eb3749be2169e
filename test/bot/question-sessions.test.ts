import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { BUILT_IN_PROFILES, writeSessions } from '#pipeline';
import { Questions } from '../../bot/question/ask.ts';
import { OTHER_UNITS, SESSIONS_ANSWERED, SHOWN_ELSEWHERE, SINGLE_DAYS } from '../fixtures/questions/sessions.ts';
import { assertRows } from '../support/answer-check.ts';
import { type GeneratedRuns, runsOf } from '../support/generated-runs.ts';

const profile = BUILT_IN_PROFILES['app-sessions']!;
let generated: GeneratedRuns;
let questions: Questions;
let rawRows: (sql: string) => Promise<readonly Record<string, unknown>[]>;

before(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'herald-question-sessions-'));
  const telemetry = { users: 400, weeks: 2, seed: 15, endDate: '2026-11-15', incidents: 'planted', badRows: 0 } as const;
  const { files } = await writeSessions(telemetry, folder);
  generated = await runsOf(folder, files, { profile });
  questions = new Questions(generated.store, profile);
  rawRows = await rawSessions(files);
});
after(() => generated?.[Symbol.asyncDispose]());

describe('questions about sessions', () => {
  for (const { question, understood, sql } of SESSIONS_ANSWERED) {
    it(`are answered as plain SQL over the file does: ${question}`, async () => {
      const reply = await questions.ask(question);
      if (!reply.ok) assert.fail(`not understood: ${reply.reason}`);
      assert.equal(reply.understood, understood);
      assertRows(reply.table, await rawRows(sql), sql.includes('ORDER BY'));
      const again = await questions.ask(reply.understood);
      assert.deepEqual(again.ok && again.query, reply.query);
    });
  }

  for (const [question, view] of SHOWN_ELSEWHERE) {
    it(`are not guessed at but told of the view ${view}: ${question}`, async () => {
      const reply = await questions.ask(question);
      if (reply.ok) assert.fail(`understood as “${reply.understood}”`);
      assert.match(reply.reason, new RegExp(`open the view \`${view}\`$`));
      assert.equal(reply.suggestions.length, 3);
    });
  }

  for (const [question, offered] of SINGLE_DAYS) {
    it(`are not answered with all days where one is asked for: ${question}`, async () => {
      const reply = await questions.ask(question);
      if (reply.ok) assert.fail(`understood as “${reply.understood}”`);
      assert.match(reply.reason, /^a run covers a span of days/);
      assert.equal(reply.suggestions[0], offered);
      assert.equal(reply.suggestions.length, 3);
    });
  }

  for (const [question, unit] of OTHER_UNITS) {
    it(`are not divided by a unit: ${question}`, async () => {
      const reply = await questions.ask(question);
      if (reply.ok) assert.fail(`understood as “${reply.understood}”`);
      assert.match(reply.reason, new RegExp(`is kept in ${unit};`));
    });
  }

  it('are not answered with all days where a follow-up asks for one', async () => {
    const first = await questions.ask('how many sessions');
    const reply = await questions.ask('and today?', first.ok ? first.query : assert.fail(first.reason));
    assert.match(reply.ok ? reply.understood : reply.reason, /^a run covers a span of days/);
  });

  it('may greet the bot without being about bots', async () => {
    const reply = await questions.ask('hey bot, how many sessions are there');
    assert.equal(reply.ok && reply.understood, 'number of sessions');
  });
});

/** The files in DuckDB, with nothing of the engine under test. */
async function rawSessions(files: readonly string[]): Promise<typeof rawRows> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const [index, file] of files.entries()) {
    const seconds = 'epoch(session_end) - epoch(session_start)';
    await connection.run(`CREATE TABLE ${index === files.length - 1 ? 's' : `s${index + 1}`} AS
      SELECT *, CASE WHEN ${seconds} >= 0 THEN ${seconds} END AS duration_s
      FROM read_csv('${file}', types = {'session_id': 'VARCHAR', 'app_version': 'VARCHAR'})`);
  }
  return async (sql) => {
    const rows = (await connection.runAndReadAll(sql)).getRowObjects();
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value])),
    );
  };
}
