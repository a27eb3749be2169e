import { wordsIn } from './blocks-walk.ts';
import type { Context } from './context.ts';
import { type Fields, fieldsOf, listOf, textOf } from './json.ts';
import type { View } from './views.ts';
import type { Message } from './workspace.ts';

/** A message as a person sees it, at the moment of looking. */
export interface VisibleMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts: string | null;
  readonly user: string;
  /** Behind the blocks: what notifications and screen readers get. */
  readonly text: string;
  readonly blocks: readonly Fields[];
  /** Everything that can be read on the screen, one piece a line. */
  readonly words: string;
  /** The person whom alone it is shown to. */
  readonly ephemeralFor: string | null;
  readonly edited: boolean;
  readonly streaming: boolean;
  readonly files: readonly { readonly id: string; readonly name: string; readonly title: string }[];
  readonly metadata: Fields | null;
}

/** A modal or Home tab as a person sees it. */
export interface VisibleView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly title: string;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly blocks: readonly Fields[];
  readonly words: string;
  /** What the bot said about the last submission, by block. */
  readonly errors: Readonly<Record<string, string>>;
  readonly hash: string;
}

/** A file that was shared with a person. */
export interface SharedFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly bytes: Buffer;
  readonly channel: string;
}

export function isVisibleTo({ workspace }: Context, message: Message, user: string): boolean {
  const channel = workspace.channels.get(message.channel)!;
  const isThere = channel.kind === 'public' || channel.members.has(user);
  return isThere && (message.ephemeralFor === null || message.ephemeralFor === user);
}

export function visibleMessage({ files }: Context, message: Message): VisibleMessage {
  const { channel, ts, user, text, blocks, ephemeralFor, streaming, metadata } = message;
  const names = message.files.map((id) => files.find(id)!).map(({ id, name, title }) => ({ id, name, title }));
  const seen = blocks.length > 0 ? [...(streaming ? [{ text }] : []), ...blocks] : [{ text }];
  return {
    channel,
    ts,
    thread_ts: message.threadTs,
    user,
    text,
    blocks,
    words: wordsIn([...seen, ...message.attachments, ...names]),
    ephemeralFor,
    edited: message.edited !== null,
    streaming,
    files: names,
    metadata,
  };
}

export function visibleView({ id, content, errors, hash }: View): VisibleView {
  return {
    id,
    type: content.type === 'home' ? 'home' : 'modal',
    title: textOf(fieldsOf(content.title).text),
    callback_id: textOf(content.callback_id),
    private_metadata: textOf(content.private_metadata),
    blocks: listOf(content.blocks),
    words: wordsIn([content.title, content.blocks, content.submit, content.close]),
    errors,
    hash,
  };
}

/** One line about a message, for failures. */
export function summary({ channel, words, text, ephemeralFor, thread_ts }: VisibleMessage): string {
  const where = `${channel}${thread_ts === null ? '' : ' in a thread'}${ephemeralFor === null ? '' : ', ephemeral'}`;
  return `  [${where}] ${(words || text).replaceAll('\n', ' | ').slice(0, 300)}`;
}
