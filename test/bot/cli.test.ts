import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeTelemetry } from '#pipeline';
import { VIEW_NAMES } from '#reports';
import { Database } from '../../pipeline/store/database.ts';
import { parseDatabaseUrl } from '../../pipeline/store/database-url.ts';

const CLI = join(import.meta.dirname, '../../bot/cli.ts');

/** Text that does harm where it is taken for a formula or for terminal control. */
const FORMULA = '=HYPERLINK("http://evil.example")';
const ESCAPE = '\u001b]0;owned\u0007\u001b[31mred';

const folder = mkdtempSync(join(tmpdir(), 'herald-cli-'));
/** Two weeks of 400 users; the first with hostile text in it. */
let weeks: readonly [string, string];
/** 3,000 users: a run of them is long enough to be stopped in the middle. */
let large: string;
let urlCount = 0;

before(async () => {
  const options = { weeks: 2, seed: 3, endDate: '2026-11-16', incidents: 'none', badRows: 4 } as const;
  const { files } = await writeTelemetry({ ...options, users: 400 }, join(folder, 'telemetry'));
  weeks = [files[0]!, files[1]!];
  const text = readFileSync(weeks[0], 'utf8');
  writeFileSync(weeks[0], text.replaceAll('India', `"${FORMULA.replaceAll('"', '""')}"`).replaceAll('Female', ESCAPE));
  large = (await writeTelemetry({ ...options, weeks: 1, users: 3000 }, join(folder, 'large'))).files[0]!;
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('explains itself and its commands', async () => {
    const commands = ['run', 'user', 'view', 'report', 'generate', 'migrate', 'doctor'];
    const helps = await inPairs(['', 'run', 'view'], (command) => herald([...(command === '' ? [] : [command]), '--help']));
    for (const { code, stdout, stderr } of helps) {
      assert.equal(code, 0);
      assert.match(stdout, /^Usage: herald/);
      assert.equal(stderr, '');
    }
    for (const command of commands) assert.match(helps[0]!.stdout, new RegExp(`^ {2}${command}\\b`, 'm'));
  });

  it('exits with 2 for a wrong line, says what is wrong, and touches nothing', async () => {
    const url = freshUrl();
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['frobnicate'], /unknown command/],
      [['run'], /missing required argument 'files'/],
      [['run', weeks[0], '--k', '1'], /from 2 to 255/],
      [['run', weeks[0], '--k', 'abc'], /auto or a whole number/],
      [['run', weeks[0], '--k', '1e9'], /from 2 to 255/],
      [['run', weeks[0], '--seed', '-1'], /whole number/],
      [['run', weeks[0], '--seed', '99999999999'], /from 0 to 4294967295/],
      [['run', weeks[0], '--as-of', '2026-02-30'], /YYYY-MM-DD/],
      [['view', 'pies'], /its views are clusters, distribution/],
      [['report', '--format', 'docx'], /the formats are html/],
    ];
    const outcomes = await inPairs(wrong, ([args]) => herald([...args, '--json'], { url }));
    for (const [i, { code, stderr, json }] of outcomes.entries()) {
      const [args, message] = wrong[i]!;
      assert.equal(code, 2, args.join(' '));
      assert.match(stderr, message);
      assert.equal(json.error.code, 'USAGE');
    }
    assert.ok(!existsSync(fileOf(url)));
  });
});

