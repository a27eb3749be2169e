import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createConnection } from 'mysql2/promise';
import { DEFAULT_PROFILE, openStore, runPipeline } from '#pipeline';
import { HttpCourier } from '../slack-server/http-courier.ts';
import { startMariaDb, type TestServer, testDatabases } from '../support/database.ts';
import type { HeraldProcess } from '../support/herald-process.ts';
import { answerTo, eventually, openScene, PATIENT, type SceneData, type SlackScene, sceneData } from '../support/slack-scene.ts';

const PASSWORD = 'correct-horse-battery';
const maria = (await testDatabases()).find(({ name }) => name === 'MariaDB')!;

describe('a database that fails while people ask', { skip: maria.skip }, () => {
  let data: SceneData;
  let server: TestServer;
  let scene: SlackScene;
  let twin: HeraldProcess;

  before(async () => {
    data = await sceneData();
    server = await startMariaDb();
    const databaseUrl = await withUser(server);
    const store = await openStore(databaseUrl, [DEFAULT_PROFILE]);
    await store.migrate();
    const ports = { store, clock: { now: () => new Date('2026-11-16T06:00:00Z') }, progress: () => undefined };
    await runPipeline({ files: [data.nextExport], profile: DEFAULT_PROFILE, k: 2 }, ports);
    await store.close();
    scene = await openScene(data, { mode: 'HTTP', databaseUrl, variables: { LOG_LEVEL: 'trace' } });
    twin = await scene.another();
  });
  after(async () => {
    process.kill(server.pid, 'SIGCONT');
    await scene[Symbol.asyncDispose]();
    await server.stop();
    await data[Symbol.asyncDispose]();
  });

  it('does not hold up an acknowledgement, and brings a sign of life and then the answer', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    await answerTo(await ann.says('@Herald how many users?', sales));
    process.kill(server.pid, 'SIGSTOP');
    const asked = await Promise.all([
      ann.types('/segments how many power users?', sales),
      ann.says('@Herald how many casual users?', sales),
      ann.says('how many users by country?'),
    ]);
    for (const exchange of asked) {
      assert.ok(exchange.ackMs < 1000, `${exchange.ackMs} ms`);
      await exchange.sees(/Working on it…/, PATIENT);
    }
    process.kill(server.pid, 'SIGCONT');
    for (const exchange of asked) assert.match((await answerTo(exchange)).text, /^(There are \d+|By country)/);
    assert.ok(!ann.sees().some(({ text }) => text.startsWith('Working')), 'the answer takes the place of its sign of life');
  });

  it('is told of by name when it is gone, and things go on when it is back', async () => {
    const ann = scene.analyst();
    await server.kill();
    const asked = await ann.types('/segments how many power users?');
    const told = await answerTo(asked);
    assert.match(told.text, /^I cannot reach my database, so I have no figures right now.*\(incident [0-9a-f]{8}\)/);
    const incident = /incident ([0-9a-f]{8})/.exec(told.text)![1]!;
    assert.ok(scene.herald.log.some((line) => line.includes(incident)));
    assert.ok(!/127\.0\.0\.1|mysql|ECONN/.test(told.words), told.words);
    const ready = await fetch(`${scene.herald.url}/readyz`);
    assert.equal(ready.status, 503);
    assert.equal((await fetch(`${scene.herald.url}/healthz`)).status, 200);
    server = await server.restart();
    await eventually(async () => ((await fetch(`${scene.herald.url}/readyz`)).ok ? true : undefined), 'readiness');
    assert.match((await answerTo(await ann.types('/segments how many power users?'))).text, /^There are \d+ Power Users/);
  });

  it('lets two processes act once on what Slack sends to both', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    const said = await ann.says('@Herald how many users by plan?', sales);
    const couriers = [twin, twin, scene.herald].map(
      ({ url }) => new HttpCourier(`${url}/slack/events`, scene.slack.signingSecret),
    );
    const parcel = said.deliveries[0]!.parcel;
    const retries = couriers.map((courier, index) => courier.carry(parcel, { num: index + 1, reason: 'http_timeout' }, 3000));
    for (const { status } of await Promise.all(retries)) assert.equal(status, 200);
    await answerTo(said);
    await Promise.all([scene.herald.stop(), twin.stop()]); // after which nothing can come any more
    for (const courier of couriers) courier.close();
    assert.equal(said.replies().length, 1);
  });

  it('keeps its password out of every log', () => {
    for (const line of [...scene.herald.log, ...twin.log]) assert.ok(!line.includes(PASSWORD), line);
  });
});

/** A database of our own, with a user whose password can be looked for. */
async function withUser({ url }: TestServer): Promise<string> {
  const connection = await createConnection(url);
  await connection.query(`CREATE USER herald@'127.0.0.1' IDENTIFIED BY '${PASSWORD}'`);
  await connection.query(`GRANT ALL ON *.* TO herald@'127.0.0.1'`);
  await connection.end();
  return `${url.replace('root@', `herald:${PASSWORD}@`)}/herald`;
}
