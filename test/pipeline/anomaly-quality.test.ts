import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertRules } from '../../pipeline/anomaly/built-in-rules.ts';
import { gapByChance, merged, widestGap } from '../../pipeline/anomaly/distribution.ts';
import { drifts } from '../../pipeline/anomaly/drift.ts';
import { explain } from '../../pipeline/anomaly/explain.ts';
import type { Explanation } from '../../pipeline/anomaly/explanation.ts';
import { findings } from '../../pipeline/anomaly/findings.ts';
import { latenessOf } from '../../pipeline/anomaly/lateness.ts';
import type { Snapshot } from '../../pipeline/anomaly/snapshot.ts';
import type { TelemetryRow } from '../../pipeline/generate/index.ts';
import { appBehavior as profile } from '../../pipeline/profiles/app-behavior.ts';
import { type Spoil, weeklySnapshots } from '../support/weekly-snapshots.ts';

const OPTIONS = { users: 1500, weeks: 6, seed: 31, endDate: '2026-11-16', badRows: 0, incidents: 'none' } as const;
const rule = alertRules(profile.name).find(({ figure }) => figure.kind === 'feature drift')!;

describe('missing values', () => {
  it('are found for the users who lost them, in a column that a measure counts', () => {
    const [alert, ...rest] = alertsOf(inLastWeek((row) => (row.device_type === 'iOS' ? { ...row, rating_given: null } : row)));
    assert.deepEqual(rest, []);
    assert.equal(alert?.kind, 'quality');
    assert.deepEqual(alert.slice, { device_type: 'iOS' });
    assert.equal(alert.headline.subject, 'rating_given');
    assert.equal(alert.headline.to, 1);
  });

  it('are found for the users who lost them, in a category', () => {
    const [alert] = alertsOf(inLastWeek((row) => (row.device_type === 'iOS' ? { ...row, marketing_source: null } : row)));
    assert.deepEqual(alert?.slice, { device_type: 'iOS' });
    assert.equal(alert.headline.subject, 'marketing_source');
    assert.equal(alert.headline.measure, 'missing_share');
  });

  it('make no alert while only a few are missing', () => {
    const few = (row: TelemetryRow) => (Number(row.user_id) % 50 === 0 ? { ...row, marketing_source: null } : row);
    assert.deepEqual(alertsOf(inLastWeek(few)), []);
  });
});

describe('rows set aside', () => {
  it('are an alert about everybody when their share rises', () => {
    const { snapshots } = weeklySnapshots(OPTIONS);
    const last = snapshots.at(-1)!;
    const readings = new Map([['[]', { slice: {}, moments: { count: 1540, sum: 40, sumOfSquares: 40 } }]]);
    const series = last.series.map((one) => (one.measure === 'rejected_share' ? { ...one, readings } : one));
    const [alert] = alertsOf([...snapshots.slice(0, -1), { ...last, series }]);
    assert.equal(alert?.headline.measure, 'rejected_share');
    assert.deepEqual(alert.slice, {});
  });
});

