import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_PROFILE } from '#pipeline';
import type { Person } from '../slack-server/person.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { testDatabases } from '../support/database.ts';
import { bulletins, openServeScene, type ServeData, serveData, VERY_PATIENT } from '../support/serve-scene.ts';
import { allEnded, CRASHES, MAIL, overdue, sceneOn, subscribed, WEEKLY } from '../support/serve-steps.ts';
import { eventually } from '../support/slack-scene.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

let data: ServeData;
before(async () => {
  data = await serveData();
});
after(() => data[Symbol.asyncDispose]());

for (const database of (await testDatabases()).filter(({ name }) => name !== 'MySQL')) {
  describe(`a service on ${database.name} that is killed`, { skip: database.skip }, () => {
    for (const { when, accepted, attempts } of [
      { when: 'between its claim and the post', accepted: false, attempts: 2 },
      { when: 'between the post and its record', accepted: true, attempts: 1 },
    ]) {
      it(`${when} has another bring its alert, once`, async () => {
        await using scene = await openServeScene(data, sceneOn(database));
        const ann = scene.slack.person('ann');
        const channel = scene.slack.channel('sales', { members: [ann] });
        await subscribed(scene, { kind: 'channel', id: channel.id });
        await subscribed(scene, { kind: 'folder', id: join(scene.folder, 'brought') });
        await scene.nextWeek(CRASHES);
        scene.slack.faults.answerNext('chat.postMessage', { silent: true, accepted });
        const killed = await scene.start();
        const asked = () => scene.slack.calls.find(({ method }) => method === 'chat.postMessage');
        await eventually(asked, 'the post', VERY_PATIENT);
        await killed.stop('SIGKILL');
        assert.equal(bulletins(ann, channel).length, accepted ? 1 : 0);
        const [held] = (await scene.ledger()).filter(({ target }) => target.startsWith('channel:'));
        assert.deepEqual([held!.state, held!.attempts], ['claimed', 1]);

        await scene.endClaims();
        await scene.start();
        const ledger = await allEnded(scene, 2);
        assert.equal(bulletins(ann, channel).length, 1);
        assert.equal((await readdir(join(scene.folder, 'brought'))).length, 1);
        assert.deepEqual(
          ledger.map(({ state }) => state),
          ['sent', 'sent'],
        );
        assert.equal(
          ledger.find(({ id }) => id === held!.id)!.attempts,
          attempts,
          'what was posted is found by its key, not posted again',
        );
        assert.deepEqual(bulletins(scene.owner, scene.owner.dm, 'herald_notice'), []);
      });
    }
  });
}

describe('a service that is killed', () => {
  it('while a mail server takes its message leaves it to a person whether to repeat it', async () => {
    await using smtp = await startSmtpServer();
    await using scene = await openServeScene(data, { isNow: true, smtpUrl: smtp.url, config: () => ({ mail: MAIL }) });
    await subscribed(scene, { kind: 'mail', id: 'ceo@example.org' });
    await scene.nextWeek(CRASHES);
    smtp.faults.push('say nothing');
    const killed = await scene.start();
    await eventually(() => smtp.taken[0], 'the mail', VERY_PATIENT);
    await killed.stop('SIGKILL');
    await scene.endClaims();
    await scene.start();
    const [delivery] = await allEnded(scene, 1);
    assert.deepEqual([delivery!.state, delivery!.attempts, smtp.taken.length], ['unknown', 1, 1]);
    const [notice, ...others] = bulletins(scene.owner, scene.owner.dm, 'herald_notice');
    assert.match(notice!.text, /see whether it arrived, then say herald deliveries --sent \d+ or herald deliveries --repeat \d+/);
    assert.equal(others.length, 0);
  });

  it('between the message of a report and its PDF adds the PDF when it is back', async () => {
    let channel!: Channel;
    let ann!: Person;
    await using scene = await openServeScene(data, {
      isNow: true,
      config: ({ slack }) => {
        ann = slack.person('ann');
        channel = slack.channel('sales', { members: [ann] });
        return { schedules: [{ ...WEEKLY, targets: [{ kind: 'channel', id: channel.id }] }] };
      },
    });
    await overdue(scene);
    await scene.nextWeek();
    scene.slack.faults.delay('chat.postMessage', 1000);
    const killed = await scene.start();
    const picture = () => scene.slack.calls.some(({ method }) => method === 'files.completeUploadExternal') || undefined;
    await eventually(picture, 'the picture of the first page', VERY_PATIENT);
    scene.slack.faults.answerNext('files.getUploadURLExternal', { silent: true });
    await eventually(() => bulletins(ann, channel, 'herald_report')[0], 'the message', VERY_PATIENT);
    await killed.stop('SIGKILL');
    assert.equal(ann.files.filter(({ name }) => name.endsWith('.pdf')).length, 0);

    scene.slack.faults.clear();
    await scene.endClaims();
    await scene.start();
    const [delivery] = await allEnded(scene, 1);
    assert.equal(bulletins(ann, channel, 'herald_report').length, 1);
    await eventually(() => ann.files.find(({ name }) => name.endsWith('.pdf')), 'the PDF'); // Slack takes a moment over a file
    assert.equal(ann.files.filter(({ name }) => name.endsWith('.pdf')).length, 1);
    assert.deepEqual([delivery!.state, delivery!.attempts], ['sent', 2]);
  });

  it('while it watches a run watches it when it is back', async () => {
    await using scene = await openServeScene(data, { isNow: true });
    const ann = scene.slack.person('ann');
    const channel = scene.slack.channel('sales', { members: [ann] });
    await subscribed(scene, { kind: 'channel', id: channel.id });
    await scene.nextWeek(CRASHES);
    const killed = await scene.start();
    const { deliveries } = scene.store.records;
    const watching = { thing: `alerts-of-run/${DEFAULT_PROFILE.name}`, states: ['claimed'] } as const;
    await eventually(async () => (await deliveries.list(watching))[0], 'the claim on the run', VERY_PATIENT);
    await killed.stop('SIGKILL');
    assert.deepEqual(bulletins(ann, channel), []);
    await scene.endClaims();
    await scene.start();
    await allEnded(scene, 1);
    assert.equal(bulletins(ann, channel).length, 1);
  });
});
