import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { pino } from 'pino';
import {
  BUILT_IN_PROFILES,
  type Clock,
  type CompleteRun,
  DEFAULT_PROFILE,
  type Delivery,
  openStore,
  runPipeline,
  type Slice,
  type Store,
  systemClock,
} from '#pipeline';
import { type HeraldConfig, loadConfig } from '../../bot/config.ts';
import { parseEnvironment } from '../../bot/environment.ts';
import { type Service, startService } from '../../bot/service/service.ts';
import { slackSettings } from '../../bot/service/slack-settings.ts';
import { generateTelemetry, type TelemetryRow } from '../../pipeline/generate/index.ts';
import type { Person } from '../slack-server/person.ts';
import { type SlackServer, startSlackServer } from '../slack-server/server.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { type HeraldProcess, startHerald } from './herald-process.ts';
import { eventually, installedApp } from './slack-scene.ts';

const PROFILES = [DEFAULT_PROFILE, BUILT_IN_PROFILES['app-sessions']!] as const;

/** Two services that draw reports, on a machine that does other things as well. */
export const VERY_PATIENT = { within: 120_000 } as const;

/** What goes wrong in a week, and for whom. */
export interface Trouble {
  readonly where: Slice;
  /** Crashes more for each of them. */
  readonly crashes?: number;
  /** Churn risk more for each of them. */
  readonly churnRisk?: number;
  /** Days more since each of them was last seen, until they would count as gone. */
  readonly daysAway?: number;
}

/** Sixteen weeks of the same few users, in which nothing happens but what a test wants. */
export const SERVE_TELEMETRY = { users: 600, weeks: 16, seed: 11, endDate: '2025-04-21', incidents: 'none', badRows: 0 } as const;
const WEEKS = generateTelemetry(SERVE_TELEMETRY).snapshots;
const QUIET_WEEKS = 3; // so many are run before a scene begins: enough to have something to compare with

/** A database in which the quiet weeks were run; made once, copied by every scene on SQLite. */
export interface ServeData extends AsyncDisposable {
  readonly folder: string;
}

export async function serveData(): Promise<ServeData> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-serve-data-'));
  const url = `sqlite:${join(folder, 'herald.db')}`;
  const store = await openedStore(url);
  for (let week = 0; week < QUIET_WEEKS; week++) await runOf(week, [], folder, store);
  await store.close();
  await executed(url, "UPDATE runs SET finished_at = as_of || ' 06:00:00.000'"); // the store's own clock is not the scene's
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

export interface ServeSceneOptions {
  readonly config?: (cast: Cast) => HeraldConfig;
  /** Instead of a copy of the data. */
  readonly databaseUrl?: string;
  /** So many are run before the scene begins, in a database of its own. */
  readonly quietWeeks?: number;
  readonly smtpUrl?: string;
  /** The service gets no token of Slack; the configuration has to name another owner. */
  readonly withoutSlack?: boolean;
  /** Runs end by the clock of the machine, as services do that are processes of their own. */
  readonly isNow?: boolean;
}

/** Those who are known before the service starts, so that its configuration can name them. */
export interface Cast {
  readonly slack: SlackServer;
  readonly owner: Person;
  /** For targets and sources; goes away with the scene. */
  readonly folder: string;
}

/** A workspace and a database, and as many services on them as a test starts. */
export interface ServeScene extends Cast, AsyncDisposable {
  readonly store: Store;
  readonly clock: TestClock;
  /** The telemetry of the next week comes, and is run. */
  nextWeek(...troubles: readonly Trouble[]): Promise<CompleteRun>;
  /** The telemetry of the next week, where the pipeline is still to find it. */
  nextExport(...troubles: readonly Trouble[]): Promise<string>;
  /** Starts the service in this process, by the clock of the scene; Slack sends to the last one. */
  serve(): Promise<void>;
  /** Stops the service in this process. */
  stop(): Promise<void>;
  /** Starts `herald serve` as a process of its own, by the clock of the machine; Slack sends to the last one. */
  start(): Promise<HeraldProcess>;
  /** Lets the claims of services that died run out, which takes a minute else. */
  endClaims(): Promise<void>;
  /** The ledger, oldest first; steps of Herald's own are left out. */
  ledger(thing?: string): Promise<readonly Delivery[]>;
  /** Resolves when every run was watched and nothing is left to be brought. */
  settled(): Promise<void>;
}

