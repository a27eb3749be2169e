import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type CompleteRun,
  DEFAULT_PROFILE as profile,
  RunNotFoundError,
  SEGMENT,
  StoreError,
  type Subscription,
} from '#pipeline';
import { buildView, type ChartSpec, type Table, type UserCard, userCard, VIEW_NAMES, weeklyReport } from '#reports';
import type { AlertReport } from '../../bot/alerts/alert.ts';
import { evaluate } from '../../bot/alerts/evaluate.ts';
import type { Answer } from '../../bot/question/answer.ts';
import { Questions } from '../../bot/question/ask.ts';
import { type Action, actionId, actionName, actionValue, parseAction } from '../../bot/slack/blocks/actions.ts';
import { alertsMessage } from '../../bot/slack/blocks/alerts.ts';
import { answerMessage } from '../../bot/slack/blocks/answer.ts';
import { chartMessage } from '../../bot/slack/blocks/chart.ts';
import { dataTable } from '../../bot/slack/blocks/data-table.ts';
import { failedMessage } from '../../bot/slack/blocks/failed.ts';
import { helpMessage } from '../../bot/slack/blocks/help.ts';
import { type HomeParts, homeView } from '../../bot/slack/blocks/home.ts';
import { notFoundMessage } from '../../bot/slack/blocks/not-found.ts';
import { notUnderstoodMessage } from '../../bot/slack/blocks/not-understood.ts';
import { plainTextMessage } from '../../bot/slack/blocks/plain-text.ts';
import { agentPrompts, exampleQuestions } from '../../bot/slack/blocks/prompts.ts';
import { refusedMessage } from '../../bot/slack/blocks/refused.ts';
import { reportMessage } from '../../bot/slack/blocks/report.ts';
import { slackChart } from '../../bot/slack/blocks/slack-chart.ts';
import { statementMessage } from '../../bot/slack/blocks/statement.ts';
import { statusMessage } from '../../bot/slack/blocks/status.ts';
import { subscriptionsMessage } from '../../bot/slack/blocks/subscriptions.ts';
import { cut, mrkdwn, shown } from '../../bot/slack/blocks/text.ts';
import { textTable } from '../../bot/slack/blocks/text-table.ts';
import { userCardMessage } from '../../bot/slack/blocks/user-card.ts';
import { loadingModal, parseUserListForm, sentModal, userListModal } from '../../bot/slack/blocks/user-list-modal.ts';
import { userListMessage } from '../../bot/slack/blocks/users.ts';
import { viewMessage } from '../../bot/slack/blocks/view.ts';
import { workingMessage } from '../../bot/slack/blocks/working.ts';
import type { Message } from '../../bot/slack/message.ts';
import { validateMessageBlocks, validateView } from '../slack-server/blocks/validate.ts';
import { type GeneratedRuns, generatedRuns } from '../support/generated-runs.ts';
import { weeklySnapshots } from '../support/weekly-snapshots.ts';

const NOW = new Date('2026-11-18T09:00:00Z');
const ID = 'k3jd92ksl0aQ';
const BREAKDOWNS = [{ by: 'device_type', label: 'Device' }];

let generated: GeneratedRuns;
let run: CompleteRun;
let weak: CompleteRun;
let questions: Questions;
let alerts: AlertReport;

before(async () => {
  generated = await generatedRuns({ users: 400, weeks: 2 });
  run = generated.runs.at(-1)!;
  weak = weakened(run);
  questions = new Questions(generated.store, profile);
  const telemetry = { users: 2500, weeks: 5, seed: 7, endDate: '2026-11-16', incidents: 'planted', badRows: 0 } as const;
  alerts = evaluate(weeklySnapshots(telemetry).snapshots, profile);
});

after(() => generated[Symbol.asyncDispose]());

/** The run as if its segments were not to be believed. */
function weakened(run: CompleteRun): CompleteRun {
  const reasons = ['One feature carries 92% of what separates the segments: account age.'];
  const segments = run.segments.map((segment) => ({ ...segment, nameSupported: false }));
  return { ...run, segments, trust: { ...run.trust, level: 'weak', reasons } };
}

async function answerTo(text: string): Promise<Answer> {
  const reply = await questions.ask(text);
  assert.ok(reply.ok, text);
  return reply;
}

const answered = (answer: Answer, parts = { breakdowns: BREAKDOWNS, canList: true, shareable: true }) =>
  answerMessage({ answer, id: ID, profile, ...parts });

