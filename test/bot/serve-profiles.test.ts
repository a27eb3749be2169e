import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { BUILT_IN_PROFILES, runPipeline, writeSessions } from '#pipeline';
import type { Person } from '../slack-server/person.ts';
import type { VisibleView } from '../slack-server/visible.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { bulletins, openServeScene, type ServeData, type ServeScene, serveData, threadOf } from '../support/serve-scene.ts';
import { answerTo, eventually, PATIENT } from '../support/slack-scene.ts';

const SESSIONS = BUILT_IN_PROFILES['app-sessions']!;
/** A version that crashes comes with the last two of these weeks. */
const TELEMETRY = { users: 1500, weeks: 6, seed: 15, endDate: '2025-02-16', incidents: 'planted', badRows: 0 } as const;

describe('one service for users and sessions', () => {
  let folder: string;
  let files: readonly string[];
  let data: ServeData;
  let scene: ServeScene;
  let [ann, ben]: Person[] = [];
  let [crew, sales]: Channel[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'herald-serve-profiles-'));
    ({ files } = await writeSessions(TELEMETRY, folder));
    data = await serveData();
    scene = await openServeScene(data);
    [ann, ben] = [scene.slack.person('ann'), scene.slack.person('ben')];
    crew = scene.slack.channel('crew', { members: [ann, ben] });
    sales = scene.slack.channel('sales', { members: [ann, ben] });
    for (const file of files.slice(0, -2)) await runSessions(file);
    await scene.serve();
    await scene.settled();
  });
  after(async () => {
    await scene?.[Symbol.asyncDispose]();
    await data?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function runSessions(file: string): Promise<void> {
    await runPipeline(
      { files: [file], profile: SESSIONS },
      { store: scene.store, clock: scene.clock, progress: () => undefined },
    );
  }

  it('keeps subscriptions to both, and says which is which', async () => {
    await answerTo(await ben!.types('/segments subscribe alerts here', sales!));
    const said = await answerTo(await ann!.types('/segments app-sessions subscribe crash quality here', crew!));
    assert.match(said.words, /^Subscribed\.[\s\S]*App sessions: crash and quality alerts, in this channel/);
    const [kept] = await scene.store.records.subscriptions.all('app-sessions');
    assert.deepEqual([kept!.target, kept!.filter], [{ kind: 'channel', id: crew!.id }, { kinds: ['crash', 'quality'] }]);
  });

  it('refuses a subscription to what can never come', async () => {
    const said = await answerTo(await ann!.types('/segments app-sessions subscribe churn me'));
    assert.match(said.words, /^Nothing of App sessions raises churn alerts; there are crash, segments and quality\./);
    assert.match(said.words, /\/segments app-sessions subscribe quality severity>=high country=Germany me/);
  });

  it('says that no schedule brings a report', async () => {
    const said = await answerTo(await ann!.types('/segments app-sessions subscribe report me'));
    assert.match(said.words, /Subscribed\. But nothing brings this report yet: .* report for app-sessions/);
  });

  it('brings a crash of sessions to those who subscribed to sessions', async () => {
    await runSessions(files.at(-2)!);
    await scene.settled();
    const crash = bulletins(ann!, crew!).find(({ text }) => /Crash · new/.test(text));
    assert.match(crash?.words ?? '', /sessions/);
    assert.deepEqual(bulletins(ben!, sales!), []);
  });

  it('brings a crash of users to those who subscribed to users', async () => {
    const before = bulletins(ann!, crew!).length;
    await scene.nextWeek({ where: { country: 'UK' }, crashes: 1 });
    await scene.settled();
    assert.match(bulletins(ben!, sales!).at(-1)!.text, /High · Crash · new.*country UK/);
    assert.equal(bulletins(ann!, crew!).length, before);
  });

  it('notes what people do about an alert of sessions', async () => {
    const crash = () => bulletins(ann!, crew!).find(({ text }) => /Crash/.test(text))!;
    await ann!.clicks(crash(), 'Acknowledge');
    await eventually(() => /Acknowledged by/.test(crash().words) || undefined, 'the acknowledgement');
    const isNoted = () => threadOf(ann!, crew!, crash().ts).some((line) => /has seen it/.test(line));
    await eventually(() => isNoted() || undefined, 'a line in the thread');
  });

  it('shows on Home how things stand with the other, and that one’s Home on demand', async () => {
    const users = await ann!.opensHome(PATIENT);
    assert.match(
      users.words,
      /^App user behaviour[\s\S]*Also here\n.*App sessions: Run \d+ is current: [\d,]+ sessions .* [1-9]\d* alerts? goe?s? ?on/,
    );
    await ann!.clicks(users, 'Show');
    const sessions = await homeWith(ann!, /^App sessions/);
    assert.match(sessions.words, /Also here\n.*App user behaviour: Run \d+ is current: [\d,]+ users/);
    assert.match(sessions.words, /Your subscriptions\n#\d+ App sessions: crash and quality alerts/);
    const viewed = await answerTo(await ann!.clicks(sessions, 'Hours of the week'));
    assert.match(viewed.words, /sessions · trust/);
    const again = await ann!.opensHome(PATIENT);
    assert.match(again.words, /^App sessions/, 'it stays where it was');
  });

  it('subscribes on that Home to that profile', async () => {
    const home = await ben!.opensHome(PATIENT);
    await ben!.clicks(home, 'Show');
    await ben!.clicks(await homeWith(ben!, /^App sessions/), 'Send me alerts');
    const shown = await homeWith(ben!, /App sessions: all alerts, in direct messages to you/);
    assert.match(shown.words, /^App sessions/);
    await ben!.clicks(shown, 'unsubscribe:1'); // the first is that of the channel
    await homeWith(ben!, /^App sessions(?![\s\S]*App sessions: all alerts)/);
  });

  it('lets the form choose what it is about, and has the fields that belong to it', async () => {
    await (await ben!.types('/segments subscribe')).modal(PATIENT);
    const form = await formWith(ben!, /About\n[\s\S]*App user behaviour[\s\S]*App sessions[\s\S]*Churn[\s\S]*Plan/);
    await ben!.clicks(form, 'App sessions');
    const other = await formWith(ben!, /^(?![\s\S]*Churn)[\s\S]*OS version/);
    assert.doesNotMatch(other.words, /\nPlan\n/);
    const said = await answerTo(await ben!.submits(other, { 'Kinds of alerts': ['quality'] }));
    assert.match(said.words, /App sessions: quality alerts, in direct messages/);
  });

  it('changes a subscription to sessions with the fields of sessions', async () => {
    const list = await answerTo(await ann!.types('/segments unsubscribe', crew!));
    const index = list.words
      .split('\n')
      .filter((line) => /^#\d+/.test(line))
      .findIndex((line) => /crash and quality/.test(line));
    await (await ann!.clicks(list, `change-subscription:${index}`)).modal(PATIENT);
    const form = await formWith(ann!, /About App sessions[\s\S]*OS version/);
    const said = await answerTo(await ann!.submits(form, { Severity: 'High only' }));
    assert.match(said.words, /^Changed\.[\s\S]*App sessions: crash and quality alerts, high only/);
  });

  it('points from the alerts and the status of users to those of sessions', async () => {
    for (const command of ['alerts', 'status']) {
      const { words } = await answerTo(await ann!.types(`/segments ${command}`));
      assert.match(words, new RegExp(`App sessions: [1-9]\\d* alerts? goe?s? ?on · /segments app-sessions ${command}`));
    }
  });

  it('suggests a question about sessions too, which has an answer', async () => {
    await ben!.opensMessages();
    const isSuggestion = ({ method, args }: { readonly method: string; readonly args: Readonly<Record<string, unknown>> }) =>
      method === 'assistant.threads.setSuggestedPrompts' && args.channel_id === ben!.dm.id;
    const suggested = await eventually(() => scene.slack.calls.find(isSuggestion), 'a suggestion');
    const prompts = suggested.args.prompts as readonly { readonly title: string; readonly message: string }[];
    assert.equal(prompts.length, 4);
    const last = prompts.at(-1)!;
    assert.equal(last.message, `app-sessions ${last.title}`);
    assert.match((await answerTo(await ben!.says(last.message))).words, /sessions · trust/);
  });

  it('kept every limit', () => {
    assert.deepEqual(scene.slack.invalid, []);
    assert.deepEqual(scene.slack.warnings, []);
  });

  function homeWith(person: Person, words: RegExp): Promise<VisibleView> {
    return eventually(
      () => (person.home !== undefined && words.test(person.home.words) ? person.home : undefined),
      `Home with ${words}`,
    );
  }

  function formWith(person: Person, words: RegExp): Promise<VisibleView> {
    const look = () =>
      person.modal?.callback_id === 'subscription' && words.test(person.modal.words) ? person.modal : undefined;
    return eventually(look, `the form with ${words}`);
  }
});
