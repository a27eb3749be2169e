import { z } from 'zod';
import type { SubscriptionFilter } from '../subscriptions/subscription.ts';

/** What is to be made for the targets of a window; the ledger keeps it, so that a later attempt makes the same. */
export interface Order {
  readonly schedule: string;
  readonly does: 'report' | 'digest';
  readonly profile: string;
  /** ISO time in UTC. */
  readonly window: string;
  readonly runId: number;
  /** What readers must know about this one: it is late, it stands for others, its data are old. Sentences without full stop. */
  readonly notes: readonly string[];
  /** What of a digest the target asked for: what passes one of them. Null: all of it. */
  readonly filters: readonly SubscriptionFilter[] | null;
}

export const orderSchema: z.ZodType<Order> = z.object({
  schedule: z.string(),
  does: z.enum(['report', 'digest']),
  profile: z.string(),
  window: z.string(),
  runId: z.number(),
  notes: z.array(z.string()),
  filters: z
    .array(
      z.object({
        kinds: z.array(z.string()).exactOptional(),
        slice: z.record(z.string(), z.string()).exactOptional(),
        severity: z.string().exactOptional(),
      }),
    )
    .nullable()
    .default(null), // of orders that were written before digests had filters
});
