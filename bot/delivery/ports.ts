import type { Logger } from 'pino';
import type { Clock, Deliveries } from '#pipeline';
import type { Owner } from './owner.ts';

/** What a delivery needs from the world. */
export interface DeliverPorts {
  readonly ledger: Deliveries;
  readonly clock: Clock;
  /** This process, unlike all others. */
  readonly by: string;
  /** How long a claim of a process that died holds others off; it is renewed while it is needed. */
  readonly leaseMs?: number;
  readonly owner: Owner;
  readonly log: Logger;
}

/** What became of a delivery for now; `taken`: another process has it, or had it. */
export type Delivered = 'sent' | 'failed' | 'planned' | 'unknown' | 'taken';

export const LEASE_MS = 60_000; // after a crash a delivery waits for no longer; a renewal may come 40 s late
