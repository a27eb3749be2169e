import { moment } from '../schedule/notes.ts';
import { upcoming } from '../schedule/upcoming.ts';
import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';

/** `herald schedules`: what happens by the clock, and when next. */
export async function schedules({ config, output }: Session): Promise<ExitCode> {
  const coming = upcoming(config.schedules, new Date());
  output.text(
    coming.length === 0
      ? 'Nothing happens by the clock: there are no schedules in herald.config.ts.'
      : coming
          .map(({ schedule, times }) =>
            [
              `${schedule.name}: ${schedule.does}, ${schedule.cron} (${schedule.timeZone})`,
              ...times.map((time) => `  ${moment(time, schedule.timeZone)}`),
            ].join('\n'),
          )
          .join('\n'),
  );
  output.document({ schedules: coming });
  return EXIT.done;
}
