import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Person } from '../slack-server/person.ts';
import type { Channel, UserGroup } from '../slack-server/workspace.ts';
import { readPdf } from '../support/pdf-reader.ts';
import { answerTo, eventually, openScene, PATIENT, type SceneData, type SlackScene, sceneData } from '../support/slack-scene.ts';

let data: SceneData;
before(async () => {
  data = await sceneData();
});
after(() => data[Symbol.asyncDispose]());

/** What the audit log holds of a person, oldest first. */
const audited = ({ rows }: SlackScene, { id }: Person) =>
  rows('SELECT action, subject, details FROM audit_log WHERE actor = ? ORDER BY id', id).map(({ action, subject, details }) => {
    const { channel, reason = null } = JSON.parse(String(details));
    return { action, subject, channel, reason };
  });

/** The columns that the rules below hide; the age of an account is another. */
const MASKED = /churn|(?<!account[ _])\bage\b/i;

describe('herald serve without access rules', () => {
  let scene: SlackScene;
  before(async () => {
    scene = await openScene(data, { mode: 'HTTP', access: () => ({}) });
  });
  after(() => scene[Symbol.asyncDispose]());

  it('shows no single user to anybody, says who can change that, and writes it down', async () => {
    const bob = scene.colleague();
    const refused = await answerTo(await bob.types('/segments user 100005'));
    assert.match(
      refused.text,
      /^I cannot show you single users here\. Nobody is allowed to yet\. .*access\.lookUp in herald\.config\.ts/,
    );
    const list = await answerTo(await bob.types('/segments list power users in Germany'));
    assert.match(list.text, /^I cannot list users for you here\. .*access\.list/);
    const run = await answerTo(await bob.types('/segments run'));
    assert.match(run.text, /^I cannot start a run for you here\. .*access\.run/);
    assert.deepEqual(audited(scene, bob), [
      { action: 'user.look-up.refused', subject: '100005', channel: bob.dm.id, reason: 'nobody' },
      { action: 'user.list.refused', subject: 'app-behavior', channel: bob.dm.id, reason: 'nobody' },
      { action: 'run.start.refused', subject: 'app-behavior', channel: bob.dm.id, reason: 'nobody' },
    ]);
  });

  it('answers about groups, and offers no button for what is refused', async () => {
    const bob = scene.colleague();
    const answer = await answerTo(await bob.types('/segments how many power users?'));
    await assert.rejects(bob.clicks(answer, 'list-users'), /there is nothing called 'list-users'/);
    await assert.rejects(bob.clicks(await bob.opensHome(PATIENT), 'home-users'), /there is nothing called 'home-users'/);
  });
});

