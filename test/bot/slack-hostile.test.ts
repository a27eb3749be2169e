import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { objectsIn } from '../slack-server/blocks-walk.ts';
import type { Fields } from '../slack-server/json.ts';
import type { Person } from '../slack-server/person.ts';
import { answerTo, eventually, openScene, PATIENT, type SceneData, type SlackScene, sceneData } from '../support/slack-scene.ts';

const HOSTILE: readonly string[] = [
  "'; DROP TABLE runs; --",
  "x' OR '1'='1",
  'power users"); DELETE FROM user_behavior_details; --',
  '<!channel> <!here> <!everyone> <!subteam^S000000001>',
  '<@U000000001> <@U000000002|ann> <#C000000001> @Herald @analyst-1',
  '<https://evil.example|your bank> https://evil.example',
  '&lt;!channel&gt; &amp;lt;!here&amp;gt;',
  '*bold* _it_ ~gone~ `code` ```block``` > quote',
  'a'.repeat(10_000),
  'how many users in Germany and '.repeat(330),
  `country ${'<'.repeat(3000)}`,
  'users\u0000 in\u0007 Germany\u001b[31m\u0085\u2028',
  'how many \u202eusers\u202c in \u2066Germany\u2069 مستخدم',
  '👨‍👩‍👧‍👦🏳️‍🌈👍🏽 users ⚠️ Z̴̡̧̛a̷l̵g̶o̸',
  'half \ud83d a pair \udc00',
  `{{constructor.constructor("return process")()}} $${'{7*7}'} <%= 7*7 %> %s%n #{7*7}`,
  '../../../etc/passwd file:///etc/passwd',
  '{"$gt": ""} [object Object] null undefined NaN',
];

