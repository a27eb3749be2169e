import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CompleteRun } from '#pipeline';
import { alertRules } from '../../pipeline/anomaly/built-in-rules.ts';
import { believable, twoSided } from '../../pipeline/anomaly/chance.ts';
import { expectationOf, surprise } from '../../pipeline/anomaly/expectation.ts';
import { explain } from '../../pipeline/anomaly/explain.ts';
import type { Explanation } from '../../pipeline/anomaly/explanation.ts';
import { type Comparison, findings } from '../../pipeline/anomaly/findings.ts';
import { fingerprint, overlap, sliceKey } from '../../pipeline/anomaly/slices.ts';
import { type Snapshot, snapshotOf } from '../../pipeline/anomaly/snapshot.ts';
import { trustFall } from '../../pipeline/anomaly/trust-fall.ts';
import type { Cell, Slice } from '../../pipeline/domain/run.ts';
import { appBehavior as profile } from '../../pipeline/profiles/app-behavior.ts';
import { runOf, weeklySnapshots } from '../support/weekly-snapshots.ts';

const OPTIONS = { users: 4000, weeks: 8, endDate: '2026-11-16', badRows: 0 } as const;

describe('an alert', () => {
  for (const seed of [7, 12, 14, 22]) {
    it(`finds both planted incidents in their first week and in exactly their slice, and nothing else (seed ${seed})`, () => {
      const { incidents, snapshots } = weeklySnapshots({ ...OPTIONS, seed, incidents: 'planted' });
      for (const [week, { run }] of snapshots.entries()) {
        const going = incidents.filter(({ weeks }) => weeks.includes(run.asOf));
        const expected = going.map(({ kind, slice }) => fingerprint(kind, slice));
        assert.deepEqual(fingerprints(alertsOf(snapshots.slice(0, week + 1))), expected.sort(), `week of ${run.asOf}`);
      }
    });
  }

  for (const [seed, users] of [
    [3, 4000],
    [13, 2000],
    [18, 2000],
    [19, 4000],
  ] as const) {
    it(`stays quiet for eight weeks in which nothing was planted (seed ${seed}, ${users} users)`, () => {
      const { snapshots } = weeklySnapshots({ ...OPTIONS, seed, users, incidents: 'none' });
      for (let weeks = 1; weeks <= snapshots.length; weeks++) assert.deepEqual(alertsOf(snapshots.slice(0, weeks)), []);
    });
  }

  it('says since when, how much, how many, and that nothing moved outside', () => {
    const { incidents, snapshots } = weeklySnapshots({ ...OPTIONS, seed: 7, incidents: 'planted' });
    const planted = incidents.find(({ kind }) => kind === 'churn')!;
    const found = alertsOf(snapshots).find(({ kind }) => kind === 'churn')!;
    assert.deepEqual(found.since, { runId: 6, asOf: planted.weeks[0] });
    assert.equal(found.headline.measure, 'churn_risk_score');
    assert.equal(found.headline.users, planted.affectedUsers.at(-1));
    assert.ok(Math.abs(found.headline.change - planted.size) < 0.03, `${found.headline.change} instead of ${planted.size}`);
    assert.equal(found.outside?.moved, false);
    assert.deepEqual(
      found.others.map(({ measure }) => measure),
      ['high_churn_share'],
    );
    assert.ok(found.explained.some((slice) => sliceKey(slice) === sliceKey({ country: planted.slice.country! })));
  });
});

