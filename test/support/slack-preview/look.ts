import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { types } from '@slack/bolt';
import { validateMessageBlocks, validateView } from '../../slack-server/blocks/validate.ts';
import { type DrawnMessage, drawMessage, drawView, page } from './draw.ts';
import { screenshot } from './screenshot.ts';

/**
 * Draws what is in a JSON file: `node test/support/slack-preview/look.ts FILE.json OUT.png`. The file holds a message
 * (`{text, blocks}`, and as it likes `author`, `time`, `isEphemeral`, and `pictures` as paths beside it by file id) or a
 * view, or an array of them. Lists on standard error what Slack would refuse.
 */
const [file, out] = process.argv.slice(2);
if (file === undefined || out === undefined) throw new Error('expected two arguments: FILE.json OUT.png');

type Content = (DrawnMessage | types.View) & {
  readonly author?: string;
  readonly time?: string;
  readonly isEphemeral?: boolean;
  readonly pictures?: Readonly<Record<string, string>>;
};

const given: Content | readonly Content[] = JSON.parse(await readFile(file, 'utf8'));
const drawn: string[] = [];
for (const content of [given].flat()) {
  const { author, time, isEphemeral, pictures = {}, ...shown } = content;
  const read = Object.entries(pictures).map(async ([id, path]) => [id, await readFile(resolve(dirname(file), path))] as const);
  const options = {
    pictures: new Map(await Promise.all(read)),
    ...(author !== undefined && { author }),
    ...(time !== undefined && { time }),
    ...(isEphemeral !== undefined && { isEphemeral }),
  };
  const faults = 'type' in shown ? validateView(shown) : validateMessageBlocks(shown.blocks ?? []);
  for (const { pointer, message } of faults) process.stderr.write(`Slack refuses ${pointer}: ${message}\n`);
  drawn.push('type' in shown ? drawView(shown, options) : drawMessage(shown, options));
}
await screenshot(page(...drawn), out);
