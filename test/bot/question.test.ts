import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import {
  CHURN_OUTLOOK,
  type CompleteRun,
  DEFAULT_PROFILE,
  type Filter,
  type Membership,
  openStore,
  runPipeline,
  SEGMENT,
  type Store,
  systemClock,
  UNKNOWN,
  writeTelemetry,
} from '#pipeline';
import { answerQuery } from '../../bot/question/answer.ts';
import { Questions } from '../../bot/question/ask.ts';
import { canonical } from '../../bot/question/canonical.ts';
import { mayBeChance } from '../../bot/question/chance.ts';
import { shareInterval } from '../../bot/question/figures.ts';
import { type Lexicon, loadLexicon } from '../../bot/question/lexicon.ts';
import { withOutlook } from '../../bot/question/outlook.ts';
import { parseQuestion } from '../../bot/question/parse.ts';
import { AGGREGATES, type Figure, problemOf, type Query } from '../../bot/question/query.ts';
import { restate } from '../../bot/question/restate.ts';
import { corrections, slipsBetween } from '../../bot/question/spelling.ts';
import { tokenise } from '../../bot/question/tokens.ts';
import { ANSWERED, type AnsweredQuestion } from '../fixtures/questions/answered.ts';
import { REFUSED, UNCLEAR_FOLLOW_UPS } from '../fixtures/questions/refused.ts';
import { assertRows } from '../support/answer-check.ts';

const profile = DEFAULT_PROFILE;
const foreseeing = withOutlook(profile);
let folder: string;
let store: Store;
let run: CompleteRun;
let lexicon: Lexicon;
/** The one in which questions are understood, with what a model may foresee. */
let whole: Lexicon;
let questions: Questions;
let rawRows: (sql: string) => Promise<readonly Record<string, unknown>[]>;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'herald-questions-'));
  const { files } = await writeTelemetry(
    { users: 1500, weeks: 3, seed: 7, endDate: '2025-03-17', incidents: 'planted', badRows: 0 },
    folder,
  );
  store = await openStore(`sqlite:${join(folder, 'herald.db')}`, [profile]);
  await store.migrate();
  for (const file of files) {
    const outcome = await runPipeline({ files: [file], profile, seed: 1 }, { store, clock: systemClock, progress: () => {} });
    run = outcome.run;
  }
  lexicon = await loadLexicon(store, run, profile);
  whole = await loadLexicon(store, run, foreseeing);
  questions = new Questions(store, profile);
  rawRows = await rawTelemetry(files);
});