describe('findings', () => {
  it('has nothing to compare the first run with, and says so', () => {
    const { comparisons, notEvaluated } = findings(weekOf(1, 0.4), []);
    assert.deepEqual(comparisons, []);
    assert.deepEqual(
      notEvaluated.map(({ slice, reason }) => ({ slice, reason })),
      [{ slice: {}, reason: 'no past' }],
    );
  });

  it('sets aside slices below 30 users and slices that were not there before', () => {
    const small = weekOf(2, 0.4, [cell({ country: 'India' }, 29, 0.4), cell({ app_version: '2.1' }, 200, 0.4)]);
    const { notEvaluated } = findings(small, [weekOf(1, 0.4, [cell({ country: 'India' }, 60, 0.4)])]);
    const crashes = notEvaluated.filter(({ measures }) => measures.includes('crash_events_last_30_days'));
    assert.deepEqual(
      crashes.map(({ slice, reason, users }) => ({ slice, reason, users })),
      [
        { slice: { country: 'India' }, reason: 'too few users', users: 29 },
        { slice: { app_version: '2.1' }, reason: 'no past', users: 200 },
      ],
    );
  });

  it('takes two independent samples for the error where the past is short', () => {
    // 1000 users in each run, of whom 0.4 and then 0.5 crashed: variances 0.24 and 0.25, so √(0.245 · (1/1000 + 1/1000)) = 0.02214.
    const { standardError, change } = wholeOf(findings(weekOf(2, 0.5), [weekOf(1, 0.4)]).comparisons);
    assert.ok(Math.abs(standardError - 0.02214) < 0.0001, `${standardError}`);
    assert.ok(Math.abs(change - 0.1) < 1e-12);
  });

  it('holds no steady adoption against a slice', () => {
    const values = [0.2, 0.25, 0.3, 0.35, 0.4, 0.45];
    const weeks = values.map((value, index) => weekOf(index + 1, value));
    assert.ok(Math.abs(wholeOf(findings(weeks.at(-1)!, weeks.slice(0, -1)).comparisons).change) < 1e-9);
  });

  it('still finds an incident in its third week, against the level before it', () => {
    const weeks = [0.2, 0.21, 0.2, 0.19, 0.2, 0.7, 0.7, 0.7].map((value, index) => weekOf(index + 1, value));
    const { from, to } = wholeOf(findings(weeks.at(-1)!, weeks.slice(0, -1)).comparisons);
    assert.ok(Math.abs(from - 0.2) < 1e-9);
    assert.ok(Math.abs(to - 0.7) < 1e-9);
  });
});

describe('explain', () => {
  const shares = { India: 0.6, USA: 0.4 };

  it('blames the whole where everybody moved', () => {
    const [alert, ...rest] = alertsOf(weeks({ India: 0.9, USA: 0.9 }));
    assert.deepEqual(alert?.slice, {});
    assert.deepEqual(rest, []);
    assert.equal(alert.outside, null);
    assert.deepEqual(alert.explained, [{ country: 'India' }, { country: 'USA' }]);
  });

  it('blames the one country that moved, and not the whole that moved with it', () => {
    const [alert, ...rest] = alertsOf(weeks({ India: 0.9, USA: 0.4 }));
    assert.deepEqual(alert?.slice, { country: 'India' });
    assert.deepEqual(rest, []);
    assert.deepEqual(alert.explained, [{}]);
    assert.ok(Math.abs(alert.parts.shareOfWhole! - 1) < 1e-12);
  });

  it('splits a change of mix from a change of rate', () => {
    // India 0.2 and USA 0.8 all the time, but 80 % instead of 20 % of the users are in the USA: by Kitagawa's formula rate is 0
    // and mix ½(0.2 + 0.2)(0.2 − 0.8) + ½(0.8 + 0.8)(0.8 − 0.2) = 0.36.
    const before = [1, 2, 3].map((id) => countries(id, { India: 0.2, USA: 0.8 }, { India: 0.8, USA: 0.2 }));
    const [alert] = alertsOf([...before, countries(4, { India: 0.2, USA: 0.8 }, { India: 0.2, USA: 0.8 })]);
    assert.deepEqual(alert?.slice, {});
    assert.equal(alert.parts.split?.dimension, 'country');
    assert.ok(Math.abs(alert.parts.split.rate) < 1e-12);
    assert.ok(Math.abs(alert.parts.split.mix - 0.36) < 1e-12);
  });

  it('says nothing about good news', () => {
    assert.deepEqual(alertsOf(weeks({ India: 0.1, USA: 0.1 })), []);
  });

  function weeks(last: Readonly<Record<string, number>>): Snapshot[] {
    const usual = [1, 2, 3].map((id) => countries(id, { India: 0.4, USA: 0.4 }, shares));
    return [...usual, countries(4, last, shares)];
  }
});

