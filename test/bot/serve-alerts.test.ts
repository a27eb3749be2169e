import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_PROFILE, type Subscription } from '#pipeline';
import type { Person } from '../slack-server/person.ts';
import type { VisibleMessage } from '../slack-server/visible.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { bulletins, openServeScene, type ServeData, type ServeScene, serveData, threadOf } from '../support/serve-scene.ts';
import { eventually, PATIENT } from '../support/slack-scene.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

const CRASHES = { where: { country: 'UK' }, crashes: 1 } as const;
const CHURN = { where: { country: 'USA' }, churnRisk: 0.13 } as const;

let data: ServeData;
before(async () => {
  data = await serveData();
});
after(() => data[Symbol.asyncDispose]());

describe('an alert', () => {
  let scene: ServeScene;
  let ann: Person;
  let ben: Person;
  let sales: Channel;
  before(async () => {
    scene = await openServeScene(data);
    ann = scene.slack.person('ann');
    ben = scene.slack.person('ben');
    sales = scene.slack.channel('sales', { members: [ann, ben] });
    await scene.serve();
    await ask(ann, '/segments subscribe alerts here', sales);
  });
  after(() => scene[Symbol.asyncDispose]());
  const theMessage = (): VisibleMessage => bulletins(ann, sales).at(-1)!;
  const thread = () => threadOf(ann, sales, theMessage().ts);
  const clicks = async (what: string) => {
    scene.clock.pass(1);
    const before = thread().length;
    await ann.clicks(theMessage(), what);
    await eventually(() => (thread().length > before ? true : undefined), `a line about ${what}`);
    await scene.settled();
  };

  it('is one message with a delivery key that no other has', async () => {
    await scene.nextWeek(CRASHES);
    await scene.settled();
    assert.equal(bulletins(ann, sales).length, 1);
    assert.match(theMessage().text, /High · Crash · new.*country UK/);
    assert.match(String(payloadOf(theMessage()).delivery_key), /^[0-9a-f]{32,}$/);
  });

  it('is edited while it lasts, and says in its thread what each run found', async () => {
    await scene.nextWeek(CRASHES);
    await scene.settled();
    assert.equal(bulletins(ann, sales).length, 1);
    assert.match(theMessage().text, /Crash · still going on/);
    assert.equal(thread().length, 1);
    assert.match(thread()[0]!, /^Run 5, as of 3 February 2025: now 1\.\d+, expected 0\.\d+\.$/);
  });

  it('is acknowledged by one of two who click at once; the other learns that somebody was faster', async () => {
    const isWhisper = (message: VisibleMessage) => message.ephemeralFor !== null && /somebody was faster/.test(message.text);
    const whispers = () => [ann, ben].flatMap((person) => person.sees(sales).filter(isWhisper));
    await Promise.all([ann, ben].map((person) => person.clicks(theMessage(), 'Acknowledge')));
    await eventually(() => (whispers().length > 0 ? true : undefined), 'a word to who was slower');
    await ann.finds(/Acknowledged by/, sales, PATIENT);
    await scene.settled();
    assert.equal(thread().filter((line) => /has seen it/.test(line)).length, 1);
    assert.equal(whispers().length, 1);
  });

  it('shows who took it, snoozed it, muted it and unmuted it', async () => {
    for (const [button, shown, said] of [
      ['I take it', /is on it/, /is on it/],
      ['Mute until it is over', /Muted by/, /has muted it/],
      ['Unmute', /Mute until it is over/, /has unmuted it/],
      ['for 1 day', /Snoozed by[^.]* until 2025-02-04 1\d:\d\d UTC/, /has snoozed it for 1 day/],
    ] as const) {
      await clicks(button);
      assert.match(theMessage().words, shown);
      assert.match(thread().at(-1)!, said);
      assert.match(thread().at(-1)!, new RegExp(`<@${ann.id}>`));
    }
    assert.doesNotMatch(theMessage().words, /Muted by/);
    assert.equal(bulletins(ann, sales).length, 1);
    const audited = (await scene.store.records.auditLog.recent(20)).filter(({ action }) => action.startsWith('alert.'));
    assert.deepEqual(
      audited.map(({ action, subject }) => [action, subject]).toReversed(),
      ['acknowledge', 'take', 'mute', 'unmute', 'snooze'].map((done) => [`alert.${done}`, '1']),
    );
  });

  it('that was acknowledged is edited but says nothing in its thread while it gets no worse', async () => {
    const before = thread().length;
    const run = await scene.nextWeek(CRASHES);
    await scene.settled();
    assert.equal(thread().length, before);
    assert.match(theMessage().words, new RegExp(`Last looked at in run ${run.id}`));
  });

  it('is over after two calm runs, and says so as the last line of its thread', async () => {
    const before = thread().length;
    await scene.nextWeek();
    await scene.settled();
    assert.equal(thread().length, before, 'one calm week may be chance');
    assert.match(theMessage().words, /^Run \d+, as of .*: not seen in this run; it ends if the next is calm too\.$/m);
    await scene.nextWeek();
    await scene.settled();
    assert.match(theMessage().text, /Resolved · Crash · over/);
    assert.doesNotMatch(theMessage().words, /Snooze…|Acknowledge$|Snoozed by|Compare the crash reports/m);
    assert.match(theMessage().words, /: over\. The figure is back where it usually is\.$/m);
    assert.match(theMessage().words, / was on it\.$/m);
    assert.equal(thread().length, before + 1);
    assert.match(thread().at(-1)!, /: over\. The figure is back where it usually is\.$/);
    assert.equal(bulletins(ann, sales).length, 1);
  });

  it('of the same kind in the same place is a new one when it comes later', async () => {
    const old = theMessage();
    await scene.nextWeek(CRASHES);
    await scene.settled();
    assert.equal(bulletins(ann, sales).length, 2);
    assert.match(theMessage().text, /Crash · new/);
    assert.match(bulletins(ann, sales)[0]!.text, /Resolved/);
    assert.notEqual(payloadOf(theMessage()).delivery_key, payloadOf(old).delivery_key);
    assert.deepEqual(threadOf(ann, sales, theMessage().ts), []);
  });

  it('that is muted or snoozed is kept up to date in silence', async () => {
    for (const button of ['Mute until it is over', 'Unmute', 'for 7 days']) await clicks(button);
    const before = thread().length;
    const run = await scene.nextWeek(CRASHES);
    await scene.settled();
    assert.equal(thread().length, before);
    assert.match(theMessage().words, new RegExp(`Last looked at in run ${run.id}`));
  });

  it('brings every message once, and every message of it has a key of its own', async () => {
    const keys = ann.sees(sales).flatMap((message) => payloadOf(message).delivery_key ?? []);
    assert.equal(new Set(keys).size, keys.length);
    assert.ok((await scene.ledger('alert/')).every(({ state, attempts }) => state === 'sent' && attempts === 1));
    assert.deepEqual(scene.slack.invalid, []);
    assert.deepEqual(bulletins(scene.owner, scene.owner.dm, 'herald_notice'), []);
  });
});

