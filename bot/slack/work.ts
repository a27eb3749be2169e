import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { HeraldError, type Store, StoreError } from '#pipeline';
import type { Jobs } from '../service/jobs.ts';
import type { Metrics } from '../service/metrics.ts';
import { failedMessage } from './blocks/failed.ts';
import type { Reply } from './request.ts';

export type RequestKind = 'command' | 'mention' | 'message' | 'action' | 'view' | 'home';

/** A request that was acknowledged and is still to be done. */
export interface Task {
  readonly kind: RequestKind;
  /** The same for the same request, however often it comes; undefined where Slack does not repeat it. */
  readonly key: string | undefined;
  /** Who is told when it takes long or fails; undefined where nobody waits. */
  readonly reply: Reply | undefined;
  work(): Promise<void>;
}

export interface WorkOptions {
  readonly store: Store;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly now: () => Date;
}

/** An answer that comes within this time needs no placeholder. */
const SOON_MS = 1200;

/**
 * Does tasks after their acknowledgement: each once, however often Slack repeats it; with a sign of life where it takes
 * long; and with a word to the asker where it fails.
 */
export class Work {
  readonly #options: WorkOptions;
  /** Keys of what is going on here: of a repeat that comes meanwhile nobody needs a sign of life. */
  readonly #underWay = new Set<string>();

  constructor(options: WorkOptions) {
    this.#options = options;
  }

  take(task: Task): void {
    const began = performance.now();
    void this.#options.jobs.add(async () => {
      const { metrics } = this.#options;
      const { kind } = task;
      try {
        if (!(await this.#once(task))) {
          metrics.repeats.inc();
          metrics.requests.inc({ kind, outcome: 'repeated' });
          return;
        }
        metrics.requests.inc({ kind, outcome: 'done' });
        metrics.answerSeconds.observe({ kind }, (performance.now() - began) / 1000);
      } catch (error) {
        metrics.requests.inc({ kind, outcome: 'failed' });
        await this.#apologise(task, error);
      }
    });
  }

  /** False for a repeat, which is left alone. */
  async #once(task: Task): Promise<boolean> {
    const { key, reply } = task;
    if (key !== undefined && this.#underWay.has(key)) return false;
    if (key !== undefined) this.#underWay.add(key);
    try {
      return await withSignOfLife(reply, this.#options.log, async () => {
        if (!(await this.#isFirst(task))) return false;
        await task.work();
        return true;
      });
    } finally {
      if (key !== undefined) this.#underWay.delete(key);
    }
  }

  /** Without the store nobody can tell; then the request is done, and says by itself that the store is gone. */
  async #isFirst({ key }: Task): Promise<boolean> {
    const { store, now, log } = this.#options;
    if (key === undefined) return true;
    try {
      return await store.records.handled.first(key, now());
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log.warn({ err: error }, 'cannot tell whether this request came before');
      return true;
    }
  }

  async #apologise({ kind, reply }: Task, error: unknown): Promise<void> {
    const { log } = this.#options;
    const incident = randomBytes(4).toString('hex');
    const foreseen = error instanceof HeraldError;
    log[foreseen ? 'warn' : 'error']({ err: error, kind, incident }, 'a request failed');
    if (reply === undefined) return;
    try {
      await reply.whisper(failedMessage({ error, incident }));
    } catch (second) {
      log.error({ err: second, incident }, 'could not tell the asker that the request failed');
    }
  }
}

async function withSignOfLife<T>(reply: Reply | undefined, log: Logger, work: () => Promise<T>): Promise<T> {
  let sign: Promise<void> | undefined;
  const timer = setTimeout(() => {
    sign = reply?.working().catch((error: unknown) => log.warn({ err: error }, 'could not show that work is under way'));
  }, SOON_MS);
  try {
    const done = await work();
    clearTimeout(timer);
    await reply?.ended().catch((error: unknown) => log.warn({ err: error }, 'could not show that the work is done'));
    return done;
  } finally {
    clearTimeout(timer);
    await sign;
  }
}
