import { z } from 'zod';

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
}

export const orderSchema: z.ZodType<Order> = z.object({
  schedule: z.string(),
  does: z.enum(['report', 'digest']),
  profile: z.string(),
  window: z.string(),
  runId: z.number(),
  notes: z.array(z.string()),
});
