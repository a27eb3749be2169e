import { z } from 'zod';
import { CLICKED, type ElementKinds, type Place } from './element.ts';
import { INPUTS } from './inputs.ts';
import { EVERYWHERE, MESSAGES, oneOfKinds, type Surface } from './kind.ts';
import { MENUS } from './menus.ts';
import { chars, confirm, id, imageFields, imageRules, plainText, style, url } from './objects.ts';

/** The elements that may stand in this place on this surface. */
export function elementsIn(place: Place, surface: Surface): z.ZodType {
  const kinds = { ...BUTTONS, ...MENUS, ...INPUTS };
  return oneOfKinds(Object.fromEntries(Object.entries(kinds).filter(([, { places }]) => places.includes(place))), surface);
}

const thumb = z.strictObject({ text: plainText(75), accessibility_label: chars(75).optional(), value: chars(2000) });

const BUTTONS: ElementKinds = {
  button: {
    surfaces: EVERYWHERE,
    places: [...CLICKED, 'card'],
    fields: {
      action_id: id,
      text: plainText(75),
      value: chars(2000).optional(),
      url: url.optional(),
      style,
      confirm,
      accessibility_label: chars(75).optional(),
    },
  },
  image: { surfaces: EVERYWHERE, places: ['accessory'], fields: imageFields, rules: imageRules },
  workflow_button: {
    surfaces: MESSAGES,
    places: CLICKED,
    fields: {
      action_id: id,
      text: plainText(75),
      style,
      accessibility_label: chars(75).optional(),
      workflow: z.strictObject({
        trigger: z.strictObject({
          url,
          customizable_input_parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
        }),
      }),
    },
  },
  feedback_buttons: {
    surfaces: MESSAGES,
    places: ['context_actions'],
    fields: { action_id: id, positive_button: thumb, negative_button: thumb },
  },
  icon_button: {
    surfaces: MESSAGES,
    places: ['context_actions'],
    fields: {
      action_id: id,
      icon: z.literal('trash'),
      text: plainText(75),
      accessibility_label: chars(75).optional(),
      value: chars(2000).optional(),
      visible_to_user_ids: z.array(z.string()).optional(),
      confirm,
    },
  },
};
