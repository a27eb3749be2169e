import { z } from 'zod';
import type { Delivery, DeliveryState, NewDelivery } from '#pipeline';
import { DEADLINE_MINUTES, type Schedule } from './schedule.ts';
import { HERALD, windowsOf } from './things.ts';
import { nextTimes, windowsDue } from './windows.ts';

/** What a window knows of itself when it is done at last. */
export interface WindowContent {
  /** Later than a tick or two explains: the service was down, or the window before took so long. */
  readonly late: boolean;
  /** Windows before this one that nothing was done for. */
  readonly missed: number;
  /** The first of them. */
  readonly firstMissed: string | null;
  /** A report waits so long for its run. */
  readonly waitUntil: string;
}

export const windowContent: z.ZodType<WindowContent> = z.object({
  late: z.boolean(),
  missed: z.number(),
  firstMissed: z.string().nullable(),
  waitUntil: z.string(),
});

/**
 * The window to be done now, decided from the ledger and the clock alone. Of several that are due the newest is done and
 * says which it stands for. Nothing while an earlier one is under way, so that a schedule never overlaps itself; and
 * nothing when the clock was put back, because windows come after the latest in the ledger.
 *
 * @param since when the schedule became known; what was before is not caught up on
 * @param latest of the schedule in the ledger
 */
export function nextWindow(schedule: Schedule, since: Date, latest: Delivery | undefined, now: Date): NewDelivery | undefined {
  if (latest !== undefined && UNDER_WAY.has(latest.state)) return undefined;
  const done = latest === undefined ? since : new Date(latest.window);
  const due = windowsDue(schedule, done > since ? done : since, now);
  const newest = due.at(-1);
  if (newest === undefined) return undefined;
  const next = nextTimes(schedule, now, 1)[0] ?? FAR_AWAY;
  const patience = new Date(now.getTime() + (schedule.deadlineMinutes ?? DEADLINE_MINUTES[schedule.does]) * MINUTE_MS);
  const beforeNext = new Date(next.getTime() - MINUTE_MS);
  const content: WindowContent = {
    late: now.getTime() - newest.at.getTime() > LATE_MS,
    missed: due.length - 1,
    firstMissed: due.length > 1 ? due[0]!.key : null,
    waitUntil: (patience < beforeNext ? patience : beforeNext).toISOString(),
  };
  return {
    thing: windowsOf(schedule),
    window: newest.key,
    target: HERALD,
    plannedAt: now,
    deadline: schedule.does === 'run' && patience < next ? patience : next, // the next window does it anew
    content,
  };
}

const UNDER_WAY: ReadonlySet<DeliveryState> = new Set(['planned', 'claimed', 'unknown']);
const MINUTE_MS = 60_000;
const LATE_MS = 5 * MINUTE_MS;
const FAR_AWAY = new Date('9999-01-01T00:00:00.000Z');
