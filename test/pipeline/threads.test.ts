import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import Sqlite from 'better-sqlite3';
import { SqliteReader } from '../../pipeline/store/sqlite-reader.ts';
import { openThreads } from '../../pipeline/threads.ts';

/** An error event without a listener ends the process, and with it the test that is running. */

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'herald-threads-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(name: string, code: string): URL {
  const path = join(folder, name);
  writeFileSync(path, code);
  return pathToFileURL(path);
}

describe('worker threads', () => {
  it('close only once what is under way is done', async () => {
    const file = fileWith(
      'slow.mjs',
      'export const slow = async (ms) => { await new Promise((r) => setTimeout(r, ms)); return ms; }',
    );
    const threads = openThreads(file, { minThreads: 1, maxThreads: 1 });
    const answers = [threads.run('slow', 60), threads.run('slow', 20)];
    await threads.close();
    assert.deepEqual(await Promise.all(answers), [60, 20]);
  });

  it('that cannot start fail the work that waits for them', async () => {
    const threads = openThreads(fileWith('broken.mjs', 'throw new Error("no such kernel");'), { minThreads: 0, maxThreads: 1 });
    await assert.rejects(threads.run('any', null), /no such kernel/);
    await threads.close();
  });

  it('may be given up at any moment, also when their answer is on its way', async () => {
    const file = fileWith('quick.mjs', 'export const quick = (n) => n;');
    for (let round = 0; round < 30; round++) {
      const threads = openThreads(file, { minThreads: 1, maxThreads: 1 });
      const stop = new AbortController();
      await threads.run('quick', 0);
      const given = threads.run('quick', 1, stop.signal).catch((error: Error) => error.name);
      await waste(round / 30);
      stop.abort();
      assert.ok([1, 'AbortError'].includes((await given) as string | number));
      await threads.close();
    }
  });

  it('of a SQLite file may be closed while they move its log', async () => {
    const file = join(folder, 'log.sqlite');
    const writer = new Sqlite(file);
    writer.pragma('journal_mode = WAL');
    writer.exec('CREATE TABLE t (n INTEGER)');
    for (let round = 0; round < 30; round++) {
      writer.exec(`INSERT INTO t VALUES (${round})`);
      const reader = new SqliteReader(file);
      assert.deepEqual(await reader.rows({ sql: 'SELECT COUNT(*) AS n FROM t', bindings: [] }), [{ n: round + 1 }]);
      const moved = reader.checkpoint();
      await waste(round / 30);
      await reader.close();
      await moved;
    }
    writer.close();
  });
});

/** Busy for that many milliseconds, so that answers arrive while nobody listens; then a turn of the event loop for them. */
async function waste(ms: number): Promise<void> {
  const until = performance.now() + ms;
  while (performance.now() < until);
  await sleep(0);
}