type Json = Readonly<Record<string, unknown>>;

/** Every object in blocks or views, however deep. */
function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Json;
  for (const part of Object.values(value)) yield* objectsIn(part);
}

const blocksOf = (message: Message, form = 0, file: string | null = 'F0123456789') => message.forms[form]!.blocks(file);
const typesOf = (message: Message, form = 0) => blocksOf(message, form).map(({ type }) => type);
const wordsOf = (message: Message, form = 0) => textsIn(blocksOf(message, form)).join('\n');
const textsIn = (value: unknown) => [...objectsIn(value)].flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
const elementsOf = (value: unknown) => [...objectsIn(value)].filter(({ action_id: id }) => typeof id === 'string');

/** Only mentions that Herald makes of ids. */
const UNESCAPED = /<(?![@#][A-Z0-9]+>)/;
const NATIVE_ONLY = ['data_table', 'data_visualization', 'context_actions'];

function assertSound(message: Message, name: string): void {
  assert.ok(message.text.trim() !== '' && message.text.length <= 4000, `text of ${name}`);
  assert.doesNotMatch(message.text, UNESCAPED, name);
  for (const [form, { picture }] of message.forms.entries()) {
    for (const file of ['F0123456789', null]) {
      const blocks = blocksOf(message, form, file);
      assert.deepEqual(validateMessageBlocks(blocks), [], `${name}, form ${form}`);
      assertHarmless(blocks, name);
    }
    assert.ok(picture === null || picture.alt !== '', name);
  }
  if (message.forms.length > 1)
    assert.ok(!typesOf(message, 1).some((type) => NATIVE_ONLY.includes(type)), `plain form of ${name}`);
}

function assertSoundView(view: unknown, name: string): void {
  assert.deepEqual(validateView(view), [], name);
  assertHarmless(view, name);
}

/** Nothing in it mentions, links or hides anything. */
function assertHarmless(blocks: unknown, name: string): void {
  for (const object of objectsIn(blocks)) {
    if (object.type === 'mrkdwn') assert.doesNotMatch(String(object.text), UNESCAPED, name);
    assert.ok(!['broadcast', 'usergroup', 'user', 'channel', 'link'].includes(String(object.type)), name);
    if (typeof object.text === 'string') assert.doesNotMatch(object.text, /[\u202a-\u202e\u2066]|(?!\n)\p{Cc}/u, name);
  }
}

const NASTY = [
  '<!channel> <@U024BE7LH> <https://evil.example|click> & co',
  '*bold* _italic_ ~gone~ `code` ```fence```',
  `x${'\u0000'}y\u001b[31m\u202eevil\u2066`,
  'مرحبا بالعالم',
  '👩‍👩‍👧‍👦🇩🇪'.repeat(2000),
  'n'.repeat(10_000),
  '<&>'.repeat(4000),
  '\ud800',
  ' ',
  '\n\n',
  '',
];

/** What types and code rely on stays; everything that comes from data or people becomes the nasty text. */
const STRUCTURE = new Set([
  ...['kind', 'mark', 'direction', 'level', 'status', 'severity', 'state', 'type', 'key', 'asOf', 'profile', 'measure', 'thing'],
  ...['by', 'column', 'feature', 'aggregate', 'order', 'dimension', 'trust', 'tone', 'better', 'from', 'to', 'slice'],
]);

function vandalised<T>(data: T, nasty: string): T {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return STRUCTURE.has(key) ? value : nasty;
    if (Array.isArray(value)) return value.map((part) => walk(part, key));
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part, name)]));
  };
  return walk(data, '') as T;
}

const QUESTIONS = [
  'how many power users are there?',
  'average churn risk by country',
  'number of users by device and segment',
  'top 5 countries by churn risk',
  'average engagement by segment compared with the previous run',
  'how has the share of power users changed over time?',
];

