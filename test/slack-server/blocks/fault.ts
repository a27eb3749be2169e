import type { z } from 'zod';

/** One thing Slack would refuse, in the words and with the pointer that Slack gives. */
export interface BlockFault {
  /** JSON pointer from the arguments of the call: '/blocks/2/text/text', '/view/title/text'. */
  readonly pointer: string;
  /**
   * `failed_constraint`, as `blocks.validate` says, unless Slack has an error of its own for it: `msg_blocks_too_long`,
   * `only_one_table_allowed`, `view_too_large`.
   */
  readonly code: string;
  readonly message: string;
}

/** A broken constraint at a place, as a path of keys and indices. */
export function faultAt(path: readonly PropertyKey[], message: string, code = 'failed_constraint'): BlockFault {
  return { pointer: path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''), code, message };
}

/** What a schema finds wrong with a value that sits at `root`. */
export function schemaFaults(schema: z.ZodType, value: unknown, root: readonly PropertyKey[]): readonly BlockFault[] {
  const result = schema.safeParse(value, { error: inSlacksWords, reportInput: true });
  if (result.success) return [];
  return result.error.issues.map(({ path, message, code, input }) => {
    const isMissing = code === 'invalid_type' && input === undefined;
    return faultAt([...root, ...(isMissing ? path.slice(0, -1) : path)], message);
  });
}

/** Slack points at the object that lacks a field, not at the field. */
function inSlacksWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'array'
        ? `no more than ${issue.maximum} items allowed`
        : `must be less than ${Number(issue.maximum) + 1}`;
    case 'too_small':
      return issue.origin === 'array' ? `no less than ${issue.minimum} items allowed` : smallest(issue.minimum, issue.inclusive);
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return `must be one of: ${issue.values.join(', ')}`;
    case 'invalid_union':
      return typeMessage(issue.input);
    case 'invalid_type':
      return issue.input === undefined
        ? `missing required field: ${String(issue.path?.at(-1))}`
        : `must provide ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    default:
      return undefined;
  }
}

function smallest(minimum: number | bigint, inclusive = true): string {
  return inclusive ? `must be at least ${minimum}` : `must be more than ${minimum}`;
}

function typeMessage(input: unknown): string {
  const type = typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined;
  return type === undefined ? 'missing required field: type' : `unsupported type: ${String(type)}`;
}
