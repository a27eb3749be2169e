import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { Delivery, Store } from '#pipeline';
import type { Sender, SendOutcome } from '../../bot/delivery/sender.ts';
import { type Target, targetText } from '../../bot/delivery/target.ts';
import { type DataState, readiness } from '../../bot/schedule/freshness.ts';
import { nextWindow } from '../../bot/schedule/next-window.ts';
import { moment } from '../../bot/schedule/notes.ts';
import type { Order } from '../../bot/schedule/order.ts';
import type { SchedulerPorts } from '../../bot/schedule/ports.ts';
import type { Schedule } from '../../bot/schedule/schedule.ts';
import { type Scheduler, startScheduler } from '../../bot/schedule/scheduler.ts';
import { cronTicks } from '../../bot/schedule/ticker.ts';
import { upcoming } from '../../bot/schedule/upcoming.ts';
import { DEFAULT_PROFILE as profile } from '../../pipeline/profiles/index.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { testDatabases } from '../support/database.ts';
import { startSmtpServer } from '../support/smtp-server.ts';

const RUNNER = join(import.meta.dirname, '../support/schedule-runner.ts');
const folder = await mkdtemp(join(tmpdir(), 'herald-scheduler-'));
after(() => rm(folder, { recursive: true, force: true }));
let count = 0;
const fresh = () => join(folder, `${++count}`);

const nightly: Schedule = { name: 'nightly', cron: '0 6 * * *', timeZone: 'UTC', does: 'run' };
const channel: Target = { kind: 'channel', id: 'C1' };
const mail: Target = { kind: 'mail', id: 'a@example.org' };
const morning: Schedule = { name: 'morning', cron: '0 8 * * *', timeZone: 'UTC', does: 'report', targets: [channel, mail] };

describe('the next window', () => {
  const weekly: Schedule = { name: 'weekly', cron: '0 8 * * 1', timeZone: 'Europe/Berlin', does: 'report' };
  const since = new Date('2025-03-01T00:00Z');
  const latest = (window: string, state: Delivery['state'] = 'sent') => ({ window, state }) as Delivery;
  const next = (now: string, last?: Delivery) => nextWindow(weekly, since, last, new Date(now));

  it('is none before the first comes, and that one then, however late', () => {
    assert.equal(next('2025-03-03T06:59:59Z'), undefined);
    const first = next('2025-03-03T07:00:05Z');
    assert.equal(first?.window, '2025-03-03T07:00:00.000Z');
    assert.deepEqual(first?.content, { late: false, missed: 0, firstMissed: null, waitUntil: '2025-03-03T08:00:05.000Z' });
    assert.deepEqual(next('2025-03-03T09:00Z')?.content, {
      late: true,
      missed: 0,
      firstMissed: null,
      waitUntil: '2025-03-03T10:00:00.000Z',
    });
  });

  it('does not reach back before the schedule was known', () => {
    assert.equal(nextWindow(weekly, new Date('2025-03-05T00:00Z'), undefined, new Date('2025-03-06T00:00Z')), undefined);
    assert.equal(
      nextWindow(weekly, new Date('2025-03-12T00:00Z'), latest('2025-03-03T07:00:00.000Z'), new Date('2025-03-13T00:00Z')),
      undefined,
    );
  });

  it('stands for all that were missed, once', () => {
    const caughtUp = next('2025-03-26T12:00Z', latest('2025-03-03T07:00:00.000Z'));
    assert.equal(caughtUp?.window, '2025-03-24T07:00:00.000Z');
    assert.deepEqual(caughtUp?.content, {
      late: true,
      missed: 2,
      firstMissed: '2025-03-10T07:00:00.000Z',
      waitUntil: '2025-03-26T13:00:00.000Z',
    });
    assert.equal(next('2025-03-26T12:00:10Z', latest(caughtUp!.window)), undefined);
  });

  it('repeats nothing when the clock is put back, and catches up once when it is put forward', () => {
    const done = latest('2025-03-24T07:00:00.000Z');
    for (const now of ['2025-03-24T06:59Z', '2025-03-24T06:30Z', '2025-03-10T07:00:30Z'])
      assert.equal(next(now, done), undefined);
    assert.equal(next('2025-05-01T00:00Z', done)?.window, '2025-04-28T06:00:00.000Z');
  });

  it('waits for the one before, and then stands for what came meanwhile', () => {
    for (const state of ['planned', 'claimed', 'unknown'] as const)
      assert.equal(next('2025-03-26T12:00Z', latest('2025-03-03T07:00:00.000Z', state)), undefined);
    assert.equal(next('2025-03-26T12:00Z', latest('2025-03-03T07:00:00.000Z', 'failed'))?.window, '2025-03-24T07:00:00.000Z');
  });
});