/** Names that every object has, where a program looks a word up carelessly. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'];

describe('hostile text', () => {
  let data: SceneData;
  let scene: SlackScene;
  let untouched: unknown;
  before(async () => {
    data = await sceneData();
    scene = await openScene(data, { mode: 'HTTP' });
    untouched = stored();
  });
  after(async () => {
    await scene[Symbol.asyncDispose]();
    await data[Symbol.asyncDispose]();
  });

  /** What nobody in Slack may change. */
  const stored = () =>
    ['runs', 'user_behavior_details', 'segment_history', 'segment_cube', 'models', 'subscriptions'].map((table) => [
      table,
      scene.figure(`SELECT count(*) FROM ${table}`),
    ]);

  it('is answered politely wherever it is written, and changes nothing', async () => {
    for (const text of HOSTILE) {
      const ann = scene.analyst();
      const room = scene.channel(ann);
      const asked = await Promise.all([
        ann.types(`/segments ${text}`, room),
        ann.types(`/segments user ${text}`, room),
        ann.types(`/segments user ${text.replaceAll(/\s/g, '')}`, room),
        ann.types(`/segments view ${text.replaceAll(/\s/g, '')}`, room),
        ann.types(`/segments subscribe ${text}`, room),
        ann.types(`/segments subscribe alerts country=${text.replaceAll(/\s/g, '')}`, room),
        ann.types(`/segments unsubscribe ${text}`, room),
        ann.says(`@Herald ${text}`, room),
        ann.says(text),
      ]);
      for (const exchange of asked) {
        assert.equal(exchange.status, 200);
        const { words } = await answerTo(exchange);
        assert.doesNotMatch(words, /Something went wrong|incident/, `${words} to ${text.slice(0, 200)}`);
      }
    }
    assert.deepEqual(stored(), untouched);
  });

  it('is taken as it comes when Slack passes mentions on', async () => {
    const ann = scene.analyst();
    const room = scene.channel(ann);
    const { ts } = await ann.says('…', room);
    const text = `<@${scene.slack.botUserId}> <!channel> <@${ann.id}> <#${room.id}|room> how many <https://evil.example|users>?`;
    await scene.slack.event({ type: 'app_mention', user: ann.id, channel: room.id, text, ts, event_ts: ts });
    await eventually(() => ann.sees(room).find(({ user }) => user === scene.slack.botUserId), 'an answer');
  });

  it('finds nothing inherited behind its words', async () => {
    for (const word of INHERITED) {
      const ann = scene.analyst();
      for (const command of [
        '',
        'view ',
        'user ',
        'subscribe ',
        'subscribe alerts ',
        `subscribe alerts ${word}=`,
        'unsubscribe ',
      ]) {
        const { words } = await answerTo(await ann.types(`/segments ${command}${word}`));
        assert.doesNotMatch(words, /Something went wrong|incident|Subscribed|native code/, `${words} to ${command}${word}`);
      }
    }
    assert.deepEqual(stored(), untouched);
  });

  describe('forged', () => {
    let bob: Person;
    /** A click of bob as Slack sent it. */
    let click: Fields;
    before(async () => {
      bob = scene.colleague();
      const clicked = await bob.clicks(await answerTo(await bob.types('/segments how many users by plan?')), 'show-query');
      await answerTo(clicked);
      click = clicked.deliveries[0]!.parcel.body;
    });

    const send = async (change: Fields) =>
      scene.slack.deliver({ kind: 'interactive', body: { ...click, trigger_id: scene.slack.trigger(bob), ...change } });

    it('actions do nothing, or what their sender may', async () => {
      const ann = scene.analyst();
      const list = await answerTo(await ann.types('/segments list power users in Germany'));
      const id = scene.rows('SELECT id FROM answers WHERE asker = ?', ann.id)[0]!.id;
      const owned = await answerTo(await ann.types('/segments subscribe report me'));
      assert.match(owned.text, /Subscribed/);
      const subscription = scene.figure('SELECT id FROM subscriptions WHERE target = ?', ann.id);
      const forged: readonly (readonly [string, string])[] = [
        ['nonsense', '{}'],
        ['__proto__', '{}'],
        ['ask', '{"question":{"$gt":""}}'],
        ['ask', `{"question":"${'<!channel>'.repeat(150)}"}`],
        ['ask', 'no JSON'],
        ['ask', 'null'],
        ['ask:99999', '[]'],
        ['view', '{"name":"__proto__"}'],
        ['view', '{"name":"../../etc/passwd"}'],
        ['csv', '{"answer":"\' OR 1=1 --"}'],
        ['csv', JSON.stringify({ answer: id })],
        ['show-chart', JSON.stringify({ answer: id })],
        ['share', JSON.stringify({ answer: id })],
        ['list-users', JSON.stringify({ answer: id })],
        ['break-down', JSON.stringify({ answer: id, by: '__proto__' })],
        ['open-user', '{"user":"100005"}'],
        ['user-pdf', '{"user":"100005"}'],
        ['user-pdf', '{"user":"../../../../etc/passwd"}'],
        ['unsubscribe', JSON.stringify({ id: subscription })],
        ['unsubscribe', '{"id":1e999}'],
        ['vote', '{"answer":"nobody\'s","vote":"up"}'],
        ['vote', '{"answer":"x","vote":"sideways"}'],
        ['subscribe', '{"thing":"everything"}'],
        ['home-users', '{}'],
        ['alert-mute', '{"alert":999}'],
        ['alert-snooze', '{"alert":"1; DROP TABLE alerts"}'],
      ];
      for (const [action_id, value] of forged) {
        const { status } = await send({ actions: [{ type: 'button', block_id: 'b', action_id, value, action_ts: '1.1' }] });
        assert.equal(status, 200, action_id);
      }
      await answerTo(await bob.types('/segments how many users?'));
      await eventually(async () => (await idle()) || undefined, 'the end of the work');
      assert.equal(scene.figure('SELECT count(*) FROM subscriptions WHERE id = ?', subscription), 1);
      assert.equal(bob.files.length, 0);
      assert.equal(bob.modal, undefined);
      const firstUser = /\n(\d{6})\n/.exec(list.words)![1]!;
      assert.ok(!bob.sees().some(({ words }) => words.includes(firstUser) || words.includes('User 100005')));
    });

    it('forms say what is wrong, or list what their sender may see', async () => {
      const ann = scene.analyst();
      await ann.clicks(await ann.opensHome(PATIENT), 'home-users');
      const form = await eventually(() => (ann.modal?.callback_id === 'user-list' ? ann.modal : undefined), 'the form');
      const submitted = (await ann.submits(form, { 'How many users': 1 })).deliveries[0]!.parcel.body;
      const { view } = submitted as { readonly view: Fields };
      const field = (id: string, input: Fields) => ({ limit: { value: { value: '5' } }, [id]: { value: input } });
      for (const values of [
        field('limit', { value: 'all of them' }),
        field('limit', { value: '1e9' }),
        field('in:country', { selected_options: [{ value: "Germany' OR 1=1 --" }] }),
        field('in:country', { selected_options: [{ value: '<!channel>'.repeat(300) }] }),
        field('segment', { selected_options: [{ value: '__proto__' }] }),
        field('at-least:churn_risk_score', { value: '0.5); DROP TABLE runs' }),
        field('order', { selected_option: { value: 'highest:user_id; DROP TABLE runs' } }),
        'no object',
        null,
      ]) {
        const state = { values };
        const again = { ...submitted, user: { id: bob.id, team_id: scene.slack.teamId } };
        const { status } = await scene.slack.deliver({
          kind: 'interactive',
          body: { ...again, trigger_id: scene.slack.trigger(bob), view: { ...view, hash: `${Math.random()}`, state } },
        });
        assert.equal(status, 200, JSON.stringify(values));
      }
      await eventually(async () => (await idle()) || undefined, 'the end of the work');
      assert.equal(scene.figure("SELECT count(*) FROM audit_log WHERE actor = ? AND action = 'user.list'", bob.id), 0);
    });
  });

  it('leaves the process alive, without a failure of its own', async () => {
    assert.equal((await fetch(`${scene.herald.url}/readyz`)).status, 200);
    const errors = scene.herald.log.map((line) => JSON.parse(line)).filter(({ level, from }) => level >= 50 && from !== 'bolt');
    assert.deepEqual(
      errors.map(({ msg, err }) => `${msg}: ${err?.message}`),
      [],
    );
    assert.deepEqual(
      scene.rows('PRAGMA integrity_check').map(({ integrity_check }) => integrity_check),
      ['ok'],
    );
  });

  it('never became a mention, a link or a broadcast, and broke no limit', () => {
    assert.deepEqual([scene.slack.invalid, scene.slack.warnings], [[], []]);
    for (const { method, args } of scene.slack.calls) {
      for (const text of marked(args)) {
        const live = [...text.matchAll(/<[!@#h][^>]*>/g)].map(([found]) => found);
        // Herald itself writes where a subscription goes.
        assert.deepEqual(
          live.filter((found) => !/^<[@#][UC]\d+>$/.test(found) || !text.includes(`messages to ${found}`)),
          [],
          `${method}: ${text}`,
        );
      }
      const parsed = [...objectsIn(args)].map(({ type }) => String(type)).filter((type) => PARSED.has(type));
      assert.deepEqual(parsed, [], method);
    }
  });

  const idle = async () => /^herald_jobs_pending 0$/m.test(await (await fetch(`${scene.herald.url}/metrics`)).text());
});

/** Elements of rich text that reach people or places, and blocks in which Slack parses Markdown. */
const PARSED: ReadonlySet<string> = new Set(['broadcast', 'channel', 'link', 'markdown', 'user', 'usergroup']);

/** Text in which Slack looks for mentions and links. */
function marked(args: Fields): readonly string[] {
  const objects = [...objectsIn(args)].filter(({ type }) => type === 'mrkdwn').map(({ text }) => String(text));
  return [args.text, args.initial_comment, args.markdown_text]
    .flatMap((text) => (typeof text === 'string' ? [text] : []))
    .concat(objects);
}
