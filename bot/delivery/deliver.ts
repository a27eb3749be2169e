import type { Delivery } from '#pipeline';
import { retryAt } from './backoff.ts';
import { withLease } from './lease.ts';
import { lookFor } from './look.ts';
import { type Delivered, type DeliverPorts, LEASE_MS } from './ports.ts';
import { record } from './record.ts';
import type { Sender, SendOutcome } from './sender.ts';
import { tellOwner } from './tell-owner.ts';

/**
 * Brings a delivery one step further: sends what is planned, looks for what is unknown. Of any number of processes that
 * try, one sends. Nothing is sent again unless it is certain that it did not arrive.
 *
 * @param delivery as the ledger gave it: planned or unknown
 * @param pack makes what is to be sent, before the claim: what dies here has sent nothing
 */
export async function deliver<Item>(
  delivery: Delivery,
  pack: () => Promise<Item>,
  sender: Sender<Item>,
  ports: DeliverPorts,
): Promise<Delivered> {
  const planned = delivery.state === 'unknown' ? await lookFor(delivery, sender, ports) : delivery;
  if (typeof planned === 'string') return planned;
  if (planned.state !== 'planned') return 'taken';
  const { ledger, clock, by, leaseMs = LEASE_MS } = ports;
  const isLate = planned.deadline !== null && planned.deadline <= clock.now();
  const packed = isLate ? tooLate(planned) : await packedBy(pack);
  const claimed = await ledger.claim(planned, by, leaseMs, clock.now());
  if (claimed === undefined) return 'taken';
  const outcome =
    'outcome' in packed ? packed : await withLease(claimed, ports, (signal) => sent(sender, packed.item, claimed, signal));
  return settle(claimed, outcome, ports);
}

function tooLate({ lastError }: Delivery): SendOutcome {
  return { outcome: 'busy', error: `its time was over before it could be sent${lastError === null ? '' : ` (${lastError})`}` };
}

async function packedBy<Item>(pack: () => Promise<Item>): Promise<{ readonly item: Item } | SendOutcome> {
  try {
    return { item: await pack() };
  } catch (error) {
    return { outcome: 'busy', error: `it could not be made: ${(error as Error).message}`, tellOwner: true };
  }
}

async function sent<Item>(
  sender: Sender<Item>,
  item: Item,
  { deliveryKey, attempts }: Delivery,
  signal: AbortSignal,
): Promise<SendOutcome> {
  try {
    return await sender.send(item, deliveryKey, signal, attempts === 1);
  } catch (error) {
    return { outcome: 'unclear', error: `nobody knows whether it arrived: ${(error as Error).message}` };
  }
}

/** Writes down what became of it, and tells the owner what needs a person. */
async function settle(claimed: Delivery, outcome: SendOutcome, ports: DeliverPorts): Promise<Delivered> {
  const { ledger, clock, log } = ports;
  const { id, thing, window, target, deadline, attempts } = claimed;
  const now = clock.now();
  const about = { delivery: id, thing, window, target, attempts };
  switch (outcome.outcome) {
    case 'sent':
      log.info({ ...about, messageIds: outcome.messageIds }, 'delivered');
      return (await record(ports, () => ledger.sent(claimed, outcome.messageIds, now))) ? 'sent' : 'taken';
    case 'unclear':
      log.warn({ ...about, error: outcome.error }, 'it is not known whether it arrived');
      return (await record(ports, () => ledger.unknown(claimed, outcome.error, new Date(now.getTime() + LOOK_AFTER_MS))))
        ? 'unknown'
        : 'taken';
    case 'refused':
      return failed(claimed, `${outcome.error}; ${outcome.fix}`, ports);
    case 'busy': {
      const again = retryAt(attempts, now, outcome.retryAfterMs);
      const help = outcome.fix === undefined ? '' : `; ${outcome.fix}`;
      if (deadline !== null && again > deadline) return failed(claimed, `${outcome.error}${help}`, ports);
      log.warn({ ...about, error: outcome.error, again }, 'to be tried again');
      if (!(await record(ports, () => ledger.failed(claimed, outcome.error, again)))) return 'taken';
      if (outcome.tellOwner === true && claimed.toldAt === null)
        await tellOwner(claimed, `${outcome.error}${help}; it is tried again at ${again.toISOString()}`, ports);
      return 'planned';
    }
    default:
      return outcome satisfies never;
  }
}

/** What was taken over may need a moment to be seen where it is looked for. */
const LOOK_AFTER_MS = 10_000;

async function failed(claimed: Delivery, error: string, ports: DeliverPorts): Promise<Delivered> {
  const { id, thing, window, target } = claimed;
  ports.log.error({ delivery: id, thing, window, target, error }, 'a delivery failed for good');
  if (!(await record(ports, () => ports.ledger.failed(claimed, error, null)))) return 'taken';
  await tellOwner(claimed, `${error}; after that: herald deliveries --repeat ${id}`, ports);
  return 'failed';
}
