import nodeCron from 'node-cron';
import type { Logger } from 'pino';

/** Often enough that nobody notices the delay, seldom enough that the database does not notice the questions. */
const EVERY_TEN_SECONDS = '*/10 * * * * *';

/** Calls `tick` every ten seconds until the function it gives is called. */
export function cronTicks(tick: () => void, log: Logger): () => void {
  const task = nodeCron.schedule(EVERY_TEN_SECONDS, tick, {
    name: 'herald',
    timezone: 'Etc/UTC',
    suppressMissedWarning: true, // windows are computed: a missed tick loses none
    logger: {
      info: (message) => log.debug(message),
      debug: (message) => log.debug(String(message)),
      warn: (message) => log.warn(message),
      error: (message, error) => log.error({ err: error ?? message }, 'node-cron failed'),
    },
  });
  return () => void task.destroy();
}