describe('subscribers', () => {
  it('get what their filters let through, wherever they want it, and no more once they unsubscribed', async () => {
    await using smtp = await startSmtpServer();
    await using scene = await openServeScene(data, {
      smtpUrl: smtp.url,
      config: () => ({ mail: { from: 'Herald <herald@example.org>' } }),
    });
    const ann = scene.slack.person('ann');
    const ben = scene.slack.person('ben');
    const [crashes, severe, usa, left] = ['crashes', 'severe', 'usa', 'left'].map((name) =>
      scene.slack.channel(name, { members: [ann] }),
    ) as [Channel, Channel, Channel, Channel];
    await scene.serve();
    await ask(ann, '/segments subscribe crash here', crashes);
    await ask(ann, '/segments subscribe alerts severity>=high here', severe);
    await ask(ann, '/segments subscribe alerts country=USA here', usa);
    await ask(ann, '/segments subscribe alerts here', left);
    await ask(ben, '/segments subscribe alerts me');
    const files = join(scene.folder, 'alerts');
    await subscribed(scene, { kind: 'mail', id: 'ceo@example.org' }, { kinds: ['churn'] });
    await subscribed(scene, { kind: 'folder', id: files }, {});

    await scene.nextWeek(CRASHES, CHURN);
    await scene.settled();
    const kinds = (person: Person, channel: Channel) =>
      bulletins(person, channel)
        .map(({ text }) => /· (\w+) ·/.exec(text)?.[1])
        .toSorted();
    assert.deepEqual(kinds(ann, crashes), ['Crash']);
    assert.deepEqual(kinds(ann, severe), ['Crash']);
    assert.deepEqual(kinds(ann, usa), ['Churn']);
    assert.deepEqual(kinds(ann, left), ['Churn', 'Crash']);
    assert.deepEqual(kinds(ben, ben.dm), ['Churn', 'Crash']);
    assert.deepEqual(smtp.taken.map(subjectOf), ['Churn']);
    assert.match(smtp.taken[0]!, /^Subject: Churn warning, medium: \+\d+% for users with country USA\r$/m);
    assert.match(smtp.taken[0]!, /Do: Find what changed/);
    assert.equal((await readdir(files)).length, 2);

    const ofLeft = await scene.store.records.subscriptions.of({ kind: 'channel', id: left.id });
    await ask(ann, `/segments unsubscribe ${ofLeft[0]!.id}`, left);
    await scene.nextWeek(CRASHES, { ...CHURN, churnRisk: 0.2 });
    await scene.settled();
    const threads = (person: Person, channel: Channel) =>
      bulletins(person, channel).flatMap(({ ts }) => threadOf(person, channel, ts));
    assert.deepEqual(kinds(ann, severe), ['Churn', 'Crash'], 'what has become severe is new to those who want the severe only');
    assert.equal(threads(ann, crashes).length, 1);
    assert.equal(threads(ben, ben.dm).length, 2);
    assert.deepEqual(threads(ann, left), [], 'who unsubscribed is told nothing');
    assert.ok(
      bulletins(ann, left).every(({ text }) => /still going on/.test(text)),
      'what they have does not lie',
    );
    assert.deepEqual(smtp.taken.map(subjectOf), ['Churn', 'Churn']);
    assert.equal((await readdir(files)).length, 4);

    await scene.nextWeek();
    await scene.settled();
    assert.equal(smtp.taken.length, 2, 'a calm week alone is no news');
    await scene.nextWeek();
    await scene.settled();
    assert.deepEqual(smtp.taken.map(subjectOf), ['Churn', 'Churn', 'Over']);
    assert.equal((await readdir(files)).length, 6);
    assert.deepEqual(threads(ann, left), []);
  });

  it('get one message a run for what exceeds their budget, and the owner learns of it', async () => {
    await using scene = await openServeScene(data, { config: () => ({ alerts: { weeklyBudget: 1 } }) });
    const ann = scene.slack.person('ann');
    const sales = scene.slack.channel('sales', { members: [ann] });
    await scene.serve();
    await ask(ann, '/segments subscribe alerts here', sales);
    await scene.nextWeek(CRASHES, CHURN, { where: { country: 'Canada' }, crashes: 3 });
    await scene.settled();
    const [first, bundle, ...others] = bulletins(ann, sales).toSorted((one, other) => one.text.length - other.text.length);
    assert.equal(others.length, 0);
    assert.match(first!.text, /^\S+ \w+ · \w+ · new/);
    assert.match(bundle!.words, /2 more alerts this week, in one message/);
    const notices = bulletins(scene.owner, scene.owner.dm, 'herald_notice');
    assert.deepEqual(
      notices.map(({ text }) => /has had its 1 alerts of this week/.test(text)),
      [true],
    );
  });
});

