import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CompleteRun, Model, Reject, Sample, Store, StoredUser } from '#pipeline';
import { DEFAULT_PROFILE as profile } from '../../pipeline/profiles/index.ts';
import { Database } from '../../pipeline/store/database.ts';
import { parseDatabaseUrl } from '../../pipeline/store/database-url.ts';
import { storeError } from '../../pipeline/store/failures.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { startMariaDb, type TestDatabase, testDatabases } from '../support/database.ts';
import { cellOf, contentsOf, newRun, shopVisits, someModel, someUsers } from '../support/store-runs.ts';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');
const PUBLISHER = join(import.meta.dirname, '../support/publisher.ts');

/** Neighbours of what is easy to get wrong: most digits, smallest, largest, and 16 digits that mysql2 alone reads one bit off. */
const DOUBLES = [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, -2.2250738585072014e-308, 97.12345678901234, 1e21, 1e-7, 0];

const TEXTS = [
  `O'Brien "x"`,
  'back\\slash\\',
  'tab\there',
  'two\nlines\r\n',
  '\\N',
  'NULL',
  '',
  '日本語',
  '👩‍👩‍👧 🇩🇪',
  "'; DROP TABLE runs; --",
  'a?b ?? :c',
  'nul\0byte',
  '(unknown)',
];

const databases = await testDatabases();

