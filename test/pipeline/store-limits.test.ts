import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '#pipeline';
import { DEFAULT_PROFILE as profile } from '../../pipeline/profiles/index.ts';
import { Database } from '../../pipeline/store/database.ts';
import { parseDatabaseUrl } from '../../pipeline/store/database-url.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { startMariaDb, testDatabases } from '../support/database.ts';
import { contentsOf, newRun, someUsers } from '../support/store-runs.ts';

const LATE = { code: 'STORE_FAILED', message: /did not answer in time \(.*\): no answer within 0\.5 s; see that the server/ };

const databases = await testDatabases();
const opened: { close(): Promise<void> }[] = [];
after(async () => {
  for (const store of opened) await store.close();
});

async function storeAt(url: string, readTimeoutMs?: number): Promise<Store> {
  const store = await openStore(url, [profile], readTimeoutMs === undefined ? {} : { readTimeoutMs });
  opened.push(store);
  return store;
}

function rawQueries(url: string, limitMs?: number): Database {
  const raw = new Database(parseDatabaseUrl(url), limitMs);
  opened.push(raw);
  return raw;
}

for (const database of databases) {
  describe(`the current run on ${database.name}`, { skip: database.skip ?? false }, () => {
    const fresh = async (): Promise<{ readonly store: Store; readonly url: string }> => {
      const url = database.freshUrl();
      const store = await storeAt(url);
      await store.migrate();
      await publish(store, '2025-03-01', 'hash-1');
      return { store, url };
    };

    it('is the new one as soon as another process has published it', async () => {
      const { store, url } = await fresh();
      const other = await storeAt(url);
      assert.equal((await store.currentRun(profile.name))?.id, 1);
      await publish(other, '2025-03-08', 'hash-2');
      assert.equal((await store.currentRun(profile.name))?.id, 2);
      assert.deepEqual(await store.previousRun((await store.currentRun(profile.name))!), await other.run(1));
    });

    it('is read once and then known', async () => {
      const { store, url } = await fresh();
      const first = await store.currentRun(profile.name);
      await rawQueries(url).knex('runs').update({ summary: 'damaged' });
      assert.equal(await store.currentRun(profile.name), first);
      assert.equal(await store.run(1), first);
      assert.equal(await store.runBefore(profile.name, '2025-03-01'), first);
      assert.deepEqual(await store.runs(profile.name, 10), [first]);
    });

    it('is not mistaken for a deleted one that had the same number', async () => {
      const { store, url } = await fresh();
      const { knex } = rawQueries(url);
      await store.currentRun(profile.name);
      for (const table of ['models', 'segment_history', 'runs']) await knex(table).del();
      assert.equal(await store.currentRun(profile.name), undefined);
      await publish(store, '2025-03-08', 'hash-2');
      const current = await store.currentRun(profile.name);
      assert.deepEqual([current?.id, current?.asOf], [1, '2025-03-08']);
    });

    it('is listed among the runs, known or not, in their order', async () => {
      const { store, url } = await fresh();
      await publish(store, '2025-03-08', 'hash-2');
      await publish(store, '2025-03-15', 'hash-3');
      await store.run(2);
      const expected = await (await storeAt(url)).runs(profile.name, 3);
      assert.deepEqual(await store.runs(profile.name, 3), expected);
      assert.deepEqual(
        expected.map((run) => run.id),
        [3, 2, 1],
      );
    });
  });

  describe(`the time a store takes on ${database.name}`, { skip: database.skip ?? false }, () => {
    it('is limited while another holds the lock; the reason is told', async () => {
      const url = database.freshUrl();
      const store = await storeAt(url, 500);
      await store.migrate();
      await publish(store, '2025-03-01', 'hash-1');
      const holder = await rawQueries(url).knex.transaction();
      await holder('subscriptions').insert({ ...SUBSCRIPTION, id: 1 });
      const began = Date.now();
      try {
        await assert.rejects(store.records.subscriptions.remove(1), {
          code: 'STORE_FAILED',
          message: database.name === 'SQLite' ? /another process kept the database locked/ : LATE.message,
        });
        assert.ok(Date.now() - began < 1500);
        assert.equal((await store.currentRun(profile.name))?.id, 1);
        await sleep(200); // a server is told to give up, which takes a moment
      } finally {
        await holder.commit();
      }
      assert.equal(await store.records.subscriptions.remove(1), true);
    });

    it('starts no change any more that was given up while a run was being published', async () => {
      const url = database.freshUrl();
      const store = await storeAt(url, 500);
      await store.migrate();
      const slow = contentsOf([], {
        async *users() {
          yield someUsers(profile, 10);
          await sleep(800);
        },
      });
      const publishing = store.publish(newRun(profile, '2025-03-01', 'hash-1'), slow, undefined, ignore, undefined);
      const first = store.records.handled.first('Ev1', new Date());
      if (database.name === 'SQLite') await assert.rejects(first, LATE);
      else assert.equal(await first, true); // a server lets others write meanwhile
      await publishing;
      assert.equal(await store.records.handled.first('Ev1', new Date()), database.name === 'SQLite');
    });
  });
}

