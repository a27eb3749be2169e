import { z } from 'zod';
import { type Target, targetSchema } from '../delivery/target.ts';
import { type Timetable, timetableFault } from './windows.ts';

/** Something that happens by the clock. */
export interface Schedule extends Timetable {
  /** Short and lasting: the ledger knows the schedule by it. */
  readonly name: string;
  readonly does: 'run' | 'report' | 'digest';
  /** The default profile unless named. */
  readonly profile?: string;
  /** A run is tried again for so long; a report or digest waits so long for its run, then goes out with the old data. */
  readonly deadlineMinutes?: number;
  /** Who gets the report or digest, beside those who subscribed. */
  readonly targets?: readonly Target[];
}

/** None: nothing happens by the clock unless it was asked for. */
export const NO_SCHEDULES: readonly Schedule[] = [];

/** By what a schedule does, unless it says otherwise. */
export const DEADLINE_MINUTES: Readonly<Record<Schedule['does'], number>> = {
  run: 360, // a file that comes late comes the same morning, or there is something to repair
  report: 60, // readers look for it in that hour; later than that, old figures are better than none
  digest: 60,
};

const scheduleSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, such as weekly-report'),
    cron: z.string(),
    timeZone: z.string(),
    does: z.enum(['run', 'report', 'digest']),
    profile: z.string().min(1).exactOptional(),
    deadlineMinutes: z.number().int().min(1).max(10_080).exactOptional(),
    targets: z.array(targetSchema).exactOptional(),
  })
  .check(({ value, issues }) => {
    const fault = timetableFault(value);
    if (fault !== undefined) issues.push({ code: 'custom', message: fault, input: value });
    if (value.does === 'run' && value.targets !== undefined)
      issues.push({ code: 'custom', message: 'a run has no targets; give them to a report', path: ['targets'], input: value });
  });

/** `schedules` of the configuration. */
export const schedulesSchema: z.ZodType<readonly Schedule[]> = z.array(scheduleSchema).check(({ value, issues }) => {
  for (const [index, { name }] of value.entries()) {
    if (value.findIndex((other) => other.name === name) < index)
      issues.push({
        code: 'custom',
        message: `there are two schedules ${name}; rename one`,
        path: [index, 'name'],
        input: value,
      });
  }
});