describe('drift of a feature', () => {
  it('is nothing in weeks like the others', () => {
    const { snapshots } = weeklySnapshots(OPTIONS);
    for (let week = 1; week < snapshots.length; week++) assert.deepEqual(driftsOf(snapshots.slice(0, week + 1)), []);
  });

  it('is seen in a mean that moved', () => {
    const [drift, ...rest] = driftsOf(
      inLastWeek((row) => ({ ...row, avg_session_duration_min: 1.5 * Number(row.avg_session_duration_min) })),
    );
    assert.deepEqual(rest, []);
    assert.equal(drift?.feature, 'avg_session_duration_min');
    assert.ok(Math.abs(drift.medians.to / drift.medians.from - 1.5) < 0.1);
    assert.deepEqual(drift.since, { runId: 6, asOf: '2026-11-16' });
  });

  it('is seen in a spread whose mean did not move', () => {
    const mean = 44; // minutes; each user moves to half the distance from it
    const [drift] = driftsOf(
      inLastWeek((row) => ({ ...row, daily_active_minutes: mean + (Number(row.daily_active_minutes) - mean) / 2 })),
    );
    assert.equal(drift?.feature, 'daily_active_minutes');
    assert.ok(Math.abs(drift.medians.to - drift.medians.from) < 4);
  });

  it('names the week in which it began, and is over when it has lasted for most of the past', () => {
    const longer =
      (from: number): Spoil =>
      (rows, week) =>
        week < from ? rows : rows.map((row) => ({ ...row, pages_viewed_per_session: Number(row.pages_viewed_per_session) + 5 }));
    const weeks = (from: number) => weeklySnapshots({ ...OPTIONS, weeks: 8 }, longer(from)).snapshots;
    assert.equal(driftsOf(weeks(6))[0]?.since.runId, 7);
    assert.deepEqual(driftsOf(weeks(2)), []);
  });

  it('says nothing of samples that are too small', () => {
    assert.deepEqual(driftsOf(weeklySnapshots({ ...OPTIONS, users: 150 }, doubled).snapshots), []);
  });

  const doubled: Spoil = (rows, week) =>
    week < 5 ? rows : rows.map((row) => ({ ...row, content_downloads: 2 * Number(row.content_downloads) }));
});

describe('the gap between two distributions', () => {
  it('is 0.75 at 3 for {1, 2, 3, 4} and {4, 5, 6, 7}, as counted by hand', () => {
    // Three of four of the first are at or below 3, and none of the second.
    const gap = widestGap(Float64Array.of(1, 2, 3, 4), Float64Array.of(4, 5, 6, 7));
    assert.deepEqual(gap, { at: 3, from: 0.75, to: 0, size: 0.75 });
    assert.equal(widestGap(Float64Array.of(1, 1, 2), Float64Array.of(1, 1, 2)).size, 0);
  });

  it('is by chance as likely as the Kolmogorov distribution says', () => {
    // Q(1.36) = 0.0495 and Q(1.63) = 0.0098, the classic 5 % and 1 % points; large samples, so the correction is small.
    const root = Math.sqrt(5e5);
    assert.ok(Math.abs(gapByChance(1.36 / root, 1e6, 1e6) - 0.0495) < 0.0003);
    assert.ok(Math.abs(gapByChance(1.63 / root, 1e6, 1e6) - 0.0098) < 0.0002);
    assert.equal(gapByChance(0, 100, 100), 1);
  });

  it('is taken from merged samples', () => {
    assert.deepEqual([...merged(Float64Array.of(1, 4), Float64Array.of(2, 3, 5))], [1, 2, 3, 4, 5]);
  });
});

describe('a late run', () => {
  it('is late when more than the days of grace have passed, and counts the runs that are missing', () => {
    const late = (now: string) => latenessOf('2026-11-02', new Date(now), 7, 1);
    assert.equal(late('2026-11-09T12:00:00Z'), undefined);
    assert.equal(late('2026-11-10T23:59:00Z'), undefined);
    assert.deepEqual(late('2026-11-11T00:00:00Z'), { dueOn: '2026-11-09', daysLate: 2, missed: 1 });
    assert.deepEqual(late('2026-11-23T08:00:00Z'), { dueOn: '2026-11-09', daysLate: 14, missed: 3 });
  });
});

function inLastWeek(change: (row: TelemetryRow) => TelemetryRow): readonly Snapshot[] {
  return weeklySnapshots(OPTIONS, (rows, week) => (week === OPTIONS.weeks - 1 ? rows.map(change) : rows)).snapshots;
}

function driftsOf(snapshots: readonly Snapshot[]) {
  return drifts(snapshots.at(-1)!, snapshots.slice(0, -1), rule);
}

function alertsOf(snapshots: readonly Snapshot[]): readonly Explanation[] {
  const current = snapshots.at(-1)!;
  const earlier = snapshots.slice(0, -1);
  return explain(findings(current, earlier).comparisons, current, earlier);
}