describe('an answer', () => {
  it('keeps the limits of Slack for every kind of question', async () => {
    for (const question of QUESTIONS) assertSound(answered(await answerTo(question)), question);
  });

  it('keeps them for hostile text, and lets no mention through', async () => {
    for (const question of QUESTIONS) {
      const answer = await answerTo(question);
      for (const nasty of NASTY) {
        assertSound(answered(vandalised(answer, nasty)), `${question} with ${nasty.slice(0, 20)}`);
        const chart = chartMessage(vandalised(answer, nasty));
        if (chart !== undefined) assertSound(chart, `chart of ${question}`);
      }
    }
  });

  it('is a sentence without a table where it is a single figure', async () => {
    const answer = await answerTo('how many power users are there?');
    assert.deepEqual(typesOf(answered(answer)), ['rich_text', 'context', 'actions', 'context_actions']);
    assert.ok(answered(answer).text.startsWith(answer.sentence));
  });

  it('draws chart and table itself, and gives both as picture and text where Slack refuses', async () => {
    const message = answered(await answerTo('average churn risk by device'));
    assert.deepEqual(typesOf(message).slice(0, 3), ['rich_text', 'data_visualization', 'data_table']);
    assert.deepEqual(typesOf(message, 1).slice(0, 3), ['rich_text', 'image', 'rich_text']);
    assert.equal(message.forms[0].picture, null);
    assert.match(wordsOf(message, 1), /^Device +Average/m);
  });

  it('says what was understood, the run, its date, its users and its trust', async () => {
    const message = answered(await answerTo('how many power users are there?'));
    assert.match(
      wordsOf(message),
      /Understood: number of Power Users\n.*Run \d+ · as of 16 November 2026 · [\d,]+ users · trust: strong/,
    );
  });

  it('offers only what is allowed and has a meaning', async () => {
    const answer = await answerTo('how many power users are there?');
    const names = (parts: Parameters<typeof answered>[1]) =>
      elementsOf(blocksOf(answered(answer, parts))).map(({ action_id: id }) => id);
    assert.deepEqual(names({ breakdowns: [], canList: false, shareable: false }), ['show-query', 'vote']);
    assert.deepEqual(names({ breakdowns: BREAKDOWNS, canList: true, shareable: true }), [
      'break-down',
      'list-users',
      'show-query',
      'share',
      'vote',
    ]);
  });

  it('shows the first 100 of 500 rows and says so', async () => {
    const answer = await answerTo('average churn risk by country');
    const rows = Array.from({ length: 500 }, (_, index) => [`Country ${index}`, 0.5, 0.4, 0.6, 10]);
    const message = answered({ ...answer, table: { ...answer.table, rows }, chart: null });
    assertSound(message, '500 rows');
    assert.match(wordsOf(message), /First 100 of 500 rows; the CSV has all of them\./);
    assert.match(wordsOf(message, 1), /First 20 of 500 rows; the CSV has all of them\./);
  });

  it('marks unproven segments in a chart where the whole mark is too long for Slack', () => {
    const values = { categories: ['Power Users (unproven)', 'Casual Users (unproven)'], series: [seriesOf('Users', [1, 2])] };
    const chart = slackChart({ ...BARS, ...values })!.chart;
    assert.deepEqual('axis_config' in chart && chart.axis_config.categories, ['Power Users (?)', 'Casual Users (?)']);
  });
});

describe('what was not understood', () => {
  it('asks back with every reading to be read in full and clicked', () => {
    const readings = ['average churn risk of users', `share of users ${'that have churn risk above 0.8 '.repeat(5)}`];
    const message = notUnderstoodMessage({
      question: 'churn',
      reason: 'churn is two things',
      suggestions: [],
      readings,
      profile,
    });
    assertSound(message, 'readings');
    assert.match(wordsOf(message), /Which did you mean\?/);
    for (const reading of readings) assert.ok(wordsOf(message).includes(reading.slice(1).trim()), reading);
    assert.deepEqual(
      elementsOf(blocksOf(message)).map(parseAction),
      readings.map((question) => ({ action: 'ask', question })),
    );
  });

  it('offers suggestions, and no button for one that Slack would cut', () => {
    for (const nasty of NASTY) {
      const parts = {
        question: nasty,
        reason: nasty,
        suggestions: [nasty, `${nasty} `, 'number of users'],
        readings: [],
        profile,
      };
      assertSound(notUnderstoodMessage(parts), nasty.slice(0, 20));
    }
  });
});

