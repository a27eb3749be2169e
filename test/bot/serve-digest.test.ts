import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Person } from '../slack-server/person.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { bulletins, openServeScene, type ServeData, type ServeScene, serveData, VERY_PATIENT } from '../support/serve-scene.ts';
import { CRASHES, subscribed } from '../support/serve-steps.ts';
import { eventually } from '../support/slack-scene.ts';

const CHURN = { where: { country: 'USA' }, churnRisk: 0.13 } as const;

describe('the weekly digest', () => {
  let data: ServeData;
  let scene: ServeScene;
  let ann: Person;
  let all: Channel;
  let crashes: Channel;
  let usa: Channel;
  let low: Channel;
  before(async () => {
    data = await serveData();
    scene = await openServeScene(data, {
      config: ({ folder }) => {
        const targets = [{ kind: 'folder', id: join(folder, 'digests') }] as const;
        return { schedules: [{ name: 'digest', cron: '0 9 * * 1', timeZone: 'Etc/UTC', does: 'digest', targets }] };
      },
    });
    ann = scene.slack.person('ann');
    [all, crashes, usa, low] = ['all', 'crashes', 'usa', 'low'].map((name) => scene.slack.channel(name, { members: [ann] })) as [
      Channel,
      Channel,
      Channel,
      Channel,
    ];
    await subscribed(scene, { kind: 'channel', id: all.id });
    await subscribed(scene, { kind: 'channel', id: crashes.id }, { kinds: ['crash'], severity: 'high' });
    await subscribed(scene, { kind: 'channel', id: usa.id }, { slice: { country: 'USA' } });
    await subscribed(scene, { kind: 'channel', id: low.id }, { slice: { country: 'Germany' } });
    await subscribed(scene, { kind: 'channel', id: low.id }, { kinds: ['quality'] });
    await scene.nextWeek(CRASHES, CHURN);
    await scene.serve();
    await scene.settled();
    scene.clock.pass(3.1); // Monday 27 January, 9:06
    const brought = async () => (await scene.ledger('digest/')).filter(({ state }) => state === 'sent');
    await eventually(async () => ((await brought()).length === 5 ? true : undefined), 'the digests', VERY_PATIENT);
  });
  after(async () => {
    await scene[Symbol.asyncDispose]();
    await data[Symbol.asyncDispose]();
  });
  const digests = (channel: Channel) =>
    bulletins(ann, channel)
      .map(({ words }) => words)
      .filter((words) => words.startsWith('Alerts of the week'));
  const digestOf = (channel: Channel): string => {
    const [digest, ...others] = digests(channel);
    assert.equal(others.length, 0);
    return digest!;
  };

  it('has every alert for whoever subscribed to all', () => {
    assert.match(digestOf(all), /^Alerts of the week: 2 going on, 0 ended/);
    assert.match(digestOf(all), /Crash.*UK/);
    assert.match(digestOf(all), /Churn.*USA/);
    assert.doesNotMatch(digestOf(all), /This digest has/);
  });

  it('has only the kinds and severities that somebody subscribed to, and says so', () => {
    assert.match(digestOf(crashes), /^Alerts of the week: 1 going on, 0 ended/);
    assert.match(digestOf(crashes), /Crash.*UK/);
    assert.doesNotMatch(digestOf(crashes), /USA/);
    assert.match(digestOf(crashes), /This digest has crash alerts, high only\./);
  });

  it('has only the slice that somebody subscribed to, and says so', () => {
    assert.match(digestOf(usa), /Churn.*USA/);
    assert.doesNotMatch(digestOf(usa), /UK/);
    assert.match(digestOf(usa), /This digest has all alerts, where country is USA\./);
  });

  it('comes also where nothing happened that was asked for, by any of the subscriptions of a channel', () => {
    assert.match(digestOf(low), /^Alerts of the week: none/);
    assert.match(digestOf(low), /This digest has all alerts, where country is Germany and quality alerts\./);
  });

  it('has all for the targets of the configuration', async () => {
    const [folder, ...others] = await readdir(join(scene.folder, 'digests'));
    assert.equal(others.length, 0);
    assert.match(folder!, /^alerts-2025-01-27-/);
    const manifest = await readFile(join(scene.folder, 'digests', folder!, 'delivery.json'), 'utf8');
    assert.match(JSON.parse(manifest).subject, /2 going on, 0 ended/);
  });
});
