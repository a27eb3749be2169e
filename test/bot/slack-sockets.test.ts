import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  answerTo,
  eventually,
  openScene,
  PATIENT,
  type SceneData,
  type SceneOptions,
  type SlackScene,
  sceneData,
} from '../support/slack-scene.ts';

let data: SceneData;
before(async () => {
  data = await sceneData();
});
after(() => data[Symbol.asyncDispose]());

describe('Socket Mode', { concurrency: true }, () => {
  describe('with two connections', { concurrency: false }, () => {
    let scene: SlackScene;
    before(async () => {
      scene = await openScene(data, { mode: 'Socket Mode' });
      await scene.slack.socketsOpen(2, PATIENT);
    });
    after(() => scene[Symbol.asyncDispose]());

    const ready = async () => (await fetch(`${scene.herald.url}/readyz`)).text();

    const metrics = async () => (await fetch(`${scene.herald.url}/metrics`)).text();

    for (const [recycle, how] of [
      [() => scene.slack.faults.disconnect('refresh_requested', 1), 'is asked to refresh'],
      [() => scene.slack.faults.disconnect('warning', 1), 'is warned'],
      [() => scene.slack.faults.dropSockets(1), 'breaks'],
    ] as const) {
      it(`loses no click while one ${how}, and opens it again`, async () => {
        const ann = scene.analyst();
        const help = await answerTo(await ann.types('/segments help'));
        recycle();
        await scene.slack.socketsOpen(1, PATIENT);
        assert.equal(await ready(), 'ready\n');
        for (let click = 0; click < 4; click++) {
          const clicked = await ann.clicks(help, `ask:${click}`);
          assert.equal(clicked.status, 200);
          assert.match((await answerTo(clicked)).words, /Run 2 · as of/);
        }
        await scene.slack.socketsOpen(2, PATIENT);
      });
    }

    it('lets an event act once that comes over both', async () => {
      const ann = scene.analyst();
      scene.slack.faults.duplicateEvents = 3;
      const said = await ann.says('how many users?');
      scene.slack.faults.duplicateEvents = 0;
      await eventually(
        async () => /^herald_repeated_requests_total 3$/m.test(await metrics()) || undefined,
        'the end of the repeats',
      );
      await answerTo(said);
      assert.equal(said.replies().length, 1);
    });

    it('gets on with the other one while Slack does not greet on one', async () => {
      const ann = scene.analyst();
      const opened = () => scene.slack.calls.filter(({ method }) => method === 'apps.connections.open').length;
      const before = opened();
      scene.slack.faults.silentHello = true;
      scene.slack.faults.dropSockets(1);
      await eventually(() => opened() > before || undefined, 'the next connection');
      for (const _ of [1, 2, 3]) {
        assert.match((await answerTo(await ann.types('/segments how many users?'))).text, /^There are 502 users/);
      }
      scene.slack.faults.silentHello = false;
    });

    it('is not ready while both are down, and hears again of what Slack repeats', async () => {
      const ann = scene.analyst();
      scene.slack.faults.dropSockets();
      await scene.slack.socketsOpen(0, PATIENT);
      await eventually(async () => ((await ready()) === 'not connected to Slack\n' ? true : undefined), 'the word of it');
      const said = await ann.says('how many users?'); // Slack has no socket for it, and tries again
      await scene.slack.socketsOpen(2, PATIENT);
      assert.match((await answerTo(said)).text, /^There are 502 users/);
      assert.equal(await ready(), 'ready\n');
    });
  });

  it('ends with a clear word when the token was revoked, to be started afresh', async () => {
    await using scene = await openScene(data, { mode: 'Socket Mode' });
    await scene.slack.socketsOpen(2, PATIENT);
    scene.slack.faults.answerNext('apps.connections.open', { error: 'account_inactive' });
    scene.slack.faults.dropSockets(1);
    assert.equal(await scene.herald.ended, 1);
    const last = scene.herald.log.map((line) => JSON.parse(line)).findLast(({ level }) => level === 60);
    assert.match(JSON.stringify(last), /account_inactive/);
  });

  it('does not wait for ever for Slack to greet', async () => {
    await assert.rejects(
      openScene(data, { mode: 'Socket Mode', prepare: ({ faults }) => Object.assign(faults, { silentHello: true }) }),
      /herald serve ended \(1\) before it served:[\s\S]*no_hello/,
    );
  });

  it('says what is wrong with a token that Slack does not take', async () => {
    const prepare: SceneOptions['prepare'] = ({ faults }) => faults.answerNext('auth.test', { error: 'invalid_auth' });
    const started = openScene(data, { mode: 'Socket Mode', prepare });
    await assert.rejects(started, /herald serve ended \(1\)[\s\S]*invalid_auth to auth\.test; check SLACK_BOT_TOKEN/);
  });
});
