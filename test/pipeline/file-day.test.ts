import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { daysAhead, fileDay } from '#pipeline';
import { endOfTimes, namedDays, requireNoDistantDay } from '../../pipeline/ingest/file-day.ts';

describe('the day in the name of a file', () => {
  it('is found wherever it stands, and not in the folder', () => {
    assert.equal(fileDay('2025-01-01/users_2026-11-16.csv.gz'), '2026-11-16');
    assert.equal(fileDay('2026-11-16T05-00-00.parquet'), '2026-11-16');
    assert.equal(fileDay('2026-11-16/users-2026-11-16-again-2026-11-16.csv'), '2026-11-16');
    assert.equal(fileDay('2026-11-16/users.csv'), undefined);
    assert.equal(fileDay('ticket-12026-11-160.csv'), undefined);
  });

  it('is read as people write it, and a number is none', () => {
    for (const name of ['users20261116.csv', 'users_2026_11_16.csv', '2026.11.16.tsv']) assert.equal(fileDay(name), '2026-11-16');
    for (const name of ['batch-12345678.csv', 'users-20261316.csv', 'v1.2.3.csv', '2026-11-3.csv'])
      assert.equal(fileDay(name), undefined, name);
  });

  for (const day of ['2025-02-31', '2025-02-29', '2025-13-01', '2025-00-10', '2025-04-00']) {
    it(`is refused where the calendar has none: ${day}`, () => {
      assert.throws(() => fileDay(`app_${day}.csv`), {
        code: 'INPUT_UNREADABLE',
        message: `app_${day}.csv names ${day}, which is no day; rename it, or say which day it describes with --as-of`,
      });
    });
  }

  it('is refused where it may begin with the day or with the month', () => {
    for (const name of ['app-03-04-2026.csv', '3.4.2026.csv', 'app_16_11_2026.csv'])
      assert.throws(() => fileDay(name), { code: 'INPUT_UNREADABLE', message: /begin with the day or with the month.*--as-of/ });
    assert.equal(fileDay('app-2026-11-16-v1.2.3.csv'), '2026-11-16');
  });

  it('is refused where there are two', () => {
    assert.throws(() => fileDay('app_2026-11-09_2026-11-16.csv'), /names two days, 2026-11-09 and 2026-11-16; .*--as-of/);
  });
});

describe('a day ahead', () => {
  const now = new Date('2026-11-16T22:00:00Z');

  it('counts from the day after tomorrow, because it may be tomorrow elsewhere', () => {
    assert.deepEqual(
      ['2026-11-01', '2026-11-16', '2026-11-17', '2026-11-18', '2027-11-16'].map((day) => daysAhead(day, now)),
      [0, 0, 0, 2, 365],
    );
  });

  it('is refused more than two years from now', () => {
    requireNoDistantDay('2028-11-16', now);
    assert.throws(() => requireNoDistantDay('0000-01-01', now), /0000-01-01 is long before there were apps; .*--as-of/);
    assert.throws(
      () => requireNoDistantDay('2062-11-16', now),
      /2062-11-16 is more than two years ahead \(today is 2026-11-16\)/,
    );
  });
});

describe('the end of times that are believed', () => {
  it('is the day after tomorrow, by the clock or by the files, whichever is later', () => {
    const now = new Date('2026-11-30T22:00:00Z');
    assert.equal(endOfTimes(now), '2026-12-02');
    assert.equal(endOfTimes(now, ['2026-11-16']), '2026-12-02');
    assert.equal(endOfTimes(now, namedDays(['a-2026-12-30.csv', 'b-2026-11-31.csv', 'c.csv'])), '2027-01-01');
  });
});