describe('a list of users', () => {
  it('opens each user, and keeps the limits with 100 long ids', async () => {
    const answer = await answerTo('list 20 casual users by highest churn risk');
    const message = userListMessage({ answer, id: ID, profile });
    assertSound(message, 'list');
    const [select] = elementsOf(blocksOf(message));
    const options = select!.options as readonly { readonly value: string }[];
    const opened = options.map((option) => parseAction({ action_id: select!.action_id, selected_option: option }));
    assert.deepEqual(
      opened,
      answer.table.rows.map(([user]) => ({ action: 'open-user', user })),
    );
    const rows = Array.from({ length: 100 }, (_, index) => answer.table.columns.map(() => `${'u'.repeat(60)}${index}`));
    assertSound(userListMessage({ answer: { ...answer, table: { ...answer.table, rows } }, id: ID, profile }), 'long ids');
  });

  it('warns of a weak run, whatever was asked, because it names segments', async () => {
    const answer = await answerTo('list 20 users by highest churn risk');
    assert.match(
      wordsOf(userListMessage({ answer: { ...answer, trust: 'weak' }, id: ID, profile })),
      /Trust in the segments of run \d+ is weak/,
    );
  });

  it('keeps them for hostile ids and for no users at all', async () => {
    const answer = await answerTo('list 20 casual users by highest churn risk');
    for (const nasty of NASTY)
      assertSound(userListMessage({ answer: vandalised(answer, nasty), id: ID, profile }), nasty.slice(0, 20));
    assertSound(userListMessage({ answer: { ...answer, table: { ...answer.table, rows: [] } }, id: ID, profile }), 'empty');
  });
});

describe('views, cards, alerts and reports', () => {
  it('keep the limits, strong or weak, with two segments or eight, and for hostile text', async () => {
    for (const [name, message] of await messagesOf(run)) assertSound(message, name);
    for (const [name, message] of await messagesOf(weak)) assertSound(message, `weak ${name}`);
    const segments = Array.from({ length: 8 }, (_, cluster) => ({
      ...run.segments[cluster % 2]!,
      cluster,
      name: `Segment ${cluster}`,
    }));
    assertSound(statusMessage({ run: { ...run, segments }, profile, now: NOW }), 'eight segments');
    for (const nasty of NASTY) {
      for (const [name, message] of await messagesOf(run, nasty)) assertSound(message, `${name} with ${nasty.slice(0, 20)}`);
    }
  });

  it('carry the warning of a weak run, in blocks and text', async () => {
    for (const [name, message] of await messagesOf(weak)) {
      assert.match(wordsOf(message), /Trust in .+ is weak/, name);
      assert.match(message.text, /Trust in .+ is weak/, name);
    }
  });

  it('mark the segments of a weak run as unproven', async () => {
    assert.match(wordsOf(statusMessage({ run: weak, profile, now: NOW })), /Power Users \(unproven\)/);
    assert.match(JSON.stringify(home({ run: weak })), /Power Users \(unproven\)/);
    const card = wordsOf(userCardMessage(await someCard(weak), profile));
    assert.match(card, /Segment +(Power|Casual) Users \(unproven\)/);
  });

  it('never show single users in a view, which a whole channel may read', async () => {
    const sample = await generated.store.sample(run.id);
    const ids = sample.map(({ row }) => String(row.user_id));
    for (const name of VIEW_NAMES) {
      const message = viewMessage(await buildView(name, generated.store, run, profile), profile);
      const cells = new Set(message.forms.flatMap((form) => textsIn(form.blocks(null))).flatMap((text) => text.split(/\s+/)));
      assert.deepEqual(
        ids.filter((id) => cells.has(id)),
        [],
        name,
      );
    }
  });

  it('show no more alerts than are read, and count the others', () => {
    const many = { ...alerts, alerts: Array.from({ length: 40 }, () => alerts.alerts[0]!) };
    const message = alertsMessage({ report: many, profile, run });
    assertSound(message, '40 alerts');
    for (const nasty of NASTY) assertSound(alertsMessage({ report: vandalised(many, nasty), profile, run }), nasty.slice(0, 20));
    assert.match(wordsOf(message), /And 35 more: herald alerts shows all of them\./);
  });

  it('tell of each alert how sure, since when and what to do', () => {
    const words = wordsOf(alertsMessage({ report: alerts, profile, run }));
    for (const label of ['How sure: ', 'Since: ', 'Do: ']) assert.ok(words.includes(label), label);
    assert.ok(words.includes(alerts.alerts[0]!.summary));
  });

  it('put the key figures of a user beside those of the segment and of everyone', async () => {
    const card = await someCard(run);
    const [standing] = card.kpis;
    const known = { value: 70, segmentMean: 60.04, segmentPercentile: 0.912, overallMean: 50, overallPercentile: 0.955 };
    const message = userCardMessage({ ...card, kpis: [{ ...standing!, ...known }] }, profile);
    const [table] = [...objectsIn(blocksOf(message))].filter(({ type }) => type === 'data_table');
    const rows = (table!.rows as readonly (readonly Json[])[]).map((cells) => cells.map(({ text }) => text));
    assert.deepEqual(rows, [
      ['Measure', 'This user', 'Segment', 'Above', 'Everyone', 'Above'],
      ['Engagement', '70.0', '60.0', '91.2%', '50.0', '95.5%'],
    ]);
  });

  it('show a card without any figure that was hidden before', async () => {
    const card = await someCard(run);
    const bare: UserCard = { ...card, columns: [], kpis: [], pulls: [], history: [] };
    assertSound(userCardMessage(bare, profile), 'bare card');
    const long = userCardMessage({ ...card, columns: Array.from({ length: 300 }, () => card.columns[0]!) }, profile);
    assertSound(long, '300 columns');
    assert.match(wordsOf(long), /First 40 of 300 stored values; the PDF has all of them\./);
  });
});