describe('herald run', () => {
  it('answers one JSON document on standard output, logs on standard error', async () => {
    const { code, json, stderr } = await herald(['run', weeks[1], '--json'], { url: freshUrl() });
    assert.equal(code, 0);
    assert.deepEqual([json.runId, json.outcome, json.asOf, json.rejected], [1, 'stored', '2026-11-16', 4]);
    assert.equal(
      json.segments.reduce((sum: number, { users }: { users: number }) => sum + users, 0),
      json.rows,
    );
    for (const line of stderr.trimEnd().split('\n')) assert.equal(JSON.parse(line).msg, 'stage finished');
  });

  it('stores nothing new when the same input comes again', async () => {
    const url = freshUrl();
    assert.equal((await herald(['run', weeks[0]], { url })).code, 0);
    const stored = await rowCounts(url);
    const again = await herald(['run', weeks[0], '--json'], { url });
    assert.deepEqual([again.code, again.json.outcome, again.json.runId], [0, 'already stored', 1]);
    assert.deepEqual(await rowCounts(url), stored);
    await assertWhole(url, [1]);
  });

  it('warns of a day still to come, which stays the current one until then', async () => {
    const day = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const [text, json] = await Promise.all([
      herald(['run', weeks[0], '--as-of', day], { url: freshUrl() }),
      herald(['run', weeks[0], '--as-of', day, '--json'], { url: freshUrl() }),
    ]);
    assert.equal(text.code, 0);
    assert.match(text.stdout, new RegExp(`^${day} is (29|30) days ahead: .* --as-of\\.$`, 'm'));
    assert.ok([29, 30].includes(json.json.daysAhead), 'midnight may pass meanwhile');
  });

  it('fails with one clear error and serves the run before', async () => {
    const url = freshUrl();
    await herald(['run', weeks[0]], { url });
    const [header, first, second] = readFileSync(large, 'utf8').split('\n') as [string, string, string];
    const same = Array.from({ length: 50 }, (_, i) => first.replace(/^[^,]+/, `same${i}`));
    const inputs: readonly (readonly [string, readonly string[], string])[] = [
      [written('one.csv', [header, first]), [], 'CLUSTER_COUNT'],
      [written('few.csv', [header, first, second]), ['--k', '4'], 'CLUSTER_COUNT'],
      [written('same.csv', [header, ...same]), [], 'NO_VARIATION'],
      [written('empty.csv', []), [], 'INPUT_EMPTY'],
      [written('header.csv', [header]), [], 'INPUT_EMPTY'],
      [written('short.csv', [header.replace('age,', ''), first]), [], 'COLUMNS_MISSING'],
      [written('bad.csv', [header, ...same.map((row) => row.replaceAll(',', ',x'))]), [], 'TOO_MANY_REJECTS'],
      [join(folder, 'no such\n\u001b[31mfile.csv'), [], 'INPUT_UNREADABLE'],
    ];
    const outcomes = await inPairs(inputs, ([file, args]) => herald(['run', file, ...args, '--json'], { url }));
    for (const [i, { code, json, stderr }] of outcomes.entries()) {
      assert.deepEqual([code, json.error.code], [1, inputs[i]![2]]);
      assert.match(stderr, /\nherald: |^herald: /);
      assert.ok(!stderr.includes('\u001b'), 'control characters of a file name reach the terminal');
    }
    await assertWhole(url, [1]);
    assert.deepEqual((await herald(['view', 'distribution', '--json'], { url })).json.provenance.runId, 1);
  });

  it('leaves nothing behind on Ctrl-C, says so, and runs the next time', async () => {
    const url = freshUrl();
    const scratch = join(folder, 'scratch');
    mkdirSync(scratch);
    const { code, json, stderr } = await herald(['run', large, '--json'], {
      url,
      scratch,
      stopAfter: 'cluster',
      signal: 'SIGINT',
    });
    assert.deepEqual([code, json.error.code], [1, 'INTERRUPTED']);
    assert.match(stderr, /stopped before it was stored; nothing was changed/);
    assert.deepEqual(readdirSync(scratch), []);
    await assertWhole(url, []);
    assert.equal((await herald(['run', large, '--json'], { url })).json.runId, 1);
  });

  it('survives kill -9 at any moment: the old run is served, the next run is fine', async () => {
    const url = freshUrl();
    await herald(['run', weeks[0]], { url });
    const moments = [
      ['read', 0],
      ['cluster', 20],
      ['label', 60],
      ['label', 150],
    ] as const;
    for (const [stage, delayMs] of moments) {
      await herald(['run', large, '--as-of', '2026-11-20'], { url, stopAfter: stage, delayMs, signal: 'SIGKILL' });
      const ids = await completeRuns(url);
      await assertWhole(url, ids);
      if (ids.length > 1) break; // it was quicker than we were
    }
    const next = await herald(['run', large, '--as-of', '2026-11-20', '--json'], { url });
    assert.deepEqual([next.code, next.json.runId], [0, 2]);
    await assertWhole(url, [1, 2]);
  });

  it('lets two identical runs at once store one', async () => {
    const url = freshUrl();
    const both = await Promise.all([0, 1].map(() => herald(['run', weeks[0], '--json'], { url })));
    assert.deepEqual(both.map(({ json }) => json.outcome).toSorted(), ['already stored', 'stored']);
    assert.deepEqual(
      both.map(({ json }) => json.runId),
      [1, 1],
    );
    await assertWhole(url, [1]);
  });

  it('lets two different runs at once store both', async () => {
    const url = freshUrl();
    const both = await Promise.all(weeks.map((file) => herald(['run', file, '--json'], { url })));
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    assert.deepEqual(both.map(({ json }) => json.runId).toSorted(), [1, 2]);
    await assertWhole(url, [1, 2]);
  });

  it('reads a file whatever its name', async () => {
    const file = written(`it's [1] "日本" *.csv`, readFileSync(weeks[1], 'utf8').split('\n'));
    const { code, json } = await herald(['run', file, '--as-of', '2026-01-01', '--json'], { url: freshUrl() });
    assert.deepEqual([code, json.asOf, json.rejected], [0, '2026-01-01', 4]);
  });
});

