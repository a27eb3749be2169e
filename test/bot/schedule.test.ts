import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createTask } from 'node-cron';
import { type Schedule, schedulesSchema } from '../../bot/schedule/schedule.ts';
import { nextTimes, timetableFault, windowsDue } from '../../bot/schedule/windows.ts';

const due = (cron: string, timeZone: string, after: string, until: string): readonly string[] =>
  windowsDue({ cron, timeZone }, new Date(after), new Date(until)).map(({ key }) => key.slice(0, 16));

describe('windows', () => {
  it('are after the first moment, and up to and including the second', () => {
    const daily = ['0 8 * * *', 'UTC'] as const;
    assert.deepEqual(due(...daily, '2025-03-01T08:00Z', '2025-03-03T08:00Z'), ['2025-03-02T08:00', '2025-03-03T08:00']);
    assert.deepEqual(due(...daily, '2025-03-01T08:00Z', '2025-03-02T07:59:59.999Z'), []);
    assert.deepEqual(due(...daily, '2025-03-03T08:00Z', '2025-03-01T08:00Z'), []);
  });

  it('come once, right after the gap, where the clocks jump over their time', () => {
    // Berlin, 30 March 2025: 2:00 becomes 3:00 at 01:00 UTC.
    const night = ['2025-03-29T12:00Z', '2025-03-31T12:00Z'] as const;
    assert.deepEqual(due('30 2 * * *', 'Europe/Berlin', ...night), ['2025-03-30T01:00', '2025-03-31T00:30']);
    assert.deepEqual(due('0,20,40 2 * * *', 'Europe/Berlin', ...night), [
      '2025-03-30T01:00',
      '2025-03-31T00:00',
      '2025-03-31T00:20',
      '2025-03-31T00:40',
    ]);
    assert.deepEqual(due('30 2 30 3 *', 'Europe/Berlin', ...night), ['2025-03-30T01:00']);
    assert.deepEqual(due('30 2,3 * * *', 'Europe/Berlin', night[0], '2025-03-30T12:00Z'), [
      '2025-03-30T01:00',
      '2025-03-30T01:30',
    ]);
  });

  it('come once, the first time, where the clocks show their time twice', () => {
    // Berlin, 26 October 2025: 3:00 becomes 2:00 at 01:00 UTC, so that 2:30 is at 00:30 and at 01:30 UTC.
    const night = ['2025-10-25T12:00Z', '2025-10-27T12:00Z'] as const;
    assert.deepEqual(due('30 2 * * *', 'Europe/Berlin', ...night), ['2025-10-26T00:30', '2025-10-27T01:30']);
    assert.deepEqual(due('30 2 * * *', 'Europe/Berlin', '2025-10-26T00:30Z', '2025-10-26T02:00Z'), []);
    assert.deepEqual(due('30 2 * * *', 'Europe/Berlin', '2025-10-26T00:00Z', '2025-10-26T01:10Z'), ['2025-10-26T00:30']);
  });

  it('follow the clocks of places with odd changes', () => {
    // Lord Howe turns by half an hour, Troll by two, Havana and São Paulo at midnight; Samoa left out 30 December 2011.
    assert.deepEqual(due('15 2 * * *', 'Australia/Lord_Howe', '2025-10-04T12:00Z', '2025-10-05T12:00Z'), ['2025-10-04T15:30']);
    assert.deepEqual(due('30 1 * * *', 'Antarctica/Troll', '2025-03-29T12:00Z', '2025-03-30T12:00Z'), ['2025-03-30T01:00']);
    assert.deepEqual(due('30 1 * * *', 'Antarctica/Troll', '2025-10-25T12:00Z', '2025-10-26T12:00Z'), ['2025-10-25T23:30']);
    assert.deepEqual(due('30 0 * * *', 'America/Havana', '2025-11-01T12:00Z', '2025-11-02T12:00Z'), ['2025-11-02T04:30']);
    assert.deepEqual(due('0 0 * * *', 'America/Sao_Paulo', '2018-11-03T12:00Z', '2018-11-04T12:00Z'), ['2018-11-04T03:00']);
    assert.deepEqual(due('0 9 * * *', 'Pacific/Apia', '2011-12-29T12:00Z', '2011-12-31T12:00Z'), [
      '2011-12-29T19:00',
      '2011-12-30T10:00',
      '2011-12-30T19:00',
    ]);
  });

  it('know the ends of months and leap days', () => {
    assert.deepEqual(due('0 9 31 * *', 'UTC', '2025-01-01T00:00Z', '2025-06-01T00:00Z'), [
      '2025-01-31T09:00',
      '2025-03-31T09:00',
      '2025-05-31T09:00',
    ]);
    assert.deepEqual(due('0 9 L 2 *', 'UTC', '2027-01-01T00:00Z', '2029-01-01T00:00Z'), ['2027-02-28T09:00', '2028-02-29T09:00']);
    assert.deepEqual(due('0 9 29 2 *', 'UTC', '2025-01-01T00:00Z', '2029-01-01T00:00Z'), ['2028-02-29T09:00']);
  });

  it('are on the day of the month or of the week where both are given, as in every crontab', () => {
    const friday13 = due('0 9 13 * 5', 'UTC', '2025-06-06T12:00Z', '2025-06-20T12:00Z');
    assert.deepEqual(friday13, ['2025-06-13T09:00', '2025-06-20T09:00']);
    assert.deepEqual(due('0 9 10 * 5', 'UTC', '2025-06-06T12:00Z', '2025-06-13T12:00Z'), [
      '2025-06-10T09:00',
      '2025-06-13T09:00',
    ]);
  });

  it('are the newest 1,000 after an absence of years', () => {
    const windows = due('0 * * * *', 'UTC', '2020-01-01T00:00Z', '2025-01-01T00:00Z');
    assert.equal(windows.length, 1000);
    assert.equal(windows.at(-1), '2025-01-01T00:00');
    assert.equal(windows[0], '2024-11-20T09:00'); // 999 hours before: 41 days and 15 hours
  });

  it('agree, minute by minute, with node-cron and the clocks of Intl', () => {
    fc.assert(
      fc.property(anyCron(), anyNight(), (cron, { timeZone, from }) => {
        const until = new Date(from.getTime() + 2 * DAY_MS);
        assert.deepEqual(
          windowsDue({ cron, timeZone }, from, until).map(({ at }) => at.getTime()),
          minuteByMinute(cron, timeZone, from, until),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('are the same in one piece or in many, so that no tick misses or repeats one', () => {
    fc.assert(
      fc.property(
        anyCron(),
        anyNight(),
        fc.array(fc.integer({ min: 1, max: DAY_MS / 4 }), { maxLength: 8 }),
        (cron, { timeZone, from }, steps) => {
          const timetable = { cron, timeZone };
          let after = from;
          const found = steps.flatMap((step) => {
            const until = new Date(after.getTime() + step);
            const windows = windowsDue(timetable, after, until);
            after = until;
            return windows;
          });
          assert.deepEqual(found, windowsDue(timetable, from, after));
          const next = nextTimes(timetable, from, found.length);
          assert.deepEqual(
            next,
            found.map(({ at }) => at),
          );
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('next times', () => {
  it('are the following ones, by the clock of the place', () => {
    const times = nextTimes({ cron: '0 8 * * 1', timeZone: 'Europe/Berlin' }, new Date('2025-03-17T07:00Z'), 2);
    assert.deepEqual(times, [new Date('2025-03-24T07:00Z'), new Date('2025-03-31T06:00Z')]);
  });
});

describe('schedules in the configuration', () => {
  const weekly: Schedule = { name: 'weekly', cron: '0 8 * * 1', timeZone: 'Europe/Berlin', does: 'report' };
  const faults = (...schedules: readonly unknown[]) =>
    schedulesSchema.safeParse(schedules).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

  it('are taken as they are written', () => {
    const full: Schedule = {
      ...weekly,
      name: 'full',
      profile: 'p',
      deadlineMinutes: 30,
      targets: [{ kind: 'mail', id: 'a@example.org' }],
    };
    assert.deepEqual(schedulesSchema.parse([weekly, full]), [weekly, full]);
  });

  it('say what is wrong with them, and what would be right', () => {
    assert.match(
      faults({ ...weekly, timeZone: 'Europe/Bonn' })![0]!,
      /^0: there is no time zone Europe\/Bonn; use a name such as/,
    );
    assert.match(faults({ ...weekly, cron: '0 0 30 2 *' })![0]!, /never comes; correct the day or the month/);
    assert.match(faults({ ...weekly, cron: '0 0 8 * * 1' })![0]!, /is no timetable .* such as 0 8 \* \* 1/);
    assert.match(faults({ ...weekly, cron: '61 * * * *' })![0]!, /is no timetable/);
    assert.match(faults({ ...weekly, name: 'Weekly Report' })![0]!, /^0\.name: must be lower-case/);
    assert.match(faults(weekly, weekly)![0]!, /^1\.name: there are two schedules weekly; rename one/);
    assert.match(faults({ ...weekly, does: 'run', targets: [] })![0]!, /^0\.targets: a run has no targets/);
    assert.match(faults({ ...weekly, targets: [{ kind: 'channel', id: '#general' }] })![0]!, /^0\.targets\.0\.id: .*C024BE91L/);
  });

  it('have no fault where they have none', () => {
    assert.equal(timetableFault(weekly), undefined);
  });
});

const DAY_MS = 86_400_000;

function anyCron(): fc.Arbitrary<string> {
  const minute = fc.oneof(fc.constantFrom('0', '30', '*/20', '5,35', '*/4'), fc.integer({ min: 0, max: 59 }).map(String));
  const hour = fc.oneof(fc.constantFrom('*', '*/2', '1-3', '0,2'), fc.integer({ min: 0, max: 23 }).map(String));
  const day = fc.constantFrom('* * *', '* * 0,6', '1-7 * *', '29-31 * *', '* 3,10 *', '28-30 2,3 *');
  return fc.tuple(minute, hour, day).map((parts) => parts.join(' '));
}

/** A moment before a change of the clocks, or any other. */
function anyNight(): fc.Arbitrary<{ readonly timeZone: string; readonly from: Date }> {
  const change = fc.constantFrom<readonly [string, string]>(
    ['Europe/Berlin', '2025-03-29T00:00Z'],
    ['Europe/Berlin', '2025-10-25T00:00Z'],
    ['America/New_York', '2024-03-09T12:00Z'],
    ['America/New_York', '2024-11-02T12:00Z'],
    ['Australia/Lord_Howe', '2025-04-04T12:00Z'],
    ['Australia/Lord_Howe', '2025-10-04T00:00Z'],
    ['Antarctica/Troll', '2025-10-25T12:00Z'],
    ['America/Havana', '2025-11-01T12:00Z'],
    ['Asia/Kolkata', '2024-02-28T00:00Z'],
    ['UTC', '2024-12-30T12:00Z'],
  );
  return fc.tuple(change, fc.integer({ min: 0, max: DAY_MS })).map(([[timeZone, start], ahead]) => ({
    timeZone,
    from: new Date(new Date(start).getTime() + ahead),
  }));
}

/** The definition itself: walk through all minutes, look at the clock on the wall, ask node-cron about what it shows or skipped. */
function minuteByMinute(cron: string, timeZone: string, from: Date, until: Date): readonly number[] {
  const task = createTask(cron, () => undefined, { timezone: 'Etc/UTC' });
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short', calendar: 'gregory' });
  const wallOf = (at: number): number => {
    const [day, month, year, hour, minute] = format.format(at).match(/\d+/g)!.map(Number);
    return Date.UTC(year!, month! - 1, day, hour, minute);
  };
  const found: number[] = [];
  const minute = 60_000;
  const first = Math.floor(from.getTime() / minute) * minute;
  let shown = wallOf(first - 180 * minute);
  for (let at = first - 179 * minute; at <= until.getTime(); at += minute) {
    const wall = wallOf(at);
    let matches = false;
    for (let skipped = shown + minute; skipped <= wall; skipped += minute) matches ||= task.match(new Date(skipped));
    shown = Math.max(shown, wall);
    if (matches && at > from.getTime()) found.push(at);
  }
  task.destroy();
  return found;
}
