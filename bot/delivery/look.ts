import type { Delivery } from '#pipeline';
import { type Delivered, type DeliverPorts, LEASE_MS } from './ports.ts';
import { record } from './record.ts';
import type { Found, Sender } from './sender.ts';
import { tellOwner } from './tell-owner.ts';

/** Looked for again so often while nobody can tell; a person may have put right what stood in the way. */
const LOOK_AGAIN_MS = 3_600_000;
/** Looked for again after the place could not be looked into. */
const TRY_AGAIN_MS = 60_000;

/**
 * Resolves an unknown delivery by looking for its key where it was to go.
 *
 * @returns the delivery, planned again, if it certainly did not arrive; else what is known of it
 */
export async function lookFor<Item>(unknown: Delivery, sender: Sender<Item>, ports: DeliverPorts): Promise<Delivery | Delivered> {
  const { ledger, clock, by, leaseMs = LEASE_MS, log } = ports;
  const claimed = await ledger.claim(unknown, by, leaseMs, clock.now());
  if (claimed === undefined) return 'taken';
  const { id, thing, window, target } = claimed;
  const answer = await found(sender, claimed);
  const now = clock.now();
  log.info({ delivery: id, thing, window, target, found: answer.found }, 'looked for a delivery');
  switch (answer.found) {
    case 'sent':
      return (await record(ports, () => ledger.sent(claimed, answer.messageIds, now))) ? 'sent' : 'taken';
    case 'not sent':
      if (!(await record(ports, () => ledger.failed(claimed, `${claimed.lastError}; looked for, and not there`, now))))
        return 'taken';
      return { ...claimed, state: 'planned' };
    case 'cannot tell': {
      await record(ports, () => ledger.unknown(claimed, answer.reason, new Date(now.getTime() + LOOK_AGAIN_MS)));
      const choice = `see whether it arrived, then say herald deliveries --sent ${id} or herald deliveries --repeat ${id}`;
      if (claimed.toldAt === null) await tellOwner(claimed, `${answer.reason}; ${choice}`, ports);
      return 'unknown';
    }
    case 'not now':
      log.warn({ delivery: id, err: answer.error }, 'could not look for a delivery');
      await record(ports, () => ledger.unknown(claimed, claimed.lastError ?? '', new Date(now.getTime() + TRY_AGAIN_MS)));
      return 'unknown';
    default:
      return answer satisfies never;
  }
}

async function found<Item>(
  sender: Sender<Item>,
  { deliveryKey, plannedAt }: Delivery,
): Promise<Found | { readonly found: 'not now'; readonly error: unknown }> {
  try {
    return await sender.find(deliveryKey, plannedAt);
  } catch (error) {
    return { found: 'not now', error };
  }
}
