import type { Delivery } from '#pipeline';
import type { Sender } from '../delivery/sender.ts';
import type { SchedulerPorts } from './ports.ts';
import type { Schedule } from './schedule.ts';

/** Does a window of a schedule that runs the pipeline. The same data run twice are stored once, so it may be repeated. */
export function runWindow<Item>(
  schedule: Schedule,
  { doRun, defaultProfile }: SchedulerPorts<Item>,
  stopping: AbortSignal,
): Sender<Delivery> {
  return {
    async send(_window, _key, signal) {
      try {
        await doRun(schedule.profile ?? defaultProfile, AbortSignal.any([signal, stopping]));
        return { outcome: 'sent', messageIds: [] };
      } catch (error) {
        if (stopping.aborted) return { outcome: 'busy', error: 'the service was stopped during the run' };
        return {
          outcome: 'busy',
          error: (error as Error).message,
          fix: 'put right what it says, or start one by hand with herald run FILE',
          tellOwner: true,
        };
      }
    },
    find: async () => ({ found: 'not sent' }),
  };
}
