import type { Message } from './message.ts';

/** Who asks. */
export interface Asker {
  readonly user: string;
  readonly team: string;
  /** Of another organisation, with which a channel is shared. */
  readonly stranger?: true;
}

/** Where something is asked, and so who could read the answer. */
export interface Place {
  readonly channel: string;
  /** `ts` of the message that opened the thread. */
  readonly thread: string | null;
  /** `direct`: only the asker and Herald are there. */
  readonly kind: 'channel' | 'direct';
  /** Slack says that people of other organisations are here. */
  readonly external?: boolean;
}

/** Something a person wants from Herald, whatever way it came. */
export interface Request {
  readonly asker: Asker;
  readonly place: Place;
  /** What a follow-up refers to: the thread, or the person's own commands in a channel. */
  readonly conversation: string | null;
  readonly reply: Reply;
}

/** The way back to the asker. */
export interface Reply {
  /** Whether only the asker sees what is said. */
  readonly private: boolean;
  /** Shows that work is under way, until something is said. */
  working(): Promise<void>;
  say(message: Message): Promise<void>;
  /** For the asker's eyes only. */
  whisper(message: Message): Promise<void>;
  /** The work is done: a sign of life that nothing was said after does not stay. */
  ended(): Promise<void>;
}