for (const database of databases) {
  describe(`the store on ${database.name}`, { skip: database.skip ?? false }, () => {
    const opened: { close(): Promise<void> }[] = [];
    after(async () => {
      for (const store of opened) await store.close();
    });
    const reopened = async (url: string): Promise<Store> => {
      const store = await openStore(url, [profile, shopVisits], { now: () => new Date('2025-03-01T10:21:00.789Z') });
      opened.push(store);
      return store;
    };
    const fresh = async (): Promise<{ readonly store: Store; readonly url: string }> => {
      const url = database.freshUrl();
      const store = await reopened(url);
      await store.migrate();
      return { store, url };
    };
    const rawQueries = (url: string): Database => {
      const raw = new Database(parseDatabaseUrl(url));
      opened.push(raw);
      return raw;
    };

    it('creates a database that does not exist, names its server, and migrates twice without harm', async () => {
      const { store } = await fresh();
      await store.migrate();
      assert.match(await store.serverVersion(), new RegExp(`^${database.name} \\d+\\.\\d+`));
      assert.equal(await store.currentRun(profile.name), undefined);
      assert.deepEqual(await store.runs(profile.name, 10), []);
    });

    it('lets several processes migrate the same new database at once', async () => {
      const url = database.freshUrl();
      const stores = await Promise.all([1, 2, 3, 4].map(() => reopened(url)));
      await Promise.all(stores.map((store) => store.migrate()));
      assert.equal(await stores[0]!.currentRun(profile.name), undefined);
    });

    it('leaves a database alone that a newer Herald has migrated', async () => {
      const { store, url } = await fresh();
      await rawQueries(url).knex('knex_migrations').insert({ name: '20990101000000_later.ts', batch: 2 });
      await assert.rejects(store.migrate(), { code: 'STORE_FAILED', message: /a newer Herald .*update this one/ });
    });

    it('gives back a run as it was published', async () => {
      const { store } = await fresh();
      const run = newRun(profile, '2025-03-01', 'hash-1');
      const saved = await publish(store, run, contentsOf(someUsers(profile, 3)));
      assert.equal(saved.outcome, 'stored');
      const stored = await store.currentRun(profile.name);
      const { timings, ...rest } = present(stored);
      const { timings: before, ...given } = run;
      assert.deepEqual(rest, { ...given, status: 'complete', id: 1, finishedAt: new Date('2025-03-01T10:21:00.789Z') });
      assert.deepEqual(timings.slice(0, -1), before);
      assert.equal(timings.at(-1)?.stage, 'store');
      assert.deepEqual(await store.run(1), stored);
      assert.deepEqual(await store.runByContent('hash-1'), stored);
      assert.deepEqual(saved, { outcome: 'stored', run: stored });
    });

    it('keeps every double to the last bit, and every text to the last character', async () => {
      const { store } = await fresh();
      const users = awkwardUsers();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(users));
      for (const { userId, values, cluster, segment, margin } of users) {
        const names = profile.columns.map((column) => column.name);
        const expected = Object.fromEntries(names.map((name, index) => [name, values[index]]));
        assert.deepEqual(await store.user(userId), { ...expected, cluster, segment });
        assert.deepEqual(await store.memberships(userId), [{ runId: 1, asOf: '2025-03-01', segment, margin }]);
      }
      assert.equal(await store.user('nobody'), undefined);
    });

    it('tells ids apart that differ in case, accent or a trailing space only', async () => {
      const { store } = await fresh();
      const users = ['a', 'A', 'á', 'a ', ' a'].map((userId, index) => userOf(userId, { age: index }));
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(users));
      for (const [index, user] of users.entries()) assert.equal((await store.user(user.userId))?.age, index);
    });

    it('gives back model, sample and rejected rows', async () => {
      const { store } = await fresh();
      const sample: Sample = [{ row: { user_id: '日本', rating_given: null, age: 1 / 3 }, segment: 'Power Users', margin: 0.1 }];
      const rejects: Reject[] = TEXTS.map((value, index) => ({
        file: 'week 1.csv',
        line: index + 2,
        reason: 'not a number',
        column: 'age',
        value,
      }));
      rejects.push({ file: 'week 1.csv', line: 99, reason: 'malformed row', column: null, value: null });
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf([], { sample, rejects }));
      assert.deepEqual(await store.model(1), someModel satisfies Model);
      assert.deepEqual(await store.sample(1), sample);
      assert.deepEqual(await store.rejects(1, 100), rejects);
      assert.deepEqual(await store.rejects(1, 2), rejects.slice(0, 2));
      await assert.rejects(store.model(7), { code: 'RUN_NOT_FOUND' });
      await assert.rejects(store.sample(7), { code: 'RUN_NOT_FOUND' });
    });

    it('finds cells by their dimensions in any order, and answers in code point order', async () => {
      const { store } = await fresh();
      const whole = cellOf('Power Users', {}, 'users', 3);
      const byCountry = [
        cellOf('Power Users', { country: 'b' }, 'users', 2),
        cellOf('Casual Users', { country: 'é' }, 'users', 1),
        cellOf('Casual Users', { country: 'Z' }, 'users', 1),
      ];
      const byBoth = cellOf('Power Users', { device_type: 'iOS', country: 'b' }, 'users', 1);
      const without = { ...cellOf('Power Users', {}, 'rating_given', 0), minimum: Infinity, maximum: -Infinity };
      await publish(
        store,
        newRun(profile, '2025-03-01', 'hash-1'),
        contentsOf([], { cells: [whole, ...byCountry, byBoth, without] }),
      );
      assert.deepEqual(await store.cells(1, [], ['users']), [whole]);
      assert.deepEqual(await store.cells(1, [], ['rating_given', 'users']), [without, whole]);
      assert.deepEqual(await store.cells(1, ['country'], ['users']), [byCountry[2], byCountry[1], byCountry[0]]);
      assert.deepEqual(await store.cells(1, ['country', 'device_type'], ['users']), [byBoth]);
      assert.deepEqual(await store.cells(1, ['device_type', 'country'], ['users']), [byBoth]);
      assert.deepEqual(await store.cells(1, ['country'], []), []);
    });

    it('counts the users below and at a value', async () => {
      const { store } = await fresh();
      const ratings = [1, 2, 2, 5, null];
      const users = ratings.map((rating, index) => userOf(`u${index}`, { rating_given: rating, age: 30 + index }));
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(users));
      assert.deepEqual(await store.ranks({ rating_given: 2, age: 33 }), [
        { column: 'rating_given', below: 1, equal: 2, count: 4 },
        { column: 'age', below: 3, equal: 1, count: 5 },
      ]);
      assert.deepEqual(await store.ranks({ age: 33 }, 'Nobody'), [{ column: 'age', below: 0, equal: 0, count: 0 }]);
      await assert.rejects(store.ranks({ 'age); DROP TABLE runs; --': 1 }), RangeError);
    });

    it('follows users from run to run, those who came and those who left included', async () => {
      const { store } = await fresh();
      const members = (segments: Readonly<Record<string, string>>) =>
        contentsOf(Object.entries(segments).map(([id, segment]) => ({ ...userOf(id, {}), segment })));
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), members({ a: 'Power', b: 'Power', c: 'Casual' }));
      await publish(store, newRun(profile, '2025-03-08', 'hash-2'), members({ a: 'Power', b: 'Casual', d: 'Power' }));
      assert.deepEqual(await store.movements(1, 2), [
        { from: 'Casual', to: null, users: 1 },
        { from: 'Power', to: 'Casual', users: 1 },
        { from: 'Power', to: 'Power', users: 1 },
        { from: null, to: 'Power', users: 1 },
      ]);
      assert.equal(await store.user('c'), undefined);
      assert.deepEqual(
        (await store.memberships('b')).map((membership) => membership.segment),
        ['Power', 'Casual'],
      );
      assert.equal((await store.memberships('c')).length, 1);
    });

    it('stores the same content once', async () => {
      const { store } = await fresh();
      const first = await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 3)));
      const again = await store.publish(newRun(profile, '2025-03-01', 'hash-1'), contentsOf([]), 1, ignore, undefined);
      assert.equal(again.outcome, 'already stored');
      assert.deepEqual(again, { ...first, outcome: 'already stored' });
      assert.equal((await store.runs(profile.name, 10)).length, 1);
    });

    it('refuses a run whose names were matched to a run that is no longer the one before', async () => {
      const { store } = await fresh();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 3)));
      const late = newRun(profile, '2025-03-08', 'hash-2');
      assert.deepEqual(await store.publish(late, contentsOf([]), undefined, ignore, undefined), { outcome: 'overtaken' });
      assert.equal((await store.publish(late, contentsOf([]), 1, ignore, undefined)).outcome, 'stored');
    });

    it('adds an earlier day to the history without touching the current run', async () => {
      const { store } = await fresh();
      await publish(store, newRun(profile, '2025-03-08', 'hash-1'), contentsOf([userOf('a', { age: 40 })]));
      await publish(store, newRun(profile, '2025-03-01', 'hash-2'), contentsOf([userOf('a', { age: 39 }), userOf('b', {})]));
      await publish(store, newRun(profile, '2025-03-08', 'hash-3'), contentsOf([userOf('a', { age: 41 })]));
      assert.equal((await store.user('a'))?.age, 41);
      assert.equal(await store.user('b'), undefined);
      assert.deepEqual(
        (await store.memberships('a')).map((membership) => membership.runId),
        [2, 1, 3],
      );
      const third = present(await store.currentRun(profile.name));
      const first = present(await store.previousRun(third));
      const second = present(await store.previousRun(first));
      assert.deepEqual([third.id, first.id, second.id, await store.previousRun(second)], [3, 1, 2, undefined]);
      assert.equal((await store.runBefore(profile.name, '2025-03-07'))?.id, 2);
      assert.equal((await store.runBefore(profile.name, '2025-03-08'))?.id, 3);
      assert.equal(await store.runBefore(profile.name, '2025-02-28'), undefined);
    });

    it('keeps failed runs on record and serves the complete one', async () => {
      const { store } = await fresh();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 3)));
      const failure = {
        profile: profile.name,
        asOf: '2025-03-08',
        input: ['x.csv'],
        failedAt: new Date('2025-03-08T00:00:00.001Z'),
        stage: 'read',
        reason: "column 'age' is missing",
      } as const;
      const failed = await store.recordFailure(failure);
      assert.deepEqual(failed, { ...failure, status: 'failed', id: 2 });
      assert.deepEqual(await store.run(2), failed);
      assert.equal((await store.currentRun(profile.name))?.id, 1);
      assert.deepEqual(
        (await store.runs(profile.name, 10)).map((run) => [run.id, run.status]),
        [
          [2, 'failed'],
          [1, 'complete'],
        ],
      );
    });

    it('creates the table of another profile from its declaration, and keeps profiles apart', async () => {
      const { store } = await fresh();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf([userOf('a', {})]));
      const visitor: StoredUser = { userId: 'a', values: ['a', 3, null, '京都'], cluster: 0, segment: 'Regulars', margin: 0.5 };
      await publish(store, newRun(shopVisits, '2025-04-01', 'hash-2'), contentsOf([visitor]));
      assert.deepEqual(await store.user('a', shopVisits.name), {
        visitor: 'a',
        visits: 3,
        spend: null,
        town: '京都',
        cluster: 0,
        segment: 'Regulars',
      });
      assert.equal((await store.currentRun(profile.name))?.id, 1);
      assert.equal((await store.currentRun(shopVisits.name))?.id, 2);
      assert.equal((await store.memberships('a')).length, 1);
      assert.equal((await store.user('a'))?.user_id, 'a');
    });

    it('says which run is damaged when a stored document is not ours', async () => {
      const { store, url } = await fresh();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf([]));
      await rawQueries(url).knex('runs').update({ summary: '{"input":1}' });
      await assert.rejects(store.currentRun(profile.name), { code: 'STORE_FAILED', message: /runs\.summary of run 1 .*input/ });
    });

    it('lets one of two publishers win and tells the other that it was overtaken', async () => {
      const { store, url } = await fresh();
      const other = await reopened(url);
      const outcomes = await Promise.all(
        [store, other].map((publisher, index) =>
          publisher.publish(
            newRun(profile, '2025-03-01', `hash-${index}`),
            contentsOf(someUsers(profile, 3000)),
            undefined,
            ignore,
            undefined,
          ),
        ),
      );
      assert.deepEqual(outcomes.map((saved) => saved.outcome).sort(), ['overtaken', 'stored']);
      assert.deepEqual(await countOfDetails(rawQueries(url)), { users: 3000, runs: 1 });
    });

    it('lets two processes publish the same at once, and stores it once', { timeout: 60_000 }, async () => {
      const { store, url } = await fresh();
      const processes = [publisher(url, 'same', 3000), publisher(url, 'same', 3000)];
      const said = await Promise.all(processes.map((child) => outputOf(child)));
      const outcomes = said.map((text) => text.trim().split('\n').at(-1)).sort();
      assert.ok(outcomes[0] === 'already stored' && outcomes[1] === 'stored', said.join());
      assert.equal((await store.runs(profile.name, 10)).length, 1);
    });

    it('shows readers the old run or the new one, never none and never both', async () => {
      const { store, url } = await fresh();
      const reader = rawQueries(url);
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 4000)));
      let publishing = true;
      const seen = new Set<string>();
      let readings = 0;
      const look = async () => {
        const { users, runs } = await countOfDetails(reader);
        seen.add(`${users} users of ${runs} run`);
      };
      const watch = (async () => {
        while (publishing) {
          await look();
          readings++;
          await sleep(1);
        }
      })();
      await publish(store, newRun(profile, '2025-03-08', 'hash-2'), contentsOf(someUsers(profile, 6000)));
      publishing = false;
      await watch;
      await look();
      assert.deepEqual([...seen], ['4000 users of 1 run', '6000 users of 1 run']);
      assert.ok(readings > 3, `the reader got through ${readings} times`);
    });

    it('leaves everything as it was when the user stops it in the middle', async () => {
      const { store, url } = await fresh();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 10)));
      const stop = new AbortController();
      const stopped = store.publish(
        newRun(profile, '2025-03-08', 'hash-2'),
        contentsOf(someUsers(profile, 5000)),
        1,
        (usersStored) => {
          if (usersStored > 3000) stop.abort();
        },
        stop.signal,
      );
      await assert.rejects(stopped, { code: 'INTERRUPTED' });
      assert.equal((await store.currentRun(profile.name))?.id, 1);
      assert.deepEqual(await countOfDetails(rawQueries(url)), { users: 10, runs: 1 });
      await publish(store, newRun(profile, '2025-03-08', 'hash-2'), contentsOf(someUsers(profile, 20)));
      assert.deepEqual(await countOfDetails(rawQueries(url)), { users: 20, runs: 1 });
    });

    it('does not move in with another program', async () => {
      const url = database.freshUrl();
      const store = await openStore(url, [profile]); // makes the folder of a file
      if (database.name !== 'SQLite') await database.admin(`CREATE DATABASE ${new URL(url).pathname.slice(1)}`);
      await rawQueries(url).knex.schema.createTable('alerts', (table) => table.integer('x'));
      await assert.rejects(store.migrate(), {
        code: 'STORE_FAILED',
        message: /has a table alerts of another program; name an empty/,
      });
      assert.equal(await rawQueries(url).knex.schema.hasTable('runs'), false);
      await store.close();
    });

    it('does not take a table that was lost and made anew for no users', async () => {
      const { store, url } = await fresh();
      assert.equal(await store.user('user-1'), undefined);
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 10)));
      await rawQueries(url).knex.schema.dropTable(profile.table);
      await store.migrate();
      const lost = { code: 'STORE_FAILED', message: /is empty, though run 1 of app-behavior is stored; put the table back/ };
      await assert.rejects(store.user('user-1'), lost);
      await assert.rejects(store.listUsers({ runId: 1, filters: [], limit: 10 }), lost);
      await assert.rejects(store.details({ runId: 1, filters: [], by: [], of: [], median: false }), lost);
    });

    it('passes on what went wrong while reading the users, and stores nothing', async () => {
      const { store } = await fresh();
      const broken = contentsOf([], {
        async *users() {
          yield someUsers(profile, 1500);
          throw new RangeError('the file ended');
        },
      });
      await assert.rejects(publish(store, newRun(profile, '2025-03-01', 'hash-1'), broken), /the file ended/);
      assert.equal(await store.currentRun(profile.name), undefined);
    });

    it('serves the old run after kill -9 in the middle of a load, and publishes the next', { timeout: 60_000 }, async () => {
      const { store, url } = await fresh();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 10)));
      const child = publisher(url, 'killed', 5000, '--slow');
      await said(child, 'loading');
      await sleep(300);
      child.kill('SIGKILL');
      await outputOf(child);
      assert.equal((await store.currentRun(profile.name))?.id, 1);
      assert.deepEqual(await countOfDetails(rawQueries(url)), { users: 10, runs: 1 });
      const saved = await publish(store, newRun(profile, '2025-03-08', 'hash-2'), contentsOf(someUsers(profile, 20)));
      assert.equal(saved.outcome === 'stored' && saved.run.id, 2);
      assert.deepEqual(await countOfDetails(rawQueries(url)), { users: 20, runs: 1 });
    });

    it('reads a read-only database and says why it cannot write there', async () => {
      const { store, url } = await fresh();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 10)));
      await store.close();
      await withoutWriting(database, url, async (readOnlyUrl) => {
        const reader = await openStore(readOnlyUrl, [profile]);
        try {
          await reader.migrate();
          assert.equal((await reader.currentRun(profile.name))?.id, 1);
          await assert.rejects(publish(reader, newRun(profile, '2025-03-08', 'hash-2'), contentsOf([])), {
            code: 'STORE_FAILED',
            message: /the database is read-only \(.*\): .*; point DATABASE_URL at the primary server/,
          });
        } finally {
          await reader.close();
        }
      });
    });

    if (database.name === 'SQLite') {
      it('reads a file in a folder that may not be written either, and changes nothing', async () => {
        const { store, url } = await fresh();
        await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 10)));
        await store.close();
        const copies = () => readdirSync(tmpdir()).filter((name) => name.startsWith('herald-copy-')).length;
        const before = copies();
        await withoutWriting(
          database,
          url,
          async (readOnlyUrl) => {
            const reader = await openStore(readOnlyUrl, [profile]);
            try {
              await reader.migrate();
              assert.equal((await reader.currentRun(profile.name))?.id, 1);
              for await (const users of reader.users()) assert.equal(users.length, 10);
              assert.equal(reader.address, `SQLite file ${readOnlyUrl.slice('sqlite:'.length)}`);
              await assert.rejects(publish(reader, newRun(profile, '2025-03-08', 'hash-2'), contentsOf([])), {
                code: 'STORE_FAILED',
                message: /the database is read-only \(.*\): .*; .* make file and folder writable/,
              });
            } finally {
              await reader.close();
            }
          },
          0o555,
        );
        assert.equal(copies(), before);
      });
    }

    if (database.name === 'SQLite') return;

    it('loads by LOAD DATA LOCAL where the server allows it', async () => {
      const { store } = await fresh();
      const before = await loadsSoFar(database);
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 10)));
      assert.equal((await loadsSoFar(database)) - before, 4); // history, details, cells, rejected rows
    });

    it('loads by INSERT where the server forbids LOAD DATA LOCAL, with the same result', async () => {
      const { store } = await fresh();
      await database.admin('SET GLOBAL local_infile = OFF');
      try {
        const users = [...awkwardUsers(), ...someUsers(profile, 5000)];
        const before = await loadsSoFar(database);
        const saved = await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(users));
        assert.equal(saved.outcome, 'stored');
        assert.equal((await loadsSoFar(database)) - before, 1); // tried once, refused, not tried again
        for (const { userId, values } of users.slice(0, 20)) {
          const row = present(await store.user(userId));
          assert.deepEqual(
            profile.columns.map((column) => row[column.name]),
            values,
          );
        }
        assert.equal((await store.ranks({ age: 0 }))[0]?.count, users.length);
      } finally {
        await database.admin('SET GLOBAL local_infile = ON');
      }
    });

    it('refuses values that the server would shorten or skip in silence', async () => {
      const { store } = await fresh();
      const long = contentsOf([userOf('a', { country: 'x'.repeat(192) })]);
      await assert.rejects(publish(store, newRun(profile, '2025-03-01', 'hash-1'), long), {
        code: 'STORE_FAILED',
        message: /country/,
      });
      const twice = contentsOf([userOf('a', {}), userOf('a', {})]);
      await assert.rejects(publish(store, newRun(profile, '2025-03-01', 'hash-1'), twice), {
        code: 'STORE_FAILED',
        message: /stored 1 of 2 rows of segment_history/,
      });
      assert.equal(await store.currentRun(profile.name), undefined);
    });

    it('says how large a row the server must accept when the sample is larger', async () => {
      const [limit] = await database.admin("SHOW GLOBAL VARIABLES LIKE 'max_allowed_packet'");
      const { store } = await fresh();
      await store.close();
      await database.admin('SET GLOBAL max_allowed_packet = 1048576');
      try {
        const limited = await reopened(database.freshUrl());
        await limited.migrate();
        const sample: Sample = [{ row: { user_id: 'x'.repeat(3_000_000) }, segment: 'Power Users', margin: 0 }];
        await assert.rejects(publish(limited, newRun(profile, '2025-03-01', 'hash-1'), contentsOf([], { sample })), {
          code: 'STORE_FAILED',
          message: /takes 2\.9 MB and the server accepts 1\.0 MB .*max_allowed_packet/,
        });
        assert.equal(await limited.currentRun(profile.name), undefined);
      } finally {
        await database.admin(`SET GLOBAL max_allowed_packet = ${Number(limit?.Value)}`);
      }
    });

    it('waits for a migration that another process is in the middle of', { timeout: 60_000 }, async () => {
      const { store, url } = await fresh();
      const { knex } = rawQueries(url);
      await knex('knex_migrations').where('name', 'like', '%alerts%').del();
      await knex('knex_migrations_lock').update({ is_locked: 1 });
      setTimeout(() => void knex('knex_migrations_lock').update({ is_locked: 0 }).then(ignore), 700);
      await store.migrate();
      assert.equal((await knex('knex_migrations')).length, readdirSync(MIGRATIONS).length);
    });

    it('names a wrong password without showing it, and a server that is not there', async () => {
      const address = new URL(database.freshUrl());
      address.username = 'nobody';
      address.password = 'top-secret';
      const denied = await openStore(address.href, [profile]);
      opened.push(denied);
      const error = await denied.migrate().then(ignore, (reason: Error) => reason);
      assert.match(String(error), /denied access \(database herald_test_\d+_\d+ on 127\.0\.0\.1:\d+\)/);
      assert.doesNotMatch(String(error), /top-secret/);
      const nowhere = await openStore('mysql://root@127.0.0.1:1/herald', [profile]);
      opened.push(nowhere);
      await assert.rejects(nowhere.migrate(), { code: 'STORE_FAILED', message: /cannot be reached .*start the server/ });
    });
  });
}

