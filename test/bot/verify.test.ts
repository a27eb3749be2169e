import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeSessions, writeTelemetry } from '#pipeline';
import { Database } from '../../pipeline/store/database.ts';
import { parseDatabaseUrl } from '../../pipeline/store/database-url.ts';
import { testDatabases } from '../support/database.ts';
import { type GeneratedRuns, generatedRuns } from '../support/generated-runs.ts';
import { heraldCommand } from '../support/herald-command.ts';
import { foreseeLast } from '../support/trained-model.ts';

const CLI = join(import.meta.dirname, '../../bot/cli.ts');
const folder = mkdtempSync(join(tmpdir(), 'herald-verify-'));
let weeks: readonly string[];
const WHOLE = "run_id = 2 AND dimension_a = ''";
const COUNTRY = "run_id = 2 AND dimension_a = 'country' AND dimension_b = ''";
const COUNTRY_AND_DEVICE = "run_id = 2 AND dimension_a = 'country' AND dimension_b = 'device_type'";

before(async () => {
  const options = { users: 1500, weeks: 2, seed: 5, endDate: '2026-11-16', incidents: 'none', badRows: 3 } as const;
  weeks = (await writeTelemetry(options, join(folder, 'telemetry'))).files;
});
after(() => rmSync(folder, { recursive: true, force: true }));

for (const database of await testDatabases()) {
  describe(`herald verify on ${database.name}`, { skip: database.skip }, () => {
    let url: string;
    before(async () => {
      url = database.freshUrl();
      for (const week of weeks) assert.equal((await herald(url, ['run', week, '--k', '3'])).code, 0);
    });

    it('finds the current run again, every part of it', async () => {
      const { code, json } = await herald(url, ['verify']);
      assert.deepEqual([code, json.agrees, json.runId], [0, true, 2]);
      const names = json.checks.map(({ name }: { name: string }) => name);
      const figures = [
        'users',
        'medians',
        'caps',
        'scaler',
        'centroids',
        'segments',
        'clusters',
        'inertia',
        'history',
        'margins',
      ];
      assert.deepEqual(names, [...figures, 'averages', 'slices', 'slices of two dimensions']);
    });

    it('prints a table that a person can read: 0 for none, nouns of the profile', async () => {
      const { stdout } = await heraldCommand(folder, ['verify'], { DATABASE_URL: url });
      assert.match(stdout, /segments +│ 1,505 users +│ 0 +│ 1e-6 +│ agrees/);
      assert.doesNotMatch(stdout, /0\.0e\+0/);
    });

    it('says of an earlier run that its users are gone, and which can be verified', async () => {
      const { code, json } = await herald(url, ['verify', '1']);
      assert.deepEqual([code, json.error.code], [1, 'RUN_NOT_FOUND']);
      assert.match(json.error.message, /herald verify 2/);
    });

    for (const [what, change, undo, failing] of [
      [
        'a category under another name',
        "UPDATE user_behavior_details SET country = 'Narnia' WHERE country = 'India'",
        "UPDATE user_behavior_details SET country = 'India' WHERE country = 'Narnia'",
        ['slices', 'slices of two dimensions'],
      ],
      [
        'an age in another band',
        "UPDATE user_behavior_details SET age = age + 100 WHERE user_id = '100005'",
        "UPDATE user_behavior_details SET age = age - 100 WHERE user_id = '100005'",
        ['averages', 'slices', 'slices of two dimensions'],
      ],
      [
        'a user with the number of another cluster',
        "UPDATE user_behavior_details SET cluster = (cluster + 1) % 3 WHERE user_id = '100006'",
        "UPDATE user_behavior_details SET cluster = (cluster + 2) % 3 WHERE user_id = '100006'",
        ['clusters'],
      ],
      [
        'a user whom the history has in another segment',
        "UPDATE segment_history SET segment = 'Elsewhere' WHERE run_id = 2 AND user_id = '100006'",
        "UPDATE segment_history SET segment = (SELECT segment FROM user_behavior_details WHERE user_id = '100006') WHERE run_id = 2 AND user_id = '100006'",
        ['history'],
      ],
      [
        'a margin',
        "UPDATE segment_history SET margin = margin + 0.001 WHERE run_id = 2 AND user_id = '100006'",
        "UPDATE segment_history SET margin = margin - 0.001 WHERE run_id = 2 AND user_id = '100006'",
        ['margins'],
      ],
      [
        'a sum of the cube over a whole segment',
        `UPDATE segment_cube SET value_sum = value_sum + 1 WHERE ${WHOLE} AND measure = 'churn_risk_score'`,
        `UPDATE segment_cube SET value_sum = value_sum - 1 WHERE ${WHOLE} AND measure = 'churn_risk_score'`,
        ['averages'],
      ],
      [
        'a largest value of the cube over one dimension',
        `UPDATE segment_cube SET value_max = value_max + 1 WHERE ${COUNTRY} AND measure = 'churn_risk_score'`,
        `UPDATE segment_cube SET value_max = value_max - 1 WHERE ${COUNTRY} AND measure = 'churn_risk_score'`,
        ['slices'],
      ],
      [
        'a sum of squares of the cube over two dimensions',
        `UPDATE segment_cube SET value_sum_of_squares = value_sum_of_squares + 1 WHERE ${COUNTRY_AND_DEVICE} AND measure = 'engagement_score'`,
        `UPDATE segment_cube SET value_sum_of_squares = value_sum_of_squares - 1 WHERE ${COUNTRY_AND_DEVICE} AND measure = 'engagement_score'`,
        ['slices of two dimensions'],
      ],
      [
        'cells of the cube that belong to nobody',
        `UPDATE segment_cube SET value_b = 'Android of stone' WHERE ${COUNTRY_AND_DEVICE} AND value_b = 'Android'`,
        `UPDATE segment_cube SET value_b = 'Android' WHERE ${COUNTRY_AND_DEVICE} AND value_b = 'Android of stone'`,
        ['slices of two dimensions'],
      ],
    ] as const) {
      it(`notices ${what}, and nothing else`, async () => {
        await changeStore(url, change);
        const { code, json } = await herald(url, ['verify']);
        await changeStore(url, undo);
        assert.deepEqual([code, json.agrees, differingIn(json)], [3, false, failing]);
      });
    }

    for (const [what, change, failing] of [
      [
        'a user in another segment',
        "UPDATE user_behavior_details SET segment = 'Elsewhere' WHERE user_id = '100007'",
        ['segments', 'averages'],
      ],
      [
        'a value of one user',
        "UPDATE user_behavior_details SET churn_risk_score = churn_risk_score + 0.1 WHERE user_id = '100008'",
        ['scaler', 'averages'],
      ],
      ['a user too few', "DELETE FROM user_behavior_details WHERE user_id = '100009'", ['users', 'averages']],
    ] as const) {
      it(`notices ${what}`, async () => {
        await changeStore(url, change);
        const { code, json } = await herald(url, ['verify']);
        const differing = differingIn(json);
        assert.deepEqual([code, json.agrees], [3, false]);
        for (const name of failing) assert.ok(differing.includes(name), `${name} is not among ${differing.join(', ')}`);
      });
    }
  });
}

