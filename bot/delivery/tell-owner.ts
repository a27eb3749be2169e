import type { Delivery } from '#pipeline';
import type { DeliverPorts } from './ports.ts';

/** Tells the owner that a delivery needs a person; what cannot be told now is in the log and in the ledger. */
export async function tellOwner(delivery: Delivery, what: string, { ledger, clock, owner, log }: DeliverPorts): Promise<void> {
  const { id, deliveryKey, attempts } = delivery;
  try {
    await owner.tell({ key: `${deliveryKey} ${attempts}`, text: `${inWords(delivery)}: ${what}` });
    await ledger.told(id, clock.now());
  } catch (error) {
    log.error({ err: error, delivery: id, what }, 'the owner could not be told');
  }
}

/** @example inWords(delivery) // 'report/weekly for 2025-03-03 07:00 UTC to channel:C024BE91L' */
function inWords({ thing, window, target }: Pick<Delivery, 'thing' | 'window' | 'target'>): string {
  const time = window.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):00\.000Z$/, '$1 $2 UTC');
  return `${thing} for ${time}${target.includes(':') ? ` to ${target}` : ''}`;
}