describe('the store when its server dies', { timeout: 120_000 }, () => {
  const { skip = false } = databases.find((database) => database.name === 'MariaDB')!;
  it('says so in mid-load, and serves the old run after a restart', { skip }, async () => {
    let server = await startMariaDb(true);
    const url = `${server.url}/herald`;
    const store = await openStore(url, [profile]);
    try {
      await store.migrate();
      await publish(store, newRun(profile, '2025-03-01', 'hash-1'), contentsOf(someUsers(profile, 10)));
      const users = someUsers(profile, 20_000);
      let killed: Promise<void> | undefined;
      const cut = store.publish(
        newRun(profile, '2025-03-08', 'hash-2'),
        contentsOf(users),
        1,
        (usersStored) => {
          if (usersStored > 15_000) killed ??= server.kill();
        },
        undefined,
      );
      await assert.rejects(cut, { code: 'STORE_FAILED', message: /connection to the database was lost .*run the same again/ });
      await killed;
      await assert.rejects(store.currentRun(profile.name), { code: 'STORE_FAILED', message: /cannot be reached|was lost/ });
      server = await server.restart();
    } finally {
      await store.close();
    }
    const later = await openStore(`${server.url}/herald`, [profile]);
    try {
      assert.equal((await later.currentRun(profile.name))?.id, 1);
      const saved = await publish(later, newRun(profile, '2025-03-08', 'hash-2'), contentsOf(someUsers(profile, 20)));
      assert.equal(saved.outcome === 'stored' && saved.run.id, 2);
    } finally {
      await later.close();
      await server.stop();
    }
  });
});

