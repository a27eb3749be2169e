import { z } from 'zod';
import { exactlyOneOf, ruled, typed } from './kind.ts';

/** Characters are code points: an emoji of two UTF-16 units counts once. */
export function charCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Text of `min` to `max` characters. */
export function chars(max: number, min = 1) {
  return z.string().superRefine((text, context) => {
    const count = charCount(text);
    if (count > max) context.addIssue({ code: 'custom', message: `must be less than ${max + 1} characters` });
    if (count < min) context.addIssue({ code: 'custom', message: `must be more than ${min - 1} characters` });
  });
}

export const id = chars(255).optional();
export const flag = z.boolean().optional();
export const url = chars(3000).refine((text) => URL.canParse(text), 'must be a valid url');

/** Without a length of its own a text object may have 3000 characters. */
export function plainText(max = 3000) {
  return typed('plain_text', { text: chars(max), emoji: flag });
}

export function mrkdwn(max = 3000) {
  return typed('mrkdwn', { text: chars(max), verbatim: flag });
}

export function anyText(max = 3000) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);
}

export const style = z.enum(['primary', 'danger']).optional();

export const confirm = z
  .strictObject({
    title: plainText(100).optional(),
    text: anyText(300),
    confirm: plainText(30).optional(),
    deny: plainText(30).optional(),
    style,
  })
  .optional();

/** Slack's pages name 75 and 150 for `value`; 75 is safe by both. */
const optionFields = { value: chars(75), description: plainText(75).optional() };
export const plainOption = z.strictObject({ text: plainText(75), ...optionFields });
export const anyOption = z.strictObject({ text: anyText(75), ...optionFields });
export const overflowOption = z.strictObject({ text: plainText(75), ...optionFields, url: url.optional() });

export const optionGroup = z.strictObject({ label: plainText(75), options: z.array(plainOption).min(1).max(100) });

/** An image is a public address or a file in Slack. */
export const imageFields = {
  alt_text: chars(2000),
  image_url: url.refine((text) => text.startsWith('https://'), 'must be a public https url').optional(),
  slack_file: ruled(
    z.strictObject({
      id: z
        .string()
        .regex(/^F[A-Z0-9]{8,}$/, 'invalid slack file')
        .optional(),
      url: url.optional(),
    }),
    [exactlyOneOf('id', 'url')],
  ).optional(),
};

export const imageRules = [exactlyOneOf('image_url', 'slack_file')];
export const image = typed('image', imageFields, imageRules);