describe('the other messages', () => {
  it('keep the limits for hostile text', () => {
    for (const nasty of NASTY) {
      const error = new StoreError(nasty);
      const all = [
        plainTextMessage(nasty, [nasty, nasty]),
        notFoundMessage({ userId: nasty, run, profile }),
        failedMessage({ error, incident: 'a1b2c3d4' }),
        failedMessage({ error: new RunNotFoundError(nasty), incident: 'a1b2c3d4' }),
        refusedMessage({ ability: 'list', reason: 'masked', column: nasty, profile }),
        statementMessage({ understood: nasty, sql: nasty, bindings: Array.from({ length: 90 }, () => nasty), runId: 1 }),
        subscriptionsMessage({
          said: nasty,
          subscriptions: someSubscriptions(nasty),
          profile,
          profiles: [profile],
          place: PLACE,
        }),
        subscriptionsMessage({ said: null, subscriptions: [], profile, profiles: [profile], place: PLACE }),
      ];
      for (const message of all) assertSound(message, nasty.slice(0, 20));
    }
    for (const message of [workingMessage(), helpMessage(profile)]) assertSound(message, message.text);
  });

  it('never tell the asker what the database said', () => {
    const error = new StoreError('connect ECONNREFUSED db.internal:3306');
    const message = failedMessage({ error, incident: 'a1b2c3d4' });
    assert.doesNotMatch(message.text + wordsOf(message), /internal/);
    assert.match(wordsOf(message), /Incident a1b2c3d4/);
  });

  it('say why a look-up is refused and where it is allowed', () => {
    const words = wordsOf(refusedMessage({ ability: 'lookUp', reason: 'nobody', profile }));
    for (const part of ['access.lookUp', 'herald.config.ts']) assert.ok(words.includes(part), part);
    for (const ability of ['lookUp', 'list', 'run'] as const)
      for (const reason of ['shared', 'nobody', 'not named', 'masked'] as const)
        assertSound(refusedMessage({ ability, reason, profile }), `${ability} ${reason}`);
  });

  it('show the statement with its values beside it, clauses on lines of their own, quoted text untouched', () => {
    const sql = 'select `a from b` from `t` where `x` = ? and `y` in (?, ?)';
    const words = wordsOf(statementMessage({ understood: 'number of users', sql, bindings: [1, 'Free', '2'], runId: 7 }));
    assert.ok(words.includes('select `a from b`\nfrom `t`\nwhere `x` = ?\n  and `y` in (?, ?)'));
    assert.ok(words.includes('1  1\n2  "Free"\n3  "2"'));
  });

  it('only suggest questions that have an answer', async () => {
    for (const question of exampleQuestions(profile)) assert.ok((await questions.ask(question)).ok, question);
    assert.ok(agentPrompts(profile).length <= 4);
  });
});

describe('the Home tab', () => {
  it('says what to do before the first run', () => {
    const view = home({ run: undefined, report: undefined });
    assertSoundView(view, 'first');
    assert.match(textsIn(view).join('\n'), /herald run FILE/);
  });

  it('keeps the limits for any run and any number of subscriptions', () => {
    for (const nasty of NASTY) {
      const parts = { run: vandalised(run, nasty), report: vandalised(alerts, nasty), subscriptions: someSubscriptions(nasty) };
      assertSoundView(home(parts), nasty.slice(0, 20));
    }
    assertSoundView(home({ run: weak }), 'weak');
    assert.match(textsIn(home({ run: weak })).join('\n'), /Trust in the segments of run \d+ is weak/);
  });

  it('offers the list of users only to those who may see it', () => {
    const offers = (mayList: boolean) => elementsOf(home({ mayList })).some(({ action_id: id }) => id === 'home-users');
    assert.deepEqual([offers(true), offers(false)], [true, false]);
  });
});

