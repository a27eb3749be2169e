import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LAPSE, LAPSE_PROBABILITY, DEFAULT_PROFILE as profile } from '#pipeline';
import { outlookText, type Table, userCard, weeklyReport } from '#reports';
import { Questions } from '../../bot/question/ask.ts';
import { cardWithoutMasked } from '../../bot/slack/handlers/user-data.ts';
import { type GeneratedRuns, generatedRuns } from '../support/generated-runs.ts';
import { foreseeLast } from '../support/trained-model.ts';

const REPORT = { title: 'Weekly', brand: 'Herald', generatedAt: new Date('2026-11-16T08:00:00Z'), warnings: [] };

let runs: GeneratedRuns;
/** Whom the SQL below counts as likely to churn, as an independent look at the same tables. */
let likelyByCountry: ReadonlyMap<string, number>;

before(async () => {
  runs = await generatedRuns({ users: 400, weeks: 7, seed: 3 });
});
after(() => runs?.[Symbol.asyncDispose]());

describe('without a model', () => {
  it('a question about who will churn says that none was trained, and how to', async () => {
    const reply = await new Questions(runs.store, profile).ask('which country has the most users likely to churn');
    assert.ok(!reply.ok);
    assert.match(
      reply.reason,
      /no churn model has been trained for app-behavior; train one with herald train app-behavior FILES/,
    );
    assert.equal(reply.suggestions.length, 3);
  });

  it('a question about who is most likely to churn goes by the given score, and says so', async () => {
    const questions = new Questions(runs.store, profile);
    const asked = await questions.ask('10 users most likely to churn');
    assert.ok(asked.ok);
    assert.equal(asked.understood, 'list 10 users, by highest churn risk');
    assert.match(
      asked.sentence,
      /These are by the given churn risk, not predicted: no churn model has been trained for app-behavior; /,
    );
    const named = await questions.ask('10 users with the highest churn risk');
    assert.ok(named.ok);
    assert.deepEqual(named.table.rows, asked.table.rows);
    assert.doesNotMatch(named.sentence, /predicted/);
  });

  it('cards and the weekly report say nothing of it', async () => {
    const run = runs.runs.at(-1)!;
    const [someone] = await runs.store.sample(run.id);
    const card = await userCard(runs.store, run, profile, String(someone!.row.user_id));
    assert.equal(card!.outlook, null);
    const { headlines } = await weeklyReport(runs.store, run, profile, REPORT);
    assert.ok(headlines.every(({ label }) => !/expected to leave/.test(label)));
  });
});

