import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { answerTo, eventually, MODES, openScene, type SceneData, sceneData } from '../support/slack-scene.ts';

let data: SceneData;
before(async () => {
  data = await sceneData();
});
after(() => data[Symbol.asyncDispose]());

for (const mode of MODES) {
  describe(`herald serve over ${mode}, told to end`, { concurrency: true }, () => {
    it('ends what it has begun, takes nothing new, and exits with 0', async () => {
      await using scene = await openScene(data, { mode });
      const people = Array.from({ length: 8 }, () => scene.analyst());
      const asked = await Promise.all([
        people[0]!.types(mode === 'HTTP' ? '/segments report' : '/segments alerts'),
        people[1]!.types('/segments view deep-dive'),
        people[2]!.types('/segments user 100005'),
        people[3]!.says('how many users by country?'),
        people[4]!.says('@Herald view kpis', scene.channel(people[4]!)),
        people[5]!.types('/segments status'),
        people[6]!.types('/segments list power users'),
      ]);
      const began = performance.now();
      const ended = scene.herald.stop();
      await eventually(async () => {
        const answer = await fetch(`${scene.herald.url}/readyz`).catch(() => undefined);
        return answer === undefined || answer.status === 503 || undefined;
      }, 'the end of the intake');
      const late = await people[7]!.types('/segments how many users?');
      assert.equal(late.status, null);
      assert.equal(await ended, 0);
      assert.ok(performance.now() - began < 25_000);
      for (const exchange of asked) {
        assert.equal(exchange.status, 200);
        const answers = exchange.replies().filter(({ words }) => !/^.{0,3}Working on it…$/.test(words));
        assert.ok(answers.length > 0, 'an acknowledged request has its answer');
        assert.ok(answers.every(({ text }) => !text.includes('incident')));
      }
      assert.equal(people[0]!.files.length, mode === 'HTTP' ? 2 : 0);
      assert.deepEqual(late.replies(), []);
    });

    it('does not wait for connections on which nothing is asked', async () => {
      await using scene = await openScene(data, { mode });
      const idle = connect(Number(new URL(scene.herald.url).port), '127.0.0.1');
      await once(idle, 'connect');
      const half = connect(Number(new URL(scene.herald.url).port), '127.0.0.1');
      half.write('POST /slack/events HTTP/1.1\r\nhost: herald\r\ncontent-length: 100\r\n\r\n{');
      await answerTo(await scene.analyst().types('/segments how many users?'));
      const began = performance.now();
      assert.equal(await scene.herald.stop(), 0);
      assert.ok(performance.now() - began < 15_000, `${performance.now() - began} ms`);
      idle.destroy();
      half.destroy();
    });
  });
}

describe('herald serve, killed', () => {
  it('leaves its store whole, and goes on where it was', async () => {
    await using scene = await openScene(data, { mode: 'HTTP' });
    const people = Array.from({ length: 12 }, () => scene.analyst());
    const asked = people.map((person) => person.types('/segments list power users'));
    await people[0]!.types('/segments subscribe alerts');
    assert.equal(await scene.herald.stop('SIGKILL'), 'SIGKILL');
    await Promise.all(asked);
    assert.deepEqual(scene.rows('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
    assert.equal(scene.figure('SELECT count(*) FROM user_behavior_details'), 502);
    const again = await scene.another();
    scene.slack.sendTo(`${again.url}/slack/events`);
    assert.match((await answerTo(await people[0]!.types('/segments how many users?'))).text, /^There are 502 users/);
    assert.match((await answerTo(await people[1]!.types('/segments list power users'))).text, /Power Users/);
  });
});
