import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CompleteRun, DEFAULT_PROFILE, writeTelemetry } from '#pipeline';
import { type AccessRules, DENY_BY_DEFAULT } from '../../bot/access/rules.ts';
import { type HeraldConfig, loadConfig } from '../../bot/config.ts';
import { slackManifest } from '../../bot/slack/manifest.ts';
import type { Exchange } from '../slack-server/exchange.ts';
import type { Person } from '../slack-server/person.ts';
import { type SlackServer, type SlackServerOptions, startSlackServer } from '../slack-server/server.ts';
import type { VisibleMessage } from '../slack-server/visible.ts';
import type { Channel } from '../slack-server/workspace.ts';
import { runsOf } from './generated-runs.ts';
import { type HeraldProcess, startHerald } from './herald-process.ts';

/** Patience for a machine that does other things as well. Nothing waits longer than it has to. */
export const PATIENT = { within: 45_000 } as const;

export const MODES = ['HTTP', 'Socket Mode'] as const;
export type Mode = (typeof MODES)[number];

export type Row = Readonly<Record<string, string | number | null>>;

/** Two weeks that were run, and the export of a third; made once, copied by every scene. */
export interface SceneData extends AsyncDisposable {
  readonly databaseFile: string;
  readonly runs: readonly CompleteRun[];
  /** Export of the week after the last run. */
  readonly nextExport: string;
}

export async function sceneData(): Promise<SceneData> {
  const folder = await mkdtemp(join(tmpdir(), 'herald-scene-'));
  const telemetry = { users: 500, weeks: 3, seed: 11, endDate: '2026-11-16', incidents: 'none', badRows: 0 } as const;
  const { files } = await writeTelemetry(telemetry, folder);
  const { store, runs } = await runsOf(folder, files.slice(0, -1), { k: 2 });
  await store.close();
  const databaseFile = join(folder, 'scene.db');
  const database = new DatabaseSync(join(folder, 'herald.db'));
  database.prepare('VACUUM INTO ?').run(databaseFile); // one file, without a log beside it that a copy would miss
  database.close();
  return {
    databaseFile,
    runs,
    nextExport: files.at(-1)!,
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface SceneOptions {
  readonly mode: Mode;
  /** Who may see single users; the analysts may do everything unless told otherwise. */
  readonly access?: (cast: Cast) => Partial<AccessRules>;
  readonly sources?: HeraldConfig['sources'];
  readonly schedules?: HeraldConfig['schedules'];
  /** Instead of a copy of the data. */
  readonly databaseUrl?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Done with Slack before the service starts. */
  readonly prepare?: (slack: SlackServer) => void;
}

/** Those who are known before the service starts, so that its rules can name them. */
export interface Cast {
  readonly slack: SlackServer;
  readonly analysts: readonly Person[];
}

/** A workspace, the service as a process of its own, and its database. */
export interface SlackScene extends AsyncDisposable {
  readonly slack: SlackServer;
  readonly herald: HeraldProcess;
  /** Somebody new who may look up users, list them and start runs. */
  analyst(): Person;
  /** Somebody new whom no rule names. */
  colleague(): Person;
  /** A new channel with Herald in it. */
  channel(...members: readonly Person[]): Channel;
  /** What the database says, past the service. */
  rows(sql: string, ...bindings: readonly (string | number)[]): readonly Row[];
  /** Changes the database past the service. */
  execute(sql: string): void;
  /** One figure that the database gives. */
  figure(sql: string, ...bindings: readonly (string | number)[]): number;
  /** Another process on the same database and workspace. */
  another(): Promise<HeraldProcess>;
}

const ANALYSTS = 60;

export async function openScene(data: SceneData, options: SceneOptions): Promise<SlackScene> {
  const { mode, access = usualAccess, sources, schedules } = options;
  await using cleanup = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'herald-scene-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const copy = join(folder, 'herald.db');
  await copyFile(data.databaseFile, copy);
  const slack = await startSlackServer(await installedApp());
  cleanup.defer(() => slack.close());
  const analysts = Array.from({ length: ANALYSTS }, (_, index) => slack.person(`analyst-${index + 1}`));
  const configFile = join(folder, 'herald.config.ts');
  const config: HeraldConfig = {
    access: access({ slack, analysts }),
    ...(sources && { sources }),
    ...(schedules && { schedules }),
  };
  await writeFile(configFile, `export default ${JSON.stringify(config)};\n`);
  const variables = {
    DATABASE_URL: options.databaseUrl ?? `sqlite:${copy}`,
    HERALD_CONFIG: configFile,
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    ...(mode === 'HTTP' ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken }),
    ...options.variables,
  };
  options.prepare?.(slack);
  const herald = cleanup.use(await startHerald(variables));
  if (mode === 'HTTP') slack.sendTo(`${herald.url}/slack/events`);
  const database = new DatabaseSync(copy);
  cleanup.defer(() => database.close());
  const owned = cleanup.move();
  let [nextAnalyst, nextColleague, nextChannel] = [0, 0, 0];
  const rows: SlackScene['rows'] = (sql, ...bindings) =>
    database
      .prepare(sql)
      .all(...bindings)
      .map((row) => ({ ...row })) as Row[];
  return {
    slack,
    herald,
    analyst: () => analysts[nextAnalyst++]!,
    colleague: () => slack.person(`colleague-${++nextColleague}`),
    channel: (...members) => slack.channel(`channel-${++nextChannel}`, { members }),
    rows,
    execute: (sql) => database.exec(sql),
    figure: (sql, ...bindings) => Number(Object.values(rows(sql, ...bindings)[0]!)[0]),
    another: async () => owned.use(await startHerald(variables)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What Slack knows of the app once its manifest is installed; the rules of some scenes name user groups. */
export async function installedApp(): Promise<SlackServerOptions> {
  const config = { ...(await loadConfig(undefined)), access: { ...DENY_BY_DEFAULT, run: { groups: ['S000000001'] } } };
  const manifest = slackManifest(config, DEFAULT_PROFILE, { kind: 'socket' }) as {
    readonly features: { readonly slash_commands: readonly { readonly command: string }[] };
    readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
    readonly settings: { readonly event_subscriptions: { readonly bot_events: readonly string[] } };
  };
  return {
    commands: manifest.features.slash_commands.map(({ command }) => command),
    events: manifest.settings.event_subscriptions.bot_events,
    scopes: manifest.oauth_config.scopes.bot,
  };
}

function usualAccess({ analysts }: Cast): Partial<AccessRules> {
  const users = analysts.map(({ id }) => id);
  return { lookUp: { users }, list: { users }, run: { users } };
}

/** The answer to what somebody did, when it is there; what only says that work goes on is no answer. */
export function answerTo(exchange: Exchange): Promise<VisibleMessage> {
  return exchange.settled({ ...PATIENT, until: ({ text }) => !text.startsWith('Working on it…') });
}

/**
 * Waits for what Slack shows nobody, such as a call or a row.
 *
 * @param look undefined while it is not there
 */
export async function eventually<T>(
  look: () => T | undefined | Promise<T | undefined>,
  what: string,
  { within }: { readonly within: number } = PATIENT,
): Promise<T> {
  const until = performance.now() + within;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`${what} did not come within ${within} ms`);
    await sleep(20);
  }
}
