import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { folderSender } from '../../bot/delivery/folder.ts';
import { mailSender } from '../../bot/delivery/mail.ts';
import type { Target } from '../../bot/delivery/target.ts';
import { startScheduler } from '../../bot/schedule/scheduler.ts';
import { DEFAULT_PROFILE } from '../../pipeline/profiles/index.ts';
import { openStore } from '../../pipeline/store/open.ts';
import { aParcel, FROM } from './parcels.ts';

/**
 * A process with a scheduler, for tests that race several. Its clock goes twenty times as fast as others, and `--ahead`
 * milliseconds ahead; a run and a report are due every minute of it, for five targets of which one is bad.
 */
const SPEED = 20;
const LIFE_MS = 9000;
const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    smtp: { type: 'string' },
    target: { type: 'string' },
    start: { type: 'string' },
    ahead: { type: 'string' },
  },
});
const store = await openStore(values.url!, [DEFAULT_PROFILE]);
const start = Number(values.start);
const now = () => new Date(start + (Date.now() - start) * SPEED + Number(values.ahead));
const addresses = ['a', 'b', 'c', 'nobody'].map((name): Target => ({ kind: 'mail', id: `${name}@example.org` }));
const everyMinute = { cron: '* * * * *', timeZone: 'UTC' } as const;
const scheduler = await startScheduler({
  schedules: [
    { ...everyMinute, name: 'runs', does: 'run' },
    { ...everyMinute, name: 'minutely', does: 'report', targets: [...addresses, { kind: 'folder', id: values.target! }] },
  ],
  defaultProfile: DEFAULT_PROFILE.name,
  ledger: store.records.deliveries,
  known: store.records.schedules,
  clock: { now },
  by: `process ${values.ahead}`,
  owner: { tell: async () => undefined },
  log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
  doRun: async () => appendFile(`${values.target}-runs`, `${now().toISOString().slice(0, 16)}\n`),
  currentRun: async () => ({ id: 1, finishedAt: now(), asOf: '2025-03-03' }),
  makeReport: async () => aParcel(),
  subscribers: async () => [],
  senders: (target) =>
    target.kind === 'folder' ? folderSender(target.id) : mailSender(target.id, { url: values.smtp!, from: FROM }),
  ticks: (tick) => {
    const timer = setInterval(tick, 50);
    return () => clearInterval(timer);
  },
});
await sleep(LIFE_MS);
await scheduler.stop();
await store.close();