after(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

describe('questions that are answered', () => {
  for (const fixture of ANSWERED) {
    it(`${[...(fixture.after ?? []), fixture.question].join(' → ')}`, () => asExpected(fixture));
  }
});

describe('questions that are not answered', () => {
  for (const question of REFUSED) {
    it(`offers three others instead of: ${question}`, async () => {
      const reply = await questions.ask(question);
      if (reply.ok) assert.fail(`understood as “${reply.understood}”`);
      assert.equal(reply.suggestions.length, 3);
      for (const suggestion of reply.suggestions) assert.ok(parseQuestion(suggestion, whole).ok, suggestion);
    });
  }
});

describe('follow-ups that are not clear', () => {
  for (const [earlier, question] of UNCLEAR_FOLLOW_UPS) {
    it(`are not answered: ${earlier} → ${question}`, async () => {
      const first = await questions.ask(earlier);
      assert.ok(first.ok);
      const reply = await questions.ask(question, first.query);
      if (reply.ok) assert.fail(`understood as “${reply.understood}”`);
      assert.equal(reply.suggestions.length, 3);
    });
  }
});

describe('questions that can mean several things', () => {
  for (const [question, readings] of [
    ['how many users over 50 in germany', ['number of users where age is above 50 and country is Germany']],
    ['percent of users over 50', ['share of users that have age above 50']],
    ['users over 5000', []],
    ['typical session length', ['median session length of users', 'average session length of users']],
    [
      'how many support tickets in Germany',
      [
        'total number of support tickets of users where country is Germany',
        'average number of support tickets of users where country is Germany',
      ],
    ],
    ['avg engagement per devise', ['average engagement of users, by device']],
    [
      'users in Germany on iOS',
      ['number of users where country is Germany and device is iOS', 'list 20 users where country is Germany and device is iOS'],
    ],
    [
      'compare Germany and India',
      [
        'number of users',
        'average engagement of users',
        'average daily active minutes of users',
        'average churn risk of users',
      ].map((figure) => `${figure}, comparing country Germany versus India`),
    ],
    [
      'share of women over 40',
      ['share of users where gender is Female that have age above 40', 'share of users that have age above 40 and gender Female'],
    ],
    ['weather in Germany', []],
  ] as const) {
    it(`are asked back with each of them: ${question}`, async () => {
      const reply = await questions.ask(question);
      assert.ok(!reply.ok);
      assert.deepEqual(reply.readings, readings);
      for (const reading of readings) assert.ok((await questions.ask(reading)).ok);
    });
  }

  it('keep in the suggestions what was understood of them', async () => {
    const reply = await questions.ask('average revenue of power users in Germany with more than 3 crashes');
    assert.ok(!reply.ok);
    assert.match(reply.suggestions[0] ?? '', /of Power Users where country is Germany and crashes in 30 days are above 3$/);
  });

  it('are told where else to look', async () => {
    const reason = async (question: string) => {
      const reply = await questions.ask(question);
      return reply.ok ? assert.fail(reply.understood) : reply.reason;
    };
    assert.match(await reason('who moved from power to casual'), /weekly report/);
    assert.match(await reason('why is churn high in India'), /alerts/);
    assert.match(await reason('how many users in Berlin'), /“berlin” is not a word/);
    assert.match(await reason('churn risk in December'), /name a day with its year, such as 2024-12-31$/);
  });
});

describe('the question language', () => {
  it('understands its own restatement of every query', () => {
    fc.assert(
      fc.property(anyQuery(), (query) => {
        const words = restate(query, foreseeing);
        assert.deepEqual(parseQuestion(words, whole), { ok: true, query }, words);
      }),
      { numRuns: 2000, seed: 20250317 },
    );
  });

  it('answers or refuses any text, and never fails', () => {
    const word = fc.oneof(
      fc.constantFrom(...lexicon.vocabulary),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.double().map(String),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const understanding = parseQuestion(words.join(' '), lexicon);
        if (understanding.ok) assert.equal(problemOf(understanding.query, profile), undefined);
        else assert.equal(understanding.suggestions.length, 3);
      }),
      { numRuns: 1000, seed: 20250317 },
    );
  });

  it('reads no word twice as something else: every value keeps its own name under any one slip of another', () => {
    const values = [...lexicon.values.values()]
      .flat()
      .filter((value) => /^[a-z]+$/i.test(value))
      .map((value) => value.toLowerCase());
    for (const value of values) assert.deepEqual(corrections(value, new Set(values)), []);
  });

  it('corrects a swapped, lost or added letter, but no English word and nothing short', () => {
    const vocabulary = new Set(['country', 'churn', 'ios']);
    assert.deepEqual(corrections('chrun', vocabulary), ['churn']);
    assert.deepEqual(corrections('contry', vocabulary), ['country']);
    assert.deepEqual(corrections('county', vocabulary), []);
    assert.deepEqual(corrections('isos', vocabulary), []);
    assert.deepEqual(corrections('ois', vocabulary), []);
  });

  it('takes no country, state or language for a slip of another, nor a short word for a small one', () => {
    assert.deepEqual(corrections('iraq', new Set(['iran'])), []);
    assert.deepEqual(corrections('slovenia', new Set(['slovakia'])), []);
    assert.deepEqual(corrections('indiana', lexicon.vocabulary, lexicon.small), []);
    assert.deepEqual(corrections('bern', lexicon.vocabulary, lexicon.small), []); // not "been"
    assert.deepEqual(corrections('avergae', lexicon.vocabulary, lexicon.small), ['average']);
  });

  it('counts a swap as one slip', () => {
    assert.equal(slipsBetween('chrun', 'churn'), 1);
    assert.equal(slipsBetween('kitten', 'sitting'), 3);
  });

  it('reads numbers in digits and in words', () => {
    const numbers = (text: string) => tokenise(text).flatMap(({ value }) => (value === undefined ? [] : [value]));
    assert.deepEqual(numbers('1,000 and 0.8 and 80% and -5 and 10k'), [1000, 0.8, 0.8, -5, 10_000]);
    assert.deepEqual(numbers('twenty five, two hundred, five thousand'), [25, 200, 5000]);
  });
});

