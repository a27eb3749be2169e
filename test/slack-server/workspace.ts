import { EventEmitter } from 'node:events';
import type { Fields } from './json.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly teamId: string;
  readonly isBot: boolean;
  /** A guest: single- or multi-channel. */
  readonly isRestricted: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly members: Set<string>;
  readonly isExtShared: boolean;
  isArchived: boolean;
  /** Oldest first, ephemeral ones included. */
  readonly messages: Message[];
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly members: Set<string>;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly user: string;
  readonly botId: string | null;
  readonly subtype: string | null;
  /** The only person who sees it; null where everybody in the channel does. */
  readonly ephemeralFor: string | null;
  /** The response_url it came through. */
  readonly origin: string | null;
  text: string;
  blocks: readonly Fields[];
  attachments: readonly Fields[];
  /** Ids. */
  files: readonly string[];
  metadata: Fields | null;
  edited: { readonly user: string; readonly ts: string } | null;
  streaming: boolean;
  readonly reactions: Map<string, Set<string>>;
  /** Revision of the workspace at its last change. */
  revision: number;
}

export type Draft = Pick<Message, 'channel' | 'user'> & Partial<Omit<Message, 'ts' | 'revision' | 'reactions'>>;
export type Change = Partial<Pick<Message, 'text' | 'blocks' | 'attachments' | 'files' | 'metadata' | 'edited' | 'streaming'>>;

/** People, channels, groups and messages. Every change raises `revision` and is told to whoever waits for one. */
export class Workspace {
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly groups = new Map<string, UserGroup>();
  /** "is thinking…" by channel and thread, as `assistant.threads.setStatus` left it. */
  readonly statuses = new Map<string, string>();
  revision = 0;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #idCounts = new Map<string, number>();
  #lastMicros = 0;

  /** @example newId('F') // 'F000000001', as `slack_file` wants it */
  newId(prefix: string): string {
    const count = (this.#idCounts.get(prefix) ?? 0) + 1;
    this.#idCounts.set(prefix, count);
    return `${prefix}${String(count).padStart(9, '0')}`;
  }

  /** Unique and rising over all channels. */
  newTs(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, Date.now() * 1000);
    return `${Math.floor(this.#lastMicros / 1e6)}.${String(this.#lastMicros % 1e6).padStart(6, '0')}`;
  }

  addUser(user: Omit<User, 'id'>): User {
    const added = { ...user, id: this.newId('U') };
    this.users.set(added.id, added);
    return added;
  }

  addChannel(channel: Pick<Channel, 'name' | 'kind' | 'isExtShared'> & { readonly members: Iterable<string> }): Channel {
    const id = this.newId(channel.kind === 'im' ? 'D' : 'C');
    const added: Channel = { ...channel, id, members: new Set(channel.members), isArchived: false, messages: [] };
    this.channels.set(id, added);
    return added;
  }

  /** The direct messages between two, opened at first use. */
  imBetween(user: string, bot: string): Channel {
    for (const channel of this.channels.values()) {
      if (channel.kind === 'im' && channel.members.has(user) && channel.members.has(bot)) return channel;
    }
    return this.addChannel({ name: 'directmessage', kind: 'im', isExtShared: false, members: [user, bot] });
  }

  post(draft: Draft): Message {
    const message: Message = {
      threadTs: null,
      botId: null,
      subtype: null,
      ephemeralFor: null,
      origin: null,
      text: '',
      blocks: [],
      attachments: [],
      files: [],
      metadata: null,
      edited: null,
      streaming: false,
      ...draft,
      ts: this.newTs(),
      reactions: new Map(),
      revision: this.revision + 1,
    };
    this.channels.get(draft.channel)!.messages.push(message);
    this.touch();
    return message;
  }

  edit(message: Message, change: Change): void {
    Object.assign(message, change, { revision: this.revision + 1 });
    this.touch();
  }

  remove(message: Message): void {
    const { messages } = this.channels.get(message.channel)!;
    messages.splice(messages.indexOf(message), 1);
    this.touch();
  }

  find(channel: string, ts: string): Message | undefined {
    return this.channels.get(channel)?.messages.find((message) => message.ts === ts);
  }

  /** Messages of a thread, its parent first. */
  thread(channel: string, ts: string): readonly Message[] {
    return this.channels.get(channel)?.messages.filter((message) => message.ts === ts || message.threadTs === ts) ?? [];
  }

  /** Tells whoever waits that something visible has changed. */
  touch(): void {
    this.revision++;
    this.#changes.emit('change');
  }

  /** @returns ends the listening */
  onChange(listener: () => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }
}
