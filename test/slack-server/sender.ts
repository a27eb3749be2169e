import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import type { Attempt, Courier, Parcel, Retry } from './parcel.ts';

/** A parcel on its way: what Slack saw of it so far. */
export class Delivery {
  readonly parcel: Parcel;
  /** Grows while Slack tries again. */
  readonly attempts: Attempt[] = [];
  /** Settled by the first attempt, good or bad. */
  readonly first: Promise<Attempt>;
  /** Settled when Slack has an answer or has given up. */
  readonly ended: Promise<Attempt>;

  constructor(parcel: Parcel, first: Promise<Attempt>, ended: (delivery: Delivery) => Promise<Attempt>) {
    this.parcel = parcel;
    this.first = first.then((attempt) => {
      this.attempts.push(attempt);
      return attempt;
    });
    this.ended = ended(this);
  }
}

/** Sends parcels by HTTP or socket. Events are tried again as Slack does it; commands and interactions never are. */
export class Sender {
  readonly #faults: Faults;
  readonly #courier: () => Courier;
  readonly #closing = new AbortController();
  #held: (() => void)[] = [];

  constructor(faults: Faults, courier: () => Courier) {
    this.#faults = faults;
    this.#courier = courier;
  }

  send(parcel: Parcel): Delivery {
    const isEvent = parcel.kind === 'event';
    if (isEvent) for (let copy = 0; copy < this.#faults.duplicateEvents; copy++) void this.#once(parcel, null);
    const first =
      isEvent && this.#faults.holdingEvents ? this.#released().then(() => this.#once(parcel, null)) : this.#once(parcel, null);
    return new Delivery(parcel, first, (delivery) => (isEvent ? this.#persist(delivery) : delivery.first));
  }

  /** Events that were held back go out, in the order of sending or the other way round. */
  release(order: 'sent' | 'reversed'): void {
    const held = order === 'sent' ? this.#held : this.#held.toReversed();
    this.#held = [];
    for (const go of held) go();
  }

  close(): void {
    this.#closing.abort();
    this.release('sent');
  }

  #once(parcel: Parcel, retry: Retry | null): Promise<Attempt> {
    return this.#courier().carry(parcel, retry, this.#faults.ackTimeoutMs);
  }

  #released(): Promise<void> {
    return new Promise((resolve) => this.#held.push(resolve));
  }

  async #persist(delivery: Delivery): Promise<Attempt> {
    let attempt = await delivery.first;
    for (const [index, delayMs] of this.#faults.retryDelaysMs.entries()) {
      if (attempt.failure === null || attempt.noRetry) break;
      const isOpen = await sleep(delayMs, true, { signal: this.#closing.signal, ref: false }).catch(() => false);
      if (!isOpen) break;
      attempt = await this.#once(delivery.parcel, { num: index + 1, reason: attempt.failure });
      delivery.attempts.push(attempt);
    }
    return attempt;
  }
}
