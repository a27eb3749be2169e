import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_PROFILE, USERS } from '#pipeline';
import { type Answer, answerQuery, type Figures } from '../../bot/question/answer.ts';
import type { Figure, FigureQuestion } from '../../bot/question/query.ts';
import { runOf } from '../support/weekly-snapshots.ts';

const SMALLEST = 5;
const profile = DEFAULT_PROFILE;

/** The users of one country on one device, and how many of them crashed. */
interface Population {
  readonly country: string;
  readonly device: string;
  readonly users: number;
  readonly crashed: number;
}

describe('where many can read', () => {
  const count: Figure = { kind: 'count' };
  const byCountry: FigureQuestion = { kind: 'figure', figure: count, filters: [], by: ['country'] };
  const countries = (...sizes: readonly number[]) => sizes.map((users, index) => people(`C${index}`, users));

  it('a single figure of 1 to 4 users is refused, of none and of 5 it is not', async () => {
    const single: FigureQuestion = { kind: 'figure', figure: count, filters: [only('country', 'C0')], by: [] };
    const sentences = [0, 1, 4, 5].map(async (users) => (await answered(single, [people('C0', users)], users + 100)).sentence);
    assert.deepEqual(await Promise.all(sentences), [
      'There are no users where country is C0.',
      'Fewer than 5 users: not shown here; ask in a direct message.',
      'Fewer than 5 users: not shown here; ask in a direct message.',
      'There are 5 users where country is C0, 4.8% of all 105 users.',
    ]);
  });

  it('the figure of all but 3 users is refused: the 3 are the difference to everybody', async () => {
    const single: FigureQuestion = { kind: 'figure', figure: count, filters: [only('country', 'C0')], by: [] };
    const { sentence, table } = await answered(single, [people('C0', 97)], 100);
    assert.equal(sentence, 'This would single out fewer than 5 users: not shown here; ask in a direct message.');
    assert.deepEqual(table.rows, []);
  });

  it('one small group takes the next smallest with it, because the total gives it away', async () => {
    const { sentence, table, chart } = await answered(byCountry, countries(50, 3, 9, 20));
    assert.deepEqual(table.rows, [
      ['C0', 50],
      ['C3', 20],
    ]);
    assert.match(sentence, / 2 groups are not shown, so that no fewer than 5 users can be singled out\.$/);
    assert.deepEqual(chart?.mark === 'bar' && chart.categories, ['C0', 'C3']);
  });

  it('two small groups that are a crowd together are left out alone', async () => {
    const { sentence, table } = await answered(byCountry, countries(50, 3, 4, 20));
    assert.deepEqual(
      table.rows.map(([name]) => name),
      ['C0', 'C3'],
    );
    assert.match(sentence, / 2 groups of fewer than 5 users are not shown\.$/);
  });

  it('groups of one each, or of four each, take another with them: their sum would tell', async () => {
    const left = async (...sizes: readonly number[]) => (await answered(byCountry, countries(...sizes))).table.rows.length;
    assert.equal(await left(50, 30, 1, 1, 1, 1, 1), 1);
    assert.equal(await left(50, 30, 4, 4), 1);
    assert.equal(await left(50, 30, 4, 3), 2);
  });

  it('a share whose part, or whose rest, is 1 to 4 users is not shown', async () => {
    const crashed: Figure = {
      kind: 'share',
      of: [{ kind: 'range', column: 'crash_events_last_30_days', low: { value: 0, inclusive: false } }],
    };
    const share = (hits: number) =>
      answered({ kind: 'figure', figure: crashed, filters: [], by: [] }, [{ ...people('C0', 100), crashed: hits }]);
    for (const hits of [1, 4, 96, 99]) assert.match((await share(hits)).sentence, /^This would single out fewer than 5/);
    for (const hits of [0, 5, 95, 100]) assert.match((await share(hits)).sentence, /^The share of users/);
  });

  it('an answer without small groups is the same as elsewhere', async () => {
    const groups = countries(50, 30, 20);
    const run = runOf(1, '2025-03-17', 100);
    assert.deepEqual(await answered(byCountry, groups), await answerQuery(storeOf(groups), run, [run], profile, byCountry));
  });

  it('a comparison with one side left is refused', async () => {
    const comparison: FigureQuestion = { kind: 'comparison', figure: count, filters: [], by: 'country', values: ['C0', 'C1'] };
    const { sentence } = await answered(comparison, countries(50, 3), 500);
    assert.equal(sentence, 'This would single out fewer than 5 users: not shown here; ask in a direct message.');
  });

  it('the runs in which a group was small are left out of its trend, and leave a gap in its line', async () => {
    const [first, second, third] = [1, 2, 3].map((id) => runOf(id, `2025-03-${10 + id}`, 1000));
    const sizes = [9, 3, 12];
    const store: Figures = {
      ...storeOf([]),
      filteredCells: async () => sizes.map((users, index) => ({ ...cellOf(users), runId: index + 1 })),
    };
    const query: FigureQuestion = { kind: 'trend', figure: { kind: 'count' }, filters: [only('country', 'C0')], by: [] };
    const { sentence, table, chart } = await answerQuery(store, third!, [first!, second!, third!], profile, query, SMALLEST);
    assert.deepEqual(
      table.rows.map(([, , users]) => users),
      [9, 12],
    );
    assert.deepEqual(chart?.mark === 'line' && chart.series[0]?.values, [9, null, 12]);
    assert.match(sentence, / 1 run with fewer than 5 users is not shown\.$/);
  });

  it('a change from or to a small group is refused', async () => {
    const [first, second] = [1, 2].map((id) => runOf(id, `2025-03-${10 + id}`, 1000));
    const store: Figures = {
      ...storeOf([]),
      filteredCells: async () => [3, 40].map((users, index) => ({ ...cellOf(users), runId: index + 1 })),
    };
    const since = { kind: 'previous' as const };
    const query: FigureQuestion = { kind: 'change', figure: { kind: 'count' }, filters: [only('country', 'C0')], by: [], since };
    const { sentence, table } = await answerQuery(store, second!, [first!, second!], profile, query, SMALLEST);
    assert.match(sentence, /not shown here; ask in a direct message\.$/);
    assert.deepEqual(table.rows, []);
  });

  it('users are never listed', async () => {
    const { sentence, table } = await answerQuery(
      storeOf([]),
      runOf(1, '2025-03-17', 100),
      [],
      profile,
      { kind: 'list', filters: [], order: null, limit: 20 },
      SMALLEST,
    );
    assert.equal(sentence, 'Single users are not shown here; ask in a direct message.');
    assert.deepEqual(table.rows, []);
  });

  it('no group of 1 to 4 users can be worked out from what is shown and the number of users of the run', async () => {
    const size = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 40 }));
    const population = fc.uniqueArray(
      fc.record({
        country: fc.constantFrom('C0', 'C1', 'C2', 'C3', 'C4', 'C5', 'C6'),
        device: fc.constantFrom('iOS', 'Android', 'Web'),
        users: size,
        crashed: size,
      }),
      { minLength: 1, maxLength: 12, selector: ({ country, device }) => `${country} ${device}` },
    );
    await fc.assert(
      fc.asyncProperty(population, anyFigureQuestion(), async (drawn, query) => {
        const people = drawn.map((group) => ({ ...group, crashed: Math.min(group.crashed, group.users) }));
        assertNobodySingledOut(await answered(query, people), query, people);
      }),
      { numRuns: 3000, seed: 20250317 },
    );
  });
});

