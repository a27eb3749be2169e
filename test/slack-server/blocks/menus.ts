import { z } from 'zod';
import { ANYWHERE, CLICKED, choosing, type ElementKinds } from './element.ts';
import { EVERYWHERE, exactlyOneOf, type Rule } from './kind.ts';
import { anyOption, confirm, flag, id, optionGroup, overflowOption, plainOption } from './objects.ts';

const choosingSeveral = { ...choosing, max_selected_items: z.int().min(1).optional() };
const text = z.string().optional();
const texts = z.array(z.string()).optional();
const ticked = { action_id: id, focus_on_load: flag, confirm, options: z.array(anyOption).min(1).max(10) };
const offered = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const asked = { min_query_length: z.int().min(0).optional() };
const conversations = {
  default_to_current_conversation: flag,
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: flag,
      exclude_bot_users: flag,
    })
    .optional(),
};
/** What is chosen at the start must be among what is offered, as the same object. */
const startsAmongOffered: Rule = (value) => {
  const groups = (value.option_groups ?? []) as readonly { readonly options: readonly unknown[] }[];
  const known = [...((value.options ?? []) as readonly unknown[]), ...groups.flatMap(({ options }) => options)];
  const keys = new Set(known.map((option) => JSON.stringify(option)));
  const field = value.initial_option === undefined ? 'initial_options' : 'initial_option';
  const chosen = [value[field] ?? []].flat();
  return chosen.every((option) => keys.has(JSON.stringify(option)))
    ? undefined
    : { path: [field], message: `${field} must be among the options` };
};

/** Menus, boxes to tick, and pickers of people and channels. */
export const MENUS: ElementKinds = {
  overflow: {
    surfaces: EVERYWHERE,
    places: CLICKED,
    fields: { action_id: id, confirm, options: z.array(overflowOption).min(1).max(5) },
  },
  checkboxes: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...ticked, initial_options: z.array(anyOption).min(1).optional() },
    rules: [startsAmongOffered],
  },
  radio_buttons: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...ticked, initial_option: anyOption.optional() },
    rules: [startsAmongOffered],
  },
  static_select: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...choosing, ...offered, initial_option: plainOption.optional() },
    rules: [exactlyOneOf('options', 'option_groups'), startsAmongOffered],
  },
  multi_static_select: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...choosingSeveral, ...offered, initial_options: z.array(plainOption).min(1).optional() },
    rules: [exactlyOneOf('options', 'option_groups'), startsAmongOffered],
  },
  external_select: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...choosing, ...asked, initial_option: plainOption.optional() },
  },
  multi_external_select: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...choosingSeveral, ...asked, initial_options: z.array(plainOption).min(1).optional() },
  },
  users_select: { surfaces: EVERYWHERE, places: ANYWHERE, fields: { ...choosing, initial_user: text } },
  multi_users_select: { surfaces: EVERYWHERE, places: ANYWHERE, fields: { ...choosingSeveral, initial_users: texts } },
  channels_select: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...choosing, initial_channel: text, response_url_enabled: flag },
  },
  multi_channels_select: { surfaces: EVERYWHERE, places: ANYWHERE, fields: { ...choosingSeveral, initial_channels: texts } },
  conversations_select: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...choosing, ...conversations, initial_conversation: text, response_url_enabled: flag },
  },
  multi_conversations_select: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...choosingSeveral, ...conversations, initial_conversations: texts },
  },
};