describe('with a model', () => {
  before(async () => {
    await foreseeLast(runs);
    likelyByCountry = await countLikely();
  });

  async function current() {
    return (await runs.store.currentRun(profile.name))!;
  }

  /** The users of the run one by one, their country from the details, their outlook from their own row. */
  async function countLikely(): Promise<ReadonlyMap<string, number>> {
    const run = await current();
    const found = new Map<string, number>();
    for (const { row } of await runs.store.sample(run.id)) {
      const prediction = await runs.store.predictions.ofUser(run.id, String(row.user_id));
      const country = String(row.country);
      if (prediction?.likely) found.set(country, (found.get(country) ?? 0) + 1);
    }
    return found;
  }

  it('a run foresees every user who has not lapsed, and the stored model predicts the same again', async () => {
    const run = await current();
    const users = await runs.store.sample(run.id); // all of them, at this size
    assert.equal(users.length, run.rows);
    for (const { row } of users) {
      const prediction = await runs.store.predictions.ofUser(run.id, String(row.user_id));
      assert.equal(prediction !== undefined, Number(row.days_since_last_login) < 30);
      assert.ok(prediction === undefined || (prediction.modelVersion === 1 && prediction.drivers.length === 3));
    }
    const forecasts = await runs.store.predictions.bySegment(run.id);
    assert.deepEqual(
      forecasts.map(({ segment }) => segment),
      ['Casual Users', 'Power Users'],
    );
    assert.equal((await runs.store.predictions.model(profile.name, LAPSE))?.version, 1);
  });

  it('keeps no predictions of earlier runs', async () => {
    for (const { id } of runs.runs) assert.deepEqual(await runs.store.predictions.bySegment(id), []);
  });

  it('questions count, rank and share out who is likely to churn', async () => {
    const questions = new Questions(runs.store, profile);
    const most = await questions.ask('which country has the most users likely to churn');
    assert.ok(most.ok, JSON.stringify(most));
    const shown = new Map(most.table.rows.map(([country, users]) => [String(country), Number(users)]));
    assert.deepEqual(new Map([...shown].toSorted()), new Map([...likelyByCountry].toSorted()));

    const many = await questions.ask('how many power users are likely to churn');
    assert.ok(many.ok);
    const power = (await runs.store.predictions.bySegment((await current()).id)).find(
      ({ segment }) => segment === 'Power Users',
    )!;
    assert.deepEqual(many.table.rows, [[power.likelyCount]]);

    const again = await questions.ask(many.understood);
    assert.ok(again.ok);
    assert.deepEqual(again.query, many.query);
  });

  it('a question about who is most likely to churn goes by the predicted probability, ties by id, and says which model', async () => {
    const questions = new Questions(runs.store, profile);
    const run = await current();
    const known: { readonly id: string; readonly probability: number }[] = [];
    for (const { row } of await runs.store.sample(run.id)) {
      const found = await runs.store.predictions.ofUser(run.id, String(row.user_id));
      if (found !== undefined) known.push({ id: found.userId, probability: found.probability });
    }
    const byProbability = known.toSorted((a, b) => b.probability - a.probability || (a.id < b.id ? -1 : 1));
    for (const text of ['30 users most likely to churn', 'which 30 users are most likely to leave']) {
      const most = await questions.ask(text);
      assert.ok(most.ok, text);
      assert.equal(most.understood, 'list 30 users, by highest predicted churn');
      assert.deepEqual(listed(most.table), byProbability.slice(0, 30));
      assert.match(most.sentence, /Model 1 foresees who leaves within four weeks of 17 November 2026\.$/);
    }
    const least = await questions.ask('who is least likely to churn');
    assert.ok(least.ok);
    const lowest = known.toSorted((a, b) => a.probability - b.probability || (a.id < b.id ? -1 : 1)).slice(0, 20);
    assert.deepEqual(listed(least.table), lowest);
    const byScore = await questions.ask('30 users with the highest churn risk');
    assert.ok(byScore.ok);
    assert.equal(byScore.understood, 'list 30 users, by highest churn risk');
  });

  it('the predicted probability is a number to filter and average by, of the current run only', async () => {
    const questions = new Questions(runs.store, profile);
    const mean = await questions.ask('average predicted churn of power users');
    assert.ok(mean.ok);
    const power = (await runs.store.predictions.bySegment((await current()).id)).find(
      ({ segment }) => segment === 'Power Users',
    )!;
    assert.ok(Math.abs(Number(mean.table.rows[0]![0]) - power.expected / power.userCount) < 1e-9, JSON.stringify(mean.table));
    const past = await questions.ask('how has the average predicted churn changed');
    assert.ok(!past.ok);
    assert.match(past.reason, /known for the current run only/);
  });

  it('questions list the users, and say that earlier runs do not know', async () => {
    const questions = new Questions(runs.store, profile);
    const list = await questions.ask('list 5 casual users likely to leave');
    assert.ok(list.ok);
    assert.equal(list.table.rows.length, 5);
    assert.ok(!list.table.columns.some(({ key }) => key === 'churn_outlook'));
    const past = await questions.ask('how has the number of users likely to churn changed');
    assert.ok(!past.ok);
    assert.match(past.reason, /known for the current run only/);
  });

  it('the card says how likely, what is typical, and why', async () => {
    const run = await current();
    const present = (await runs.store.sample(run.id)).find(({ row }) => Number(row.days_since_last_login) < 30)!;
    const card = (await userCard(runs.store, run, profile, String(present.row.user_id)))!;
    const text = outlookText(card.outlook!);
    assert.match(text, /^(Likely|Not likely) to leave within four weeks: [<\d.]+% \(typical \d+\.\d%\)\. (Raised|Lowered) by /);
    const column = card.outlook!.drivers[0]!.column;
    const masked = cardWithoutMasked(card, new Set([column]));
    assert.ok(masked.outlook!.drivers.every((driver) => driver.column !== column));
  });

  it('the card of a user who has lapsed already foresees nothing', async () => {
    const run = await current();
    const away = (await runs.store.sample(run.id)).find(({ row }) => Number(row.days_since_last_login) >= 30)!;
    assert.equal((await userCard(runs.store, run, profile, String(away.row.user_id)))!.outlook, null);
  });

  it('the weekly report has the expected number of Power Users lost, with an interval around it', async () => {
    const run = await current();
    const { headlines } = await weeklyReport(runs.store, run, profile, REPORT);
    const headline = headlines.find(({ label }) => label === 'Power Users expected to leave')!;
    const [, expected, low, high] = headline.sentence.match(/^About (\d+) of .*by chance alone (\d+) to (\d+)\)\.$/)!.map(Number);
    const probabilities = (await runs.store.predictions.bySegment(run.id)).find(({ segment }) => segment === 'Power Users')!;
    assert.equal(expected, Math.round(probabilities.expected));
    assert.ok(low! <= expected! && expected! <= high!);
  });
});

/** The users of a list with their probability. */
function listed({ columns, rows }: Table) {
  const at = columns.findIndex(({ key }) => key === LAPSE_PROBABILITY);
  return rows.map((row) => ({ id: String(row[0]), probability: Number(row[at]) }));
}
