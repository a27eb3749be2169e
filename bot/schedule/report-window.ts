import type { Delivery } from '#pipeline';
import type { Sender } from '../delivery/sender.ts';
import { type Target, targetText } from '../delivery/target.ts';
import type { SubscriptionFilter } from '../subscriptions/subscription.ts';
import { readiness } from './freshness.ts';
import { type WindowContent, windowContent } from './next-window.ts';
import { lateNotes } from './notes.ts';
import type { Order } from './order.ts';
import type { SchedulerPorts, Subscriber } from './ports.ts';
import type { Schedule } from './schedule.ts';
import { HERALD, parcelsOf, windowsOf } from './things.ts';
import { lastTime, nextTimes } from './windows.ts';

/** Looked again so often whether the run has come. */
const WAIT_MS = 60_000;
/** What was not brought by then is of no use any more. */
const LONGEST_MS = 24 * 3_600_000;
/** Also where the next one comes sooner, the receiving side gets so long to recover. */
const SHORTEST_MS = 3_600_000;

/**
 * Does a window of a schedule that brings a report or digest: waits for its run, then plans a delivery for each target.
 * Each is claimed and sent by itself, and planned once, so the window may be repeated.
 */
export function reportWindow<Item>(
  schedule: Schedule & { readonly does: Order['does'] },
  ports: SchedulerPorts<Item>,
  since: ReadonlyMap<string, Date>,
): Sender<Delivery> {
  const { clock, ledger, currentRun, subscribers, defaultProfile } = ports;
  const profile = schedule.profile ?? defaultProfile;
  return {
    async send({ window, content }) {
      const about = windowContent.parse(content);
      const at = new Date(window);
      const now = clock.now();
      const run = await currentRun(profile);
      const ready = readiness({
        now,
        waitUntil: new Date(about.waitUntil),
        run,
        itsRun: await scheduledRun(profile, at, ports, since),
        previous: lastTime(schedule, new Date(at.getTime() - 1)),
      });
      if (ready.step === 'wait') return { outcome: 'busy', error: ready.reason, retryAfterMs: WAIT_MS };
      if (ready.step === 'stop' || run === undefined)
        return {
          outcome: 'refused',
          error: `there is nothing to report: ${reasonOf(ready)}`,
          fix: 'make a run with herald run FILE',
        };
      const order = {
        schedule: schedule.name,
        does: schedule.does,
        profile,
        window,
        runId: run.id,
        notes: notesOf(at, about, schedule, ready.old),
      };
      const orders = ordersFor(order, schedule.targets ?? [], await subscribers(schedule));
      const deadline = deadlineOf(schedule, now);
      const planned = await ledger.plan(
        orders.map(([target, content]) => ({ thing: parcelsOf(schedule), window, target, plannedAt: now, deadline, content })),
      );
      return { outcome: 'sent', messageIds: planned.map(({ deliveryKey }) => deliveryKey) };
    },
    find: async () => ({ found: 'not sent' }),
  };
}

/** What is to be made for each target, once for a target that is named twice. */
function ordersFor(
  order: Omit<Order, 'filters'>,
  targets: readonly Target[],
  subscribers: readonly Subscriber[],
): readonly (readonly [target: string, Order])[] {
  const wishes = new Map<string, SubscriptionFilter[]>();
  for (const { target, filter } of [...targets.map((target) => ({ target, filter: {} })), ...subscribers])
    wishes.set(targetText(target), [...(wishes.get(targetText(target)) ?? []), filter]);
  return [...wishes].map(([target, filters]) => {
    const wantsAll = filters.some((filter) => Object.keys(filter).length === 0);
    return [target, { ...order, filters: wantsAll ? null : filters }];
  });
}

function reasonOf(ready: { readonly step: string; readonly reason?: string }): string {
  return ready.reason ?? 'there is no run yet';
}

function notesOf(window: Date, about: WindowContent, schedule: Schedule, old: string | null): readonly string[] {
  return [...lateNotes(window, about, schedule), ...(old === null ? [] : [old])];
}

function deadlineOf(schedule: Schedule, now: Date): Date {
  const next = nextTimes(schedule, now, 1)[0]?.getTime() ?? Number.POSITIVE_INFINITY;
  const patience = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, next - now.getTime()));
  return new Date(now.getTime() + patience);
}

/** The newest window, up to the time of the report, in which the pipeline was to run for its profile. */
async function scheduledRun<Item>(
  profile: string,
  until: Date,
  { schedules, ledger, defaultProfile }: SchedulerPorts<Item>,
  since: ReadonlyMap<string, Date>,
) {
  const runs = schedules
    .filter((schedule) => schedule.does === 'run' && (schedule.profile ?? defaultProfile) === profile)
    .map((schedule) => ({ schedule, at: lastTime(schedule, until) }))
    .filter(({ schedule, at }) => at !== undefined && at > (since.get(schedule.name) ?? until))
    .toSorted((left, right) => right.at!.getTime() - left.at!.getTime());
  const newest = runs[0];
  if (newest?.at === undefined) return undefined;
  const { schedule, at } = newest;
  const rows = await ledger.list({ thing: windowsOf(schedule), target: HERALD });
  const row = rows.find(({ window }) => window === at.toISOString());
  return { at, state: row?.state, lastError: row?.lastError ?? null };
}
