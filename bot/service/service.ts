import { setTimeout as sleep } from 'node:timers/promises';
import { App } from '@slack/bolt';
import type { Logger } from 'pino';
import { type Clock, type Profile, type Store, systemClock } from '#pipeline';
import { Gatekeeper } from '../access/gatekeeper.ts';
import { activeRules } from '../alert-rules.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../environment.ts';
import { Questions } from '../question/ask.ts';
import type { Ticks } from '../schedule/ports.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Desk } from '../slack/desk.ts';
import { listen } from '../slack/listeners.ts';
import { missingScopes } from '../slack/manifest.ts';
import { boltLogger, httpReceiver, SLACK_PATH, SocketReceiver } from '../slack/receivers.ts';
import { Slack } from '../slack/slack.ts';
import { Work } from '../slack/work.ts';
import { kindsOf } from '../subscriptions/subscription.ts';
import { startDelivering } from './delivering.ts';
import { Jobs } from './jobs.ts';
import { type Metrics, newMetrics } from './metrics.ts';
import { runNewest } from './pipeline-runs.ts';
import { RunFacts } from './run-facts.ts';
import type { SlackSettings } from './slack-settings.ts';
import { tidy } from './tidy.ts';
import { startWebServer } from './web-server.ts';
import { openWorkshop } from './workshop.ts';

export interface ServiceOptions {
  readonly store: Store;
  readonly config: Config;
  readonly environment: Environment;
  readonly slack: SlackSettings;
  readonly log: Logger;
  /** The variables that a run of the pipeline gets. */
  readonly variables: NodeJS.ProcessEnv;
  /** The system's unless given. */
  readonly clock?: Clock;
  readonly ticks?: Ticks;
}

export interface Service {
  readonly port: number;
  readonly mode: SlackSettings['mode'] | 'without Slack';
  /** Takes no more requests, ends what it has begun, and closes everything but the store; returns how many jobs were cut off. */
  stop(): Promise<number>;
}

/** Requests that are worked on at the same time. Most of them wait: for Slack, or for a query over many rows. */
const CONCURRENCY = 200;
/** Supervisors kill after 30 seconds; most work takes less than one. */
export const DRAIN_MS = 25_000;

/**
 * Starts the Slack bot: checks who it is, opens its port, and takes requests.
 *
 * @throws {SlackError} if Slack cannot be reached or refuses the token
 * @throws {PortError} if the port cannot be used
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { store, config, environment, log, clock = systemClock, ticks } = options;
  const jobs = new Jobs(CONCURRENCY);
  const metrics = newMetrics(() => jobs.pending);
  const workshop = openWorkshop(environment);
  const slack = new Slack({
    token: options.slack.botToken,
    apiUrl: environment.slack.apiUrl,
    log,
    called: (method, outcome) => metrics.slackCalls.inc({ method, outcome }),
    drawPicture: (picture) => workshop.picture(picture),
  });
  const now = () => clock.now();
  const gatekeeper = new Gatekeeper({ rules: config.access, directory: slack, auditLog: store.records.auditLog, log, now });
  const stopping = new AbortController();
  let scheduler: Scheduler | undefined;
  const desks = new Map<string, Desk>();
  const deskFor = (profile: Profile): Desk => ({
    store,
    profile,
    desks,
    questions: new Questions(store, profile),
    facts: new RunFacts(store, profile, workshop),
    kinds: kindsOf(activeRules(profile, config.alerts)),
    workshop,
    slack,
    gatekeeper,
    log,
    now,
    deliver: () => void scheduler?.tick(),
    schedules: config.schedules.filter(({ profile: named = config.profiles[0].name }) => named === profile.name),
    startRun: startOf(config.sources[profile.name], (source) =>
      runNewest(source, profile.name, options.variables, stopping.signal),
    ),
  });
  for (const each of config.profiles) desks.set(each.name, deskFor(each));
  const desk = desks.get(config.profiles[0].name)!;
  const { botId, botUserId, scopes } = await slack.identity();
  const missing = missingScopes(config, scopes);
  if (missing.length > 0) log.warn({ missing }, 'the app lacks scopes: install it again with what herald manifest prints');
  const intake = await openIntake(
    options,
    { botId, botUserId },
    desk,
    new Work({ store, jobs, metrics, log, now }),
    metrics,
    () => (stopping.signal.aborted ? 'stopping' : undefined),
  );
  const { variables } = options;
  scheduler = await startDelivering({ store, config, environment, workshop, slack, log, variables, clock, ticks });
  void tidy(store, log, stopping.signal);
  return {
    port: intake.port,
    mode: options.slack.mode,
    async stop() {
      const closed = intake.stop();
      const over = sleep(DRAIN_MS, undefined, { ref: false }); // a delivery that is cut off is looked for by the next process
      const [cutOff] = await Promise.all([jobs.drain(DRAIN_MS), Promise.race([scheduler?.stop(), over])]);
      stopping.abort();
      await closed;
      await workshop[Symbol.asyncDispose]();
      return cutOff;
    },
  };
}

interface Intake {
  readonly port: number;
  stop(): Promise<void>;
}

async function openIntake(
  { store, environment, slack: settings, log }: ServiceOptions,
  bot: { readonly botId: string; readonly botUserId: string },
  desk: Desk,
  work: Work,
  metrics: Metrics,
  stopping: () => string | undefined,
): Promise<Intake> {
  const sockets =
    settings.mode === 'socket'
      ? new SocketReceiver({ appToken: settings.appToken, apiUrl: environment.slack.apiUrl, log })
      : undefined;
  const http = settings.mode === 'http' ? httpReceiver(settings.signingSecret, log) : undefined;
  const app = new App({
    token: settings.botToken,
    ...bot,
    receiver: sockets ?? http!,
    convoStore: false,
    logger: boltLogger(log),
    clientOptions: { ...(environment.slack.apiUrl !== undefined && { slackApiUrl: environment.slack.apiUrl }) },
  });
  app.error(async (error) => log.error({ err: error }, 'a listener failed'));
  listen(app, desk, work);
  let open = true;
  const web = await startWebServer({
    port: environment.port,
    notReady: async () => {
      if (!open) return 'stopping';
      if (sockets?.connected === 0) return 'not connected to Slack';
      return (
        stopping() ??
        (await store.ping().then(
          () => undefined,
          (error: Error) => error.message,
        ))
      );
    },
    metrics: async () => ({ contentType: metrics.registry.contentType, text: await metrics.registry.metrics() }),
    ...(http && { slack: { path: SLACK_PATH, listener: http.requestListener } }),
  });
  await sockets?.start().catch(async (error: unknown) => {
    await Promise.all([web.stop(), sockets.stop()]); // else they would go on trying
    throw error;
  });
  return {
    port: web.port,
    async stop() {
      open = false;
      await Promise.all([web.stop(), sockets?.stop()]);
    },
  };
}

/** Undefined where no source is configured. */
function startOf<Run>(source: string | undefined, start: (source: string) => Run): (() => Run) | undefined {
  return source === undefined ? undefined : () => start(source);
}