/** Tries to work out the groups that an answer leaves out, as a reader who knows all names and the size of the run could. */
function assertNobodySingledOut(answer: Answer, query: FigureQuestion, people: readonly Population[]): void {
  const isSmall = (users: number) => users > 0 && users < SMALLEST;
  assert.doesNotMatch(answer.sentence, /\b[1-4] (of )?users|There is \d/);
  const column = (key: string) => answer.table.columns.findIndex((candidate) => candidate.key === key);
  const places = query.kind === 'figure' ? query.by.length : 1;
  const shown = new Map(answer.table.rows.map((row) => [row.slice(0, places).join(' '), row]));
  const rows = people.reduce((sum, { users }) => sum + users, 0);
  const groups = new Map<string, number>();
  for (const person of people) {
    const names = { country: person.country, device_type: person.device };
    const by = query.kind === 'figure' ? query.by : [query.kind === 'ranking' ? query.by : 'country'];
    const name = by.map((key) => names[key as keyof typeof names]).join(' ');
    groups.set(name, (groups.get(name) ?? 0) + person.users);
  }
  for (const row of shown.values()) {
    const users = Number(row[column('users')]);
    assert.ok(!isSmall(users), `${users} users`);
    const share = column('share') < 0 ? undefined : Number(row[column('share')]);
    if (share === undefined) continue;
    assert.ok(!isSmall(Math.round(share * users)), `a part of ${share * users}`);
    assert.ok(!isSmall(Math.round((1 - share) * users)), `a rest of ${(1 - share) * users}`);
  }
  const hidden = [...groups].filter(([name, users]) => users > 0 && !shown.has(name)).map(([, users]) => users);
  if (hidden.length === 0 || ![...shown.values()].some((row) => Number(row[column('users')]) > 0)) return;
  const sum = hidden.reduce((total, users) => total + users, 0);
  const most = query.kind !== 'comparison' && /of fewer than 5 users/.test(answer.sentence) ? SMALLEST - 1 : rows;
  const least = Math.max(1, sum - (hidden.length - 1) * most);
  const largest = Math.min(most, sum - (hidden.length - 1));
  assert.ok(sum >= SMALLEST, `${sum} users left out together`);
  assert.ok(largest > least || least >= SMALLEST, `each left out group has ${least} users`);
}

