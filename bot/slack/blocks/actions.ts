import { z } from 'zod';
import { ALL_VIEW_NAMES } from '#reports';

/** The profile it is about; the default one where it is absent. */
const OF_PROFILE = { profile: z.string().min(1).exactOptional() };

/** What a button or select carries, by the name of its action: the contract between the blocks and their listeners. */
const FIELDS = {
  /** Asks a question, such as a suggestion. */
  ask: z.strictObject({ question: z.string().min(1), ...OF_PROFILE }),
  'break-down': z.strictObject({ answer: z.string().min(1), by: z.string().min(1) }),
  'show-query': z.strictObject({ answer: z.string().min(1) }),
  /** Sends the chart as a picture. */
  'show-chart': z.strictObject({ answer: z.string().min(1) }),
  csv: z.strictObject({ answer: z.string().min(1) }),
  /** Posts an answer in the channel that only the asker sees so far. */
  share: z.strictObject({ answer: z.string().min(1) }),
  /** Lists the users behind a figure. */
  'list-users': z.strictObject({ answer: z.string().min(1) }),
  'open-user': z.strictObject({ user: z.string().min(1), ...OF_PROFILE }),
  'user-pdf': z.strictObject({ user: z.string().min(1), ...OF_PROFILE }),
  vote: z.strictObject({ answer: z.string().min(1), vote: z.enum(['up', 'down']) }),
  view: z.strictObject({ name: z.enum(ALL_VIEW_NAMES), ...OF_PROFILE }),
  /** Draws the Home tab anew, for a profile. */
  'home-refresh': z.strictObject({ ...OF_PROFILE }),
  /** Opens the form for a list of users. */
  'home-users': z.strictObject({ ...OF_PROFILE }),
  subscribe: z.strictObject({ thing: z.enum(['alerts', 'report']), ...OF_PROFILE }),
  /** Opens the form for a subscription. */
  'subscription-form': z.strictObject({ ...OF_PROFILE }),
  /** Changes which fields the open form has. */
  'subscription-choice': z.strictObject({ choice: z.enum(['alerts', 'report', 'me', 'channel']) }),
  /** Draws the open form anew, for another profile. */
  'subscription-profile': z.strictObject({ profile: z.string().min(1) }),
  /** Opens the form filled in. */
  'change-subscription': z.strictObject({ id: z.number().int() }),
  unsubscribe: z.strictObject({ id: z.number().int() }),
  report: z.strictObject({ ...OF_PROFILE }),
  'alert-acknowledge': z.strictObject({ alert: z.number().int() }),
  /** Takes an alert upon oneself. */
  'alert-take': z.strictObject({ alert: z.number().int() }),
  'alert-snooze': z.strictObject({ alert: z.number().int(), days: z.number().int().min(1).max(30) }),
  'alert-mute': z.strictObject({ alert: z.number().int() }),
  'alert-unmute': z.strictObject({ alert: z.number().int() }),
  /** Lists whom to write to first. */
  'alert-users': z.strictObject({ alert: z.number().int() }),
} as const;

export type ActionName = keyof typeof FIELDS;

/** Something that a person chose in a message or view. */
export type Action = {
  readonly [Name in ActionName]: { readonly action: Name } & Fields<Name>;
}[ActionName];

/** Nothing more where there are no fields: zod would forbid all others, the name among them. */
type Fields<Name extends ActionName> = keyof (typeof FIELDS)[Name]['shape'] extends never
  ? unknown
  : Readonly<z.infer<(typeof FIELDS)[Name]>>;

export const ACTION_NAMES = Object.keys(FIELDS) as readonly ActionName[];

/** Longest value of a button, and of an option. */
export const LONGEST_VALUE = { button: 2000, option: 75 } as const;

/**
 * The id of an element; where an action stands several times in a message, the index keeps the ids apart.
 * @example actionId('ask', 2) // 'ask:2'
 */
export function actionId(name: ActionName, index?: number): string {
  return index === undefined ? name : `${name}:${index}`;
}

/** @example actionName('ask:2') // 'ask' */
export function actionName(id: string): ActionName | undefined {
  const [name] = id.split(':', 1);
  return ACTION_NAMES.find((known) => known === name);
}

/** The value of the element that stands for an action. */
export function actionValue({ action, ...fields }: Action): string {
  return JSON.stringify(fields);
}

const element = z.object({
  action_id: z.string(),
  value: z.string().max(LONGEST_VALUE.button).optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

/**
 * Reads one of the `actions` of a `block_actions` payload. Undefined for what Herald did not write, and for a select
 * that was emptied.
 */
export function parseAction(payload: unknown): Action | undefined {
  const parsed = element.safeParse(payload);
  if (!parsed.success) return undefined;
  const { action_id: id, value = parsed.data.selected_option?.value ?? '{}' } = parsed.data;
  const name = actionName(id);
  if (name === undefined) return undefined;
  const fields = FIELDS[name].safeParse(jsonOf(value));
  return fields.success ? ({ action: name, ...fields.data } as Action) : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