describe('a failure of the database', () => {
  const target = parseDatabaseUrl('mysql://me:secret@db.example/herald');
  const failures: readonly [string | number, RegExp][] = [
    ['ECONNREFUSED', /cannot be reached .*start the server/],
    [1040, /too many connections .*max_connections/],
    [1021, /disk of the database is full .*free some space/],
    ['SQLITE_FULL', /disk of the database is full/],
    [1142, /denied access .*GRANT/],
    [1146, /table or column is missing .*herald migrate/],
    [9999, /the database failed .*herald doctor/],
  ];
  for (const [code, message] of failures) {
    it(`${code} says what happened, where, and what to do`, () => {
      const cause = Object.assign(new Error('insert into x - its own words'), { code, sql: 'insert into x' });
      const error = storeError(cause, target);
      assert.match(error.message, message);
      assert.match(error.message, /\(database herald on db\.example:3306\): its own words;/);
      assert.doesNotMatch(JSON.stringify([error.message, error.cause]), /secret|insert into/);
    });
  }

  it('by a migration lock that was left behind comes with the way to free it', async () => {
    const url = databases.find((database) => database.name === 'SQLite')!.freshUrl();
    const store = await openStore(url, [profile]);
    const raw = new Database(parseDatabaseUrl(url));
    await store.migrate();
    await raw.knex('knex_migrations').where('name', 'like', '%alerts%').del();
    await raw.knex('knex_migrations_lock').update({ is_locked: 1 });
    await assert.rejects(store.migrate(), { code: 'STORE_FAILED', message: /migration lock .*npx knex migrate:unlock/ });
    await raw.knex.migrate.forceFreeMigrationsLock();
    await store.migrate();
    await raw.close();
    await store.close();
  });

  it('to open a file is one as well', async () => {
    await assert.rejects(openStore(`sqlite:${import.meta.filename}/herald.db`, [profile]), {
      code: 'STORE_FAILED',
      message: /file cannot be opened .*name another file/,
    });
    const text = await openStore(`sqlite:${import.meta.filename}`, [profile]);
    await assert.rejects(text.migrate(), { code: 'STORE_FAILED', message: /not a SQLite database/ });
    await text.close();
  });
});

