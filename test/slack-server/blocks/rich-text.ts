import { z } from 'zod';
import { typed } from './kind.ts';
import { chars, flag, id, url } from './objects.ts';

const style = z.strictObject({ bold: flag, code: flag, italic: flag, strike: flag, underline: flag }).optional();
const border = z.union([z.literal(0), z.literal(1)]).optional();
const name = chars(255);

const text = typed('text', { text: chars(Number.POSITIVE_INFINITY), style });
const link = typed('link', { url, text: chars(3000).optional(), unsafe: flag, style });

const leaf = z.discriminatedUnion('type', [
  text,
  link,
  typed('user', { user_id: name, style }),
  typed('channel', { channel_id: name, style }),
  typed('usergroup', { usergroup_id: name, style }),
  typed('team', { team_id: name, style }),
  typed('broadcast', { range: z.enum(['here', 'channel', 'everyone']), style }),
  typed('emoji', { name, unicode: name.optional(), url: url.optional(), style }),
  typed('date', { timestamp: z.int(), format: name, url: url.optional(), fallback: name.optional(), style }),
  typed('color', { value: z.string().regex(/^#[0-9a-fA-F]{6}$/, 'must be a hex colour'), style }),
]);

const section = typed('rich_text_section', { elements: z.array(leaf) });

/** A `rich_text` block; also what cells and titles of other blocks may hold. */
export const richTextFields = {
  block_id: id,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        section,
        typed('rich_text_list', {
          elements: z.array(section),
          style: z.enum(['bullet', 'ordered']),
          indent: z.int().min(0).max(8).optional(),
          offset: z.int().min(0).optional(),
          border,
        }),
        typed('rich_text_quote', { elements: z.array(leaf), border }),
        typed('rich_text_preformatted', { elements: z.array(z.discriminatedUnion('type', [text, link])), border }),
      ]),
    )
    .min(1),
};

export const richText = typed('rich_text', richTextFields);
