import type { Context } from './context.ts';
import { Exchange, type Scene } from './exchange.ts';
import { typedText } from './typed-text.ts';
import type { Channel, Message, User } from './workspace.ts';

/** Something said, as a thread or an edit refers to it. */
export class Said extends Exchange {
  readonly message: Message;

  constructor(context: Context, scene: Scene, deliveries: Exchange['deliveries'], message: Message) {
    super(context, scene, deliveries);
    this.message = message;
  }

  get ts(): string {
    return this.message.ts;
  }
}

/** What a thread can be named by. */
export type ThreadRef = string | { readonly ts: string; readonly thread_ts?: string | null };

export interface SayOptions {
  readonly thread?: ThreadRef;
  readonly files?: readonly { readonly name: string; readonly content: Buffer }[];
}

/** Puts a person's message, and the files with it, into a channel. */
export function writeMessage(context: Context, user: User, text: string, channel: Channel, options: SayOptions): Message {
  const { thread, files = [] } = options;
  const shared = files.map(({ name, content }) =>
    Object.assign(context.files.reserve(name, user.id), { bytes: content, isReady: true }),
  );
  const message = context.workspace.post({
    channel: channel.id,
    user: user.id,
    threadTs: thread === undefined ? null : typeof thread === 'string' ? thread : (thread.thread_ts ?? thread.ts),
    text: typedText(context, text, 'message'),
    files: shared.map(({ id }) => id),
    subtype: shared.length > 0 ? 'file_share' : null,
  });
  for (const file of shared) file.shares.push({ channel: channel.id, ts: message.ts });
  return message;
}
