import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '#pipeline';
import type { Config } from '../config.ts';
import type { Target } from '../delivery/target.ts';
import type { SlackEnvironment } from '../environment.ts';
import { startDelivering } from './delivering.ts';
import { newMetrics } from './metrics.ts';
import { DRAIN_MS, type Service, type ServiceOptions } from './service.ts';
import { tidy } from './tidy.ts';
import { startWebServer } from './web-server.ts';
import { openWorkshop } from './workshop.ts';

/**
 * Starts what does without Slack: schedules and alerts, to folders and by e-mail. Health and metrics have their port as
 * in the service with Slack.
 *
 * @throws {PortError} if the port cannot be used
 */
export async function startWithoutSlack(options: Omit<ServiceOptions, 'slack'>): Promise<Service> {
  const { store, environment, log, clock = systemClock } = options;
  const workshop = openWorkshop(environment);
  const metrics = newMetrics(() => 0);
  const stopping = new AbortController();
  const web = await startWebServer({
    port: environment.port,
    notReady: async () => {
      if (stopping.signal.aborted) return 'stopping';
      return store.ping().then(
        () => undefined,
        (error: Error) => error.message,
      );
    },
    metrics: async () => ({ contentType: metrics.registry.contentType, text: await metrics.registry.metrics() }),
  });
  const scheduler = await startDelivering({ ...options, workshop, slack: undefined, clock });
  void tidy(store, log, stopping.signal);
  return {
    port: web.port,
    mode: 'without Slack',
    async stop() {
      stopping.abort();
      await Promise.all([web.stop(), Promise.race([scheduler.stop(), sleep(DRAIN_MS, undefined, { ref: false })])]);
      await workshop[Symbol.asyncDispose]();
      return 0;
    },
  };
}

/**
 * Whether there is something to do by the clock, and nothing of it, nor the environment, speaks of Slack. A token that was
 * forgotten must not be noticed by its silence.
 */
export function doesWithoutSlack({ schedules, owner }: Pick<Config, 'schedules' | 'owner'>, slack: SlackEnvironment): boolean {
  const tokens = [slack.botToken, slack.appToken, slack.signingSecret];
  const targets = [...schedules.flatMap(({ targets = [] }) => targets), ...(owner === undefined ? [] : [owner])];
  return schedules.length > 0 && tokens.every((token) => token === undefined) && !targets.some(isInSlack);
}

function isInSlack({ kind }: Target): boolean {
  return kind === 'channel' || kind === 'person';
}
