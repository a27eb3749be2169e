/** What a planned failure looks like to the bot. */
export type FaultAnswer =
  /** An HTTP failure. `accepted`: the call took effect all the same. */
  | { readonly status: number; readonly retryAfter?: number; readonly accepted?: boolean }
  /** `{ok: false, error}` */
  | { readonly error: string }
  /** The connection stays open without an answer. `accepted`: the call took effect. */
  | { readonly silent: true; readonly accepted?: boolean };

export interface Limit {
  readonly count: number;
  readonly perMs: number;
  /** Counted by channel or over all calls. */
  readonly by?: 'channel' | 'method';
}

interface Plan {
  readonly method: string;
  readonly answer: FaultAnswer;
  timesLeft: number;
}

/** What the sockets and the events of the server can be made to do. */
export interface Disturbed {
  dropSockets(count: number): void;
  disconnect(reason: DisconnectReason, count: number): void;
  releaseEvents(order: 'sent' | 'reversed'): void;
  expireStreams(): void;
}

export type DisconnectReason = 'warning' | 'refresh_requested' | 'link_disabled' | 'too_many_websockets';

/** Everything that can be made to go wrong, and the clocks that tests would not wait for. */
export class Faults {
  /** No hello on new sockets, so that the client never counts as connected. */
  silentHello = false;
  /** From completed upload to usable file: Slack takes a moment, and so do we. */
  fileProcessingMs = 30;
  /** Files that never become usable. */
  filesStuck = false;
  /** Extra deliveries of each event under the same `event_id`. */
  duplicateEvents = 0;
  /** Events are kept back until `releaseEvents`. */
  holdingEvents = false;
  ackTimeoutMs = 3000;
  triggerLifeMs = 3000;
  responseUrlLifeMs = 30 * 60_000;
  /** Slack waits nothing, a minute and five minutes; the minutes are seconds here. */
  retryDelaysMs: readonly number[] = [0, 1000, 5000];
  readonly refusedBlocks = new Set<string>();
  readonly #delays = new Map<string, number>();
  readonly #limits = new Map<string, Limit>();
  readonly #recent = new Map<string, number[]>();
  readonly #disturbed: Disturbed;
  #plans: Plan[] = [];

  constructor(disturbed: Disturbed) {
    this.#disturbed = disturbed;
  }

  /**
   * The next calls of a method fail.
   *
   * @param method a Web API method, `*` for any, `response_url` or `upload`
   * @example faults.answerNext('chat.postMessage', { status: 429, retryAfter: 1 }, 3)
   */
  answerNext(method: string, answer: FaultAnswer, times = 1): void {
    this.#plans.push({ method, answer, timesLeft: times });
  }

  /** Refuses messages with such a block as `invalid_blocks`, as a Slack does that does not know the block yet. */
  refuseBlocks(types: readonly string[]): void {
    for (const type of types) this.refusedBlocks.add(type);
  }

  delay(method: string, ms: number): void {
    this.#delays.set(method, ms);
  }

  /** Answers 429 above a rate, with the time until the next call is welcome. */
  limit(method: string, limit: Limit): void {
    this.#limits.set(method, limit);
  }

  /** @param count of those that are connected; all unless given */
  dropSockets(count: number = Number.POSITIVE_INFINITY): void {
    this.#disturbed.dropSockets(count);
  }

  /** @param count of those that had their hello; all unless given */
  disconnect(reason: DisconnectReason, count: number = Number.POSITIVE_INFINITY): void {
    this.#disturbed.disconnect(reason, count);
  }

  releaseEvents(order: 'sent' | 'reversed' = 'sent'): void {
    this.holdingEvents = false;
    this.#disturbed.releaseEvents(order);
  }

  /** Ends every running stream, as Slack does after some five minutes. */
  expireStreams(): void {
    this.#disturbed.expireStreams();
  }

  /** All plans, limits and delays gone; clocks stay. */
  clear(): void {
    this.#plans = [];
    this.#delays.clear();
    this.#limits.clear();
    this.refusedBlocks.clear();
    Object.assign(this, { silentHello: false, filesStuck: false, duplicateEvents: 0 });
  }

  delayOf(method: string): number {
    return this.#delays.get(method) ?? this.#delays.get('*') ?? 0;
  }

  /** What goes wrong with this call, used up by asking. */
  take(method: string, channel: string): FaultAnswer | undefined {
    const plan = this.#plans.find((candidate) => candidate.method === method || candidate.method === '*');
    if (plan === undefined) return this.#overLimit(method, channel);
    plan.timesLeft--;
    if (plan.timesLeft <= 0) this.#plans.splice(this.#plans.indexOf(plan), 1);
    return plan.answer;
  }

  #overLimit(method: string, channel: string): FaultAnswer | undefined {
    const limit = this.#limits.get(method);
    if (limit === undefined) return undefined;
    const key = limit.by === 'channel' ? `${method} ${channel}` : method;
    const now = performance.now();
    const recent = (this.#recent.get(key) ?? []).filter((at) => now - at < limit.perMs);
    this.#recent.set(key, recent);
    if (recent.length >= limit.count) {
      return { status: 429, retryAfter: Math.max(1, Math.ceil((recent[0]! + limit.perMs - now) / 1000)) };
    }
    recent.push(now);
    return undefined;
  }
}
