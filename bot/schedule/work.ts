import { LRUCache } from 'lru-cache';
import type { Delivery } from '#pipeline';
import { deliver } from '../delivery/deliver.ts';
import type { Sender } from '../delivery/sender.ts';
import { targetOf } from '../delivery/target.ts';
import { type Order, orderSchema } from './order.ts';
import type { SchedulerPorts, Work } from './ports.ts';
import { reportWindow } from './report-window.ts';
import { runWindow } from './run-window.ts';
import type { Schedule } from './schedule.ts';
import { parcelsOf, windowsOf } from './things.ts';

/** Reports are some megabytes each, and needed for as long as their targets are being served. */
const KEPT = { max: 4, ttl: 3_600_000 };

/** Finds out what is to be done for a delivery; undefined where it is none of a schedule that we know. */
export function workOf<Item>(
  ports: SchedulerPorts<Item>,
  since: ReadonlyMap<string, Date>,
  stopping: AbortSignal,
): (delivery: Delivery) => Work | undefined {
  const { schedules, makeReport, senders } = ports;
  const made = new LRUCache<string, { readonly item: Item }, Order>({
    ...KEPT,
    fetchMethod: async (_key, _stale, { context }) => ({ item: await makeReport(context) }),
  });
  const parcel = async ({ content }: Delivery): Promise<Item> => {
    const order = orderSchema.parse(content);
    return (await made.fetch(JSON.stringify([order.schedule, order.window, order.filters]), { context: order }))!.item;
  };
  return ({ thing }) => {
    const schedule = schedules.find((candidate) => thing === windowsOf(candidate) || thing === parcelsOf(candidate));
    if (schedule === undefined) return undefined;
    if (thing === parcelsOf(schedule)) {
      return {
        lane: 'others',
        step: (delivery) => deliver(delivery, () => parcel(delivery), senderTo(delivery.target, senders), ports),
      };
    }
    const windows = isReport(schedule) ? reportWindow(schedule, ports, since) : runWindow(schedule, ports, stopping);
    return {
      lane: isReport(schedule) ? 'others' : 'runs',
      step: (delivery) => deliver(delivery, async () => delivery, windows, ports),
    };
  };
}

function isReport(schedule: Schedule): schedule is Schedule & { readonly does: Order['does'] } {
  return schedule.does !== 'run';
}

function senderTo<Item>(text: string, senders: SchedulerPorts<Item>['senders']): Sender<Item> {
  const target = targetOf(text);
  return target === undefined ? NOWHERE : senders(target);
}

const NOWHERE: Sender<unknown> = {
  send: async () => ({
    outcome: 'refused',
    error: 'this is no target',
    fix: 'name a channel, person, mail or folder in herald.config.ts',
  }),
  find: async () => ({ found: 'not sent' }),
};
