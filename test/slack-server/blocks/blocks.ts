import { z } from 'zod';
import { CHARTS } from './charts.ts';
import { elementsIn } from './elements.ts';
import {
  anyOf,
  EVERYWHERE,
  exactlyOneOf,
  type Kind,
  MESSAGES,
  MODALS,
  oneOfKinds,
  type Rule,
  type Surface,
  typed,
} from './kind.ts';
import { anyText, chars, flag, id, image, imageFields, imageRules, mrkdwn, plainText, url } from './objects.ts';
import { richText, richTextFields } from './rich-text.ts';
import { TABLES } from './tables.ts';

/** Any block that may stand on this surface. */
export function blockOn(surface: Surface): z.ZodType {
  return oneOfKinds(blockKinds(surface), surface);
}

const block_id = id;

const collapsedIfCollapsible: Rule = ({ default_collapsed, is_collapsible }) =>
  default_collapsed === true && is_collapsible !== true
    ? { path: ['default_collapsed'], message: 'default_collapsed needs is_collapsible' }
    : undefined;

/** Every block that apps may send; `file` only ever comes from Slack. */
function blockKinds(surface: Surface): Readonly<Record<string, Kind>> {
  return { ...simpleBlocks(surface), ...TABLES, ...CHARTS, ...CONTAINERS, ...NOTICES };
}

/** The blocks that have been there longest; they may also stand in a container. */
function simpleBlocks(surface: Surface): Readonly<Record<string, Kind>> {
  return {
    section: {
      surfaces: EVERYWHERE,
      fields: {
        block_id,
        text: anyText(3000).optional(),
        fields: z.array(anyText(2000)).min(1).max(10).optional(),
        accessory: elementsIn('accessory', surface).optional(),
        expand: flag,
      },
      rules: [anyOf('text', 'fields')],
    },
    header: { surfaces: EVERYWHERE, fields: { block_id, text: plainText(150) } },
    divider: { surfaces: EVERYWHERE, fields: { block_id } },
    context: {
      surfaces: EVERYWHERE,
      fields: {
        block_id,
        elements: z
          .array(z.discriminatedUnion('type', [plainText(), mrkdwn(), image]))
          .min(1)
          .max(10),
      },
    },
    actions: {
      surfaces: EVERYWHERE,
      fields: { block_id, elements: z.array(elementsIn('actions', surface)).min(1).max(25) },
    },
    image: {
      surfaces: EVERYWHERE,
      fields: { block_id, ...imageFields, title: plainText(2000).optional() },
      rules: imageRules,
    },
    input: {
      surfaces: EVERYWHERE,
      fields: {
        block_id,
        label: plainText(2000),
        hint: plainText(2000).optional(),
        optional: flag,
        dispatch_action: flag,
        element: elementsIn('input', surface),
      },
    },
    rich_text: { surfaces: EVERYWHERE, fields: richTextFields },
    video: {
      surfaces: EVERYWHERE,
      fields: {
        block_id,
        video_url: url,
        thumbnail_url: url,
        alt_text: chars(2000),
        title: plainText(199),
        title_url: url.optional(),
        author_name: chars(49).optional(),
        provider_name: chars(3000).optional(),
        provider_icon_url: url.optional(),
        description: plainText().optional(),
      },
    },
  };
}

const card = {
  block_id,
  hero_image: image.optional(),
  icon: image.optional(),
  title: anyText(150).optional(),
  subtitle: anyText(150).optional(),
  body: anyText(200).optional(),
  actions: z.array(elementsIn('card', 'message')).min(1).max(2).optional(),
};
const cardRules = [anyOf('hero_image', 'title', 'actions', 'body')];

const task = {
  block_id,
  task_id: chars(255),
  title: chars(3000),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(typed('url', { url, text: chars(3000) })).optional(),
};

/** Blocks that hold others. */
const CONTAINERS: Readonly<Record<string, Kind>> = {
  container: {
    surfaces: MESSAGES,
    fields: {
      block_id,
      title: plainText(150).optional(),
      rich_text_title: richText.optional(),
      subtitle: anyText(150).optional(),
      icon: image.optional(),
      width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
      child_blocks: z
        .array(oneOfKinds({ ...simpleBlocks('message'), table: TABLES.table }, 'message'))
        .min(1)
        .max(10),
    },
    rules: [exactlyOneOf('title', 'rich_text_title'), collapsedIfCollapsible],
  },
  card: { surfaces: MESSAGES, fields: card, rules: cardRules },
  carousel: {
    surfaces: ['message', 'home'],
    fields: {
      block_id,
      elements: z
        .array(typed('card', card, cardRules))
        .min(1)
        .max(10),
    },
  },
  task_card: { surfaces: MESSAGES, fields: task },
  plan: { surfaces: MESSAGES, fields: { block_id, title: chars(3000), tasks: z.array(typed('task_card', task)).optional() } },
};

const NOTICES: Readonly<Record<string, Kind>> = {
  markdown: { surfaces: MESSAGES, fields: { block_id, text: chars(12_000) } },
  alert: {
    surfaces: MODALS, // Slack's own skill shows it in a message, its published schema does not
    fields: { block_id, text: anyText(), level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional() },
  },
  context_actions: {
    surfaces: MESSAGES,
    fields: { block_id, elements: z.array(elementsIn('context_actions', 'message')).min(1).max(5) },
  },
};
