import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { DEFAULT_PROFILE, openStore, type Store } from '#pipeline';
import { Jobs } from '../../bot/service/jobs.ts';
import { newMetrics } from '../../bot/service/metrics.ts';
import { plainTextMessage } from '../../bot/slack/blocks/plain-text.ts';
import { ephemeralReply, messageReply } from '../../bot/slack/replies.ts';
import type { Asker, Place, Reply } from '../../bot/slack/request.ts';
import { Slack } from '../../bot/slack/slack.ts';
import { Work } from '../../bot/slack/work.ts';
import type { Person } from '../slack-server/person.ts';
import { type SlackServer, startSlackServer } from '../slack-server/server.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { eventually, installedApp } from '../support/slack-scene.ts';

const ALERT = 'Crashes have risen';
const LONG_MS = 1500; // somewhat more than the 1.2 seconds after which a sign of life is shown

describe('work that takes long', () => {
  let server: SlackServer;
  let slack: Slack;
  let store: Store;
  let folder: string;
  let ann: Person;
  let sales: Channel;
  let asker: Asker;
  let place: Place;
  let count = 0;
  const log = pino({ level: 'silent' });
  const jobs = new Jobs(5);
  before(async () => {
    server = await startSlackServer(await installedApp());
    const drawPicture = () => Promise.reject(new Error('nothing is drawn here'));
    slack = new Slack({ token: server.botToken, apiUrl: server.apiUrl, log, drawPicture });
    folder = await mkdtemp(join(tmpdir(), 'herald-work-'));
    store = await openStore(`sqlite:${join(folder, 'herald.db')}`, [DEFAULT_PROFILE]);
  });
  after(async () => {
    await Promise.all([store.close(), server.close()]);
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    ann = server.person(`ann-${++count}`);
    sales = server.channel(`sales-${count}`, { members: [ann] });
    asker = { user: ann.id, team: 'T1' };
    const { ts } = await slack.post(sales.id, plainTextMessage(ALERT));
    place = { channel: sales.id, thread: ts, kind: 'channel' };
  });
  const texts = () =>
    ann
      .sees(sales)
      .map(({ text }) => text)
      .filter((text) => text !== ALERT);
  const done = async (reply: Reply, work: () => Promise<void>) => {
    const tasks = new Work({ store, jobs, metrics: newMetrics(() => jobs.pending), log, now: () => new Date() });
    tasks.take({ kind: 'action', key: undefined, reply, work });
    await eventually(() => texts()[0], 'the sign of life');
    assert.deepEqual(texts(), ['Working on it…']);
    await jobs.drain(10_000);
  };

  it('leaves no sign of life in a thread where there is nothing to say, as after the buttons of an alert', async () => {
    await done(messageReply(slack, asker, place), () => sleep(LONG_MS));
    assert.deepEqual(texts(), []);
  });

  it('puts what is said in the place of its sign of life', async () => {
    const reply = messageReply(slack, asker, place);
    await done(reply, async () => {
      await sleep(LONG_MS);
      await reply.say(plainTextMessage('the answer'));
    });
    assert.deepEqual(texts(), ['the answer']);
  });

  it('says that it is done where its sign of life cannot be taken away', async () => {
    await done(ephemeralReply(slack, new URL('/spent', server.apiUrl).href, asker, place), () => sleep(LONG_MS));
    assert.deepEqual(texts(), ['Working on it…', 'Done.']);
  });
});
