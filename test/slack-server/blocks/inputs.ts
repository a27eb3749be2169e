import { z } from 'zod';
import { ANYWHERE, choosing, type ElementKinds, type Place } from './element.ts';
import { EVERYWHERE, MODALS, type Rule } from './kind.ts';
import { confirm, flag, id, plainText } from './objects.ts';
import { richText } from './rich-text.ts';

const INPUT: readonly Place[] = ['input'];

const placeholder = plainText(150).optional();
const focus_on_load = flag;
const dispatch_action_config = z
  .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
  .optional();
const typing = { action_id: id, placeholder, focus_on_load, dispatch_action_config };
const text = z.string().optional();

const shortestBelowLongest: Rule = ({ min_length, max_length }) =>
  typeof min_length === 'number' && typeof max_length === 'number' && min_length > max_length
    ? { path: ['min_length'], message: 'min_length must not be greater than max_length' }
    : undefined;

/** What is typed, dated or uploaded. */
export const INPUTS: ElementKinds = {
  datepicker: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: { ...choosing, initial_date: z.iso.date('must be a date as YYYY-MM-DD').optional() },
  },
  timepicker: {
    surfaces: EVERYWHERE,
    places: ANYWHERE,
    fields: {
      ...choosing,
      initial_time: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:mm')
        .optional(),
      timezone: text,
    },
  },
  datetimepicker: {
    surfaces: ['message', 'modal'],
    places: ['actions', 'input'],
    fields: {
      action_id: id,
      focus_on_load,
      confirm,
      initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
    },
  },
  plain_text_input: {
    surfaces: EVERYWHERE,
    places: INPUT,
    fields: {
      ...typing,
      initial_value: text,
      multiline: flag,
      min_length: z.int().min(0).max(3000).optional(),
      max_length: z.int().min(1).max(3000).optional(),
    },
    rules: [shortestBelowLongest],
  },
  rich_text_input: {
    surfaces: ['modal', 'home'],
    places: ['actions', 'input'],
    fields: {
      ...typing,
      initial_value: richText.optional(),
      min_lines: z.int().min(1).max(100).optional(),
      max_lines: z.int().min(1).max(100).optional(),
    },
  },
  email_text_input: { surfaces: MODALS, places: INPUT, fields: { ...typing, initial_value: text } },
  url_text_input: { surfaces: MODALS, places: INPUT, fields: { ...typing, initial_value: text } },
  number_input: {
    surfaces: MODALS,
    places: INPUT,
    fields: { ...typing, is_decimal_allowed: z.boolean(), initial_value: text, min_value: text, max_value: text },
  },
  file_input: {
    surfaces: MODALS,
    places: INPUT,
    fields: {
      action_id: id,
      filetypes: z.array(z.string().min(1)).min(1).optional(),
      max_files: z.int().min(1).max(10).optional(),
    },
  },
};
