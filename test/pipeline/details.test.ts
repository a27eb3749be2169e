import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { after, describe, it } from 'node:test';
import { openStore, SEGMENT, type Store } from '#pipeline';
import { testDatabases } from '../support/database.ts';
import { contentsOf, newRun, shopVisits, someUsers } from '../support/store-runs.ts';

const databases = await testDatabases();
const opened: Store[] = [];
after(async () => {
  for (const store of opened) await store.close();
});

/** Town and spend of each visitor; the first three are Regulars. */
const VISITORS: readonly (readonly [town: string, spend: number | null])[] = [
  ['Lund', 5],
  ['Lund', 1],
  ['Lund', 1],
  ['Lund', 2.5],
  ['Lund', null],
  ['Ulm', 8],
  ['Ulm', 4],
  ['Ulm', 4],
  ['Bath', null],
];

for (const database of databases) {
  describe(`figures over the rows on ${database.name}`, { skip: database.skip ?? false }, async () => {
    let store: Promise<Store> | undefined;
    const filled = () => (store ??= shop(database.freshUrl()));
    const spend = { runId: 1, of: [], column: 'spend', median: true } as const;

    it('have the mean of the middle two as the median of an even number, and leave out users without a value', async () => {
      // 1 1 2.5 4 4 5 8: the fourth of seven
      const [all] = await (await filled()).details({ ...spend, filters: [], by: [] });
      assert.deepEqual([all?.users, all?.count, all?.median], [9, 7, 4]);
      // Lund 1 1 | 2.5 5: (1 + 2.5) / 2; Ulm 4 4 8; nobody in Bath said
      const towns = await (await filled()).details({ ...spend, filters: [], by: ['town'] });
      assert.deepEqual(
        towns.map(({ values, users, count, median }) => [values[0], users, count, median]),
        [
          ['Bath', 1, 0, null],
          ['Lund', 5, 4, 1.75],
          ['Ulm', 3, 3, 4],
        ],
      );
    });

    it('are the same beside a median as without it', async () => {
      const of = [{ kind: 'range', column: 'spend', low: { value: 2, inclusive: false } }] as const;
      const [withIt, without] = await Promise.all(
        [true, false].map(async (median) => (await filled()).details({ ...spend, of, filters: [], by: [SEGMENT], median })),
      );
      assert.deepEqual(
        withIt!.map(({ median: _, ...rest }) => rest),
        without!.map(({ median: _, ...rest }) => rest),
      );
      // Regulars 5 1 1; the others 2.5 8 4 4 and two without
      assert.deepEqual(
        withIt!.map(({ users, hits, count, sum, sumOfSquares, minimum, maximum, median }) => ({
          users,
          hits,
          count,
          sum,
          sumOfSquares,
          minimum,
          maximum,
          median,
        })),
        [
          { users: 6, hits: 4, count: 4, sum: 18.5, sumOfSquares: 102.25, minimum: 2.5, maximum: 8, median: 4 },
          { users: 3, hits: 1, count: 3, sum: 7, sumOfSquares: 27, minimum: 1, maximum: 5, median: 1 },
        ],
      );
    });

    it('of nobody are none', async () => {
      const nowhere = [{ kind: 'values', by: 'town', values: ['Rome'], negated: false }] as const;
      assert.deepEqual(await (await filled()).details({ ...spend, filters: nowhere, by: [] }), []);
    });

    it('leave the thread that asks free for others', async () => {
      const large = await shop(database.freshUrl(), 20_000);
      await large.details({ ...spend, filters: [], by: [] }); // so that what is made at first use is there
      const before = performance.eventLoopUtilization();
      await Promise.all(Array.from({ length: 10 }, () => large.details({ ...spend, filters: [], by: ['town'] })));
      assert.ok(performance.eventLoopUtilization(before).utilization < 0.5);
    });
  });
}

/** A store with the visitors above, or with many. */
async function shop(url: string, many?: number): Promise<Store> {
  const store = await openStore(url, [shopVisits]);
  opened.push(store);
  await store.migrate();
  const few = VISITORS.map(([town, spend], index) => {
    const segment = index < 3 ? 'Regulars' : 'Passers-by';
    return { userId: `v${index}`, values: [`v${index}`, index, spend, town], cluster: index < 3 ? 0 : 1, segment, margin: 0.5 };
  });
  const users = many === undefined ? few : someUsers(shopVisits, many);
  await store.publish(newRun(shopVisits, '2025-03-01', 'hash'), contentsOf(users), undefined, () => undefined, undefined);
  return store;
}
