import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { foreseeStoredRuns, DEFAULT_PROFILE as profile, readHistory, trainLapse, writeTelemetry } from '#pipeline';
import { candidate, logisticRegression } from '../../pipeline/learn/index.ts';
import type { Person } from '../slack-server/person.ts';
import type { Channel } from '../slack-server/workspace.ts';
import {
  bulletins,
  openServeScene,
  SERVE_TELEMETRY,
  type ServeData,
  type ServeScene,
  serveData,
  threadOf,
} from '../support/serve-scene.ts';
import { PATIENT } from '../support/slack-scene.ts';

const AWAY = { where: { device_type: 'Android' }, daysAway: 20 } as const;
const TRAINING_WEEKS = 7;

let data: ServeData;
let scene: ServeScene;
/** Allowed to list users. */
let ann: Person;
let ben: Person;
let sales: Channel;

before(async () => {
  data = await serveData();
  scene = await openServeScene(data, {
    config: ({ slack }) => {
      ann = slack.person('ann');
      ben = slack.person('ben');
      sales = slack.channel('sales', { members: [ann, ben] });
      return { access: { list: { users: [ann.id] } } };
    },
  });
  await trained(scene);
  await scene.serve();
  await (await ann.types('/segments subscribe churn here', sales)).reply(PATIENT);
});
after(async () => {
  await scene?.[Symbol.asyncDispose]();
  await data?.[Symbol.asyncDispose]();
});

describe('an alert of users who are expected to leave', () => {
  it('comes to those who subscribed to churn, as one message without a name', async () => {
    await scene.nextWeek(AWAY);
    await scene.settled();
    const [message, ...others] = bulletins(ann, sales);
    assert.equal(others.length, 0);
    assert.match(
      message!.words,
      /About \d+ of \d+ Power Users with device Android are expected to leave within four weeks, \d+ more than usual/,
    );
    assert.match(message!.words, /How many: \n\d+ by model 1, by chance alone \d+ to \d+ \(95% interval\); \d+ would be usual/);
    assert.doesNotMatch(message!.words, USER_ID);
  });

  it('lists them, the most likely first, for who may see single users, and for nobody else', async () => {
    const [message] = bulletins(ann, sales);
    await ann.clicks(message!, 'List users at risk');
    const list = await ann.finds(/highest predicted churn/, sales, PATIENT);
    assert.equal(list.ephemeralFor, ann.id);
    assert.match(list.words, USER_ID);
    await ben.clicks(message!, 'List users at risk');
    const refusal = await ben.finds(/You are not among those who may/, sales, PATIENT);
    assert.doesNotMatch(refusal.words, USER_ID);
    const asked = (await scene.store.records.auditLog.recent(10)).filter(({ action }) => action.startsWith('user.list'));
    assert.deepEqual(
      asked.map(({ actor, action }) => [actor, action]).toSorted(),
      [
        [ann.id, 'user.list'],
        [ben.id, 'user.list.refused'],
      ].toSorted(),
    );
  });

  it('says in its thread how many it is now', async () => {
    await scene.nextWeek(AWAY);
    await scene.settled();
    const [message, ...others] = bulletins(ann, sales);
    assert.equal(others.length, 0);
    assert.match(
      threadOf(ann, sales, message!.ts).at(-1)!,
      /^Run 5, as of 3 February 2025: now \d+ Power Users expected to leave, usual \d+\.$/,
    );
  });
});

const USER_ID = /\b10\d{4}\b/;

/** As `herald train` does with the exports of the weeks. */
async function trained({ store }: ServeScene): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-serve-churn-'));
  try {
    const { files } = await writeTelemetry(SERVE_TELEMETRY, folder);
    const snapshots = await readHistory(files.slice(0, TRAINING_WEEKS), [], profile);
    const trainedAt = new Date('2025-03-01T07:00:00Z');
    const candidates = [candidate('logistic regression', logisticRegression)];
    const { model } = trainLapse({ profile, snapshots, old: undefined, trainedAt, seed: 1, candidates });
    await store.predictions.saveModel(model);
    await foreseeStoredRuns(profile, snapshots, store);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