describe('herald verify of a run with forecasts', () => {
  let url: string;
  let runs: GeneratedRuns;

  before(async () => {
    runs = await generatedRuns({ users: 400, weeks: 7, seed: 3 });
    await foreseeLast(runs);
    await runs.store.close(); // so that all of it is in one file, which can be copied
    url = `sqlite:${join(runs.folder, 'herald.db')}`;
  });
  after(() => rmSync(runs.folder, { recursive: true, force: true }));

  it('compares whom they are for, and the sums kept of them', async () => {
    const { code, json } = await herald(url, ['verify']);
    assert.deepEqual([code, json.agrees], [0, true]);
    assert.deepEqual(
      json.checks.slice(-2).map(({ name }: { readonly name: string }) => name),
      ['predictions', 'forecast'],
    );
  });

  const someone = '(SELECT MIN(user_id) FROM user_predictions WHERE likely = 1 AND probability < 0.9)';
  for (const [what, change, failing] of [
    [
      'a cell of the forecast',
      "UPDATE forecast_cube SET value_sum = value_sum + 0.01 WHERE run_id = 8 AND dimension_a = ''",
      ['forecast'],
    ],
    [
      'a cell of the forecast over two dimensions',
      "UPDATE forecast_cube SET user_count = user_count + 1 WHERE run_id = 8 AND dimension_b = 'device_type'",
      ['forecast'],
    ],
    ['a probability', `UPDATE user_predictions SET probability = probability + 0.001 WHERE user_id = ${someone}`, ['forecast']],
    ['a user called likely to leave', `UPDATE user_predictions SET likely = 0 WHERE user_id = ${someone}`, ['predictions']],
    ['a missing prediction', `DELETE FROM user_predictions WHERE user_id = ${someone}`, ['predictions', 'forecast']],
    [
      'a prediction for somebody who is not there',
      `UPDATE user_predictions SET user_id = 'nobody' WHERE user_id = ${someone}`,
      ['predictions', 'forecast'],
    ],
  ] as const) {
    it(`notices ${what}, and nothing else`, async () => {
      const whole = join(runs.folder, 'herald.db');
      const changed = join(runs.folder, 'changed.db');
      copyFileSync(whole, changed);
      await changeStore(`sqlite:${changed}`, change);
      const { code, json } = await herald(`sqlite:${changed}`, ['verify']);
      assert.deepEqual([code, json.agrees, differingIn(json)], [3, false, failing]);
    });
  }
});

describe('herald verify of sessions', () => {
  it('speaks of sessions, not of users', async () => {
    const { files } = await writeSessions(
      { users: 100, weeks: 1, seed: 4, endDate: '2026-11-15', incidents: 'none', badRows: 0 },
      join(folder, 'sessions'),
    );
    const variables = { DATABASE_URL: `sqlite:${join(folder, 'sessions.db')}` };
    assert.equal((await heraldCommand(folder, ['run', files[0]!, '--profile', 'app-sessions'], variables)).code, 0);
    const { code, stdout } = await heraldCommand(folder, ['verify', '--profile', 'app-sessions'], variables);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /sessions/);
    assert.doesNotMatch(stdout, /\busers?\b/);
  });
});

function differingIn({ checks }: { readonly checks: readonly { readonly name: string; readonly agrees: boolean }[] }): string[] {
  return checks.filter(({ agrees }) => !agrees).map(({ name }) => name);
}

async function changeStore(url: string, sql: string): Promise<void> {
  const database = new Database(parseDatabaseUrl(url));
  await database.write((trx) => trx.raw(sql));
  await database.close();
}

function herald(
  url: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly json: ReturnType<typeof JSON.parse> }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...args, '--json'], { env: { ...process.env, DATABASE_URL: url } }, (error, stdout) => {
      resolve({ code: error === null ? 0 : (error.code as number), json: JSON.parse(stdout) });
    });
  });
}
