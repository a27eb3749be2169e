import { withIds } from './blocks-walk.ts';
import type { Context } from './context.ts';
import { announceEdit, announcePost, announceRemoval } from './events.ts';
import { type Fields, fieldsOf, listOf, textOf } from './json.ts';
import { messageJson } from './message-json.ts';
import type { Change, Draft, Message } from './workspace.ts';

const TEXT_LIMIT = 40_000; // Slack cuts longer texts off

/** What a message says, from the arguments of a call or the body of a response. */
export function contentOf(fields: Fields): Pick<Message, 'text' | 'blocks' | 'attachments' | 'metadata'> {
  const metadata = fieldsOf(fields.metadata);
  return {
    text: textOf(fields.text).slice(0, TEXT_LIMIT),
    blocks: withIds(listOf(fields.blocks)),
    attachments: listOf(fields.attachments),
    metadata: Object.keys(metadata).length === 0 ? null : metadata,
  };
}

/** Shows a message of the bot; others' bots, and the bot itself, hear of it. */
export function postAsBot(context: Context, draft: Omit<Draft, 'user' | 'botId'>): Message {
  const { app, workspace } = context;
  const message = workspace.post({ ...draft, user: app.botUserId, botId: app.botId });
  workspace.statuses.delete(statusKey(message.channel, message.threadTs ?? ''));
  if (message.ephemeralFor === null) announcePost(context, message);
  return message;
}

export function editMessage(context: Context, message: Message, change: Change): void {
  const previous = messageJson(context, message);
  context.workspace.edit(message, change);
  announceEdit(context, message, previous);
}

export function removeMessage(context: Context, message: Message): void {
  context.workspace.remove(message);
  announceRemoval(context, message);
}

export function statusKey(channel: string, thread: string): string {
  return `${channel} ${thread}`;
}
