import type { Logger } from 'pino';
import type { Clock, Store } from '#pipeline';
import type { Config } from '../config.ts';
import { processName } from '../delivery/process-name.ts';
import type { Environment } from '../environment.ts';
import type { Ticks } from '../schedule/ports.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import { together } from '../schedule/together.ts';
import type { Slack } from '../slack/slack.ts';
import { alerting } from './alerting.ts';
import { ownerBy } from './owner.ts';
import { deliverPorts, startScheduling } from './scheduling.ts';
import { sendersBy } from './senders.ts';
import type { Workshop } from './workshop.ts';

export interface DeliveringOptions {
  readonly store: Store;
  readonly config: Config;
  readonly environment: Environment;
  readonly workshop: Workshop;
  /** Undefined where there is no Slack: then things go to folders and by e-mail. */
  readonly slack: Slack | undefined;
  readonly log: Logger;
  /** The variables that a run of the pipeline gets. */
  readonly variables: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly ticks?: Ticks | undefined;
}

/** Begins all that comes by itself: runs, reports and digests by the clock, and the alerts of every run of every profile. */
export async function startDelivering(options: DeliveringOptions): Promise<Scheduler> {
  const { store, config, environment, workshop, slack, log, variables, clock, ticks } = options;
  const senders = sendersBy({ slack, smtpUrl: environment.smtpUrl, mailFrom: config.mailFrom, now: () => clock.now() });
  const owner = ownerBy(config.owner && senders(config.owner), log);
  const scheduling = {
    store,
    config,
    workshop,
    senders,
    owner,
    log,
    by: processName(),
    variables,
    clock,
    ...(ticks && { ticks }),
  };
  const deliver = deliverPorts(scheduling);
  const common = { store, config, workshop, slack, senders, deliver };
  const watched = together(
    config.profiles.map((profile) => alerting({ ...common, profile })),
    log,
  );
  const scheduler = await startScheduling(scheduling, watched);
  void scheduler.tick();
  return scheduler;
}