describe('a store that cannot be used', () => {
  it('is reported within seconds, without the password', async () => {
    const closed = await closedPort();
    const urls: readonly (readonly [string, string, RegExp])[] = [
      [`mysql://herald:s3cret@127.0.0.1:${closed}/herald`, 'STORE_FAILED', /cannot be reached .*start the server/],
      ['postgres://herald:s3cret@localhost/herald', 'ENVIRONMENT', /DATABASE_URL must begin with/],
      ['mysql://herald:s3cret%zz@localhost/herald', 'DATABASE_URL', /password in DATABASE_URL/],
      ['mysql://herald:s3cret@localhost', 'DATABASE_URL', /names no database/],
      [`sqlite:${folder}`, 'STORE_FAILED', /cannot be opened/],
      [`sqlite:${written('text.db', ['no database', 'at all'.repeat(500)])}`, 'STORE_FAILED', /not a SQLite database/],
      ['sqlite:/dev/null/herald.db', 'STORE_FAILED', /cannot be opened/],
    ];
    const began = performance.now();
    const outcomes = await inPairs(urls, ([url]) => herald(['run', weeks[0], '--json'], { url }));
    assert.ok(performance.now() - began < 30_000);
    for (const [i, { code, json, stdout, stderr }] of outcomes.entries()) {
      assert.deepEqual([code, json.error.code], [1, urls[i]![1]]);
      assert.match(json.error.message, urls[i]![2]);
      assert.ok(!`${stdout}${stderr}`.includes('s3cret'));
    }
  });

  it('fails the doctor with the line that mends it', async () => {
    const url = `mysql://herald:s3cret@127.0.0.1:${await closedPort()}/herald`;
    const { code, json, stdout } = await herald(['doctor', '--json'], { url });
    const { state, fix } = json.findings.find(({ check }: { check: string }) => check === 'Database');
    assert.deepEqual([code, json.healthy, state], [1, false, 'fault']);
    assert.match(fix, /set DATABASE_URL/);
    assert.ok(!stdout.includes('s3cret'));
  });

  const noMount = whyNoMount();

  it('has a full disk: a clear error, and the old run is served', { skip: noMount ?? false }, async () => {
    await onDiskOf('6m', async (disk) => {
      const url = `sqlite:${join(disk, 'herald.db')}`;
      assert.equal((await herald(['run', weeks[0]], { url })).code, 0);
      const { code, json } = await herald(['run', large, '--json'], { url });
      assert.deepEqual([code, json.error.code], [1, 'STORE_FAILED']);
      assert.match(json.error.message, /disk of the database is full.*nothing was half-written/);
      await assertWhole(url, [1]);
      assert.equal((await herald(['view', 'distribution', '--json'], { url })).json.provenance.runId, 1);
    });
  });

  it('is read-only: a clear error, and the old run is served when it no longer is', { skip: noMount ?? false }, async () => {
    await onDiskOf('16m', async (disk) => {
      const url = `sqlite:${join(disk, 'herald.db')}`;
      assert.equal((await herald(['run', weeks[0]], { url })).code, 0);
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      const { code, json } = await herald(['run', weeks[1], '--json'], { url });
      assert.deepEqual([code, json.error.code], [1, 'STORE_FAILED']);
      assert.match(json.error.message, /read-only|cannot be opened/);
      execFileSync('mount', ['-o', 'remount,rw', disk]);
      await assertWhole(url, [1]);
      assert.equal((await herald(['view', 'distribution', '--json'], { url })).json.provenance.runId, 1);
    });
  });

  it('is not blamed when the disk for scratch files is full', { skip: noMount ?? false }, async () => {
    const [header, ...lines] = readFileSync(large, 'utf8').trim().split('\n');
    const names = header!.split(',');
    const rows = lines.map((line) => {
      const values = line.split(',');
      return JSON.stringify(Object.fromEntries(names.map((name, i) => [name, values[i]!])));
    });
    const marked = join(folder, 'marked-2026-11-16.jsonl'); // read from a copy without its mark
    writeFileSync(marked, `\ufeff${rows.join('\n')}\n`);
    await onDiskOf('300k', async (scratch) => {
      const url = freshUrl();
      const { code, json } = await herald(['run', marked, '--json'], { url, scratch });
      assert.equal(code, 1);
      assert.notEqual(json.error.code, 'UNEXPECTED', json.error.message);
      assert.match(json.error.message, /free some space|TMPDIR/);
      await assertWhole(url, []);
    });
  });
});