describe('a DATABASE_URL', () => {
  it('names a SQLite file or a database on a server', () => {
    assert.deepEqual(parseDatabaseUrl('sqlite:.herald/herald.db'), { kind: 'sqlite', file: '.herald/herald.db' });
    assert.deepEqual(parseDatabaseUrl('sqlite:///var/herald.db'), { kind: 'sqlite', file: '/var/herald.db' });
    assert.deepEqual(parseDatabaseUrl('mysql://me:p%40ss%23@db.example/herald?ssl=true'), {
      kind: 'mysql',
      host: 'db.example',
      port: 3306,
      user: 'me',
      password: 'p@ss#',
      database: 'herald',
      ssl: true,
    });
  });

  it('that is wrong says what is wrong and never shows the password', () => {
    const wrong: readonly [string, RegExp][] = [
      ['mysql://me:secret@host', /no database/],
      ['mysql://me:sec%ret@host/herald', /password .* %25/],
      ['mysql://host/herald', /no user/],
      ['mysql://me:secret@host:port/herald', /not a valid address/],
      ['mysql://me:secret@host/herald?sslmode=1', /unknown option, sslmode/],
      ['postgres://me:secret@host/herald', /unknown kind of database, postgres/],
      ['sqlite:', /no SQLite file/],
      ['sqlite::memory:', /in memory/],
      ['herald.db', /does not say/],
    ];
    for (const [url, message] of wrong) {
      assert.throws(
        () => parseDatabaseUrl(url),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, 'DATABASE_URL');
          assert.match(error.message, message);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        },
      );
    }
  });
});