describe('the form for a list of users', () => {
  const values = { [SEGMENT]: ['Power Users', 'Casual Users'], country: ['Germany', 'India'], device_type: ['iOS', 'Android'] };
  const state = (fields: Readonly<Record<string, object>>) => ({
    values: Object.fromEntries(
      Object.entries({ limit: { value: '20' }, ...fields }).map(([id, input]) => [id, { value: input }]),
    ),
  });

  it('keeps the limits, also with thousands of values and hostile ones', () => {
    assertSoundView(userListModal({ profile, values, masked: new Set() }), 'form');
    const many = Array.from({ length: 3000 }, (_, index) => `Country ${index}`);
    assertSoundView(userListModal({ profile, values: { country: [...NASTY, ...many] }, masked: new Set() }), 'many values');
    for (const view of [loadingModal(profile), sentModal(profile)]) assertSoundView(view, 'short');
  });

  it('has no field for a hidden column', () => {
    const view = userListModal({ profile, values, masked: new Set(['country', 'churn_risk_score', SEGMENT]) });
    assert.doesNotMatch(JSON.stringify(view.blocks), /country|churn_risk_score|"segment"/);
  });

  it('reads what was chosen as a query', () => {
    const parsed = parseUserListForm(
      state({
        segment: { selected_options: [{ value: 'Casual Users' }] },
        'in:country': { selected_options: [{ value: 'India' }, { value: 'Germany' }] },
        'at-least:churn_risk_score': { value: '0.8' },
        order: { selected_option: { value: 'highest:churn_risk_score' } },
      }),
      profile,
    );
    assert.deepEqual(parsed, {
      ok: true,
      query: {
        kind: 'list',
        filters: [
          { kind: 'values', by: SEGMENT, values: ['Casual Users'], negated: false },
          { kind: 'range', column: 'churn_risk_score', low: { value: 0.8, inclusive: true } },
          { kind: 'values', by: 'country', values: ['Germany', 'India'], negated: false },
        ],
        order: { column: 'churn_risk_score', order: 'highest' },
        limit: 20,
      },
    });
  });

  it('lists everybody by id where nothing was chosen', () => {
    const empty = {
      segment: { selected_options: [] },
      order: { selected_option: null },
      'at-most:churn_risk_score': { value: null },
    };
    assert.deepEqual(parseUserListForm(state(empty), profile), {
      ok: true,
      query: { kind: 'list', filters: [], order: null, limit: 20 },
    });
  });

  it('says at the field what is wrong', () => {
    const faults: readonly (readonly [string, Readonly<Record<string, object>>])[] = [
      ['limit', { limit: { value: '101' } }],
      ['limit', { limit: { value: null } }],
      ['at-least:churn_risk_score', { 'at-least:churn_risk_score': { value: 'much' } }],
      ['at-most:churn_risk_score', { 'at-most:churn_risk_score': { value: '1.5' } }],
      [
        'at-most:churn_risk_score',
        { 'at-least:churn_risk_score': { value: '0.9' }, 'at-most:churn_risk_score': { value: '0.1' } },
      ],
    ];
    for (const [field, fields] of faults) {
      const parsed = parseUserListForm(state(fields), profile);
      assert.ok(!parsed.ok, field);
      assert.deepEqual(Object.keys(parsed.errors), [field]);
    }
    for (const forged of [undefined, {}, { values: { limit: { value: 7 } } }]) assert.ok(!parseUserListForm(forged, profile).ok);
  });
});

