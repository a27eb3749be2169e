import type { Clock, Delivery, Schedules, Subscription } from '#pipeline';
import type { Delivered, DeliverPorts } from '../delivery/ports.ts';
import type { Sender } from '../delivery/sender.ts';
import type { Target } from '../delivery/target.ts';
import type { Order } from './order.ts';
import type { Schedule } from './schedule.ts';

/** What the scheduler needs from the world. */
export interface SchedulerPorts<Item> extends DeliverPorts {
  readonly schedules: readonly Schedule[];
  /** The profile of a schedule that names none. */
  readonly defaultProfile: string;
  /** Since when schedules are known. */
  readonly known: Schedules;
  readonly clock: Clock;
  /** Runs the pipeline on the newest data; rejects with what went wrong. Running twice stores once. */
  readonly doRun: (profile: string, signal: AbortSignal) => Promise<void>;
  readonly currentRun: (
    profile: string,
  ) => Promise<{ readonly id: number; readonly finishedAt: Date; readonly asOf: string } | undefined>;
  /** Makes the report or digest; the same for all targets with the same order. */
  readonly makeReport: (order: Order) => Promise<Item>;
  /** Who subscribed to what of it, beside the targets of the configuration, which get all. */
  readonly subscribers: (schedule: Schedule) => Promise<readonly Subscriber[]>;
  readonly senders: (target: Target) => Sender<Item>;
  /** Other deliveries of the ledger that are to be made in the same manner. */
  readonly also?: OtherWork;
  /** node-cron unless given. */
  readonly ticks?: Ticks;
}

export type Subscriber = Pick<Subscription, 'target' | 'filter'>;

/** Calls `tick` every few seconds until the function it gives is called. */
export type Ticks = (tick: () => void) => () => void;

/** Deliveries that come of something else than the clock. */
export interface OtherWork {
  /** Beginnings of their `thing`. */
  readonly things: readonly string[];
  /** Plans what has become due; harmless if it is planned already. */
  plan(now: Date): Promise<void>;
  /** How one is brought a step further; undefined for those of others. */
  work(delivery: Delivery): Work | undefined;
}

/** How a delivery is brought one step further. */
export interface Work {
  /** Runs take all processors: one at a time. */
  readonly lane: 'runs' | 'others';
  readonly step: (delivery: Delivery) => Promise<Delivered>;
}