describe('reading a run', () => {
  let url: string;
  before(async () => {
    url = freshUrl();
    assert.equal((await herald(['run', weeks[0]], { url })).code, 0);
  });

  it('shows all seven views as JSON with pictures', async () => {
    const outcomes = await inPairs(VIEW_NAMES, (name) =>
      herald(['view', name, '--json', '--png', join(folder, `${name}.png`), '--svg', join(folder, `${name}.svg`)], { url }),
    );
    for (const [i, { code, json }] of outcomes.entries()) {
      const name = VIEW_NAMES[i]!;
      assert.deepEqual([code, json.name, json.provenance.runId, json.files.length], [0, name, 1, 2]);
      assert.equal(
        readFileSync(join(folder, `${name}.png`))
          .subarray(1, 4)
          .toString(),
        'PNG',
      );
      assert.match(readFileSync(join(folder, `${name}.svg`), 'utf8'), /^<\?xml|^<svg/);
    }
  });

  it('gives all seven views as CSV that a spreadsheet takes for data', async () => {
    const outcomes = await inPairs(VIEW_NAMES, (name) => herald(['view', name, '--csv'], { url }));
    for (const { code, stdout } of outcomes) {
      assert.equal(code, 0);
      assert.doesNotMatch(stdout, /(^|,)"?[=@]/m);
    }
    assert.ok(outcomes[VIEW_NAMES.indexOf('countries')]!.stdout.includes(`'=HYPERLINK`));
  });

  it('lets no control character of a value reach the terminal', async () => {
    const id = readFileSync(weeks[0], 'utf8')
      .split('\n')
      .find((line) => line.includes(ESCAPE))!
      .split(',')[0]!;
    const outcomes = await inPairs(
      [
        ['view', 'deep-dive'],
        ['view', 'clusters'],
        ['user', id],
      ],
      (args) => herald(args, { url }),
    );
    for (const { code, stdout } of outcomes) {
      assert.equal(code, 0);
      assert.ok(!stdout.includes('\u001b') && !stdout.includes('\u0007'));
    }
  });

  it('finds a user, and says no with 3 for one that is not there', async () => {
    const [found, ...missing] = await inPairs(['100000', '404', "'; DROP TABLE runs; --", `${ESCAPE}\n%_`, ''], (id) =>
      herald(['user', id, '--json'], { url }),
    );
    assert.deepEqual([found!.code, found!.json.found, found!.json.userId], [0, true, '100000']);
    for (const { code, json } of missing) assert.deepEqual([code, json.found], [3, false]);
    const { code, stdout } = await herald(['user', `${ESCAPE}`], { url });
    assert.equal(code, 3);
    assert.match(stdout, /There is no user .*owned.* in run 1/);
    assert.ok(!stdout.includes('\u001b'));
  });

  it('writes the report in the formats asked for', async () => {
    const out = join(folder, 'reports');
    const { code, json } = await herald(['report', '--out', out, '--format', 'html,pdf-lite', '--json'], { url });
    assert.equal(code, 0);
    const [html, pdf] = json.files.map(({ path }: { path: string }) => readFileSync(path, 'latin1'));
    assert.match(html, /^<!doctype html>/i);
    assert.match(pdf, /^%PDF-/);
  });

  it('says what to do where it may not write', async () => {
    const nowhere = '/dev/null/x';
    const lines = [
      ['view', 'kpis', '--png', nowhere],
      ['user', '100000', '--pdf', nowhere],
      ['report', '--format', 'html', '--out', nowhere],
      ['generate', '--users', '5', '--weeks', '1', '--out', nowhere],
    ];
    const outcomes = await inPairs(lines, (args) => herald([...args, '--json'], { url }));
    for (const [i, { code, json }] of outcomes.entries()) {
      assert.ok(code === 1 || code === 2, `${lines[i]!.join(' ')}: ${code}`);
      assert.notEqual(json.error.code, 'UNEXPECTED', json.error.message);
      assert.match(json.error.message, /\/dev\/null/);
    }
  });

  it('says which runs there are when asked for another, and how to make one when there is none', async () => {
    const [other, none] = await Promise.all([
      herald(['view', 'kpis', '--run', '7', '--json'], { url }),
      herald(['view', 'kpis', '--json'], { url: freshUrl() }),
    ]);
    assert.deepEqual([other.code, other.json.error.code], [1, 'RUN_NOT_FOUND']);
    assert.match(other.json.error.message, /there is no run 7; the latest complete runs are 1/);
    assert.match(none.json.error.message, /there is no run in .*herald\.db yet; make one with herald run FILE/);
  });

  it('migrates twice without harm and passes the doctor', async () => {
    const outcomes = [await herald(['migrate', '--json'], { url }), await herald(['migrate', '--json'], { url })];
    for (const { code, json } of outcomes) assert.deepEqual([code, json.migrated], [0, true]);
    const { code, json } = await herald(['doctor', '--json'], { url });
    assert.deepEqual([code, json.healthy], [0, true]);
    await assertWhole(url, [1]);
  });

  it('survives a reader that stops listening', async () => {
    const child = start(['view', 'deep-dive', '--json'], { url });
    child.stdout!.destroy();
    let stderr = '';
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    assert.doesNotMatch(stderr, /this should not happen|at .*node:/);
  });
});

describe('herald generate', () => {
  it('makes the same files again from the same seed', async () => {
    const args = (out: string) => [
      'generate',
      '--users',
      '50',
      '--weeks',
      '2',
      '--seed',
      '9',
      '--end-date',
      '2026-11-16',
      '--out',
      join(folder, out),
      '--json',
    ];
    const [one, two] = await Promise.all([herald(args('a')), herald(args('b'))]);
    assert.deepEqual([one.code, two.code, one.json.files.length], [0, 0, 2]);
    for (const [i, file] of one.json.files.entries()) {
      assert.equal(readFileSync(file, 'utf8'), readFileSync(two.json.files[i], 'utf8'));
    }
  });

  it('names the option that is out of range', async () => {
    const { code, json } = await herald(['generate', '--users', '0', '--out', join(folder, 'none'), '--json']);
    assert.notEqual(code, 0);
    assert.match(json.error.message, /users/);
    assert.ok(!existsSync(join(folder, 'none')));
  });
});

interface Settings {
  readonly url?: string;
  /** Folder for temporary files. */
  readonly scratch?: string;
  /** Sends `signal` this long after the log says that the stage is finished. */
  readonly stopAfter?: string;
  readonly delayMs?: number;
  readonly signal?: 'SIGINT' | 'SIGKILL';
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output as the one JSON document it must be under --json. */
  // biome-ignore lint/suspicious/noExplicitAny: the document is what these tests look into
  readonly json: any;
}

async function herald(args: readonly string[], settings: Settings = {}): Promise<Outcome> {
  const child = start(args, settings);
  const { stopAfter, delayMs = 0, signal } = settings;
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr!.on('data', (chunk) => {
    const before = stderr;
    stderr += chunk;
    const mark = `"stage":"${stopAfter}"`;
    if (stopAfter !== undefined && stderr.includes(mark) && !before.includes(mark)) {
      void sleep(delayMs).then(() => child.kill(signal));
    }
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr, json: args.includes('--json') && stdout !== '' ? JSON.parse(stdout) : undefined };
}

function start(args: readonly string[], { url, scratch }: Settings): ChildProcess {
  return spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE: join(folder, 'compiled'), // a hundred starts of the same program
      DATABASE_URL: url ?? freshUrl(),
      ...(scratch !== undefined && { TMPDIR: scratch }),
    },
  });
}