describe('a store is ready', () => {
  it('once its tables are there', async () => {
    const store = await storeAt(databases.find(({ name }) => name === 'SQLite')!.freshUrl());
    await assert.rejects(store.ping(), { code: 'STORE_FAILED', message: /herald migrate/ });
    await store.migrate();
    await store.ping();
  });
});

describe('a store whose server', { timeout: 120_000 }, () => {
  const { skip = false } = databases.find(({ name }) => name === 'MariaDB')!;

  it('is not there says so at once, to everybody who asks', async () => {
    const store = await storeAt('mysql://root@127.0.0.1:1/herald');
    const began = Date.now();
    const results = await Promise.allSettled(Array.from({ length: 200 }, () => store.ping()));
    assert.ok(Date.now() - began < 1500);
    for (const result of results) assert.equal(result.status === 'rejected' && result.reason.code, 'STORE_FAILED');
  });

  it('is frozen fails in time, and works as soon as the server does', { skip }, async () => {
    const server = await startMariaDb();
    const store = await storeAt(`${server.url}/herald`, 500);
    try {
      await store.migrate();
      await publish(store, '2025-03-01', 'hash-1');
      const everything = () => [
        store.ping(),
        store.currentRun(profile.name),
        store.records.handled.first('Ev1', new Date()),
        store.records.answers.vote('a', 'U1', 'up', new Date()),
      ];
      await Promise.all(everything());
      process.kill(server.pid, 'SIGSTOP');
      const began = Date.now();
      for (const result of await Promise.allSettled([1, 2, 3, 4, 5].flatMap(everything))) {
        assert.equal(result.status === 'rejected' && result.reason.code, 'STORE_FAILED');
      }
      assert.ok(Date.now() - began < 2500, 'ping has its own limit of 2 s');
      await assert.rejects(store.currentRun(profile.name), LATE);
      process.kill(server.pid, 'SIGCONT');
      await Promise.all(everything());
      await Promise.all([1, 2, 3, 4, 5].flatMap(everything));
    } finally {
      await server.stop();
    }
  });

  it('is restarted works on, whether anybody asked meanwhile or not', { skip }, async () => {
    let server = await startMariaDb(true);
    const store = await storeAt(`${server.url}/herald`);
    try {
      await store.migrate();
      await publish(store, '2025-03-01', 'hash-1');
      await Promise.all(Array.from({ length: 20 }, () => store.ping()));
      await server.kill();
      server = await server.restart();
      for (let time = 0; time < 20; time++) assert.equal((await store.currentRun(profile.name))?.id, 1);
      await server.kill();
      await assert.rejects(store.ping(), { code: 'STORE_FAILED', message: /cannot be reached|was lost/ });
      server = await server.restart();
      for (let time = 0; time < 20; time++) assert.equal((await store.currentRun(profile.name))?.id, 1);
    } finally {
      await server.stop();
    }
  });

  it('is slow is told to stop working on what nobody waits for', { skip }, async () => {
    const database = databases.find(({ name }) => name === 'MariaDB')!;
    const url = database.freshUrl();
    await (await storeAt(url)).migrate();
    const slow = rawQueries(url, 500);
    await assert.rejects(
      slow.read((knex) => knex.raw('SELECT SLEEP(60)')),
      LATE,
    );
    await sleep(200);
    const running = await database.admin("SELECT id FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP%'");
    assert.deepEqual(running, []);
  });
});

const SUBSCRIPTION = {
  profile: profile.name,
  thing: 'alerts',
  target_kind: 'channel',
  target: 'C1',
  filter: '{}',
  created_at: '2025-03-01 00:00:00.000',
};

async function publish(store: Store, asOf: string, hash: string): Promise<void> {
  const previous = await store.runBefore(profile.name, asOf);
  const saved = await store.publish(
    newRun(profile, asOf, hash),
    contentsOf(someUsers(profile, 3)),
    previous?.id,
    ignore,
    undefined,
  );
  assert.equal(saved.outcome, 'stored');
}

function ignore(): void {}
