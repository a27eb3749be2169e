import { randomBytes } from 'node:crypto';
import type { Faults } from './faults.ts';
import { ApiError } from './web-api/call.ts';

interface Trigger {
  readonly user: string;
  readonly issuedAt: number;
  isUsed: boolean;
}

/** Trigger ids: leave to open one modal for the person who acted, within three seconds. */
export class Triggers {
  readonly #issued = new Map<string, Trigger>();
  readonly #faults: Faults;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  issue(user: string): string {
    const id = `${Date.now()}.${this.#issued.size}.${randomBytes(8).toString('hex')}`;
    this.#issued.set(id, { user, issuedAt: performance.now(), isUsed: false });
    return id;
  }

  /**
   * @returns the person who acted
   * @throws {ApiError} `invalid_trigger_id`, `expired_trigger_id` or `exchanged_trigger_id`
   */
  redeem(id: string): string {
    const trigger = this.#issued.get(id);
    if (trigger === undefined) throw new ApiError('invalid_trigger_id');
    if (performance.now() - trigger.issuedAt > this.#faults.triggerLifeMs) throw new ApiError('expired_trigger_id');
    if (trigger.isUsed) throw new ApiError('exchanged_trigger_id');
    trigger.isUsed = true;
    return trigger.user;
  }
}

/** Leave to answer a command or an interaction: five posts in thirty minutes. */
export interface ResponseUrl {
  readonly id: string;
  readonly url: string;
  readonly user: string;
  readonly channel: string;
  /** The message that was acted on; null for commands, whose answers cannot replace anything. */
  readonly source: { readonly ts: string } | null;
  readonly expiresAt: number;
  /** Takes the posts of a load test, which leave no message behind. */
  readonly sink: ((body: string) => void) | null;
  usesLeft: number;
}

export class ResponseUrls {
  readonly #issued = new Map<string, ResponseUrl>();
  readonly #faults: Faults;
  readonly #origin: () => string;

  constructor(faults: Faults, origin: () => string) {
    this.#faults = faults;
    this.#origin = origin;
  }

  issue(request: Pick<ResponseUrl, 'user' | 'channel'> & Partial<Pick<ResponseUrl, 'source' | 'sink'>>): ResponseUrl {
    const id = randomBytes(12).toString('hex');
    const expiresAt = performance.now() + this.#faults.responseUrlLifeMs;
    const issued = { source: null, sink: null, ...request, id, url: `${this.#origin()}/response/${id}`, expiresAt, usesLeft: 5 };
    this.#issued.set(id, issued);
    return issued;
  }

  /** One use of it; undefined when it is unknown, used up or too old. */
  use(id: string): ResponseUrl | undefined {
    const issued = this.#issued.get(id);
    if (issued === undefined || issued.usesLeft <= 0 || performance.now() > issued.expiresAt) return undefined;
    issued.usesLeft--;
    return issued;
  }

  forget(id: string): void {
    this.#issued.delete(id);
  }
}