/** Two at a time: one for each of the cores that the smallest machine has. */
async function inPairs<Item>(items: readonly Item[], work: (item: Item) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < items.length; i += 2) outcomes.push(...(await Promise.all(items.slice(i, i + 2).map(work))));
  return outcomes;
}

function freshUrl(): string {
  return `sqlite:${join(folder, 'stores', `${++urlCount}`, 'herald.db')}`;
}

function fileOf(url: string): string {
  return url.slice('sqlite:'.length);
}

function written(name: string, lines: readonly string[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  return file;
}

const TABLES = ['runs', 'models', 'user_behavior_details', 'segment_history', 'segment_cube', 'run_rejects'];

async function rowCounts(url: string): Promise<Readonly<Record<string, number>>> {
  return withRaw(url, async ({ knex }) => {
    const counts: Record<string, number> = {};
    for (const table of TABLES) counts[table] = Number((await knex(table).count({ rows: '*' }).first())?.rows);
    return counts;
  });
}

async function completeRuns(url: string): Promise<number[]> {
  return withRaw(url, ({ knex }) => knex('runs').where({ status: 'complete' }).orderBy('id').pluck('id'));
}

/** Exactly these runs are there, each with all of its rows, and no row belongs to another. */
async function assertWhole(url: string, ids: readonly number[]): Promise<void> {
  await withRaw(url, async ({ knex }) => {
    const runs: readonly { id: number; as_of: string; row_count: number }[] = await knex('runs')
      .where({ status: 'complete' })
      .orderBy('id');
    assert.deepEqual(
      runs.map(({ id }) => id),
      ids,
    );
    const owners = async (table: string): Promise<number[]> => knex(table).distinct('run_id').orderBy('run_id').pluck('run_id');
    for (const table of ['models', 'segment_history', 'segment_cube']) assert.deepEqual(await owners(table), ids, table);
    for (const { id, row_count } of runs) {
      assert.equal(Number((await knex('segment_history').where({ run_id: id }).count({ rows: '*' }).first())?.rows), row_count);
    }
    const current = runs.toSorted((a, b) => a.as_of.localeCompare(b.as_of) || a.id - b.id).at(-1);
    assert.deepEqual(await owners('user_behavior_details'), current === undefined ? [] : [current.id]);
    const details = Number((await knex('user_behavior_details').count({ rows: '*' }).first())?.rows);
    assert.equal(details, current?.row_count ?? 0);
  });
}

async function withRaw<Result>(url: string, work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = new Database(parseDatabaseUrl(url));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A disk of our own, as large as given. */
async function onDiskOf(size: string, work: (disk: string) => Promise<void>): Promise<void> {
  const disk = mkdtempSync(join(folder, 'disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'herald-test', disk]);
  try {
    await work(disk);
  } finally {
    execFileSync('umount', [disk]);
  }
}

function whyNoMount(): string | undefined {
  const disk = mkdtempSync(join(folder, 'probe-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'herald-test', disk], { stdio: 'ignore' });
    execFileSync('umount', [disk]);
    return undefined;
  } catch {
    return 'no right to mount a small disk: run as root with CAP_SYS_ADMIN';
  }
}
