import type { types } from '@slack/bolt';
import { wallTime } from '../../schedule/notes.ts';
import type { Schedule } from '../../schedule/schedule.ts';
import type { Upcoming } from '../../schedule/upcoming.ts';
import { bullets, line, notes, richText } from './elements.ts';

/** More are not read; `herald schedules` shows all. */
const MOST_SCHEDULES = 4;

const DOES: Readonly<Record<Schedule['does'], string>> = {
  run: 'New run',
  report: 'Weekly report',
  digest: 'Digest of alerts',
};

/** When each schedule comes next, by the clocks of its time zone; nothing where there are no schedules. */
export function comingBlocks(coming: readonly Upcoming[]): readonly (types.RichTextBlock | types.ContextBlock)[] {
  const left = coming.length - MOST_SCHEDULES;
  return [
    ...coming
      .slice(0, MOST_SCHEDULES)
      .map(({ schedule, times }) =>
        richText(
          line({ bold: DOES[schedule.does] }, ` · ${schedule.name} · times of ${schedule.timeZone}`),
          bullets(times.length === 0 ? [['never again']] : times.map((time) => [wallTime(time, schedule.timeZone)])),
        ),
      ),
    ...(left > 0 ? notes([`And ${left} more: herald schedules shows them.`]) : []),
  ];
}
