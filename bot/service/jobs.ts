import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Work that goes on after its request was acknowledged. Nothing of it is lost at a shutdown that leaves time to end it. */
export class Jobs {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #pending = new Set<Promise<void>>();

  /** @param concurrency jobs at the same time; others wait their turn */
  constructor(concurrency: number) {
    this.#limit = pLimit(concurrency);
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** Begins, or queues, a job. It has to deal with its own failures. */
  add(work: () => Promise<void>): Promise<void> {
    const job = this.#limit(work).finally(() => this.#pending.delete(job));
    this.#pending.add(job);
    return job;
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