describe('a report', () => {
  const run = { finishedAt: new Date('2025-03-03T06:10Z'), asOf: '2025-03-02' };
  const state = (given: Partial<DataState>): DataState => ({
    now: new Date('2025-03-03T08:00Z'),
    waitUntil: new Date('2025-03-03T09:00Z'),
    run,
    itsRun: { at: new Date('2025-03-03T06:00Z'), state: 'sent', lastError: null },
    previous: new Date('2025-03-02T08:00Z'),
    ...given,
  });
  const old = { ...run, finishedAt: new Date('2025-03-02T06:10Z'), asOf: '2025-03-01' };
  const itsRun = (given: Partial<NonNullable<DataState['itsRun']>>) => ({ ...state({}).itsRun!, ...given });
  const late = { now: new Date('2025-03-03T09:00Z') };

  it('is made when its run is there', () => {
    assert.deepEqual(readiness(state({})), { step: 'go', old: null });
    assert.deepEqual(readiness(state({ itsRun: undefined })), { step: 'go', old: null });
  });

  it('waits for its run, up to the deadline, and then says that the data are old and why', () => {
    for (const during of ['planned', 'claimed', 'unknown', undefined] as const)
      assert.equal(readiness(state({ run: old, itsRun: itsRun({ state: during }) })).step, 'wait');
    const overdue = readiness(state({ run: old, itsRun: itsRun({ state: 'claimed' }), ...late }));
    assert.deepEqual(overdue, { step: 'go', old: 'the data are old, as of 2025-03-01: the run has not ended yet' });
  });

  it('does not wait for a run that has ended without new data', () => {
    const failed = itsRun({ state: 'failed', lastError: 'no file matches data/*.csv' });
    assert.deepEqual(readiness(state({ run: old, itsRun: failed })), {
      step: 'go',
      old: 'the data are old, as of 2025-03-01: the run failed (no file matches data/*.csv)',
    });
    assert.match(JSON.stringify(readiness(state({ run: old }))), /the run found no new data/);
  });

  it('cannot be made without any run', () => {
    assert.equal(readiness(state({ run: undefined, itsRun: undefined })).step, 'wait');
    assert.deepEqual(readiness(state({ run: undefined, itsRun: undefined, ...late })), {
      step: 'stop',
      reason: 'there is no run yet',
    });
  });
});

