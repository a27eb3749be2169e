import type { Context } from './context.ts';
import type { Delivery } from './sender.ts';
import { isVisibleTo, summary, type VisibleMessage, type VisibleView, visibleMessage, visibleView } from './visible.ts';
import { type Patience, until } from './wait.ts';
import type { Message } from './workspace.ts';

export type Wanted = RegExp | ((message: VisibleMessage) => boolean);

export interface Scene {
  readonly user: string;
  /** What the person did, in a few words. */
  readonly act: string;
  /** Revision of the workspace when it was done. */
  readonly since: number;
  /** Id of the response_url that went along. */
  readonly origin: string | null;
  /** Whether a message of the bot that came by no response_url may be an answer. */
  readonly isAnswer: (message: Message) => boolean;
}

/** Says that the answer is still to come. */
const PLACEHOLDER = /\b(working on it|one moment|looking|thinking|loading)\b|(…|\.\.\.)\s*$/i;

/** Something a person did, what the bot answered to Slack at once, and what became visible afterwards. */
export class Exchange {
  readonly deliveries: readonly Delivery[];
  protected readonly context: Context;
  protected readonly scene: Scene;

  constructor(context: Context, scene: Scene, deliveries: readonly Delivery[]) {
    this.context = context;
    this.scene = scene;
    this.deliveries = deliveries;
  }

  /** HTTP status of the first attempt, 200 for an acknowledged envelope; null where nothing came back or nothing was sent. */
  get status(): number | null {
    return this.deliveries[0]?.attempts[0]?.status ?? null;
  }

  /** What came with the acknowledgement. */
  get body(): string {
    return this.deliveries[0]?.attempts[0]?.body ?? '';
  }

  get ackMs(): number {
    return this.deliveries[0]?.attempts[0]?.ackMs ?? Number.NaN;
  }

  /** How often Slack has tried again so far. */
  get retries(): number {
    return Math.max(0, ...this.deliveries.map(({ attempts }) => attempts.length - 1));
  }

  /** Resolves when Slack has an answer to everything it sent, or has given up. */
  async ended(): Promise<void> {
    await Promise.all(this.deliveries.map((delivery) => delivery.ended));
  }

  /** The messages that came of it so far, oldest first. */
  replies(): readonly VisibleMessage[] {
    const { user, since, origin, isAnswer } = this.scene;
    const isOurs = (message: Message) => message.origin !== null && message.origin === origin;
    const isNobodys = (message: Message) => message.origin === null || message.edited !== null;
    return [...this.context.workspace.channels.values()]
      .flatMap((channel) => channel.messages)
      .filter((message) => message.botId !== null && message.revision > since && isVisibleTo(this.context, message, user))
      .filter((message) => isOurs(message) || (isNobodys(message) && isAnswer(message)))
      .toSorted((one, other) => Number(one.ts) - Number(other.ts))
      .map((message) => visibleMessage(this.context, message));
  }

  /** The first message that came of it, whatever it says. */
  reply(patience: Patience = {}): Promise<VisibleMessage> {
    return this.#waitFor(() => this.replies()[0], 'an answer', patience);
  }

  /** The first message that says more than that the answer is to come. */
  settled(patience: Patience & { readonly until?: Wanted } = {}): Promise<VisibleMessage> {
    const { until: wanted = (message) => !message.streaming && !PLACEHOLDER.test(message.words || message.text) } = patience;
    return this.#waitFor(
      () => this.replies().find((message) => matches(message, wanted)),
      'an answer that is not a placeholder',
      patience,
    );
  }

  /** The first message that fits: on the screen or in its notification. */
  sees(wanted: Wanted, patience: Patience = {}): Promise<VisibleMessage> {
    return this.#waitFor(() => this.replies().find((message) => matches(message, wanted)), String(wanted), patience);
  }

  /** The modal that it opened, pushed or changed. */
  modal(patience: Patience = {}): Promise<VisibleView> {
    const look = () => {
      const view = this.context.views.top(this.scene.user);
      return view !== undefined && view.revision > this.scene.since ? visibleView(view) : undefined;
    };
    return this.#waitFor(look, 'a modal', patience);
  }

  #waitFor<T>(look: () => T | undefined, what: string, patience: Patience): Promise<T> {
    return until(this.context.workspace, look, () => this.#failure(what), patience);
  }

  #failure(what: string): string {
    const { act } = this.scene;
    const seen = this.replies().map(summary);
    return [
      `no ${what} came of: ${act}`,
      `Slack got ${this.status ?? 'nothing'} '${this.body.slice(0, 100)}' after ${Math.round(this.ackMs)} ms`,
      seen.length === 0 ? 'seen so far: nothing' : `seen so far:\n${seen.join('\n')}`,
      lastCalls(this.context),
    ].join('\n');
  }
}

/** What the bot asked of Slack last, for failures. */
export function lastCalls({ calls }: Context): string {
  const lines = calls.slice(-5).map(({ method, answer }) => `${method} ${answer.ok === true ? 'ok' : String(answer.error)}`);
  return `last calls of the bot: ${lines.join(', ') || 'none'}`;
}

export function matches(message: VisibleMessage, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(message);
  return wanted.test(message.words) || wanted.test(message.text);
}