describe('herald serve with access rules', () => {
  let scene: SlackScene;
  let group: UserGroup;
  let desk: Channel;
  /** Named; sees everything. */
  let ann: Person;
  /** In a named group; churn risk and age are hidden from her. */
  let bea: Person;
  /** Nobody, but for the channel where he is. */
  let carl: Person;

  before(async () => {
    scene = await openScene(data, {
      mode: 'HTTP',
      access: ({ slack, analysts }) => {
        [ann, bea, carl] = [analysts[0]!, analysts[1]!, analysts[2]!];
        group = slack.userGroup('analysts', [bea]);
        desk = slack.channel('desk', { members: [ann, bea, carl] });
        const readers = { users: [ann.id], groups: [group.id], channels: [desk.id] };
        const masked = [{ columns: ['churn_risk_score', 'age'], except: { users: [ann.id] } }];
        return { lookUp: readers, list: readers, masked };
      },
    });
  });
  after(() => scene[Symbol.asyncDispose]());

  it('lets a person, a user group and a channel look up users, and nobody else', async () => {
    const other = scene.channel(ann, bea, carl);
    for (const [person, place] of [
      [ann, other],
      [bea, other],
      [carl, desk],
    ] as const) {
      const card = await answerTo(await person.types('/segments user 100006', place));
      assert.match(card.words, /^User 100006\n/);
      assert.equal(card.ephemeralFor, person.id);
      assert.deepEqual(audited(scene, person).at(-1), {
        action: 'user.look-up',
        subject: '100006',
        channel: place.id,
        reason: null,
      });
    }
    for (const place of [other, carl.dm]) {
      assert.match((await answerTo(await carl.types('/segments user 100006', place))).text, /You are not among those who may/);
      assert.equal(audited(scene, carl).at(-1)?.reason, 'not named');
    }
  });

  it('hides masked columns in card, PDF, list, CSV and form', async () => {
    const card = await answerTo(await bea.types('/segments user 100007', scene.channel(bea)));
    assert.match(card.words, /Engagement/);
    assert.doesNotMatch(card.words, MASKED);
    assert.match((await answerTo(await ann.types('/segments user 100007'))).words, /Churn risk[\s\S]*\bAge\b/);
    await bea.clicks(card, 'user-pdf');
    const pdf = await eventually(() => bea.files.find(({ name }) => name === 'user-100007.pdf'), 'the PDF');
    const printed = (await readPdf(pdf.bytes)).pages.map(({ text }) => text).join(' ');
    assert.match(printed, /100007/);
    assert.doesNotMatch(printed, MASKED);
    const list = await answerTo(await bea.types('/segments list power users in Germany'));
    assert.doesNotMatch(list.words, MASKED);
    await bea.clicks(list, 'csv');
    const csv = await eventually(() => bea.files.find(({ name }) => name.endsWith('.csv')), 'the CSV');
    assert.doesNotMatch(csv.bytes.toString(), MASKED);
    await bea.clicks(await bea.opensHome(PATIENT), 'home-users');
    const form = await eventually(() => (bea.modal?.callback_id === 'user-list' ? bea.modal : undefined), 'the form');
    assert.match(form.words, /Engagement/);
    assert.doesNotMatch(form.words, MASKED);
  });

  it('does not choose or order a list by a masked column, which would tell what it holds', async () => {
    for (const question of [
      'list power users with churn above 0.2',
      'list the 5 users with the highest churn',
      '5 users most likely to churn',
      'list users aged 25 to 34',
    ]) {
      const refused = await answerTo(await bea.types(`/segments ${question}`));
      assert.match(refused.text, /The column (Churn risk|Age) is hidden from you/);
      assert.match((await answerTo(await ann.types(`/segments ${question}`))).text, /^(Of|There are) \d+/);
    }
  });

  it('answers about groups from masked columns', async () => {
    const churn = scene.figure("SELECT avg(churn_risk_score) FROM user_behavior_details WHERE country = 'India'");
    const answer = await answerTo(await bea.types('/segments average churn in India'));
    assert.ok(answer.text.includes(churn.toFixed(3)), answer.text);
  });

  it('refuses everybody in a channel with people of another organisation', async () => {
    const stranger = scene.slack.person('stranger', { isStranger: true });
    const partners = scene.slack.channel('partners', { members: [ann, stranger], isShared: true });
    const refused = await answerTo(await ann.types('/segments user 100008', partners));
    assert.match(refused.text, /People of another organisation are in this channel\. Ask me in a direct message instead\./);
    assert.equal(audited(scene, ann).at(-1)?.reason, 'shared');
    await ann.says('@Herald list power users in Germany', partners);
    await eventually(() => audited(scene, ann).at(-1)?.action === 'user.list.refused' || undefined, 'the refusal');
    assert.ok(!stranger.sees(partners).some(({ words }) => /refus|cannot list/.test(words)));
  });

  it('gives people of another organisation figures of groups, and no report, file or subscription', async () => {
    const eve = scene.slack.person('eve', { isStranger: true });
    const partners = scene.slack.channel('with-eve', { members: [ann, eve], isShared: true });
    for (const wish of ['report', 'subscribe report me', 'subscribe alerts me'])
      assert.match((await answerTo(await eve.says(`@Herald ${wish}`, partners))).text, /for people of our own workspace/, wish);
    const answer = await answerTo(await eve.says('@Herald how many users by country?', partners));
    assert.match((await answerTo(await eve.clicks(answer, 'csv'))).text, /for people of our own workspace/);
    assert.deepEqual(eve.files, []);
    assert.equal(scene.figure('SELECT count(*) FROM subscriptions WHERE target = ?', eve.id), 0);
  });

  it('names no single user in the report that anybody may ask for', async () => {
    await carl.types('/segments report');
    const html = await eventually(() => carl.files.find(({ name }) => name.endsWith('.html')), 'the report');
    const ids = scene.rows('SELECT user_id FROM user_behavior_details').map(({ user_id }) => String(user_id));
    const text = html.bytes.toString();
    assert.deepEqual(
      ids.filter((id) => text.includes(id)),
      [],
    );
    assert.match(text, /Single users are left out of what is sent/);
  });

  it('does not show a group of fewer than five in a channel, but in a direct message', async () => {
    const [small] = scene.rows(
      `SELECT country, device_type AS device, subscription_type AS plan, count(*) AS n FROM user_behavior_details
       GROUP BY 1, 2, 3 HAVING n BETWEEN 2 AND 4 ORDER BY 1, 2, 3`,
    );
    const question = `how many users in ${small!.country} on ${small!.device} with the ${small!.plan} plan?`;
    const hidden = await answerTo(await ann.says(`@Herald ${question}`, scene.channel(ann)));
    assert.match(hidden.text, /fewer than 5/i);
    assert.doesNotMatch(hidden.text, new RegExp(`There are ${small!.n} users`));
    const shown = await answerTo(await ann.says(question));
    assert.match(shown.text, new RegExp(`There are ${small!.n} users`));
  });

  it('asks for the permission of whoever clicks, not of whoever asked', async () => {
    const room = scene.channel(ann, carl);
    const answer = await answerTo(await ann.says('@Herald how many power users in Canada?', room));
    const refused = await answerTo(await carl.clicks(answer, 'list-users'));
    assert.match(refused.text, /I cannot list users for you here/);
    assert.equal(refused.ephemeralFor, carl.id);
    assert.deepEqual(audited(scene, carl).at(-1), {
      action: 'user.list.refused',
      subject: 'app-behavior',
      channel: room.id,
      reason: 'not named',
    });
  });

  it('shows nothing that it could not write into the audit log', async () => {
    scene.execute("CREATE TRIGGER full BEFORE INSERT ON audit_log BEGIN SELECT raise(ABORT, 'disk full'); END");
    try {
      const place = scene.channel(ann);
      for (const words of ['user 100009', 'list power users in Germany']) {
        const asked = await ann.types(`/segments ${words}`, place);
        assert.match((await answerTo(asked)).text, /I cannot reach my database.*incident/s);
        assert.ok(!asked.replies().some((message) => /100009|Power Users/.test(message.words)));
      }
    } finally {
      scene.execute('DROP TRIGGER full');
    }
    assert.match((await answerTo(await ann.types('/segments user 100009'))).words, /^User 100009/);
  });

  it('breaks no limit of Slack in doing so', () => {
    assert.deepEqual([scene.slack.invalid, scene.slack.warnings], [[], []]);
  });
});
