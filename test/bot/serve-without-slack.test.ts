import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { doesWithoutSlack } from '../../bot/service/without-slack.ts';
import { openServeScene, serveData } from '../support/serve-scene.ts';
import { allEnded, CRASHES, MAIL, overdue, subscribed, WEEKLY } from '../support/serve-steps.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

const NO_TOKENS = { botToken: undefined, appToken: undefined, signingSecret: undefined, apiUrl: undefined };

describe('herald serve without Slack', () => {
  it('brings reports and alerts to folders and by e-mail, and of a channel says what is missing', async () => {
    await using data = await serveData();
    await using smtp = await startSmtpServer();
    await using scene = await openServeScene(data, {
      isNow: true,
      withoutSlack: true,
      smtpUrl: smtp.url,
      config: ({ folder }) => {
        const targets = [
          { kind: 'mail', id: 'ceo@example.org' },
          { kind: 'folder', id: join(folder, 'reports') },
        ] as const;
        return { mail: MAIL, owner: { kind: 'mail', id: 'owner@example.org' }, schedules: [{ ...WEEKLY, targets }] };
      },
    });
    await overdue(scene);
    await subscribed(scene, { kind: 'folder', id: join(scene.folder, 'alerts') });
    await subscribed(scene, { kind: 'channel', id: 'C024BE91L' });
    await scene.nextWeek(CRASHES);
    const herald = await scene.start();
    assert.equal((await fetch(`${herald.url}/readyz`)).status, 200);

    const ledger = await allEnded(scene, 4);
    const refused = ledger.find(({ target }) => target === 'channel:C024BE91L')!;
    assert.deepEqual(
      [refused.state, refused.lastError],
      ['failed', 'there is no Slack; set SLACK_BOT_TOKEN and SLACK_APP_TOKEN'],
    );
    assert.ok(ledger.every((one) => one === refused || one.state === 'sent'));
    assert.equal((await readdir(join(scene.folder, 'reports'))).length, 1);
    assert.equal((await readdir(join(scene.folder, 'alerts'))).length, 1);
    assert.deepEqual(smtp.taken.map((mail) => /^To: (.*)$/m.exec(mail)![1]!.trim()).toSorted(), [
      'ceo@example.org',
      'owner@example.org',
    ]);
    assert.equal(await herald.stop(), 0);
    assert.deepEqual(scene.slack.calls, []);
  });

  it('is served only where there is something to do and nothing of it speaks of Slack', () => {
    const folder = { kind: 'folder', id: 'reports' } as const;
    const schedules = [{ ...WEEKLY, targets: [folder] }];
    assert.equal(doesWithoutSlack({ schedules, owner: undefined }, NO_TOKENS), true);
    assert.equal(doesWithoutSlack({ schedules: [], owner: undefined }, NO_TOKENS), false);
    assert.equal(doesWithoutSlack({ schedules, owner: { kind: 'person', id: 'U024BE7LH' } }, NO_TOKENS), false);
    const toChannel = [{ ...WEEKLY, targets: [folder, { kind: 'channel', id: 'C024BE91L' } as const] }];
    assert.equal(doesWithoutSlack({ schedules: toChannel, owner: undefined }, NO_TOKENS), false);
    assert.equal(doesWithoutSlack({ schedules, owner: undefined }, { ...NO_TOKENS, signingSecret: 'signing-secret' }), false);
  });
});
