import type { Logger } from 'pino';
import type { OtherWork } from './ports.ts';

/** Several kinds of work as one. What cannot be planned holds up only itself; the next look tries it again. */
export function together(works: readonly OtherWork[], log: Logger): OtherWork {
  return {
    things: works.flatMap(({ things }) => things),
    async plan(now) {
      for (const work of works)
        await work
          .plan(now)
          .catch((error: unknown) => log.error({ err: error, things: work.things }, 'could not look what is due; looking again'));
    },
    work(delivery) {
      for (const each of works) {
        const found = each.work(delivery);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}