describe('the scheduler', () => {
  it('runs the pipeline and then brings the report to each target once', async () => {
    await using scene = await newScene([nightly, morning], '2025-03-03T05:00Z');
    await scene.passTo('2025-03-03T05:59Z');
    assert.equal(scene.runs.length, 0);
    await scene.passTo('2025-03-03T06:01Z');
    assert.deepEqual(scene.runs, ['2025-03-03T06:00']);
    await scene.passTo('2025-03-03T10:00Z');
    assert.deepEqual(scene.brought, ['channel:C1 2025-03-03T08:00 run 1 []', 'mail:a@example.org 2025-03-03T08:00 run 1 []']);
    assert.equal(scene.made, 1, 'the report is made once for all its targets');
    await scene.passTo('2025-03-04T05:00Z', 1800);
    assert.equal(scene.brought.length, 2);
    assert.deepEqual(scene.told, []);
  });

  it('brings it to those who subscribed as well, and once to those who are named twice', async () => {
    await using scene = await newScene([morning], '2025-03-03T07:00Z');
    scene.subscribed.push({ kind: 'person', id: 'U1' }, channel);
    scene.finishRun('2025-03-03T07:30Z');
    await scene.passTo('2025-03-03T08:01Z');
    assert.deepEqual(
      scene.brought.map((line) => line.split(' ')[0]),
      ['channel:C1', 'mail:a@example.org', 'person:U1'],
    );
  });

  it('tries a failing run again, tells the owner, and lets the report wait for it', async () => {
    await using scene = await newScene([nightly, morning], '2025-03-03T05:00Z');
    scene.runFaults.push(...Array.from({ length: 8 }, () => 'no file matches data/*.csv'));
    await scene.passTo('2025-03-03T08:02Z'); // tried after ½, 1, 2, 4, 8, 16, 32 and 60 minutes: 8:03:30 will be the ninth time
    assert.ok(scene.told[0]!.startsWith('schedule/nightly for 2025-03-03 06:00 UTC: no file matches data/*.csv; put right'));
    assert.equal(scene.told.length, 1, 'once, not at each attempt');
    assert.deepEqual(scene.brought, []);
    await scene.passTo('2025-03-03T08:06Z');
    assert.deepEqual(scene.runs.length, 9);
    assert.equal(scene.brought.length, 2);
    assert.match(scene.brought[0]!, /run 1 \[\]$/);
  });

  it('sends the report with old data when the deadline is over, and says so', async () => {
    await using scene = await newScene([nightly, morning], '2025-03-03T05:00Z');
    scene.finishRun('2025-03-02T06:10Z');
    scene.runFaults.push(...Array.from({ length: 99 }, () => 'no file'));
    await scene.passTo('2025-03-03T08:58Z');
    assert.deepEqual(scene.brought, []);
    await scene.passTo('2025-03-03T09:02Z');
    assert.equal(scene.brought.length, 2);
    assert.match(scene.brought[0]!, /run 1 \["the data are old, as of 2025-03-02: the run has not succeeded yet \(no file\)"\]$/);
    await scene.passTo('2025-03-03T12:30Z', 60);
    const failed = await scene.store.records.deliveries.list({ states: ['failed'] });
    assert.deepEqual(
      failed.map(({ thing }) => thing),
      ['schedule/nightly'],
    ); // six hours after its time
    assert.equal(scene.told.length, 2);
  });

  it('catches up once after an absence, and says which windows it stands for', async () => {
    const url = `sqlite:${fresh()}/herald.db`;
    await using before = await newScene([morning], '2025-03-01T07:00Z', url);
    before.finishRun('2025-03-01T07:00Z');
    await before.passTo('2025-03-01T08:01Z');
    assert.equal(before.brought.length, 2);
    await before.scheduler.stop();
    await using later = await newScene([morning], '2025-03-04T12:00Z', url);
    later.finishRun('2025-03-04T11:00Z');
    await later.passTo('2025-03-04T12:05Z');
    assert.equal(later.brought.length, 2);
    const notes = [
      'this was due on Tuesday 4 March 2025 at 08:00 (UTC) and comes late',
      '2 before it were missed, since Sunday 2 March 2025 at 08:00 (UTC); this one stands for all',
    ];
    assert.equal(later.brought[0], `channel:C1 2025-03-04T08:00 run 1 ${JSON.stringify(notes)}`);
  });

  it('is not disturbed by a clock that jumps', async () => {
    await using scene = await newScene([morning], '2025-03-03T07:00Z');
    scene.finishRun('2025-03-03T07:00Z');
    await scene.passTo('2025-03-03T08:01Z');
    await scene.jumpTo('2025-03-03T07:30Z');
    await scene.passTo('2025-03-03T08:30Z');
    assert.equal(scene.brought.length, 2);
    scene.finishRun('2026-03-03T07:00Z');
    await scene.jumpTo('2026-03-03T12:00Z'); // a year ahead by mistake: one catch-up
    assert.equal(scene.brought.length, 4);
    await scene.jumpTo('2025-03-03T09:00Z'); // and put right: the days go on as if nothing had been
    scene.finishRun('2025-03-04T07:00Z');
    await scene.passTo('2025-03-04T08:01Z', 600);
    assert.equal(scene.brought.length, 6);
    assert.match(scene.brought[4]!, /2025-03-04T08:00/);
  });

  it('loses and doubles nothing when one of five targets is bad and another is down for a while', async () => {
    const targets: Target[] = ['C1', 'C2', 'C3', 'C4', 'C5'].map((id) => ({ kind: 'channel', id }));
    await using scene = await newScene([{ ...morning, targets }], '2025-03-03T07:00Z');
    scene.finishRun('2025-03-03T07:00Z');
    scene.outcomes.set('channel:C2', [{ outcome: 'refused', error: 'channel_not_found', fix: 'correct the channel' }]);
    scene.outcomes.set(
      'channel:C3',
      Array.from({ length: 3 }, () => ({ outcome: 'busy', error: 'http_503' })),
    );
    await scene.passTo('2025-03-03T09:00Z');
    assert.deepEqual(scene.brought.map((line) => line.split(' ')[0]).sort(), [
      'channel:C1',
      'channel:C3',
      'channel:C4',
      'channel:C5',
    ]);
    assert.equal(scene.told.length, 1);
    assert.match(
      scene.told[0]!,
      /^report\/morning for 2025-03-03 08:00 UTC to channel:C2: channel_not_found; correct the channel/,
    );
    const rows = await scene.store.records.deliveries.list({ thing: 'report/morning' });
    assert.deepEqual(rows.map(({ target, state, attempts }) => `${target} ${state} ${attempts}`).sort(), [
      'channel:C1 sent 1',
      'channel:C2 failed 1',
      'channel:C3 sent 4',
      'channel:C4 sent 1',
      'channel:C5 sent 1',
    ]);
  });

  it('stops a run that is under way, and the next process does it', async () => {
    const url = `sqlite:${fresh()}/herald.db`;
    await using first = await newScene([nightly], '2025-03-03T05:59Z', url);
    first.hangs = true;
    await first.beginAt('2025-03-03T06:00:01Z');
    await first.scheduler.stop();
    assert.deepEqual(first.told, []);
    await using second = await newScene([nightly], '2025-03-03T06:00:40Z', url);
    await second.passTo('2025-03-03T06:02Z');
    assert.equal(second.runs.length, 1);
  });

  it('does what a process that died had begun, and no more', async () => {
    await using scene = await newScene([nightly, morning], '2025-03-03T05:00Z');
    const { deliveries } = scene.store.records;
    const dies = async (thing: string) => {
      const [begun] = await deliveries.list({ thing, states: ['planned'] });
      await deliveries.claim(begun!, 'dead', 1, scene.time);
      await sleep(5);
    };
    scene.hangs = true; // so that the window is planned, and given back when the process stops
    await scene.beginAt('2025-03-03T06:00Z');
    await scene.scheduler.stop();
    await dies('schedule/nightly');
    await using second = await newScene([nightly, morning], '2025-03-03T06:05Z', scene.url);
    await second.passTo('2025-03-03T06:07Z');
    assert.equal(second.runs.length, 1);
    second.outcomes.set('mail:a@example.org', [{ outcome: 'busy', error: 'http_503' }]);
    await second.passTo('2025-03-03T08:00Z', 60);
    assert.equal(second.brought.length, 1);
    await second.scheduler.stop();
    await dies('report/morning');
    await using third = await newScene([nightly, morning], '2025-03-03T08:30Z', scene.url);
    third.finishRun('2025-03-03T08:25Z'); // a newer run does not change what was ordered
    third.finishRun('2025-03-03T08:26Z');
    await third.passTo('2025-03-03T08:35Z');
    assert.deepEqual(third.brought, ['mail:a@example.org 2025-03-03T08:00 run 1 []']);
  });

  it('goes on when the database was gone', async () => {
    await using scene = await newScene([nightly], '2025-03-03T05:59Z');
    const { expire } = scene.ports.ledger;
    (scene.ports.ledger as { expire: unknown }).expire = () => Promise.reject(new Error('the database cannot be reached'));
    await scene.passTo('2025-03-03T06:05Z');
    assert.equal(scene.runs.length, 0);
    (scene.ports.ledger as { expire: unknown }).expire = expire;
    await scene.passTo('2025-03-03T06:06Z');
    assert.equal(scene.runs.length, 1);
  });

  it('does not catch up on what a changed timetable would have done before', async () => {
    const url = `sqlite:${fresh()}/herald.db`;
    await using first = await newScene([nightly], '2025-03-03T05:59Z', url);
    await first.passTo('2025-03-03T06:01Z');
    await first.scheduler.stop();
    await using hourly = await newScene([{ ...nightly, cron: '0 * * * *' }], '2025-03-03T12:30Z', url);
    await hourly.passTo('2025-03-03T12:59Z');
    assert.equal(hourly.runs.length, 0);
    await hourly.passTo('2025-03-03T13:01Z');
    assert.equal(hourly.runs.length, 1);
  });

  it('is woken every ten seconds by node-cron, until it is stopped', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: new Date('2025-03-03T07:59:55Z') });
    let ticks = 0;
    const stop = cronTicks(() => void ticks++, pino({ level: 'silent' }));
    const pass = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        t.mock.timers.tick(1000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    await pass(31);
    assert.equal(ticks, 3);
    stop();
    await pass(30);
    assert.equal(ticks, 3);
  });

  it('tells the next times of each schedule', () => {
    assert.deepEqual(upcoming([morning], new Date('2025-03-03T08:00Z'), 2), [
      { schedule: morning, times: [new Date('2025-03-04T08:00Z'), new Date('2025-03-05T08:00Z')] },
    ]);
    assert.equal(moment(new Date('2025-03-31T06:00Z'), 'Europe/Berlin'), 'Monday 31 March 2025 at 08:00 (Europe/Berlin)');
  });
});