export async function openServeScene(data: ServeData, options: ServeSceneOptions = {}): Promise<ServeScene> {
  await using cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'herald-serve-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const file = join(folder, 'herald.db');
  const { databaseUrl = `sqlite:${file}`, quietWeeks, isNow = false, withoutSlack = false } = options;
  if (quietWeeks === undefined) await copyFile(join(data.folder, 'herald.db'), file);
  const slack = await startSlackServer(await installedApp());
  cleanup.defer(() => slack.close());
  const owner = slack.person('owner');
  const cast = { slack, owner, folder };
  const config: HeraldConfig = { owner: { kind: 'person', id: owner.id }, ...options.config?.(cast) };
  const configFile = join(folder, 'herald.config.ts');
  await writeFile(configFile, `export default ${JSON.stringify(config)};\n`);
  const variables = {
    DATABASE_URL: databaseUrl,
    HERALD_CONFIG: configFile,
    PORT: '0',
    SLACK_API_URL: slack.apiUrl,
    ...(!withoutSlack && { SLACK_BOT_TOKEN: slack.botToken, SLACK_SIGNING_SECRET: slack.signingSecret }),
    ...(options.smtpUrl !== undefined && { SMTP_URL: options.smtpUrl }),
  };
  const store = await openedStore(databaseUrl);
  cleanup.defer(() => store.close());
  for (let week = 0; week < (quietWeeks ?? 0); week++) await runOf(week, [], folder, store);
  let week = quietWeeks ?? QUIET_WEEKS;
  const clock = new TestClock(morningAfter(WEEKS[Math.max(0, week - 1)]!.date));
  let running: Service | undefined;
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  cleanup.defer(stop);
  const owned = cleanup.move();
  const ledger: ServeScene['ledger'] = async (thing = '') => {
    const all = await store.records.deliveries.list({ limit: 500 });
    return all.filter((one) => one.target !== 'herald' && one.thing.startsWith(thing)).toReversed();
  };
  return {
    ...cast,
    store,
    clock,
    async nextWeek(...troubles) {
      if (!isNow) clock.moveTo(morningAfter(WEEKS[week]!.date));
      return runOf(week++, troubles, folder, store, isNow ? systemClock : clock);
    },
    async nextExport(...troubles) {
      const exports = join(folder, 'exports');
      await mkdir(exports, { recursive: true });
      return exportOf(week++, troubles, exports);
    },
    async serve() {
      const environment = parseEnvironment(variables);
      const service = await startService({
        store,
        config: await loadConfig(configFile),
        environment,
        slack: slackSettings(environment.slack),
        log: pino({ level: 'silent' }),
        variables: { ...process.env, ...variables },
        clock,
        ticks: often,
      });
      running = service;
      slack.sendTo(`http://127.0.0.1:${service.port}/slack/events`);
    },
    stop,
    async start() {
      const herald = owned.use(await startHerald(variables));
      slack.sendTo(`${herald.url}/slack/events`);
      return herald;
    },
    endClaims: () =>
      executed(databaseUrl, "UPDATE deliveries SET claimed_until = '2000-01-01 00:00:00.000' WHERE claimed_until IS NOT NULL"),
    ledger,
    async settled() {
      const { deliveries } = store.records;
      await eventually(
        async () => {
          const pending = await deliveries.list({ states: ['planned', 'claimed', 'unknown'], limit: 500 });
          const watched = await Promise.all(PROFILES.map(({ name }) => isWatched(name, store)));
          return watched.every(Boolean) && pending.every(({ dueAt }) => dueAt > clock.now()) ? true : undefined;
        },
        'the end of all deliveries',
        VERY_PATIENT,
      );
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/**
 * Stands still until it is moved, so that nothing becomes due while a busy machine takes its time; only each look at it
 * takes a millisecond, so that no two things happen at the same time.
 */
export class TestClock {
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now++);
  }

  moveTo(moment: Date): void {
    this.#now = moment.getTime();
  }

  pass(hours: number): void {
    this.#now += hours * 3_600_000;
  }
}

/** Messages of a channel that carry something; those of threads left out. */
export function bulletins(person: Person, channel: Channel, type = 'herald_alert') {
  return person.sees(channel).filter(({ metadata, thread_ts }) => metadata?.event_type === type && thread_ts === null);
}

/** What was added in the thread of a message, oldest first. */
export function threadOf(person: Person, channel: Channel, ts: string): readonly string[] {
  return person
    .sees(channel)
    .filter(({ thread_ts }) => thread_ts === ts)
    .map(({ text }) => text);
}

/** Whether the service has looked at the newest run of a profile. */
async function isWatched(profile: string, store: Store): Promise<boolean> {
  const [[watched], [newest]] = await Promise.all([
    store.records.deliveries.list({ thing: `alerts-of-run/${profile}`, limit: 1 }),
    store.runs(profile, 1),
  ]);
  return newest === undefined || Number(watched?.window) === newest.id;
}

async function openedStore(databaseUrl: string): Promise<Store> {
  const store = await openStore(databaseUrl, PROFILES);
  await store.migrate();
  return store;
}

async function executed(databaseUrl: string, sql: string): Promise<void> {
  if (databaseUrl.startsWith('sqlite:')) {
    const database = new Sqlite(databaseUrl.slice('sqlite:'.length)); // a second SQLite in one process would undo the locks of the first
    database.exec(sql);
    database.close();
    return;
  }
  const connection = await createConnection(databaseUrl);
  await connection.query(sql);
  await connection.end();
}

async function runOf(week: number, troubles: readonly Trouble[], folder: string, store: Store, clock?: Clock) {
  const file = await exportOf(week, troubles, folder);
  const ports = { store, clock: clock ?? { now: () => morningAfter(WEEKS[week]!.date) }, progress: () => undefined };
  const { run } = await runPipeline({ files: [file], profile: DEFAULT_PROFILE, k: 2 }, ports);
  return run;
}

async function exportOf(week: number, troubles: readonly Trouble[], folder: string): Promise<string> {
  const { file, rows } = WEEKS[week]!;
  const columns = DEFAULT_PROFILE.columns.map(({ name }) => name);
  const lines = [...rows()].map((entry) => {
    if (entry.kind === 'bad') throw new Error('bad rows were not asked for');
    const row = troubles.reduce(troubled, entry.row);
    return columns.map((column) => row[column]).join(',');
  });
  const path = join(folder, file);
  await writeFile(path, `${[columns.join(','), ...lines].join('\n')}\n`);
  return path;
}

function troubled(row: TelemetryRow, { where, crashes = 0, churnRisk = 0, daysAway = 0 }: Trouble): TelemetryRow {
  if (Object.entries(where).some(([column, value]) => row[column] !== value)) return row;
  const days = Number(row.days_since_last_login);
  return {
    ...row,
    ...(daysAway > 0 && { days_since_last_login: Math.max(days, Math.min(29, days + daysAway)) }),
    crash_events_last_30_days: Number(row.crash_events_last_30_days) + crashes,
    churn_risk_score: Math.min(1, Number(row.churn_risk_score) + churnRisk),
  };
}

function morningAfter(date: string): Date {
  return new Date(`${date}T06:00:00Z`);
}

function often(tick: () => void): () => void {
  const timer = setInterval(tick, 100);
  return () => clearInterval(timer);
}
