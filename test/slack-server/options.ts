import type { Validation } from './guard.ts';
import type { Person } from './person.ts';

/** The app, as its manifest would say it, and how strict Slack is with it. */
export interface SlackServerOptions {
  /** With the slash. */
  readonly commands: readonly string[];
  /** Names as in the manifest; none unless given. */
  readonly events?: readonly string[];
  readonly scopes?: readonly string[];
  readonly botName?: string;
  readonly validation?: Validation;
}

export interface ChannelOptions {
  readonly members: readonly Person[];
  readonly isPrivate?: boolean;
  /** With people of another organisation: Slack Connect. */
  readonly isShared?: boolean;
  readonly hasBot?: boolean;
}

export interface PersonOptions {
  /** Of another organisation, as met in shared channels. */
  readonly isStranger?: boolean;
  readonly isGuest?: boolean;
}
