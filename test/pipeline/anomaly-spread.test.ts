import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { expectationOf } from '../../pipeline/anomaly/expectation.ts';
import { calibrate, type History } from '../../pipeline/anomaly/spread.ts';
import type { Moments } from '../../pipeline/math/statistics.ts';
import { weeklySnapshots } from '../support/weekly-snapshots.ts';

const [snapshot] = weeklySnapshots({
  users: 60,
  weeks: 1,
  seed: 1,
  endDate: '2026-11-16',
  badRows: 0,
  incidents: 'none',
}).snapshots;

describe('the spread of a figure from week to week', () => {
  it('is that of two independent samples until enough was seen', () => {
    const { common, of } = calibrate([historyOf([0.1, -0.1, 0.1])], 1000, 4);
    assert.equal(common, 1);
    assert.equal(of(historyOf([0.1, -0.1, 0.1])).degrees, Number.POSITIVE_INFINITY);
  });

  it('is learned from the surprises of all slices: half of normal numbers lie within 0.6745, nine in ten within 1.6449', () => {
    // 19 slices with the quantiles 0.05 to 0.95 of |N(0, 0.4²)|: 0.4 times those of |N(0, 1)|, the tenth is the median.
    const sizes = [
      0.063, 0.126, 0.189, 0.253, 0.319, 0.385, 0.454, 0.524, 0.598, 0.674, 0.755, 0.842, 0.935, 1.036, 1.15, 1.282, 1.44, 1.645,
      1.96,
    ];
    const histories = [...sizes, ...sizes].map((size) => historyOf([0.4 * size, 0.4 * size]));
    const { common } = calibrate(histories, 100_000, 4);
    assert.ok(Math.abs(common - 0.4) < 0.04, `${common}`);
  });

  it('does not take a rare event for a calm one', () => {
    // Five weeks in six are like the others; the sixth is 1.6449 errors off, which is what nine in ten normal weeks are within.
    const rare = Array.from({ length: 60 }, (_, index) => historyOf([index % 6 === 0 ? 1.6449 : 0]));
    assert.ok(Math.abs(calibrate(rare, 100_000, 4).common - 1) < 0.001);
    const never = Array.from({ length: 60 }, () => historyOf([0]));
    assert.equal(calibrate(never, 100_000, 4).common, 1);
  });

  it('is wider for a slice that is restless, and for one whose users came and went', () => {
    const calm = Array.from({ length: 60 }, () => historyOf([0.3, -0.3, 0.3]));
    const { of } = calibrate(calm, 100_000, 4);
    const usual = of(historyOf([0.3, -0.3, 0.3])).spread;
    assert.ok(of(historyOf([2, -2, 2])).spread > usual);
    assert.ok(of(historyOf([0.3, -0.3, 0.3], 400)).spread > usual); // four times the users: most of them are new
  });
});

describe('the drift of a history', () => {
  it('is counted where more pairs rise than chance explains', () => {
    assert.equal(expectationOf([0.1, 0.2, 0.3, 0.4, 0.5]).drift > 0.09, true);
  });

  it('is not counted for a wave: eight of ten pairs rise, one falls, one ties, so Mann’s z is 6 / √16.67 = 1.47', () => {
    assert.equal(expectationOf([0.07, 0.13, 0.11, 0.13, 0.19]).drift, 0);
  });
});

function historyOf(surprises: readonly number[], users = 100): History {
  const moments = { count: 100, sum: 50, sumOfSquares: 30 } satisfies Moments;
  return { moments: { ...moments, count: users }, usual: [{ snapshot: snapshot!, moments }], surprises };
}