/** Publishes after whatever run comes before. */
async function publish(store: Store, run: ReturnType<typeof newRun>, contents: ReturnType<typeof contentsOf>) {
  const previous = await store.runBefore(run.profile, run.asOf);
  return store.publish(run, contents, previous?.id, ignore, undefined);
}

/** LOAD DATA statements that the server has been sent. */
async function loadsSoFar(database: TestDatabase): Promise<number> {
  const [status] = await database.admin("SHOW GLOBAL STATUS LIKE 'Com_load'");
  return Number(status?.Value);
}

/** A user with these columns, and NULL in all others. */
function userOf(userId: string, columns: Readonly<Record<string, string | number | null>>): StoredUser {
  const values = profile.columns.map((column) => (column.kind === 'id' ? userId : (columns[column.name] ?? null)));
  return { userId, values, cluster: 0, segment: 'Power Users', margin: 1 / 3 };
}

/** Every awkward double and text in every column that can hold it, and a user with nothing but an id. */
function awkwardUsers(): readonly StoredUser[] {
  const nothing = userOf('nothing', { age: 0 });
  const rest = [...DOUBLES, ...TEXTS].map((_, index): StoredUser => {
    const text = TEXTS[index % TEXTS.length]!;
    const double = DOUBLES[index % DOUBLES.length]!;
    const userId = `${index} ${text}`;
    const values = profile.columns.map((column) => {
      if (column.kind === 'id') return userId;
      if (column.kind !== 'number') return text;
      return column.integer ? Number.MAX_SAFE_INTEGER - index : double;
    });
    return { userId, values, cluster: 1, segment: `Segment ${text}`, margin: double };
  });
  return [nothing, ...rest];
}