describe('an owner who cannot be told', () => {
  it('holds up nobody else', async () => {
    const nobody = { kind: 'person', id: 'U999999999' } as const;
    await using scene = await openServeScene(data, { config: () => ({ owner: nobody, alerts: { weeklyBudget: 0 } }) });
    const ann = scene.slack.person('ann');
    const sales = scene.slack.channel('sales', { members: [ann] });
    await scene.serve();
    await ask(ann, '/segments subscribe alerts here', sales);
    await scene.nextWeek(CRASHES);
    await ann.finds(/1 more alert this week/, sales, PATIENT);
    await scene.settled();
    assert.equal((await scene.store.records.alerts.openOnes(DEFAULT_PROFILE.name)).length, 1);
  });
});

describe('the owner', () => {
  it('alone hears of a run that cannot be judged', async () => {
    await using scene = await openServeScene(data, {
      quietWeeks: 0,
    });
    const ann = scene.slack.person('ann');
    const sales = scene.slack.channel('sales', { members: [ann] });
    await scene.nextWeek();
    await scene.serve();
    await ask(ann, '/segments subscribe alerts here', sales);
    await scene.settled();
    const notices = bulletins(scene.owner, scene.owner.dm, 'herald_notice');
    assert.deepEqual(notices.length, 1);
    assert.match(notices[0]!.text, /Run 1 could not be watched for alerts: it is the first run/);
    assert.deepEqual(bulletins(ann, sales), []);
  });
});

describe('a run that does not come', () => {
  it('is an alert of its own, gets worse with the days, and ends when the run is there', async () => {
    const rules = { 'late-run': { everyDays: 7 } };
    await using scene = await openServeScene(data, { config: () => ({ alerts: { rules } }) });
    const ann = scene.slack.person('ann');
    const sales = scene.slack.channel('sales', { members: [ann] });
    await scene.serve();
    await ask(ann, '/segments subscribe quality here', sales);
    scene.clock.pass(9 * 24);
    const late = await ann.finds(/Medium · Quality · new.*2 days late/, sales, PATIENT);
    await scene.settled();
    scene.clock.pass(2 * 24);
    await ann.finds(/High · Quality · still going on.*4 days late/, sales, PATIENT);
    await scene.settled();
    await scene.nextWeek();
    await ann.finds(/Resolved · Quality · over/, sales, PATIENT);
    await scene.settled();
    assert.equal(bulletins(ann, sales).length, 1);
    assert.equal(bulletins(ann, sales)[0]!.ts, late.ts);
    const lines = threadOf(ann, sales, late.ts);
    assert.equal(lines.length, 2, lines.join('\n'));
    assert.match(lines[1]!, /over/);
  });
});

async function ask(person: Person, line: string, channel?: Channel): Promise<void> {
  await (await person.types(line, channel)).reply(PATIENT);
}

async function subscribed({ store, clock }: ServeScene, target: Subscription['target'], filter: Subscription['filter']) {
  const { name: profile } = DEFAULT_PROFILE;
  await store.records.subscriptions.add({ profile, thing: 'alerts', target, filter, createdBy: null, createdAt: clock.now() });
}

function payloadOf({ metadata }: VisibleMessage): { readonly delivery_key?: string } {
  return (metadata?.event_payload ?? {}) as { readonly delivery_key?: string };
}

/** The first word of the subject: what kind of news it is. */
function subjectOf(mail: string): string | undefined {
  return /^Subject: (?:=\?UTF-8\?Q\?)?(\w+)/im.exec(mail)?.[1];
}
