import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { firstColumn, PROVENANCE } from '../support/slack-messages.ts';
import {
  answerTo,
  eventually,
  MODES,
  openScene,
  PATIENT,
  type SceneData,
  type SlackScene,
  sceneData,
} from '../support/slack-scene.ts';

let data: SceneData;
before(async () => {
  data = await sceneData();
});
after(() => data[Symbol.asyncDispose]());

for (const mode of MODES) {
  describe(`the Home tab over ${mode}`, () => {
    let scene: SlackScene;
    before(async () => {
      scene = await openScene(data, { mode });
    });
    after(() => scene[Symbol.asyncDispose]());

    it('shows the run, what moved, what to ask, and one’s subscriptions', async () => {
      const { words } = await scene.analyst().opensHome(PATIENT);
      assert.match(
        words,
        /Run 2 is current: 502 users[\s\S]*Trust: strong[\s\S]*What moved[\s\S]*Ask me[\s\S]*Your subscriptions\nNone yet\./,
      );
      assert.match(words, PROVENANCE);
      assert.match(words, /To look up a user: \/segments user ID/);
      assert.doesNotMatch((await scene.colleague().opensHome(PATIENT)).words, /List users…/);
    });

    it('subscribes, shows that, and ends it', async () => {
      const ann = scene.analyst();
      const home = await ann.opensHome(PATIENT);
      await ann.clicks(home, 'Send me alerts');
      await eventually(() => /#\d+ All alerts/.test(ann.home!.words) || undefined, 'the subscription on Home');
      await ann.clicks(ann.home!, 'Unsubscribe');
      await eventually(() => /None yet\./.test(ann.home!.words) || undefined, 'Home without the subscription');
    });

    it('answers in the direct messages, and is drawn anew on demand', async () => {
      const ann = scene.analyst();
      const home = await ann.opensHome(PATIENT);
      assert.match((await answerTo(await ann.clicks(home, 'ask:0'))).words, PROVENANCE);
      assert.match((await answerTo(await ann.clicks(home, 'Segment sizes'))).words, /^Segment sizes/);
      assert.ok(ann.sees().every(({ channel }) => channel === ann.dm.id));
      await ann.clicks(home, 'Refresh');
      await eventually(() => ann.home!.hash !== home.hash || undefined, 'another Home');
    });

    it('opens a form, and sends the list it describes', async () => {
      const ann = scene.analyst();
      const opened = await ann.clicks(await ann.opensHome(PATIENT), 'home-users');
      await opened.modal(PATIENT);
      const form = await eventually(() => (ann.modal?.callback_id === 'user-list' ? ann.modal : undefined), 'the form');
      const refused = await ann.submits(form, { 'Churn risk, at least': 0.9, 'Churn risk, at most': 0.1 });
      assert.match(Object.values(refused.errors).join(), /at least 0\.9/);
      const empty = { 'Churn risk, at least': '', 'Churn risk, at most': '' };
      const sent = await ann.submits(ann.modal!, {
        ...empty,
        Segment: ['Power Users'],
        Country: ['Germany'],
        Order: 'Churn risk, highest first',
        'How many users': 3,
      });
      assert.equal(sent.responseAction, 'update');
      const list = await answerTo(sent);
      assert.equal(list.channel, ann.dm.id);
      const expected = scene.rows(
        `SELECT churn_risk_score AS churn FROM user_behavior_details
         WHERE segment = 'Power Users' AND country = 'Germany' ORDER BY churn DESC LIMIT 3`,
      );
      assert.match(list.words, new RegExp(`the 3 with the highest churn risk: ${Number(expected[0]!.churn).toFixed(3)}`));
      assert.equal(firstColumn(list).length, 3);
    });

    it('has acknowledged everything at once, kept every limit, and logged no failure', () => {
      assert.deepEqual(scene.slack.invalid, []);
      assert.deepEqual(scene.slack.warnings, []);
      assert.deepEqual(
        scene.herald.log.map((line) => JSON.parse(line)).filter(({ level }) => level >= 40),
        [],
      );
    });
  });
}