for (const database of await testDatabases()) {
  describe(`two processes on ${database.name}`, { skip: database.skip ?? false, timeout: 120_000 }, () => {
    it('with clocks apart bring each report to each target once', async () => {
      await using smtp = await startSmtpServer();
      const [url, target] = [database.freshUrl(), fresh()];
      const store = await openStore(url, [profile]);
      try {
        await store.migrate();
        const start = `${Date.now()}`;
        const processes = ['0', '1500'].map((ahead) => runner({ url, smtp: smtp.url, target, start, ahead }));
        await Promise.all(processes.map((child) => once(child, 'exit')));
        const rows = await store.records.deliveries.list({ thing: 'report/minutely', limit: 500 });
        const windows = [...new Set(rows.map(({ window }) => window))].sort();
        assert.ok(windows.length >= 2, `${windows}`);
        assert.equal(rows.length, windows.length * 5);
        const ended = rows.filter(({ window }) => window !== windows.at(-1)); // during the last one both were stopped
        for (const { target: to, state, attempts } of ended)
          assert.deepEqual([to, state, attempts], [to, to.startsWith('mail:nobody') ? 'failed' : 'sent', 1]);
        const sent = (kind: string) => rows.filter(({ target: to, state }) => to.startsWith(kind) && state === 'sent').length;
        assert.equal((await readdir(target)).length, sent('folder:'));
        assert.equal(smtp.taken.length, sent('mail:'));
        assert.equal(new Set(smtp.taken.map((message) => /^Message-ID: (.*)\r$/m.exec(message)![1])).size, smtp.taken.length);
        const runs = (await readFile(`${target}-runs`, 'utf8')).trim().split('\n');
        assert.equal(new Set(runs).size, runs.length, `each run once: ${runs}`);
        const all = await store.records.deliveries.list({ limit: 500 });
        const doers = new Set(all.flatMap(({ claimedBy }) => claimedBy ?? []));
        assert.equal(doers.size, 2, 'both took part');
      } finally {
        await store.close();
      }
    });
  });
}

