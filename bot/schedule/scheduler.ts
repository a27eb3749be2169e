import pLimit from 'p-limit';
import type { Delivery } from '#pipeline';
import { nextWindow } from './next-window.ts';
import type { SchedulerPorts, Work } from './ports.ts';
import type { Schedule } from './schedule.ts';
import { HERALD, parcelsOf, windowsOf } from './things.ts';
import { cronTicks } from './ticker.ts';
import { workOf } from './work.ts';

export interface Scheduler {
  /** Looks once what is to be done and begins it; called by itself every few seconds. */
  tick(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Begins nothing more, stops runs of the pipeline, and resolves when what was under way has ended. */
  stop(): Promise<void>;
}

/** A report or two and a few mails at the same time; drawing them is work for one processor. */
const DELIVERIES_AT_ONCE = 3;
/** Windows later than this are of a clock that was ahead for a time, and are passed over. */
const CLOCK_TOLERANCE_MS = 24 * 3_600_000;

/**
 * Does what the schedules say: runs the pipeline, brings reports. All it knows is in the ledger, so that any number of
 * processes may run one, and any of them may die: each window is done once, and each target gets it once.
 */
export async function startScheduler<Item>(ports: SchedulerPorts<Item>): Promise<Scheduler> {
  const { schedules, ledger, clock, log, also } = ports;
  const since = await knownSince(ports);
  const stopping = new AbortController();
  const lanes = { runs: pLimit(1), others: pLimit(DELIVERIES_AT_ONCE) };
  const underWay = new Map<number, Promise<void>>();
  const work = workOf(ports, since, stopping.signal);
  const things = [...schedules.flatMap((schedule) => [windowsOf(schedule), parcelsOf(schedule)]), ...(also?.things ?? [])];
  let ticking: Promise<void> | undefined;
  let isAsked = false;

  const begin = (delivery: Delivery, { lane, step }: Work) => {
    const job = lanes[lane](async () => {
      if (stopping.signal.aborted) return;
      const became = await step(delivery);
      if (became === 'sent') queueMicrotask(() => void tick()); // what a window has planned need not wait
    })
      .catch((error: unknown) =>
        log.error({ err: error, delivery: delivery.id, thing: delivery.thing }, 'a step of the scheduler failed'),
      )
      .finally(() => underWay.delete(delivery.id));
    underWay.set(delivery.id, job);
  };

  const look = async () => {
    const now = clock.now();
    await ledger.expire(now);
    const until = new Date(now.getTime() + CLOCK_TOLERANCE_MS).toISOString();
    for (const schedule of schedules) {
      const planned = await ledger.planNext({ thing: windowsOf(schedule), target: HERALD, until }, (latest) =>
        nextWindow(schedule, since.get(schedule.name)!, latest, now),
      );
      if (planned !== undefined)
        log.info({ schedule: schedule.name, window: planned.window, about: planned.content }, 'a window is due');
    }
    await also?.plan(now);
    for (const delivery of await ledger.due(now, things)) {
      const step = underWay.has(delivery.id) ? undefined : (work(delivery) ?? also?.work(delivery));
      if (step !== undefined) begin(delivery, step);
    }
  };

  const lookUntilNothingIsNew = async () => {
    do {
      isAsked = false;
      await look();
    } while (isAsked && !stopping.signal.aborted);
  };

  const tick = (): Promise<void> => {
    if (stopping.signal.aborted) return Promise.resolve();
    isAsked = true;
    ticking ??= lookUntilNothingIsNew()
      .catch((error: unknown) => log.error({ err: error }, 'the scheduler could not look what is due; it looks again'))
      .finally(() => {
        ticking = undefined;
      });
    return ticking;
  };

  const settled = async () => {
    while (ticking !== undefined || underWay.size > 0) await Promise.all([ticking, ...underWay.values()]);
  };
  const stopTicks = (ports.ticks ?? ((each) => cronTicks(each, log)))(() => void tick());
  return {
    tick,
    settled,
    async stop() {
      stopTicks();
      stopping.abort(new Error('the service is stopping'));
      await settled();
    },
  };
}

/** By name of the schedule. A changed timetable is a new one, and does not catch up on what it would have done before. */
async function knownSince<Item>({ schedules, known, clock }: SchedulerPorts<Item>): Promise<ReadonlyMap<string, Date>> {
  const definition = ({ does, cron, timeZone }: Schedule) => [does, cron, timeZone].join(' ');
  const entries = schedules.map(
    async (schedule) => [schedule.name, await known.since(schedule.name, definition(schedule), clock.now())] as const,
  );
  return new Map(await Promise.all(entries));
}