describe('the parts of a finding', () => {
  it('have the tails of Student, as integrated numerically', () => {
    // Simpson's rule on the density, 200,000 steps: 7.2589e-6 for t = 4.8 with 80 degrees, 0.073388 for t = 2 with 10.
    assert.ok(Math.abs(twoSided(4.8, 80) / 7.2589e-6 - 1) < 0.01);
    assert.ok(Math.abs(twoSided(-2, 10) / 0.073388 - 1) < 0.01);
  });

  it('believe four of the fifteen p-values of Benjamini and Hochberg (1995), section 4.1, at 0.05', () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    assert.equal(believable(p, 0.05), 0.0095);
    assert.equal(believable([0.5, 0.9], 0.05), 0);
  });

  it('expect the median, unmoved by one jump, and follow a steady drift', () => {
    assert.equal(expectationOf([1, 1.1, 9, 1]).next, 1.05);
    assert.equal(expectationOf([1, 2, 3, 4, 5]).next, 6);
    assert.equal(surprise(7, expectationOf([1, 2, 3, 4, 5])), 1);
    assert.equal(surprise(5, expectationOf([1, 2, 3, 4, 5])), 0);
  });

  it('keep a fingerprint through another order of dimensions, and change it with kind and slice', () => {
    const slice = { country: 'India', device_type: 'Web' };
    assert.equal(fingerprint('churn', slice), fingerprint('churn', { device_type: 'Web', country: 'India' }));
    assert.notEqual(fingerprint('churn', slice), fingerprint('crash', slice));
    assert.notEqual(fingerprint('churn', slice), fingerprint('churn', { country: 'India' }));
  });

  it('know how far slices overlap', () => {
    const users: Readonly<Record<string, number>> = {
      [sliceKey({ a: '1' })]: 40,
      [sliceKey({ a: '1', b: '1' })]: 10,
      [sliceKey({})]: 100,
    };
    const usersIn = (slice: Slice) => users[sliceKey(slice)]!;
    assert.equal(overlap({ a: '1', b: '1' }, { a: '1' }, usersIn), 0.25); // a quarter of the parent
    assert.equal(overlap({ a: '1' }, { a: '1', b: '1' }, usersIn), 1); // all of the child
    assert.equal(overlap({ a: '1' }, { a: '2', b: '1' }, usersIn), 0);
    assert.equal(overlap({ a: '1' }, { c: '5' }, usersIn), 0.4); // independent, as far as is known
  });

  it('call a trust level fallen only below what most runs had', () => {
    const run = (id: number, level: CompleteRun['trust']['level']): CompleteRun => {
      const plain = runOf(id, `2026-11-0${id}`, 100);
      return { ...plain, trust: { ...plain.trust, level } };
    };
    const earlier = [run(1, 'strong'), run(2, 'strong'), run(3, 'fair')];
    assert.deepEqual(trustFall(run(4, 'fair'), earlier), { from: 'strong', to: 'fair', since: { runId: 3, asOf: '2026-11-03' } });
    assert.equal(trustFall(run(4, 'strong'), earlier), undefined);
    assert.equal(trustFall(run(2, 'weak'), [run(1, 'weak')]), undefined);
    assert.equal(trustFall(run(1, 'weak'), []), undefined);
  });
});

function alertsOf(snapshots: readonly Snapshot[]): readonly Explanation[] {
  const current = snapshots.at(-1)!;
  const earlier = snapshots.slice(0, -1);
  return explain(findings(current, earlier).comparisons, current, earlier);
}

function fingerprints(alerts: readonly Explanation[]): readonly string[] {
  return alerts.map((alert) => alert.fingerprint).sort();
}

function wholeOf(comparisons: readonly Comparison[]): Comparison {
  return comparisons.find(({ measure, slice }) => measure === 'crash_events_last_30_days' && sliceKey(slice) === sliceKey({}))!;
}

/** 1000 users of whom a share crashed once, and nothing else is known of them but what `more` says. */
function weekOf(id: number, crashed: number, more: readonly Cell[] = []): Snapshot {
  const cells = [cell({}, 1000, crashed), ...more];
  const run = runOf(id, `2026-10-${String(id).padStart(2, '0')}`, 1000);
  return snapshotOf(
    run,
    { cells: cells.flatMap(withUsers), movements: undefined, sample: [] },
    profile,
    alertRules(profile.name),
  );
}

function countries(id: number, crashed: Readonly<Record<string, number>>, share: Readonly<Record<string, number>>): Snapshot {
  const whole = Object.keys(share).reduce((sum, country) => sum + share[country]! * crashed[country]!, 0);
  return weekOf(
    id,
    whole,
    Object.keys(share).map((country) => cell({ country }, 1000 * share[country]!, crashed[country]!)),
  );
}

function cell(slice: Slice, count: number, mean: number): Cell {
  const sum = count * mean; // 0 or 1 crash each, so the sum of squares is the sum
  return {
    segment: 'Everyone',
    slice,
    measure: 'crash_events_last_30_days',
    count,
    sum,
    sumOfSquares: sum,
    minimum: 0,
    maximum: 1,
  };
}

function withUsers(crashes: Cell): readonly Cell[] {
  const { count } = crashes;
  return [crashes, { ...crashes, measure: 'users', count, sum: count, sumOfSquares: count }];
}