describe('answers', () => {
  it('give a share with its Wilson interval, as R prop.test without correction does', () => {
    const { low, high } = shareInterval(5, 10); // prop.test(5, 10, correct = FALSE): 0.2365931 0.7634069
    assert.ok(Math.abs(low - 0.2365931) < 1e-7 && Math.abs(high - 0.7634069) < 1e-7);
  });

  it('call a difference chance where its interval includes zero, as in Newcombe (1998), table II', () => {
    const share = (part: number, whole: number) => ({ value: part / whole, interval: shareInterval(part, whole) });
    assert.equal(mayBeChance(share(56, 70), share(48, 80)), false); // 56/70 − 48/80: 0.0524 to 0.3339
    assert.equal(mayBeChance(share(9, 10), share(3, 10)), false); // 9/10 − 3/10: 0.1705 to 0.8090
    assert.equal(mayBeChance(share(5, 56), share(0, 29)), true); // 5/56 − 0/29: −0.0381 to 0.1926
  });

  it('do not state a lead as fact that chance explains', async () => {
    const reply = await questions.ask('which country has the highest churn among power users on the Premium plan');
    assert.ok(reply.ok);
    const [first, second] = reply.table.rows.map(([, value, low, high]) => ({
      value: Number(value),
      interval: { low: Number(low), high: Number(high) },
    }));
    const gap = first!.value - second!.value;
    const half = Math.hypot(first!.value - first!.interval.low, second!.interval.high - second!.value);
    assert.ok(gap < half, 'the two leaders overlap in this telemetry');
    assert.match(reply.sentence, /but not beyond chance from/);
  });

  it('say of whom a share is', async () => {
    const reply = await questions.ask('percent of power users with a crash');
    assert.match(reply.ok ? reply.sentence : '', /^The share of Power Users that have crashes/);
    assert.equal(reply.ok && reply.table.columns.at(-1)?.label, 'Of users');
  });

  it('say plainly that nobody matches', async () => {
    const reply = await questions.ask('average engagement of users with unknown country');
    assert.equal(reply.ok && reply.sentence, 'There are no users where country is unknown with a value, so there is no average.');
  });

  it('warn where segments of weak trust are concerned, and only there', async () => {
    const weak: CompleteRun = { ...run, trust: { ...run.trust, level: 'weak', reasons: ['Another seed gives other segments.'] } };
    const bannerOf = async (question: string) => {
      const understanding = parseQuestion(question, lexicon);
      assert.ok(understanding.ok);
      return (await answerQuery(store, weak, [weak], profile, understanding.query)).banner;
    };
    assert.match((await bannerOf('share of power users')) ?? '', /weak.*Another seed/);
    assert.equal(await bannerOf('churn by country'), null);
  });

  it('can be broken down by what divides them further, and stay answerable', () => {
    fc.assert(
      fc.property(anyQuery(), (query) => {
        for (const { by } of questions.breakdowns(query)) {
          assert.equal(problemOf(questions.brokenDown(query, by), foreseeing), undefined);
        }
        const list = questions.listOf(query);
        if (list !== undefined) assert.equal(problemOf(list, foreseeing), undefined);
      }),
      { numRuns: 500, seed: 20250317 },
    );
    const query = queryOf('churn of power users');
    const labels = questions.breakdowns(query).map(({ label }) => label);
    assert.deepEqual(labels, ['country', 'device', 'plan', 'app version', 'gender', 'age', 'marketing source']);
    assert.deepEqual(questions.breakdowns(queryOf('list power users')), []);
    assert.throws(() => questions.brokenDown(query, SEGMENT), RangeError);
  });

  it('lead to the users behind them: of a share, those of its part', () => {
    const behind = (question: string) => {
      const list = questions.listOf(queryOf(question));
      return list && restate(list, profile);
    };
    assert.equal(
      behind('share of power users with a crash'),
      'list 20 Power Users where crashes in 30 days are above 0, by highest crashes in 30 days',
    );
    assert.equal(behind('which country has the lowest rating'), 'list 20 users, by lowest rating');
    assert.equal(behind('churn over time'), undefined);
  });

  it('show the statement that was run, with its values bound', async () => {
    const { sql, bindings } = await questions.statement(queryOf('churn of power users in Germany'));
    assert.match(sql, /from `segment_cube` where `run_id` in \(\?\)/);
    assert.doesNotMatch(sql, /Germany|Power/);
    for (const value of [run.id, 'country', 'churn_risk_score', 'Power Users', 'Germany']) {
      assert.ok(bindings.includes(value), String(value));
    }
    const median = await questions.statement(queryOf('median churn of users above 3 crashes by plan'));
    assert.match(median.sql, /OVER \(PARTITION BY g0/);
    assert.ok(median.bindings.includes(3));
  });

  it('are drawn as lines over runs, and as bars over groups', async () => {
    const mark = async (question: string) => (await questions.answer(queryOf(question))).chart?.mark;
    assert.equal(await mark('churn over time by segment'), 'line');
    assert.equal(await mark('churn by segment'), 'bar');
    assert.equal(await mark('churn'), undefined);
  });

  it('of earlier runs name the run that they are about', async () => {
    const reply = await questions.ask('number of users in run 1');
    assert.deepEqual(reply.ok && [reply.runId, reply.asOf], [1, '2025-03-03']);
    const missing = await questions.ask('number of users in run 77');
    assert.ok(!missing.ok);
    assert.deepEqual([missing.reason, missing.suggestions[0]], ['There is no such run: none is run 77', 'number of users']);
  });

  it('say that there is no earlier run to compare with', async () => {
    const reply = await questions.ask('churn compared with run 77');
    assert.ok(!reply.ok);
    assert.equal(reply.reason, 'There is no earlier run to compare with: none is run 77');
  });
});

function queryOf(question: string): Query {
  const understanding = parseQuestion(question, lexicon);
  assert.ok(understanding.ok, question);
  return understanding.query;
}

async function asExpected({ after: earlier = [], question, understood, sql }: AnsweredQuestion): Promise<void> {
  let previous: Query | undefined;
  for (const text of earlier) {
    const reply = await questions.ask(text, previous);
    assert.ok(reply.ok, text);
    previous = reply.query;
  }
  const reply = await questions.ask(question, previous);
  if (!reply.ok) assert.fail(`not understood: ${reply.reason}`);
  assert.equal(reply.understood, understood);
  assertRows(reply.table, await rawRows(sql), sql.includes('ORDER BY'));
}

/** The telemetry files in DuckDB, with the segment that each run gave to each user; nothing of the engine under test. */
async function rawTelemetry(files: readonly string[]): Promise<typeof rawRows> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const histories = new Map<string, readonly Membership[]>();
  for (const [index, file] of files.entries()) {
    const ids = await connection.runAndReadAll(`SELECT user_id FROM read_csv('${file}', all_varchar = true)`);
    const lines = ['user_id,segment'];
    for (const [id] of ids.getRows()) {
      const history = histories.get(String(id)) ?? (await store.memberships(String(id)));
      histories.set(String(id), history);
      lines.push(`${id},${history.find(({ runId }) => runId === index + 1)!.segment}`);
    }
    const segments = join(folder, `segments-${index}.csv`);
    await writeFile(segments, lines.join('\n'));
    const name = index === files.length - 1 ? 'u' : `u${index + 1}`;
    const types = "types = {'user_id': 'VARCHAR', 'app_version': 'VARCHAR'}";
    await connection.run(`CREATE TABLE ${name} AS SELECT * FROM read_csv('${file}', header = true, ${types}) AS telemetry
      JOIN read_csv('${segments}', header = true, types = {'user_id': 'VARCHAR'}) AS named USING (user_id)`);
  }
  return async (sql) => {
    const rows = (await connection.runAndReadAll(sql)).getRowObjects();
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value])),
    );
  };
}

