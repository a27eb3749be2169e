import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { AnswerRecord, AuditEntry, Store, Subscription } from '#pipeline';
import { DEFAULT_PROFILE as profile } from '../../pipeline/profiles/index.ts';
import { Database } from '../../pipeline/store/database.ts';
import { parseDatabaseUrl } from '../../pipeline/store/database-url.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { startMariaDb, testDatabases } from '../support/database.ts';

const CLAIMER = join(import.meta.dirname, '../support/claimer.ts');

const TEXTS = [
  `O'Brien "x" \\ \\N %_ ? :a ??`,
  "'; DROP TABLE answers; --",
  '<!channel> <@U1> &amp;',
  '👩‍👩‍👧 🇩🇪 日本語',
  'كم عدد المستخدمين\u202e؟',
  'a\0b\u0001\u001b[31m\u007f\ttab\r\nline',
  '',
  ' two spaces ',
];

const AT = new Date('2025-03-01T10:21:00.789Z');

const databases = await testDatabases();

for (const database of databases) {
  describe(`the records on ${database.name}`, { skip: database.skip ?? false }, () => {
    const opened: { close(): Promise<void> }[] = [];
    after(async () => {
      for (const store of opened) await store.close();
    });
    const fresh = async (): Promise<{ readonly store: Store; readonly url: string }> => {
      const url = database.freshUrl();
      const store = await openStore(url, [profile]);
      opened.push(store);
      await store.migrate();
      return { store, url };
    };
    const rawQueries = (url: string): Database => {
      const raw = new Database(parseDatabaseUrl(url));
      opened.push(raw);
      return raw;
    };

    describe('answers', () => {
      it('come back as they were added, whatever the text', async () => {
        const { answers } = (await fresh()).store.records;
        for (const [index, text] of TEXTS.entries()) {
          const answer = answerOf({
            id: `a${index}`,
            question: text,
            understood: text,
            query: { text: [text, 1.5, null, true] },
          });
          await answers.add(answer);
          assert.deepEqual(await answers.byId(answer.id), answer);
        }
        assert.equal(await answers.byId('A0'), undefined);
      });

      it('keep 4,000 characters of a question and say by an ellipsis that there were more', async () => {
        const { answers } = (await fresh()).store.records;
        await answers.add(answerOf({ id: 'fits', question: '👍'.repeat(4000) }));
        await answers.add(answerOf({ id: 'long', question: '👍'.repeat(10_000) }));
        assert.equal((await answers.byId('fits'))?.question, '👍'.repeat(4000));
        assert.equal((await answers.byId('long'))?.question, `${'👍'.repeat(3999)}…`);
      });

      it('are refused with the limit where cutting would change their meaning', async () => {
        const { answers } = (await fresh()).store.records;
        await assert.rejects(answers.add(answerOf({ channel: 'C'.repeat(65) })), {
          code: 'STORE_FAILED',
          message: /answers\.channel holds up to 64 characters, got 65/,
        });
        await assert.rejects(answers.add(answerOf({ query: 'é'.repeat(33_000) })), {
          code: 'STORE_FAILED',
          message: /answers\.query holds up to 65535 bytes of JSON, got 66002/,
        });
      });

      it('are found by thread, the newest, and outside threads apart from them', async () => {
        const { answers } = (await fresh()).store.records;
        const times = { old: 0, new: 2, middle: 1 };
        for (const thread of [null, '1.1', '1.2']) {
          for (const [name, seconds] of Object.entries(times)) {
            const at = new Date(AT.getTime() + seconds * 1000);
            await answers.add(answerOf({ id: `${name} ${thread}`, thread, at }));
          }
        }
        assert.equal((await answers.latestIn('C1', '1.1'))?.id, 'new 1.1');
        assert.equal((await answers.latestIn('C1', null))?.id, 'new null');
        assert.equal(await answers.latestIn('C2', null), undefined);
        assert.equal(await answers.latestIn('C1', '1.3'), undefined);
      });

      it('have one vote for each person, the last one', async () => {
        const { answers } = (await fresh()).store.records;
        await answers.add(answerOf({ id: 'a' }));
        const later = new Date(AT.getTime() + 1);
        assert.deepEqual(await answers.votes('a'), { up: 0, down: 0 });
        await answers.vote('a', 'U1', 'up', AT);
        await answers.vote('a', 'U2', 'up', AT);
        await answers.vote('a', 'U1', 'down', later);
        assert.deepEqual(await answers.votes('a'), { up: 1, down: 1 });
        await answers.vote('a', 'U1', 'up', AT); // made before the other, and late to arrive
        await answers.vote('nothing', 'U1', 'up', AT);
        assert.deepEqual(await answers.votes('a'), { up: 1, down: 1 });
        assert.deepEqual(await answers.votes('nothing'), { up: 0, down: 0 });
      });

      it('count all votes that are given at once', async () => {
        const { answers } = (await fresh()).store.records;
        await answers.add(answerOf({ id: 'a' }));
        const voters = Array.from({ length: 40 }, (_, index) => `U${index % 20}`);
        await Promise.all(voters.map((voter) => answers.vote('a', voter, 'up', AT)));
        assert.deepEqual(await answers.votes('a'), { up: 20, down: 0 });
      });

      it('are forgotten with their votes, those from before a time', async () => {
        const { store, url } = await fresh();
        const { answers } = store.records;
        const old = Array.from({ length: 1100 }, (_, index) => answerOf({ id: `old ${index}` }));
        await Promise.all(old.map((answer) => answers.add(answer)));
        const cut = new Date(AT.getTime() + 1);
        await answers.add(answerOf({ id: 'new', at: cut }));
        await answers.vote('old 7', 'U1', 'up', cut);
        await answers.vote('new', 'U1', 'up', cut);
        assert.equal(await answers.forget(cut), 1100);
        assert.equal(await answers.forget(cut), 0);
        assert.equal(await answers.byId('old 7'), undefined);
        assert.deepEqual(await answers.votes('new'), { up: 1, down: 0 });
        assert.deepEqual(await rawQueries(url).knex('answer_votes').pluck('answer_id'), ['new']);
      });

      it('that somebody damaged are named', async () => {
        const { store, url } = await fresh();
        await store.records.answers.add(answerOf({ id: 'a' }));
        await rawQueries(url).knex('answers').update({ query: '{' });
        await assert.rejects(store.records.answers.byId('a'), { code: 'STORE_FAILED', message: /answers\.query of answer a / });
      });
    });

    describe('what was handled', () => {
      it('has one first, and is known afterwards', async () => {
        const { handled } = (await fresh()).store.records;
        assert.equal(await handled.first('Ev1', AT), true);
        assert.equal(await handled.first('Ev1', AT), false);
        assert.equal(await handled.first('ev1', AT), true);
        assert.equal(await handled.first('Ev1 ', AT), true);
      });

      it('has keys of any text and length', async () => {
        const { handled } = (await fresh()).store.records;
        const long = 'x'.repeat(300);
        for (const key of [...TEXTS, '👍'.repeat(127), long, `${long}y`]) {
          assert.equal(await handled.first(key, AT), true, key);
          assert.equal(await handled.first(key, AT), false, key);
        }
      });

      it('has one first among all that try at once, in one process', async () => {
        const { store, url } = await fresh();
        const other = await openStore(url, [profile]);
        opened.push(other);
        const tries = Array.from({ length: 60 }, (_, index) => (index % 2 ? store : other).records.handled.first('Ev1', AT));
        assert.equal((await Promise.all(tries)).filter((first) => first).length, 1);
      });

      it('has one first among all that try at once, in several processes', { timeout: 60_000 }, async () => {
        const { url } = await fresh();
        const claimers = [1, 2, 3].map(() => spawn(process.execPath, [CLAIMER, '--url', url, '--keys', '200']));
        const outputs = claimers.map((claimer) => linesOf(claimer));
        for (const output of outputs) assert.equal((await output.next()).value, 'ready');
        for (const claimer of claimers) claimer.stdin.write('go\n');
        const won = await Promise.all(outputs.map(async (output) => JSON.parse(String((await output.next()).value)) as string[]));
        const all = won.flat();
        assert.equal(all.length, 200, `${won.map((keys) => keys.length)}`);
        assert.equal(new Set(all).size, 200);
      });

      it('is forgotten after a time', async () => {
        const { handled } = (await fresh()).store.records;
        await handled.first('old', AT);
        await handled.first('new', new Date(AT.getTime() + 1));
        assert.equal(await handled.forget(new Date(AT.getTime() + 1)), 1);
        assert.equal(await handled.first('new', AT), false);
        assert.equal(await handled.first('old', AT), true);
      });
    });

    describe('the audit log', () => {
      it('gives back the newest entries first, as they were recorded', async () => {
        const { auditLog } = (await fresh()).store.records;
        const entries: AuditEntry[] = TEXTS.map((text, index) => ({
          at: new Date(AT.getTime() + (index >> 1)), // two at a time
          actor: `U${index}`,
          action: 'user.look-up',
          subject: text,
          details: { text, columns: ['age'] },
        }));
        entries.push({ at: AT, actor: 'U1', action: 'users.list', subject: null, details: null });
        for (const entry of entries) await auditLog.record(entry);
        const [a, b, c, d, e, f, g, h, last] = entries;
        assert.deepEqual(await auditLog.recent(20), [h, g, f, e, d, c, last, b, a]);
        assert.deepEqual(await auditLog.recent(2), [h, g]);
      });

      it('records a look-up of something absurdly long all the same', async () => {
        const { auditLog } = (await fresh()).store.records;
        await auditLog.record({ at: AT, actor: 'U1', action: 'user.look-up', subject: 'x'.repeat(10_000), details: null });
        assert.equal((await auditLog.recent(1))[0]?.subject, `${'x'.repeat(190)}…`);
      });
    });

    describe('subscriptions', () => {
      it('come back by target, by person and by profile, oldest first, until they are removed', async () => {
        const { subscriptions } = (await fresh()).store.records;
        const filter = { kinds: ['churn'], slice: { country: 'Côte d’Ivoire 🇨🇮' }, severity: 'high' };
        const first = await subscriptions.add(subscriptionOf({ filter }));
        const second = await subscriptions.add(subscriptionOf({ thing: 'report', createdBy: null }));
        const mail = await subscriptions.add(subscriptionOf({ target: { kind: 'mail', id: 'a@example.org' }, profile: 'other' }));
        assert.deepEqual(first, { ...subscriptionOf({ filter }), id: first.id });
        assert.deepEqual(await subscriptions.of({ kind: 'channel', id: 'C1' }), [first, second]);
        assert.deepEqual(await subscriptions.of({ kind: 'person', id: 'C1' }), []);
        assert.deepEqual(await subscriptions.createdBy('U1'), [first, mail]);
        assert.deepEqual(await subscriptions.all(profile.name), [first, second]);
        assert.equal(await subscriptions.remove(first.id), true);
        assert.equal(await subscriptions.remove(first.id), false);
        assert.deepEqual(await subscriptions.all(profile.name), [second]);
      });

      it('are changed under the same number, and only where there is one', async () => {
        const { subscriptions } = (await fresh()).store.records;
        const [first, second] = [await subscriptions.add(subscriptionOf({})), await subscriptions.add(subscriptionOf({}))];
        const content = { thing: 'report', target: { kind: 'person', id: 'U2' }, filter: {} } as const;
        assert.deepEqual(await subscriptions.change(first.id, content), { ...first, ...content });
        assert.deepEqual(await subscriptions.change(first.id, content), { ...first, ...content }, 'the same again');
        assert.equal(await subscriptions.change(second.id + 1, content), undefined);
        assert.deepEqual(await subscriptions.all(profile.name), [{ ...first, ...content }, second]);
      });

      it('with a target that is too long are refused', async () => {
        const { subscriptions } = (await fresh()).store.records;
        const target = { kind: 'folder', id: '/x'.repeat(100) } as const;
        await assert.rejects(subscriptions.add(subscriptionOf({ target })), {
          code: 'STORE_FAILED',
          message: /subscriptions\.target holds up to 191 characters, got 200/,
        });
      });
    });
  });
}

