import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { blockTypes, firstBytes, PROVENANCE } from '../support/slack-messages.ts';
import { answerTo, MODES, openScene, PATIENT, type SceneData, type SlackScene, sceneData } from '../support/slack-scene.ts';

let data: SceneData;
before(async () => {
  data = await sceneData();
});
after(() => data[Symbol.asyncDispose]());

for (const mode of MODES) {
  describe(`commands over ${mode}`, () => {
    let scene: SlackScene;
    before(async () => {
      scene = await openScene(data, { mode, sources: { 'app-behavior': data.nextExport } });
    });
    after(() => scene[Symbol.asyncDispose]());

    /** Users of the current run, counted by the database itself. */
    const users = (condition = '1 = 1') => scene.figure(`SELECT count(*) FROM user_behavior_details WHERE ${condition}`);

    for (const [view, finding] of [
      ['clusters', /What the segments are[\s\S]*differ most in/],
      ['distribution', /Segment sizes\n.*Casual Users with \d+\.\d% of 502 users/],
      ['kpis', /Key figures\n.*engagement of/],
      ['deep-dive', /Engagement against churn risk\n.*correlation/],
      ['countries', /Segments by country\nIndia has/],
      ['devices', /Segments by device\nAndroid has/],
      ['subscriptions', /Segments by plan\nFree has/],
    ] as const) {
      it(`shows the view ${view}, with its run and a chart`, async () => {
        const shown = await answerTo(await scene.analyst().types(`/segments view ${view}`));
        assert.match(shown.words, finding);
        assert.match(shown.words, PROVENANCE);
        assert.ok(blockTypes(shown).some((type) => type === 'data_visualization' || type === 'image'));
      });
    }

    it('names the views where one is unknown', async () => {
      const said = await answerTo(await scene.analyst().types('/segments view nonsense'));
      assert.match(said.words, /There is no view nonsense\. The views are clusters, distribution/);
    });

    it('helps, and each example in the help has an answer', async () => {
      const ann = scene.analyst();
      const help = await answerTo(await ann.types('/segments help'));
      for (const index of [0, 1, 2, 3]) {
        assert.match((await answerTo(await ann.clicks(help, `ask:${index}`))).words, PROVENANCE);
      }
    });

    it('tells how the current run stands', async () => {
      const status = await answerTo(await scene.analyst().types('/segments status'));
      assert.match(status.words, /^Run 2 is current: 502 users as of 9 November 2026/);
      assert.match(status.words, new RegExp(`: ${users("segment = 'Casual Users'")} users, `));
      assert.doesNotMatch(status.words, /^–$/m);
    });

    it('tells what moved', async () => {
      const moved = await answerTo(await scene.analyst().types('/segments alerts'));
      assert.match(moved.words, /^No alerts: nothing moved more than chance and history explain\./);
      assert.match(moved.words, /compared with 1 earlier run\b/);
    });

    it('shows the card of a user to the asker alone, and sends it as a PDF', async () => {
      const [ann, bob] = [scene.analyst(), scene.colleague()];
      const sales = scene.channel(ann, bob);
      const card = await answerTo(await ann.types('/segments user 100005', sales));
      const [row] = scene.rows("SELECT * FROM user_behavior_details WHERE user_id = '100005'");
      assert.match(card.words, new RegExp(`^User 100005\n${row!.segment}, `));
      assert.match(card.words, new RegExp(`Engagement\n${Number(row!.engagement_score).toFixed(1)}\n`));
      assert.equal(card.ephemeralFor, ann.id);
      const sent = await (await ann.clicks(card, 'user-pdf')).sees(({ files }) => files.length > 0, PATIENT);
      assert.equal(sent.channel, ann.dm.id);
      const [file] = ann.files;
      assert.deepEqual([file!.name, firstBytes(file!.bytes)], ['user-100005.pdf', '%PDF-']);
      assert.deepEqual(bob.sees(sales), []);
    });

    it('says that there is no such user', async () => {
      const said = await answerTo(await scene.analyst().types('/segments user 999'));
      assert.match(said.text, /^There is no user 999 in run 2\./);
    });

    it('subscribes the channel, lists that, and ends it', async () => {
      const ann = scene.analyst();
      const sales = scene.channel(ann);
      const done = await answerTo(await ann.types('/segments subscribe alerts churn high country=Germany', sales));
      assert.match(done.text, /^Subscribed\.\nSubscriptions of yours/);
      const id = scene.figure('SELECT id FROM subscriptions WHERE target = ?', sales.id);
      assert.match(done.words, new RegExp(`#${id} Churn alerts, high only, where country is Germany, in this channel`));
      const again = await answerTo(await ann.types('/segments subscribe alerts churn high country=Germany', sales));
      assert.match(again.words, /That subscription is there already/);
      const ended = await answerTo(await ann.types(`/segments unsubscribe ${id}`, sales));
      assert.match(ended.words, /Unsubscribed\./);
      assert.equal(scene.figure('SELECT count(*) FROM subscriptions WHERE target = ?', sales.id), 0);
    });

    it('offers a subscription where there is none, at a click', async () => {
      const ann = scene.analyst();
      const none = await answerTo(await ann.types('/segments unsubscribe'));
      assert.match(none.words, /^There are no subscriptions of yours/);
      assert.match((await answerTo(await ann.clicks(none, 'Send me the weekly report'))).text, /^Subscribed\./);
      assert.equal(scene.figure("SELECT count(*) FROM subscriptions WHERE target = ? AND thing = 'report'", ann.id), 1);
    });

    it('says how to subscribe where the words make no sense', async () => {
      const told = await answerTo(await scene.analyst().types('/segments subscribe alerts country=Atlantis'));
      assert.match(told.text, /^There is no country Atlantis; there are Australia, .*\n.*\/segments subscribe alerts/s);
    });

    it('makes a new run of the newest export, and answers from it at once', async () => {
      const ann = scene.analyst();
      const started = await ann.types('/segments run', scene.channel(ann));
      assert.match((await answerTo(started)).words, /Run 3 is stored, as of 2026-11-16\./);
      const answer = await answerTo(await ann.types('/segments how many users?'));
      assert.match(answer.words, new RegExp(`There are ${users()} users`));
      assert.match(answer.words, /Run 3 · as of 16 November 2026/);
      assert.match((await answerTo(await ann.types('/segments run'))).words, /That export is run 3 already/);
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
