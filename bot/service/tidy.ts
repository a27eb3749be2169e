import { setInterval as every } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Store } from '#pipeline';

/** Forgets once an hour what nobody will refer to any more. */
export async function tidy({ records }: Store, log: Logger, signal: AbortSignal): Promise<void> {
  const before = (milliseconds: number) => new Date(Date.now() - milliseconds);
  try {
    for await (const _ of every(HOUR_MS, undefined, { signal, ref: false })) {
      await Promise.all([records.handled.forget(before(HANDLED_KEPT_MS)), records.answers.forget(before(ANSWERS_KEPT_MS))]).catch(
        (error: unknown) => log.warn({ err: error }, 'could not clear away old records'),
      );
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

const HOUR_MS = 3_600_000;
/** Slack repeats for minutes; a day is plenty. */
const HANDLED_KEPT_MS = 24 * HOUR_MS;
/** Buttons under older answers ask to be asked again. */
const ANSWERS_KEPT_MS = 90 * 24 * HOUR_MS;
