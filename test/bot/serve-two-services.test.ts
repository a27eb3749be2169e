import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Target, targetText } from '../../bot/delivery/target.ts';
import type { Person } from '../slack-server/person.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { testDatabases } from '../support/database.ts';
import { bulletins, openServeScene, type ServeData, serveData, threadOf } from '../support/serve-scene.ts';
import { allEnded, CRASHES, MAIL, overdue, sceneOn, subscribed, WEEKLY } from '../support/serve-steps.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

let data: ServeData;
before(async () => {
  data = await serveData();
});
after(() => data[Symbol.asyncDispose]());

for (const database of (await testDatabases()).filter(({ name }) => name !== 'MySQL')) {
  describe(`two services on one ${database.name} database`, { skip: database.skip }, () => {
    it('bring an alert and a report once to each of five targets, and of the bad one say what to do', async () => {
      await using smtp = await startSmtpServer();
      let ben!: Person;
      let sales!: Channel;
      let targets: readonly Target[] = [];
      await using scene = await openServeScene(data, {
        ...sceneOn(database),
        smtpUrl: smtp.url,
        config: ({ slack, folder }) => {
          ben = slack.person('ben');
          sales = slack.channel('sales', { members: [ben] });
          targets = [
            { kind: 'channel', id: sales.id },
            { kind: 'channel', id: slack.channel('closed', { members: [ben], hasBot: false }).id },
            { kind: 'person', id: ben.id },
            { kind: 'mail', id: 'ceo@example.org' },
            { kind: 'folder', id: join(folder, 'brought') },
          ];
          return { mail: MAIL, schedules: [{ ...WEEKLY, targets }] };
        },
      });
      await overdue(scene);
      for (const target of targets) await subscribed(scene, target);
      await scene.nextWeek(CRASHES);
      await Promise.all([scene.start(), scene.start()]);

      const ledger = await allEnded(scene, 10);
      const bad = ledger.filter(({ target }) => target === targetText(targets[1]!));
      const good = ledger.filter((one) => !bad.includes(one));
      assert.deepEqual(
        good.map(({ state }) => state),
        Array(8).fill('sent'),
      );
      assert.deepEqual(
        bad.map(({ state }) => state),
        ['failed', 'failed'],
      );
      for (const { lastError } of bad) assert.match(lastError!, /not_in_channel.*invite the bot with \/invite @Herald/);
      const inSlack = good.filter(({ target }) => /^(channel|person):/.test(target)).map(({ deliveryKey }) => deliveryKey);
      assert.deepEqual(keysOf(ben, [sales, ben.dm]), inSlack.toSorted());
      const notices = bulletins(scene.owner, scene.owner.dm, 'herald_notice');
      assert.equal(notices.length, 2, 'the owner is told of each of the two that failed, once');
      for (const { text } of notices)
        assert.match(text, /invite the bot with \/invite @Herald; after that: herald deliveries --repeat \d+/);
      assert.equal(new Set(smtp.taken.map(messageIdOf)).size, 2);
      assert.equal(smtp.taken.length, 2);
      assert.equal((await readdir(join(scene.folder, 'brought'))).length, 2);

      await scene.nextWeek(CRASHES); // now both look at the same tick
      await allEnded(scene, 15);
      for (const channel of [sales, ben.dm]) {
        const [alert, ...others] = bulletins(ben, channel);
        assert.equal(others.length, 0);
        assert.match(alert!.text, /still going on/);
        assert.equal(threadOf(ben, channel, alert!.ts).length, 1);
      }
      assert.equal(smtp.taken.length, 3);
      assert.equal((await readdir(join(scene.folder, 'brought'))).length, 3);
    });
  });
}

/** The delivery keys of what somebody was brought, in any order. */
function keysOf(person: Person, channels: readonly Channel[]): readonly string[] {
  const found = channels.flatMap((channel) =>
    ['herald_alert', 'herald_report'].flatMap((type) => bulletins(person, channel, type)),
  );
  return found.map(({ metadata }) => (metadata!.event_payload as { readonly delivery_key: string }).delivery_key).toSorted();
}

function messageIdOf(mail: string): string | undefined {
  return /^Message-ID: (.*)$/im.exec(mail)?.[1];
}