/** Every kind of query that has an answer, in its canonical form. */
function anyQuery(): fc.Arbitrary<Query> {
  const record = <Model>(model: { [Key in keyof Model]: fc.Arbitrary<Model[Key]> }) =>
    fc.record<Model>(model, { noNullPrototype: true });
  const by = fc.constantFrom(SEGMENT, ...foreseeing.dimensions.map(({ name }) => name));
  const valuesOf = (name: string) =>
    name === SEGMENT ? whole.segments : [...whole.values.get(name)!, ...(name === CHURN_OUTLOOK ? [] : [UNKNOWN])];
  const columns = foreseeing.measures.filter(({ above }) => above === undefined).map(({ column }) => column);
  const column = fc.constantFrom(...columns);
  const valueFilter: fc.Arbitrary<Filter> = by.chain((name) =>
    record({
      kind: fc.constant('values' as const),
      by: fc.constant(name),
      values: fc.uniqueArray(fc.constantFrom(...valuesOf(name)), { minLength: 1, maxLength: 3 }),
      negated: fc.boolean(),
    }),
  );
  const number = fc.oneof(
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 0, max: 100 }).map((value) => value / 100),
  );
  const bound = record({ value: number, inclusive: fc.boolean() });
  const rangeFilter: fc.Arbitrary<Filter> = fc
    .tuple(column, fc.option(bound, { nil: undefined }), fc.option(bound, { nil: undefined }))
    .filter(([, low, high]) => low !== undefined || high !== undefined)
    .map(([name, low, high]) => ({ kind: 'range', column: name, ...(low && { low }), ...(high && { high }) }));
  const filters = fc.array(fc.oneof(valueFilter, rangeFilter), { maxLength: 3 });
  const figure: fc.Arbitrary<Figure> = fc.oneof(
    fc.constant({ kind: 'count' as const }),
    filters.map((of) => ({ kind: 'share' as const, of })),
    record({ kind: fc.constant('aggregate' as const), aggregate: fc.constantFrom(...AGGREGATES), column }),
  );
  const order = fc.constantFrom('highest' as const, 'lowest' as const);
  const limit = fc.integer({ min: 1, max: 100 });
  const since = fc.oneof(
    fc.constant({ kind: 'previous' as const }),
    fc.integer({ min: 1, max: 500 }).map((id) => ({ kind: 'run' as const, id })),
    fc
      .integer({ min: 0, max: 3000 })
      .map((days) => ({ kind: 'date' as const, date: new Date(1.7e12 + days * 864e5).toISOString().slice(0, 10) })),
  );
  const groups = (most: number) => fc.uniqueArray(by, { maxLength: most });
  const kind = <Kind extends string>(name: Kind) => fc.constant(name);
  const queries: fc.Arbitrary<Query> = fc.oneof(
    record({ kind: kind('figure'), figure, filters, by: groups(2) }),
    record({ kind: kind('ranking'), figure, filters, by, order, limit }),
    by.chain((name) =>
      record({
        kind: kind('comparison'),
        figure,
        filters,
        by: fc.constant(name),
        values: fc.uniqueArray(fc.constantFrom(...valuesOf(name)), { minLength: 2, maxLength: 3 }),
      }),
    ),
    record({ kind: kind('change'), figure, filters, by: groups(1), since }),
    record({ kind: kind('trend'), figure, filters, by: groups(1) }),
    record({ kind: kind('list'), filters, order: fc.option(record({ column, order })), limit }),
  );
  return queries
    .map((query) => {
      try {
        return canonical(query, foreseeing);
      } catch {
        return undefined;
      }
    })
    .filter((query) => query !== undefined);
}
