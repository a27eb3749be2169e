import { z } from 'zod';

const input = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
  selected_conversation: z.string().nullish(),
});

const formState = z.object({ values: z.record(z.string(), z.record(z.string(), input)) });

/** What a field of a form holds, as Slack says it. */
export type FormInput = z.infer<typeof input>;

/**
 * What was filled in, by `block_id`: every field of ours holds one input. Undefined for what is no form.
 * @param state the `state` of a view
 */
export function formInputs(state: unknown): ((field: string) => FormInput | undefined) | undefined {
  const parsed = formState.safeParse(state);
  if (!parsed.success) return undefined;
  const fields = new Map(Object.entries(parsed.data.values));
  return (field) => Object.values(fields.get(field) ?? {})[0];
}