describe('actions', () => {
  const anyAction = (): fc.Arbitrary<Action> => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    return fc.oneof(
      text.map((question) => ({ action: 'ask' as const, question })),
      fc.record({ action: fc.constant('break-down' as const), answer: text, by: text }),
      fc.record({ action: fc.constantFrom('show-query', 'show-chart', 'csv', 'share', 'list-users'), answer: text }),
      fc.record({ action: fc.constantFrom('open-user', 'user-pdf'), user: text }),
      fc.record({ action: fc.constant('vote' as const), answer: text, vote: fc.constantFrom('up', 'down') }),
      fc.record({ action: fc.constant('view' as const), name: fc.constantFrom(...VIEW_NAMES) }),
      fc.record({ action: fc.constant('subscribe' as const), thing: fc.constantFrom('alerts', 'report') }),
      fc.record({ action: fc.constant('unsubscribe' as const), id: fc.nat() }),
      fc.constantFrom('home-refresh', 'home-users', 'report').map((action) => ({ action })),
    );
  };

  it('come back from their value as they went in, from buttons and selects', () => {
    fc.assert(
      fc.property(anyAction(), fc.option(fc.nat({ max: 9 }), { nil: undefined }), (made, index) => {
        const action = { ...made };
        const id = actionId(action.action, index);
        assert.equal(actionName(id), action.action);
        assert.deepEqual(parseAction({ action_id: id, value: actionValue(action) }), action);
        assert.deepEqual(parseAction({ action_id: id, selected_option: { value: actionValue(action) } }), action);
      }),
    );
  });

  it('are refused where Herald did not write them', () => {
    const forged = [
      undefined,
      { action_id: 'ask', value: 'not json' },
      { action_id: 'ask', value: '{"question":""}' },
      { action_id: 'ask', value: '{"question":"x","more":1}' },
      { action_id: 'vote', value: '{"answer":"a","vote":"sideways"}' },
      { action_id: 'view', value: '{"name":"passwords"}' },
      { action_id: 'toString', value: '{}' },
      { action_id: 'break-down', selected_option: null },
      { action_id: 'ask', value: JSON.stringify({ question: 'x'.repeat(2000) }) },
    ];
    for (const payload of forged) assert.equal(parseAction(payload), undefined, JSON.stringify(payload));
  });
});

describe('text', () => {
  it('is cut between graphemes, never longer than asked', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, limit) => {
        const short = cut(text, limit);
        assert.ok(short.length <= limit);
        assert.ok(short === text || (short.endsWith('…') && text.startsWith(short.slice(0, -1))));
        assert.ok(short.isWellFormed());
      }),
    );
    assert.equal(cut('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 15), '👩‍👩‍👧‍👦…');
  });

  it('is never empty, and counts its entities', () => {
    for (const nasty of NASTY) {
      assert.ok(shown(nasty, 75).trim() !== '' && shown(nasty, 75).length <= 75);
      assert.ok(mrkdwn(nasty, 75).trim() !== '' && mrkdwn(nasty, 75).length <= 75);
      assert.doesNotMatch(mrkdwn(nasty, 75), /&[a-z]*$/);
    }
  });
});

const BARS = {
  mark: 'bar',
  direction: 'vertical',
  title: 'Number of users',
  description: 'Two bars.',
  format: { kind: 'count' },
  categoryLabel: 'segment',
  valueLabel: 'Number of users',
} as const;

function seriesOf(name: string, values: readonly (number | null)[]) {
  return { name, colour: { neutral: 0 }, values };
}