function runner(options: Readonly<Record<string, string>>): ChildProcess {
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  return spawn(process.execPath, [RUNNER, ...words], { stdio: 'inherit' });
}

interface Scene extends AsyncDisposable {
  readonly url: string;
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly ports: SchedulerPorts<Order>;
  /** Windows that the pipeline was run in, failed attempts too. */
  readonly runs: string[];
  readonly runFaults: string[];
  readonly brought: string[];
  readonly told: string[];
  readonly subscribed: Target[];
  readonly outcomes: Map<string, SendOutcome[]>;
  made: number;
  hangs: boolean;
  time: Date;
  finishRun(at: string): void;
  /** Lets the clock run, with a tick every so many seconds. */
  passTo(time: string, everySeconds?: number): Promise<void>;
  jumpTo(time: string): Promise<void>;
  /** Lets one tick begin what is due, without waiting for its end. */
  beginAt(time: string): Promise<void>;
}

async function newScene(schedules: readonly Schedule[], start: string, url = `sqlite:${fresh()}/herald.db`): Promise<Scene> {
  const store = await openStore(url, [profile]);
  await store.migrate();
  let finished: Date | undefined;
  let runId = 0;
  const senderTo = (target: Target): Sender<Order> => ({
    async send({ window, runId: id, notes }) {
      const outcome = scene.outcomes.get(targetText(target))?.shift() ?? { outcome: 'sent', messageIds: ['m'] };
      if (outcome.outcome === 'sent')
        scene.brought.push(`${targetText(target)} ${window.slice(0, 16)} run ${id} ${JSON.stringify(notes)}`);
      return outcome;
    },
    find: async () => ({ found: 'not sent' }),
  });
  const scene: Omit<Scene, 'scheduler'> & { scheduler: Scheduler | undefined } = {
    url,
    store,
    runs: [],
    runFaults: [],
    brought: [],
    told: [],
    subscribed: [],
    outcomes: new Map(),
    made: 0,
    hangs: false,
    time: new Date(start),
    scheduler: undefined,
    ports: {
      schedules,
      defaultProfile: profile.name,
      ledger: store.records.deliveries,
      known: store.records.schedules,
      clock: { now: () => scene.time },
      by: 'test',
      owner: { tell: async ({ text }) => void scene.told.push(text) },
      log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
      async doRun(_profile, signal) {
        scene.runs.push(scene.time.toISOString().slice(0, 16));
        if (scene.hangs) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
        const fault = scene.runFaults.shift();
        if (fault !== undefined) throw new Error(fault);
        scene.finishRun(scene.time.toISOString());
      },
      currentRun: async () =>
        finished === undefined ? undefined : { id: runId, finishedAt: finished, asOf: finished.toISOString().slice(0, 10) },
      async makeReport(order) {
        scene.made++;
        return order;
      },
      subscribers: async () => scene.subscribed.map((target) => ({ target, filter: {} })),
      senders: senderTo,
      ticks: () => () => undefined,
    },
    finishRun(at) {
      finished = new Date(at);
      runId++;
    },
    async passTo(time, everySeconds = 60) {
      const end = new Date(time);
      while (scene.time < end) {
        scene.time = new Date(Math.min(scene.time.getTime() + everySeconds * 1000, end.getTime()));
        await scheduler.tick();
        await scheduler.settled();
      }
    },
    async jumpTo(time) {
      scene.time = new Date(time);
      await scheduler.tick();
      await scheduler.settled();
    },
    async beginAt(time) {
      scene.time = new Date(time);
      await scheduler.tick();
      while (scene.runs.length === 0) await sleep(5);
    },
    async [Symbol.asyncDispose]() {
      await scheduler.stop();
      await store.close();
    },
  };
  const scheduler = await startScheduler(scene.ports);
  return Object.assign(scene, { scheduler });
}
