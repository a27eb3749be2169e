import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { writeTelemetry } from '#pipeline';
import { Database } from '../../pipeline/store/database.ts';
import { parseDatabaseUrl } from '../../pipeline/store/database-url.ts';
import { testDatabases } from '../support/database.ts';

const CLI = join(import.meta.dirname, '../../bot/cli.ts');
const folder = mkdtempSync(join(tmpdir(), 'herald-verify-'));
let weeks: readonly string[];

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
      const figures = ['users', 'medians', 'caps', 'scaler', 'centroids', 'segments', 'clusters', 'inertia', 'averages'];
      assert.deepEqual(names, [...figures, 'slices', 'history']);
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
        ['slices'],
      ],
      [
        'an age in another band',
        "UPDATE user_behavior_details SET age = age + 100 WHERE user_id = '100005'",
        "UPDATE user_behavior_details SET age = age - 100 WHERE user_id = '100005'",
        ['averages', 'slices'],
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
