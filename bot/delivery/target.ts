import { z } from 'zod';
import type { Subscription } from '#pipeline';

/** Where something is brought. `channel` and `person` are ids of Slack, `mail` an address, `folder` a path. */
export type Target = Subscription['target'];

export const targetSchema: z.ZodType<Target> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('channel'), id: z.string().regex(/^[CG][A-Z0-9]+$/, 'must be an id such as C024BE91L') }),
  z.strictObject({ kind: z.literal('person'), id: z.string().regex(/^[UW][A-Z0-9]+$/, 'must be an id such as U024BE7LH') }),
  z.strictObject({ kind: z.literal('mail'), id: z.email('must be one address, such as ceo@example.com').max(180) }),
  z.strictObject({ kind: z.literal('folder'), id: z.string().min(1).max(180) }),
]);

/** A target as the ledger writes it. @example targetText({ kind: 'channel', id: 'C024BE91L' }) // 'channel:C024BE91L' */
export function targetText({ kind, id }: Target): string {
  return `${kind}:${id}`;
}

/** Undefined for what is no target, such as a step of our own. */
export function targetOf(text: string): Target | undefined {
  const colon = text.indexOf(':');
  const parsed = targetSchema.safeParse({ kind: text.slice(0, colon), id: text.slice(colon + 1) });
  return parsed.success ? parsed.data : undefined;
}
