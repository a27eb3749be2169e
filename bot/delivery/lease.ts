import type { Delivery } from '#pipeline';
import { type DeliverPorts, LEASE_MS } from './ports.ts';

/** Does what a claim was made for, and renews the claim meanwhile. The signal is given once it is lost. */
export async function withLease<T>(
  claimed: Delivery,
  { ledger, leaseMs = LEASE_MS, log }: DeliverPorts,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  let heldUntil = performance.now() + leaseMs;
  const timer = setInterval(async () => {
    const asked = performance.now();
    try {
      if (!(await ledger.renew(claimed, leaseMs))) return lost.abort(new Error('the claim went to another process'));
      heldUntil = asked + leaseMs;
    } catch (error) {
      log.warn({ err: error, delivery: claimed.id }, 'the claim on a delivery could not be renewed');
      if (performance.now() > heldUntil) lost.abort(new Error('the claim could not be renewed'));
    }
  }, leaseMs / 3);
  try {
    return await work(lost.signal);
  } finally {
    clearInterval(timer);
  }
}
