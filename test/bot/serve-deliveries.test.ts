import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_PROFILE, type Delivery } from '#pipeline';
import { openAlertOf } from '../../bot/alerts/remembered.ts';
import { tellings } from '../../bot/alerts/telling.ts';
import { type Target, targetText } from '../../bot/delivery/target.ts';
import type { Person } from '../slack-server/person.ts';
import type { VisibleMessage } from '../slack-server/visible.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { bulletins, openServeScene, type ServeData, type ServeScene, serveData, threadOf } from '../support/serve-scene.ts';
import { CRASHES, MAIL, subscribed } from '../support/serve-steps.ts';
import { eventually } from '../support/slack-scene.ts';
import { type SmtpFault, startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts';

let data: ServeData;
before(async () => {
  data = await serveData();
});
after(() => data[Symbol.asyncDispose]());

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
    const [first, channel] = [newChannel(), newChannel()];
    await toChannel(first);
    await toChannel(channel);
    const snoozes = async (message: VisibleMessage) => {
      const before = (await scene.ledger()).length;
      await ann.clicks(message, 'for 1 day');
      await eventually(async () => ((await scene.ledger()).length > before ? true : undefined), 'the click');
      await scene.settled();
    };
    const [elsewhere] = bulletins(ann, first);
    channel.messages.pop();
    await snoozes(elsewhere!);
    const [anew, ...others] = bulletins(ann, channel);
    assert.equal(others.length, 0);
    await snoozes(elsewhere!);
    assert.deepEqual(
      bulletins(ann, channel).map(({ ts }) => ts),
      [anew!.ts],
    );
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