describe('the records when their server dies', { timeout: 120_000 }, () => {
  const { skip = false } = databases.find((database) => database.name === 'MariaDB')!;
  it('lose nothing that was confirmed, double nothing, and work again on the same connections', { skip }, async () => {
    let server = await startMariaDb(true);
    const store = await openStore(`${server.url}/herald`, [profile]);
    try {
      await store.migrate();
      const { answers, handled } = store.records;
      const written: string[] = [];
      const lost: string[] = [];
      let killed: Promise<void> | undefined;
      const ids = Array.from({ length: 400 }, (_, index) => `id ${index}`);
      const record = async (id: string) => {
        await answers.add(answerOf({ id, query: 'x'.repeat(1000) }));
        assert.equal(await handled.first(id, AT), true);
      };
      const writer = async (own: readonly string[]) => {
        for (const id of own) {
          await record(id).then(
            () => written.push(id),
            (error: { readonly code?: string }) => {
              assert.equal(error.code, 'STORE_FAILED');
              lost.push(id);
            },
          );
          if (written.length > 100) killed ??= server.kill();
        }
      };
      await Promise.all([0, 1, 2, 3].map((part) => writer(ids.filter((_, index) => index % 4 === part))));
      await killed;
      assert.ok(lost.length > 0 && written.length + lost.length === 400);

      server = await server.restart();
      await store.ping();
      for (const id of written) {
        assert.equal((await answers.byId(id))?.id, id);
        assert.equal(await handled.first(id, AT), false);
      }
      await record('afterwards');
    } finally {
      await store.close();
      await server.stop();
    }
  });
});

function answerOf(given: Partial<AnswerRecord>): AnswerRecord {
  return {
    id: 'a',
    profile: profile.name,
    runId: 1,
    question: 'how many power users are there in Germany?',
    understood: 'number of users, where segment is Power Users and country is Germany',
    query: { kind: 'count' },
    asker: 'U1',
    channel: 'C1',
    thread: null,
    at: AT,
    ...given,
  };
}

function subscriptionOf(given: Partial<Subscription>): Omit<Subscription, 'id'> {
  return {
    profile: profile.name,
    thing: 'alerts',
    target: { kind: 'channel', id: 'C1' },
    filter: {},
    createdBy: 'U1',
    createdAt: AT,
    ...given,
  };
}

async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let text = '';
  for await (const part of child.stdout!) {
    text += part;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      yield text.slice(0, end);
      text = text.slice(end + 1);
    }
  }
}