async function countOfDetails(database: Database): Promise<{ readonly users: number; readonly runs: number }> {
  const row: { readonly users: number; readonly runs: number } | undefined = await database.read((knex) =>
    knex(profile.table).first(knex.raw('COUNT(*) AS users, COUNT(DISTINCT run_id) AS runs')),
  );
  return { users: Number(row?.users), runs: Number(row?.runs) };
}

function publisher(url: string, hash: string, users: number, ...more: readonly string[]): ChildProcess {
  const options = [PUBLISHER, '--url', url, '--hash', hash, '--users', String(users), ...more];
  return spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
}

function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
    });
    if (child.exitCode !== null || child.signalCode !== null) resolve(text);
    child.once('close', () => resolve(text));
  });
}

function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve) => {
    child.stdout?.on('data', (part) => {
      if (String(part).includes(word)) resolve();
    });
  });
}

/** Takes away the right to write while the work runs: by file mode, or by a server set to read-only. */
async function withoutWriting(
  database: TestDatabase,
  url: string,
  work: (url: string) => Promise<void>,
  folderMode = 0o777,
): Promise<void> {
  if (database.name === 'SQLite') {
    const file = url.slice('sqlite:'.length);
    const root = process.getuid?.() === 0;
    chmodSync(file, 0o444);
    chmodSync(dirname(dirname(file)), 0o755);
    chmodSync(dirname(file), folderMode);
    if (root) process.seteuid?.(65534); // root may write anything; nobody may not
    try {
      await work(url);
    } finally {
      if (root) process.seteuid?.(0);
      chmodSync(dirname(file), 0o777);
    }
    return;
  }
  const address = new URL(url);
  address.username = 'herald_reader';
  address.password = 'p@ss/#1';
  await database.admin(`CREATE USER IF NOT EXISTS 'herald_reader'@'%' IDENTIFIED BY 'p@ss/#1'`);
  await database.admin(`GRANT ALL ON ${address.pathname.slice(1)}.* TO 'herald_reader'@'%'`);
  await database.admin('SET GLOBAL read_only = ON'); // does not bind root
  try {
    await work(address.href);
  } finally {
    await database.admin('SET GLOBAL read_only = OFF');
    await database.admin(`DROP USER 'herald_reader'@'%'`);
  }
}

function present(run: CompleteRun | undefined): CompleteRun;
function present<T>(value: T | undefined): T;
function present<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}

function ignore(): void {}