describe('tables and charts', () => {
  const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.double(), fc.constant(null));
  const anyTable = fc.tuple(fc.nat({ max: 25 }), fc.nat({ max: 130 }), value).map(([columns, rows, cell]): Table => {
    const column = (index: number) => ({
      key: `${index}`,
      label: `${cell}`,
      ...(index > 0 && { format: { kind: 'count' } as const }),
    });
    return {
      title: String(cell),
      columns: Array.from({ length: columns }, (_, index) => column(index)),
      rows: Array.from({ length: rows }, () => Array.from({ length: columns }, () => cell)),
    };
  });

  it('fit Slack whatever is in the table', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const made = dataTable(table);
        if (made !== undefined) assert.deepEqual(validateMessageBlocks([made.block]), []);
        const text = textTable(table);
        assert.ok(text === undefined || text.text.split('\n').length <= 22);
      }),
      { numRuns: 60 },
    );
  });

  it('line up their columns, numbers to the right', () => {
    const columns = [
      { key: 'country', label: 'Country' },
      { key: 'users', label: 'Users', format: { kind: 'count' } as const },
    ];
    const table = {
      title: 'Users',
      columns,
      rows: [
        ['Germany', 1204],
        ['日本', 7],
      ],
    };
    assert.equal(textTable(table)?.text, 'Country  Users\n───────  ─────\nGermany  1,204\n日本         7');
  });

  it('are drawn by Slack only where it can show all of the data', () => {
    const number = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, null, Number.NaN));
    const names = (max: number) => fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { minLength: 1, maxLength: max });
    const anyBars = fc.tuple(names(22), names(7), number).map(
      ([categories, series, filled]): ChartSpec => ({
        ...BARS,
        categories,
        series: series.map((name) =>
          seriesOf(
            name,
            categories.map((_, index) => (index === 0 ? filled : 1)),
          ),
        ),
      }),
    );
    const anyPie = fc.tuple(names(7), number).map(
      ([labels, filled]): ChartSpec => ({
        ...BARS,
        mark: 'pie',
        slices: labels.map((label, index) => ({ label, value: index === 0 ? (filled ?? 0) : 1, colour: { neutral: 0 } })),
      }),
    );
    fc.assert(
      fc.property(fc.oneof(anyBars, anyPie), (spec) => {
        const block = slackChart(spec);
        if (block !== undefined) assert.deepEqual(validateMessageBlocks([block]), []);
      }),
    );
    const gap: ChartSpec = { ...BARS, categories: ['a', 'b'], series: [seriesOf('x', [1, null])] };
    assert.equal(slackChart(gap), undefined);
    const same: ChartSpec = {
      ...BARS,
      categories: [`${'a'.repeat(30)}1`, `${'a'.repeat(30)}2`],
      series: [seriesOf('x', [1, 2])],
    };
    assert.equal(slackChart(same), undefined);
  });

  it('give shares in percent', () => {
    const spec: ChartSpec = {
      ...BARS,
      format: { kind: 'share' },
      categories: ['a', 'b'],
      series: [seriesOf('x', [0.4081, 0.5919])],
    };
    const chart = slackChart(spec)!.chart;
    assert.deepEqual('series' in chart && chart.series[0]!.data.map((point) => point.value), [40.8, 59.2]);
    assert.equal('axis_config' in chart && chart.axis_config.y_label, 'Percent');
  });
});

const PLACE = { channel: 'C024BE91L', thread: null, kind: 'channel' } as const;

function someSubscriptions(nasty: string): readonly Subscription[] {
  const targets = (['channel', 'person', 'mail', 'folder'] as const).flatMap((kind) =>
    [nasty, 'C024BE91L'].map((id) => ({ kind, id })),
  );
  return Array.from({ length: 24 }, (_, id) => ({
    id,
    profile: profile.name,
    thing: id % 5 === 0 ? 'report' : 'alerts',
    target: targets[id % targets.length]!,
    filter: id % 2 === 0 ? {} : { kinds: ['churn', nasty], slice: { country: nasty }, severity: 'high' },
    createdBy: nasty,
    createdAt: NOW,
  }));
}

function home(parts: Partial<HomeParts>) {
  return homeView({
    run,
    report: alerts,
    subscriptions: [],
    profiles: [profile],
    mayList: true,
    mayLookUp: false,
    profile,
    now: NOW,
    ...parts,
  });
}

async function someCard(of: CompleteRun): Promise<UserCard> {
  const [sampled] = await generated.store.sample(run.id);
  return (await userCard(generated.store, of, profile, String(sampled!.row.user_id)))!;
}

/** Every message that shows a run, by name; with its text replaced where that is asked for. */
async function messagesOf(of: CompleteRun, nasty?: string): Promise<readonly (readonly [string, Message])[]> {
  const spoilt = <T>(data: T): T => (nasty === undefined ? data : vandalised(data, nasty));
  const { store } = generated;
  const views = await Promise.all(
    VIEW_NAMES.map(
      async (name) => [name, viewMessage({ ...spoilt(await buildView(name, store, of, profile)), name }, profile)] as const,
    ),
  );
  const options = { title: 'Weekly', brand: 'Herald', generatedAt: NOW, warnings: [] };
  const { headlines } = await weeklyReport(store, of, profile, options);
  return [
    ...views,
    ['card', userCardMessage(spoilt(await someCard(of)), profile)],
    ['alerts', alertsMessage({ report: spoilt(alerts), profile, run: spoilt(of) })],
    ['status', statusMessage({ run: spoilt(of), profile, now: NOW, said: spoilt('Run 2 is stored.') })],
    [
      'report',
      reportMessage({
        run: spoilt(of),
        profile,
        headlines: spoilt(headlines),
        files: spoilt(['weekly.pdf', 'weekly.html']),
        where: spoilt('in this thread'),
        firstPage: null,
        notes: [spoilt('this comes late')],
      }),
    ],
  ];
}
