import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_PROFILE, type Delivery, type Subscription } from '#pipeline';
import { openAlertOf } from '../../bot/alerts/remembered.ts';
import { tellings } from '../../bot/alerts/telling.ts';
import { type Target, targetText } from '../../bot/delivery/target.ts';
import type { Person } from '../slack-server/person.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { testDatabases } from '../support/database.ts';
import {
  bulletins,
  openServeScene,
  type ServeData,
  type ServeScene,
  type ServeSceneOptions,
  serveData,
  threadOf,
  VERY_PATIENT,
} from '../support/serve-scene.ts';
import { eventually } from '../support/slack-scene.ts';
import { type SmtpFault, startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts';

const CRASHES = { where: { country: 'UK' }, crashes: 1 } as const;
const MAIL = { from: 'Herald <herald@example.org>' } as const;
const WEEKLY = { name: 'weekly', cron: '0 6 * * 1', timeZone: 'Etc/UTC', does: 'report' } as const;
const WEEK_MS = 7 * 24 * 3_600_000;

let data: ServeData;
before(async () => {
  data = await serveData();
});
after(() => data[Symbol.asyncDispose]());

for (const database of (await testDatabases()).filter(({ name }) => name !== 'MySQL')) {
  const history = (): ServeSceneOptions =>
    database.name === 'SQLite' ? {} : { databaseUrl: database.freshUrl(), quietWeeks: 2 };

  describe(`two services on one ${database.name} database`, { skip: database.skip }, () => {
    it('bring an alert and a report once to each of five targets, and of the bad one say what to do', async () => {
      await using smtp = await startSmtpServer();
      let ben!: Person;
      let sales!: Channel;
      let targets: readonly Target[] = [];
      await using scene = await openServeScene(data, {
        ...history(),
        isNow: true,
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
      await eventually(async () => ((await scene.ledger()).length === 10 ? true : undefined), 'all that is due', VERY_PATIENT);
      await scene.settled();

      const ledger = await scene.ledger();
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
      await scene.settled();
      for (const channel of [sales, ben.dm]) {
        const [alert, ...others] = bulletins(ben, channel);
        assert.equal(others.length, 0);
        assert.match(alert!.text, /still going on/);
        assert.equal(threadOf(ben, channel, alert!.ts).length, 1);
      }
      assert.equal(smtp.taken.length, 3);
      assert.equal((await readdir(join(scene.folder, 'brought'))).length, 3);
    });

    it('lose nothing and double nothing where one is killed while it sends', async () => {
      await using smtp = await startSmtpServer();
      await using scene = await openServeScene(data, {
        ...history(),
        isNow: true,
        smtpUrl: smtp.url,
        config: () => ({ mail: MAIL }),
      });
      const ann = scene.slack.person('ann');
      const channels = ['one', 'other'].map((name) => scene.slack.channel(name, { members: [ann] }));
      for (const { id } of channels) await subscribed(scene, { kind: 'channel', id });
      await subscribed(scene, { kind: 'mail', id: 'ceo@example.org' });
      await subscribed(scene, { kind: 'folder', id: join(scene.folder, 'brought') });
      await scene.nextWeek(CRASHES);
      const alertsIn = () => channels.map((channel) => bulletins(ann, channel).length).toSorted();
      const states = async () => (await scene.ledger()).map(({ target, state }) => `${target.split(':')[0]} ${state}`).toSorted();

      scene.slack.faults.answerNext('chat.postMessage', { silent: true }); // it has claimed, and Slack never takes the message
      scene.slack.faults.answerNext('chat.postMessage', { silent: true, accepted: true }); // it has posted, and does not know
      smtp.faults.push('say nothing');
      const killed = await scene.start();
      await eventually(() => (alertsIn()[1] === 1 && smtp.taken.length === 1 ? true : undefined), 'both', VERY_PATIENT);
      await killed.stop('SIGKILL');
      assert.deepEqual(alertsIn(), [0, 1]);
      const left = await states();
      assert.deepEqual(
        left.filter((one) => !one.startsWith('folder')),
        ['channel claimed', 'channel claimed', 'mail claimed'],
      );

      scene.slack.faults.clear();
      smtp.faults.length = 0;
      await scene.endClaims();
      await scene.start();
      await scene.settled();
      assert.deepEqual(alertsIn(), [1, 1]);
      assert.equal(smtp.taken.length, 1, 'nobody can ask a mail server, so nothing is repeated without a person');
      assert.equal((await readdir(join(scene.folder, 'brought'))).length, 1);
      assert.deepEqual(await states(), ['channel sent', 'channel sent', 'folder sent', 'mail unknown']);
      const attempts = (await scene.ledger()).filter(({ target }) => target.startsWith('channel')).map((one) => one.attempts);
      assert.deepEqual(attempts.toSorted(), [1, 2], 'what was posted was found by its key, the other was sent again');
      const [notice, ...others] = bulletins(scene.owner, scene.owner.dm, 'herald_notice');
      assert.match(
        notice!.text,
        /see whether it arrived, then say herald deliveries --sent \d+ or herald deliveries --repeat \d+/,
      );
      assert.equal(others.length, 0);
    });
  });
}

describe('a service that is killed', () => {
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
    await scene.settled();
    assert.equal(bulletins(ann, channel, 'herald_report').length, 1);
    await eventually(() => ann.files.find(({ name }) => name.endsWith('.pdf')), 'the PDF'); // Slack takes a moment over a file
    assert.equal(ann.files.filter(({ name }) => name.endsWith('.pdf')).length, 1);
    assert.deepEqual(
      (await scene.ledger('report/')).map(({ state, attempts }) => [state, attempts]),
      [['sent', 2]],
    );
  });

  it('while it watches a run watches it when it is back', async () => {
    await using scene = await openServeScene(data, { isNow: true });
    const ann = scene.slack.person('ann');
    const channel = scene.slack.channel('sales', { members: [ann] });
    await subscribed(scene, { kind: 'channel', id: channel.id });
    await scene.nextWeek(CRASHES);
    const killed = await scene.start();
    const { deliveries } = scene.store.records;
    await eventually(async () => (await deliveries.list({ states: ['claimed'] }))[0], 'the claim on the run');
    await killed.stop('SIGKILL');
    assert.deepEqual(bulletins(ann, channel), []);
    await scene.endClaims();
    await scene.start();
    await scene.settled();
    assert.equal(bulletins(ann, channel).length, 1);
  });
});

describe('a delivery', () => {
  let scene: ServeScene;
  let smtp: TestSmtpServer;
  let ann: Person;
  let count = 0;
  before(async () => {
    smtp = await startSmtpServer();
    scene = await openServeScene(data, { smtpUrl: smtp.url, config: () => ({ mail: MAIL }) });
    ann = scene.slack.person('ann');
    await scene.serve();
    await scene.nextWeek(CRASHES);
    await scene.settled();
  });
  after(async () => {
    await scene[Symbol.asyncDispose]();
    await smtp[Symbol.asyncDispose]();
  });

  const later = async () => {
    scene.clock.pass(1 / 50); // more than a minute: what was put off for a while is due
    await scene.settled();
  };
  /** Brings the alert to one more target, as if somebody had just subscribed. */
  const bring = async (target: Target, looks = 3): Promise<Delivery> => {
    const { alerts, deliveries } = scene.store.records;
    const [stored] = await alerts.openOnes(DEFAULT_PROFILE.name);
    const news = { window: `opened-${stored!.openedRunId}`, runId: stored!.openedRunId, note: null };
    const now = scene.clock.now();
    const [planned] = await deliveries.plan(
      tellings(DEFAULT_PROFILE.name, openAlertOf(stored!), news, [targetText(target)], now),
    );
    await scene.settled();
    for (let look = 0; look < looks; look++) await later();
    return (await deliveries.byId(planned!.id))!;
  };
  const newChannel = () => scene.slack.channel(`channel-${++count}`, { members: [ann] });
  const toChannel = async (channel: Channel) => {
    const delivery = await bring({ kind: 'channel', id: channel.id });
    return { delivery, messages: bulletins(ann, channel).length };
  };
  const notices = () => bulletins(scene.owner, scene.owner.dm, 'herald_notice').map(({ text }) => text);
  /** What the owner is told next. */
  const notice = async (told: number): Promise<string> => {
    const text = await eventually(() => notices()[told], 'a word to the owner');
    assert.equal(notices().length, told + 1);
    return text;
  };

  for (const { trouble, faults, attempts } of [
    { trouble: 'is asked to wait two seconds', faults: [{ status: 429, retryAfter: 2 }], attempts: 1 },
    { trouble: 'is asked to wait without being told how long', faults: [{ status: 429 }], attempts: 1 },
    { trouble: 'meets a Slack that fails', faults: [{ status: 503 }], attempts: 2 },
    { trouble: 'meets a Slack that fails twice', faults: [{ status: 500 }, { status: 502 }], attempts: 3 },
    { trouble: 'meets a Slack that takes it and then fails', faults: [{ status: 503, accepted: true }], attempts: 1 },
    { trouble: 'meets a Slack with an internal error', faults: [{ error: 'internal_error' }], attempts: 2 },
  ] as const) {
    it(`that ${trouble} arrives once, in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`, async () => {
      const told = notices().length;
      for (const fault of faults) scene.slack.faults.answerNext('chat.postMessage', fault);
      const { delivery, messages } = await toChannel(newChannel());
      assert.deepEqual([delivery.state, delivery.attempts, messages], ['sent', attempts, 1]);
      assert.equal(notices().length, told, 'there is nothing for a person to do');
    });
  }

  it('does not read a busy channel back before its first attempt', async () => {
    const looks = () => scene.slack.calls.filter(({ method }) => method === 'conversations.history').length;
    const before = looks();
    assert.equal((await toChannel(newChannel())).delivery.state, 'sent');
    assert.equal(looks(), before);
  });

  it('that Slack cannot be asked about is not repeated before it can', async () => {
    const channel = newChannel();
    scene.slack.faults.answerNext('chat.postMessage', { status: 503, accepted: true });
    assert.equal((await bring({ kind: 'channel', id: channel.id }, 0)).state, 'unknown');
    scene.slack.faults.answerNext('conversations.history', { error: 'missing_scope' });
    await later();
    const [delivery] = (await scene.ledger()).slice(-1);
    assert.deepEqual([delivery!.state, delivery!.attempts], ['unknown', 1]);
    await later();
    await later();
    assert.deepEqual([(await scene.ledger()).at(-1)!.state, bulletins(ann, channel).length], ['sent', 1]);
  });

  it('of what somebody did while the first message was not known to be there follows it into the same thread', async () => {
    const channel = newChannel();
    await subscribed(scene, { kind: 'channel', id: channel.id });
    scene.slack.faults.answerNext('chat.postMessage', { status: 503, accepted: true });
    assert.equal((await bring({ kind: 'channel', id: channel.id }, 0)).state, 'unknown');
    const [message] = bulletins(ann, channel);
    await ann.clicks(message!, 'I take it');
    await eventually(async () => ((await scene.ledger()).at(-1)!.window.startsWith('action-') ? true : undefined), 'the click');
    await later();
    await later();
    assert.deepEqual(
      bulletins(ann, channel).map(({ ts }) => ts),
      [message!.ts],
    );
    assert.match(bulletins(ann, channel)[0]!.words, /is on it/);
    assert.equal(threadOf(ann, channel, message!.ts).length, 1);
  });

  it('of news about a message that somebody has deleted posts it anew, once', async () => {
    const channel = newChannel();
    await toChannel(channel);
    const takes = async () => {
      await ann.clicks(bulletins(ann, channel).at(-1)!, 'for 1 day');
      await eventually(async () => ((await scene.ledger()).at(-1)!.state !== 'sent' ? true : undefined), 'the click');
      await scene.settled();
    };
    scene.slack.faults.answerNext('chat.update', { error: 'message_not_found' }, 100);
    await takes();
    scene.slack.faults.clear();
    await takes();
    assert.equal(bulletins(ann, channel).length, 2, 'the one that the server still shows, and the new one');
  });

  for (const [error, fix] of [
    ['not_in_channel', 'invite the bot with /invite @Herald'],
    ['channel_not_found', 'invite it with /invite @Herald, or correct the id'],
    ['is_archived', 'unarchive it, or choose another'],
    ['invalid_auth', 'check SLACK_BOT_TOKEN'],
    ['missing_scope', 'install the app again with the scopes of manifest.json'],
  ] as const) {
    it(`that Slack refuses with ${error} stops, and the owner is told what to do`, async () => {
      const told = notices().length;
      scene.slack.faults.answerNext('chat.postMessage', { error });
      const channel = newChannel();
      const { delivery, messages } = await toChannel(channel);
      assert.deepEqual([delivery.state, delivery.attempts, messages], ['failed', 1, 0]);
      assert.ok(delivery.lastError!.includes(`Slack answers ${error}`) && delivery.lastError!.includes(fix), delivery.lastError!);
      assert.ok((await notice(told)).includes(`${fix}; after that: herald deliveries --repeat ${delivery.id}`));
      await scene.store.records.deliveries.repeat(delivery.id, scene.clock.now(), null);
      await scene.settled();
      assert.equal(bulletins(ann, channel).length, 1, 'once it is put right, a person repeats it');
    });
  }

  for (const [fault, state, arrived, error] of [
    ['refuse address', 'failed', 0, /550/],
    ['refuse message', 'failed', 0, /552/],
    ['defer', 'sent', 1, null],
    ['die mid-message', 'unknown', 0, /may have taken the message or not/],
    ['die before the answer', 'unknown', 1, /may have taken the message or not/],
  ] as const satisfies readonly (readonly [SmtpFault, Delivery['state'], number, RegExp | null])[]) {
    it(`by a mail server with the fault "${fault}" is ${state}`, async () => {
      const before = { taken: smtp.taken.length, told: notices().length };
      smtp.faults.push(fault);
      const delivery = await bring({ kind: 'mail', id: `reader-${++count}@example.org` });
      assert.deepEqual([delivery.state, smtp.taken.length - before.taken], [state, arrived]);
      if (error === null) return assert.equal(notices().length, before.told);
      assert.match(delivery.lastError!, error);
      assert.match(await notice(before.told), error);
    });
  }

  it('into a folder that is a file stops, and says what to name instead', async () => {
    const told = notices().length;
    const file = join(scene.folder, 'occupied');
    await writeFile(file, '');
    const delivery = await bring({ kind: 'folder', id: file });
    assert.equal(delivery.state, 'failed');
    assert.match(delivery.lastError!, /is a file; name a folder in herald\.config\.ts/);
    assert.match(await notice(told), /name a folder/);
    await mkdir(join(scene.folder, 'free'));
    assert.equal((await bring({ kind: 'folder', id: join(scene.folder, 'free') })).state, 'sent');
  });
});

/** A week ago the schedule was known already, so that its last window is due. */
async function overdue({ store }: ServeScene): Promise<void> {
  const definition = [WEEKLY.does, WEEKLY.cron, WEEKLY.timeZone].join(' ');
  await store.records.schedules.since(WEEKLY.name, definition, new Date(Date.now() - WEEK_MS));
}

async function subscribed({ store }: ServeScene, target: Subscription['target']): Promise<void> {
  const { name: profile } = DEFAULT_PROFILE;
  const createdAt = new Date();
  await store.records.subscriptions.add({ profile, thing: 'alerts', target, filter: {}, createdBy: null, createdAt });
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
