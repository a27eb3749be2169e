import { type Message, plainMessage } from '../message.ts';
import { paragraph, preformatted, richText } from './elements.ts';
import { mrkdwn } from './text.ts';

/** One or two sentences, with lines to type where examples help. */
export function plainTextMessage(text: string, examples: readonly string[] = []): Message {
  const lines = examples.join('\n');
  const blocks = [paragraph(text), ...(examples.length === 0 ? [] : [richText(preformatted(lines, 1500))])];
  return plainMessage(mrkdwn(examples.length === 0 ? text : `${text}\n${lines}`, 3000), blocks);
}
