import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { blockTypes, firstBytes, firstColumn, PROVENANCE, percent } from '../support/slack-messages.ts';
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
  describe(`questions over ${mode}`, () => {
    let scene: SlackScene;
    before(async () => {
      scene = await openScene(data, { mode });
    });
    after(() => scene[Symbol.asyncDispose]());

    /** Users of the current run, counted by the database itself. */
    const users = (condition = '1 = 1') => scene.figure(`SELECT count(*) FROM user_behavior_details WHERE ${condition}`);
    const mean = (column: string, condition: string) =>
      scene.figure(`SELECT avg(${column}) FROM user_behavior_details WHERE ${condition}`);

    it('gives a figure, from which run, to the asker alone', async () => {
      const [ann, bob] = [scene.analyst(), scene.colleague()];
      const sales = scene.channel(ann, bob);
      const answer = await answerTo(await ann.types('/segments how many power users?', sales));
      const count = users("segment = 'Power Users'");
      assert.match(answer.words, new RegExp(`^There are ${count} Power Users, ${percent(count / 502)} of all 502 users\\.`));
      assert.match(answer.words, PROVENANCE);
      assert.match(answer.text, new RegExp(`There are ${count} Power Users`));
      assert.equal(answer.ephemeralFor, ann.id);
      assert.deepEqual(bob.sees(sales), []);
    });

    it('ranks: the country with the highest churn', async () => {
      const answer = await answerTo(
        await scene.analyst().types('/segments which country has the highest churn among power users'),
      );
      const [first] = scene.rows(
        `SELECT country, avg(churn_risk_score) AS churn FROM user_behavior_details
         WHERE segment = 'Power Users' GROUP BY country ORDER BY churn DESC`,
      );
      assert.match(answer.words, new RegExp(`^${first!.country} has the highest .* ${Number(first!.churn).toFixed(3)}`));
    });

    it('compares two segments', async () => {
      const answer = await answerTo(await scene.analyst().types('/segments average engagement of power users vs casual users'));
      for (const segment of ['Power Users', 'Casual Users']) {
        assert.match(answer.words, new RegExp(mean('engagement_score', `segment = '${segment}'`).toFixed(1)));
      }
    });

    it('tells how a share has moved from run to run', async () => {
      const answer = await answerTo(await scene.analyst().types('/segments how has the share of power users changed?'));
      for (const run of [1, 2]) {
        const share = scene.figure("SELECT avg(segment = 'Power Users') FROM segment_history WHERE run_id = ?", run);
        assert.match(answer.words, new RegExp(`\\b${percent(share)}`));
      }
      assert.match(answer.words, /2 runs from 2 November 2026 to 9 November 2026/);
    });

    it('lists users to those who may see them', async () => {
      const answer = await answerTo(await scene.analyst().types('/segments list power users in Germany with churn above 0.2'));
      const expected = scene.rows(
        `SELECT user_id FROM user_behavior_details
         WHERE segment = 'Power Users' AND country = 'Germany' AND churn_risk_score > 0.2`,
      );
      assert.match(answer.words, new RegExp(`^There are ${expected.length} Power Users`));
      assert.deepEqual(firstColumn(answer).toSorted(), expected.map(({ user_id }) => user_id).toSorted());
    });

    it('asks back with both readings, and answers the one that is clicked', async () => {
      const ann = scene.analyst();
      const asked = await answerTo(await ann.types('/segments share of premium users aged 25 to 34'));
      assert.match(asked.words, /^Which did you mean\?/);
      const answer = await answerTo(await ann.clicks(asked, 'ask:0'));
      const [premium, both] = [
        users("subscription_type = 'Premium'"),
        users("subscription_type = 'Premium' AND age BETWEEN 25 AND 34"),
      ];
      const shares = [both / premium, both / users('age BETWEEN 25 AND 34')].map(percent);
      assert.ok(
        shares.some((share) => answer.text.includes(share)),
        `${answer.text} tells neither of ${shares.join(', ')}`,
      );
      assert.match(answer.words, PROVENANCE);
    });

    it('offers what it can answer where it does not understand', async () => {
      const ann = scene.analyst();
      const asked = await answerTo(await ann.types('/segments weather tomorrow'));
      assert.match(asked.words, /I could not answer that\.[\s\S]*“weather” and “tomorrow”/);
      assert.match((await answerTo(await ann.clicks(asked, 'ask:1'))).words, PROVENANCE);
    });

    describe('mentioned in a channel', () => {
      it('answers in a thread for all to see, and understands follow-ups there', async () => {
        const [ann, bob] = [scene.analyst(), scene.colleague()];
        const sales = scene.channel(ann, bob);
        const said = await ann.says('@Herald how many casual users in India?', sales);
        const answer = await answerTo(said);
        assert.match(
          answer.text,
          new RegExp(`There are ${users("segment = 'Casual Users' AND country = 'India'")} Casual Users`),
        );
        assert.equal(answer.thread_ts, said.ts);
        assert.deepEqual(bob.sees(sales).at(-1)?.ts, answer.ts);
        const followUp = await answerTo(await bob.says('@Herald and on iOS?', sales, { thread: answer }));
        const onIos = users("segment = 'Casual Users' AND country = 'India' AND device_type = 'iOS'");
        assert.match(followUp.text, new RegExp(`There (is|are) ${onIos} Casual User`));
        assert.equal(followUp.thread_ts, said.ts);
      });

      it('breaks its answer down, draws it, shows the query, and sends the figures', async () => {
        const ann = scene.analyst();
        const sales = scene.channel(ann);
        const answer = await answerTo(await ann.says('@Herald power users by country', sales));
        const broken = await answerTo(await ann.clicks(answer, 'device'));
        assert.match(broken.words, /Understood: .*by country and device/i);
        const drawn = await (await ann.clicks(answer, 'show-chart')).sees(
          (message) => blockTypes(message).includes('image'),
          PATIENT,
        );
        assert.equal(drawn.thread_ts, answer.thread_ts);
        const query = await answerTo(await ann.clicks(answer, 'show-query'));
        assert.match(query.words, /select[\s\S]*from `?segment_cube/i);
        assert.equal(query.ephemeralFor, ann.id);
        await (await ann.clicks(answer, 'csv')).sees(({ files }) => files.length > 0, PATIENT);
        const csv = ann.files
          .find(({ name }) => name.endsWith('.csv'))!
          .bytes.toString()
          .trim()
          .split(/\r?\n/);
        const expected = scene.rows(
          "SELECT country, count(*) AS n FROM user_behavior_details WHERE segment = 'Power Users' GROUP BY country",
        );
        assert.equal(csv.length, 1 + expected.length);
        for (const { country, n } of expected)
          assert.ok(
            csv.some((line) => line.startsWith(`${country},${n}`)),
            `${country}: ${csv}`,
          );
      });

      it('lists the users behind a figure to the one who clicks, who can open one', async () => {
        const [ann, bob] = [scene.analyst(), scene.colleague()];
        const sales = scene.channel(ann, bob);
        const answer = await answerTo(await ann.says('@Herald how many power users in Germany?', sales));
        const list = await answerTo(await ann.clicks(answer, 'list-users'));
        assert.equal(list.ephemeralFor, ann.id);
        const id = firstColumn(list)[0]!;
        const card = await answerTo(await ann.clicks(list, 'open-user', JSON.stringify({ user: id })));
        assert.match(card.words, new RegExp(`^User ${id}\nPower Users`));
        assert.equal(card.ephemeralFor, ann.id);
        assert.ok(!bob.sees(sales).some(({ words }) => words.includes(`User ${id}`)));
      });

      it('keeps what people thought of its answer', async () => {
        const [ann, bob] = [scene.analyst(), scene.colleague()];
        const sales = scene.channel(ann, bob);
        const answer = await answerTo(await ann.says('@Herald how many users?', sales));
        await ann.clicks(answer, 'Helpful');
        await bob.clicks(answer, 'Helpful');
        await bob.clicks(answer, 'Not helpful');
        const votes = () =>
          scene.rows('SELECT voter, vote FROM answer_votes WHERE voter IN (?, ?) ORDER BY voter', ann.id, bob.id);
        await eventually(() => votes().at(-1)?.vote === 'down' || undefined, 'the vote');
        assert.deepEqual(votes(), [
          { voter: ann.id, vote: 'up' },
          { voter: bob.id, vote: 'down' },
        ]);
      });

      it('posts in the channel what only the asker saw, once they share it', async () => {
        const [ann, bob] = [scene.analyst(), scene.colleague()];
        const sales = scene.channel(ann, bob);
        const own = await answerTo(await ann.types('/segments casual users by plan', sales));
        assert.deepEqual(bob.sees(sales), []);
        const shared = await (await ann.clicks(own, 'share')).sees(({ ephemeralFor }) => ephemeralFor === null, PATIENT);
        assert.equal(bob.sees(sales)[0]?.ts, shared.ts);
        assert.equal(shared.text, own.text);
      });

      it('goes on from view to view', async () => {
        const ann = scene.analyst();
        const shown = await answerTo(await ann.says('@Herald view kpis', scene.channel(ann)));
        assert.match((await answerTo(await ann.clicks(shown, 'Devices'))).words, /^Segments by device/);
      });
    });

    describe('written to', () => {
      it('answers in the conversation, and understands follow-ups', async () => {
        const ann = scene.analyst();
        const answer = await answerTo(await ann.says('how many users in the USA?'));
        assert.match(answer.text, new RegExp(`There are ${users("country = 'USA'")} users`));
        assert.equal(answer.thread_ts, null);
        const followUp = await answerTo(await ann.says('and on Android?'));
        assert.match(followUp.text, new RegExp(`There are ${users("country = 'USA' AND device_type = 'Android'")} users`));
      });

      it('suggests what to ask, and each suggestion has an answer', async () => {
        const ann = scene.analyst();
        await ann.opensMessages();
        const suggested = await eventually(
          () =>
            scene.slack.calls.find(
              ({ method, args }) => method === 'assistant.threads.setSuggestedPrompts' && args.channel_id === ann.dm.id,
            ),
          'a suggestion',
        );
        const prompts = suggested.args.prompts as readonly { readonly message: string }[];
        assert.equal(prompts.length, 4);
        const said = await ann.says(prompts[1]!.message);
        const answer = await answerTo(said);
        assert.match(answer.words, PROVENANCE);
        const inThread = await answerTo(await ann.says('and on iOS?', ann.dm, { thread: said }));
        assert.equal(inThread.thread_ts, said.ts);
      });

      it('shows in a thread that it is at work, and sends the report', async () => {
        const ann = scene.analyst();
        const opened = await ann.says('how many users?');
        const asked = await ann.says('report', ann.dm, { thread: opened });
        await eventually(() => scene.slack.status(ann.dm, opened.ts), 'a status');
        const report = await asked.sees(/Weekly report, 9 November 2026/, PATIENT);
        assert.equal(report.thread_ts, opened.ts);
        assert.equal(scene.slack.status(ann.dm, opened.ts), undefined);
        await eventually(() => ann.files[1], 'two files');
        assert.deepEqual(
          ann.files.map(({ name, bytes }) => [name, firstBytes(bytes)]),
          [
            ['herald-report-2026-11-09-run2.pdf', '%PDF-'],
            ['herald-report-2026-11-09-run2.html', '<!doc'],
          ],
        );
        assert.ok(!ann.sees().some(({ words }) => words.includes('Working on it')));
      });
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
