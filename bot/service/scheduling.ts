import type { Logger } from 'pino';
import { type Clock, type CompleteRun, type Profile, RunNotFoundError, type Store } from '#pipeline';
import { digestBulletin } from '../alerts/digest.ts';
import type { Config } from '../config.ts';
import type { Owner } from '../delivery/owner.ts';
import type { DeliverPorts } from '../delivery/ports.ts';
import type { Sender } from '../delivery/sender.ts';
import type { Bulletin } from '../delivery/slack.ts';
import type { Target } from '../delivery/target.ts';
import { makeWeekly, weeklyBulletin } from '../delivery/weekly.ts';
import type { Order } from '../schedule/order.ts';
import type { OtherWork, Ticks } from '../schedule/ports.ts';
import { type Scheduler, startScheduler } from '../schedule/scheduler.ts';
import { runNewest } from './pipeline-runs.ts';
import type { Workshop } from './workshop.ts';

export interface SchedulingOptions {
  readonly store: Store;
  readonly config: Config;
  readonly workshop: Workshop;
  readonly senders: (target: Target) => Sender<Bulletin>;
  readonly owner: Owner;
  readonly log: Logger;
  /** This process, unlike all others. */
  readonly by: string;
  /** The variables that a run of the pipeline gets. */
  readonly variables: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly ticks?: Ticks;
}

/**
 * Does what `schedules` of the configuration say.
 *
 * @param also deliveries that come of something else than the clock
 */
export function startScheduling(options: SchedulingOptions, also: OtherWork): Promise<Scheduler> {
  const { store, config, senders, variables, ticks } = options;
  return startScheduler<Bulletin>({
    ...deliverPorts(options),
    schedules: config.schedules,
    defaultProfile: config.profiles[0].name,
    known: store.records.schedules,
    doRun: async (profile, signal) => {
      await runNewest(config.sources[profile]!, profile, variables, signal);
    },
    currentRun: (profile) => store.currentRun(profile),
    makeReport: (order) => bulletinOf(order, options),
    subscribers: async ({ does, profile }) => {
      const all = await store.records.subscriptions.all(profile ?? config.profiles[0].name);
      const thing = does === 'digest' ? 'alerts' : 'report';
      return all.filter((subscription) => subscription.thing === thing);
    },
    senders,
    also,
    ...(ticks && { ticks }),
  });
}

/** What every delivery needs. */
export function deliverPorts({ store, owner, log, by, clock }: SchedulingOptions): DeliverPorts {
  return { ledger: store.records.deliveries, clock, by, owner, log };
}

async function bulletinOf(order: Order, { store, config, workshop }: SchedulingOptions): Promise<Bulletin> {
  const { runId, profile: name, notes } = order;
  const profile = config.profiles.find((candidate) => candidate.name === name)!;
  const run = await completeRun(store, runId, profile);
  if (order.does === 'digest') return digestBulletin(order, store, run, profile, config.brand);
  return weeklyBulletin(await makeWeekly(workshop, run, profile), run, profile, config, notes);
}

async function completeRun(store: Store, id: number, { name }: Profile): Promise<CompleteRun> {
  const run = await store.run(id);
  if (run?.status === 'complete' && run.profile === name) return run;
  throw new RunNotFoundError(`run ${id} of ${name} is not in the store any more; make the report of another run`);
}