function anyFigureQuestion(): fc.Arbitrary<FigureQuestion> {
  const crashed = { kind: 'range' as const, column: 'crash_events_last_30_days', low: { value: 0, inclusive: false } };
  const figure: fc.Arbitrary<Figure> = fc.constantFrom(
    { kind: 'count' as const },
    { kind: 'share' as const, of: [] },
    { kind: 'share' as const, of: [crashed] },
  );
  const limit = fc.constantFrom(1, 10);
  return fc.oneof(
    fc.record({
      kind: fc.constant('figure' as const),
      figure,
      filters: fc.constant([]),
      by: fc.constantFrom(['country'], ['device_type'], ['country', 'device_type']),
    }),
    fc.record({
      kind: fc.constant('ranking' as const),
      figure,
      filters: fc.constant([]),
      by: fc.constantFrom('country', 'device_type'),
      order: fc.constantFrom('highest' as const, 'lowest' as const),
      limit,
    }),
    fc.record({
      kind: fc.constant('comparison' as const),
      figure: fc.constant({ kind: 'count' as const }),
      filters: fc.constant([]),
      by: fc.constant('country'),
      values: fc.constantFrom(['C0', 'C1'], ['C0', 'C1', 'C2']),
    }),
  );
}

async function answered(
  query: FigureQuestion,
  groups: readonly Population[],
  rows = groups.reduce((sum, { users }) => sum + users, 0),
): Promise<Answer> {
  const run = runOf(1, '2025-03-17', rows);
  return answerQuery(storeOf(groups), run, [run], profile, query, SMALLEST);
}

/** A store that holds the cube of these users only. */
function storeOf(groups: readonly Population[]): Figures {
  const nothing = () => Promise.reject(new Error('the cube holds the answer'));
  return {
    filteredCells: async ({ dimensions, measures }) =>
      groups.flatMap(({ country, device, users, crashed }) => {
        const names = { country, device_type: device };
        const slice = Object.fromEntries(dimensions.map((name) => [name, names[name as keyof typeof names]]));
        const cell = (measure: string, sum: number) => ({
          runId: 1,
          segment: 'Power Users',
          slice,
          measure,
          count: users,
          sum,
          sumOfSquares: sum,
          minimum: 0,
          maximum: 1,
        });
        return [cell(USERS, users), cell('crash_share', crashed)].filter(({ measure }) => measures.includes(measure));
      }),
    details: nothing,
    listUsers: nothing,
  };
}

/** Users of one country in the cube. */
function cellOf(users: number) {
  const slice = { country: 'C0' };
  return { segment: 'Power Users', slice, measure: USERS, count: users, sum: users, sumOfSquares: users, minimum: 1, maximum: 1 };
}

function people(country: string, users: number): Population {
  return { country, device: 'iOS', users, crashed: 0 };
}

function only(by: string, value: string) {
  return { kind: 'values' as const, by, values: [value], negated: false };
}
