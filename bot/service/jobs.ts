import { setImmediate as comeRound, setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Work that goes on after its request was acknowledged. Nothing of it is lost at a shutdown that leaves time to end it. */
export class Jobs {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #pending = new Set<Promise<void>>();
  #lastTurn: Promise<void> = Promise.resolve();

  /** @param concurrency jobs at the same time; others wait their turn */
  constructor(concurrency: number) {
    this.#limit = pLimit(concurrency);
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** Begins, or queues, a job. It has to deal with its own failures. */
  add(work: () => Promise<void>): Promise<void> {
    const job = this.#limit(() => this.#turn().then(work)).finally(() => this.#pending.delete(job));
    this.#pending.add(job);
    return job;
  }

  /** One job begins each time the event loop comes round: an acknowledgement waits for one of them, not for all. */
  #turn(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(() => comeRound());
    return this.#lastTurn;
  }

  /**
   * Waits until all jobs have ended, also those that come meanwhile.
   * @returns how many were still going on when the time was over
   */
  async drain(deadlineMs: number): Promise<number> {
    const over = AbortSignal.timeout(deadlineMs);
    const never = sleep(deadlineMs, undefined, { ref: false });
    while (this.#pending.size > 0 && !over.aborted) await Promise.race([Promise.allSettled(this.#pending), never]);
    return this.#pending.size;
  }
}
