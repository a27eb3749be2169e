import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateTelemetry } from '../../pipeline/generate/index.ts';
import { candidate, logisticRegression, restoreModel } from '../../pipeline/learn/index.ts';
import { lapseExamples } from '../../pipeline/predict/examples.ts';
import { featureOf, lapseFeatures } from '../../pipeline/predict/features.ts';
import { predictLapse, trainLapse, type UserSnapshot } from '../../pipeline/predict/index.ts';
import { modelColumns, SnapshotBuilder } from '../../pipeline/predict/snapshot.ts';
import { splitExamples } from '../../pipeline/predict/split.ts';
import { appBehavior } from '../../pipeline/profiles/app-behavior.ts';

const LAPSE = appBehavior.lapse!;
const DAYS = ['2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26', '2026-11-02'] as const;

describe('examples of lapses', () => {
  it('are users who have not lapsed, on days whose four weeks lie within the history', () => {
    const { ids, days } = lapseExamples(weekly([{ a: 3, b: 31 }, { a: 3 }, { a: 3 }, { a: 3 }, { a: 3 }]), appBehavior, LAPSE);
    assert.deepEqual([days, ids], [['2026-10-05'], ['a']]);
  });

  it('count one who was away for 30 days in any later snapshot, also if back by the last', () => {
    const history = weekly([
      { a: 3, b: 20, c: 29 },
      { a: 3, b: 27, c: 29 },
      { a: 3, b: 34, c: 29 },
      { a: 3, b: 1, c: 29 },
      { a: 3, b: 2, c: 29 },
    ]);
    assert.deepEqual([...lapseExamples(history, appBehavior, LAPSE).target], [0, 1, 0]);
  });

  it('count one who is gone for good, not one who is missing from a snapshot between', () => {
    const history = weekly([{ a: 3, b: 3, c: 3 }, { a: 3, b: 3 }, { b: 3 }, { a: 3 }, { a: 3 }]);
    assert.deepEqual([...lapseExamples(history, appBehavior, LAPSE).target], [0, 1, 1]);
  });

  it('do not look further ahead than four weeks', () => {
    const history = [...weekly([{ a: 3 }, { a: 3 }, { a: 3 }, { a: 3 }, { a: 3 }]), snapshotOf('2026-11-09', { a: 40 })];
    const { days, target } = lapseExamples(history, appBehavior, LAPSE);
    assert.deepEqual(
      [days, [...target]],
      [
        ['2026-10-05', '2026-10-12'],
        [0, 1],
      ],
    );
  });

  it('are refused for a history that is too short, with what was given', () => {
    assert.throws(() => lapseExamples(weekly([{ a: 3 }, { a: 3 }]), appBehavior, LAPSE), {
      code: 'TRAINING_DATA',
      message: /28 days or more after the first, got 2 from 2026-10-05 to 2026-10-12/,
    });
  });
});

describe('features', () => {
  it('hold the change since the snapshot before per week, and none for who was not in it', () => {
    const [before, now] = [snapshotOf('2026-10-05', { a: 3 }), snapshotOf('2026-10-19', { a: 9, b: 5 })];
    const { values } = featureOf(lapseFeatures(now, before, appBehavior), 'days_since_last_login change');
    assert.deepEqual([...values], [3, Number.NaN]); // (9 − 3) in two weeks
  });

  it('have no change over more than four weeks', () => {
    const [before, now] = [snapshotOf('2026-09-01', { a: 3 }), snapshotOf('2026-10-19', { a: 9 })];
    const { values } = featureOf(lapseFeatures(now, before, appBehavior), 'days_since_last_login change');
    assert.deepEqual([...values], [Number.NaN]);
  });

  it('of a day are the same whatever comes later', () => {
    const history = generated(200, 8);
    const short = lapseExamples(history.slice(0, 5), appBehavior, LAPSE);
    const long = lapseExamples(history, appBehavior, LAPSE);
    for (const { name, values, ...feature } of short.table.features) {
      const other = featureOf(long.table, name);
      const textOf = (code: number, of: object) => ('categories' in of ? (of.categories as string[])[code] : code);
      assert.deepEqual(
        Array.from(values, (code) => textOf(code, feature)),
        Array.from(other.values.subarray(0, values.length), (code) => textOf(code, other)),
        name,
      );
    }
  });
});

describe('the split', () => {
  const examples = lapseExamples(generated(300, 14), appBehavior, LAPSE);
  const split = splitExamples(examples, 28, 1e6);

  it('learns from no user it is judged on, and from no day whose outcome was unknown on the first held-out one', () => {
    const users = (rows: Int32Array) => new Set(Array.from(rows, (row) => examples.ids[row]!));
    const learnedFrom = users(split.training);
    assert.ok([...users(split.heldOut)].every((user) => !learnedFrom.has(user)));
    const latest = Math.max(...Array.from(split.training, (row) => Date.parse(examples.days[examples.dayIndex[row]!]!)));
    assert.ok(split.apartInTime && latest + 28 * 86_400_000 <= Date.parse(split.heldOutFrom));
  });

  it('is apart in time from ten weekly snapshots on', () => {
    const apart = (weeks: number) => splitExamples(lapseExamples(generated(50, weeks), appBehavior, LAPSE), 28, 1e6).apartInTime;
    assert.deepEqual([apart(9), apart(10), apart(11)], [false, true, true]);
  });

  it('keeps a user whole when it takes a share of them', () => {
    const rows = splitExamples(examples, 28, 200).training;
    const chosen = new Set(Array.from(rows, (row) => examples.ids[row]!));
    assert.ok(rows.length > 100 && rows.length < 300, `${rows.length} rows`);
    assert.deepEqual(
      split.training.filter((row) => chosen.has(examples.ids[row]!)),
      rows,
    );
  });
});

describe('a model of lapses', () => {
  const history = generated(20_000, 12);
  const training = trainLapse({
    profile: appBehavior,
    snapshots: history,
    old: undefined,
    trainedAt: new Date('2026-11-21T00:00:00Z'),
    seed: 42,
    candidates: [candidate('logistic regression', logisticRegression)],
  });
  const predictor = restoreModel(training.model);

  it('ranks held-out users better than the given churn risk, beyond chance', (t) => {
    const { lead, rocAuc } = training.givenScore!;
    const ours = training.model.metrics.find(({ metric }) => metric === 'rocAuc')!;
    t.diagnostic(`ROC-AUC ${ours.value.toFixed(4)} against ${rocAuc.value.toFixed(4)} of churn_risk_score`);
    assert.ok(ours.value > rocAuc.value && lead.interval!.low > 0);
  });

  it('keeps what its probabilities promise within 0.02', (t) => {
    t.diagnostic(`calibration error ${training.model.promises!.error.toFixed(4)}`);
    assert.ok(training.model.promises!.error <= 0.02);
  });

  it('says of each user who has not lapsed how likely it is and the three strongest reasons', () => {
    const [before, now] = history.slice(-2) as [UserSnapshot, UserSnapshot];
    const forecast = predictLapse(predictor, now, before, appBehavior);
    const all = [...forecast.batches()].flat();
    const away = featureOf(now.table, LAPSE.column).values.filter((days) => days >= 30).length;
    assert.deepEqual([forecast.lapsedAlready, all.length], [away, now.ids.length - away]);
    assert.ok(all.every(({ probability, drivers }) => probability >= 0 && probability <= 1 && drivers.length === 3));
    assert.ok(all.every(({ likely, probability }) => likely === probability >= training.model.threshold!));
  });

  it('stays when the same data give the same model again', () => {
    const again = trainLapse({
      profile: appBehavior,
      snapshots: history.slice(0, 6),
      old: undefined,
      trainedAt: new Date(0),
      seed: 1,
      candidates: [candidate('logistic regression', logisticRegression)],
    });
    const repeated = trainLapse({
      profile: appBehavior,
      snapshots: history.slice(0, 6),
      old: restoreModel(again.model),
      trainedAt: new Date(1),
      seed: 1,
      candidates: [candidate('logistic regression', logisticRegression)],
    });
    assert.deepEqual([repeated.replacement.replace, repeated.replacement.sameAsOld], [false, true]);
  });
});

/** Users of weekly snapshots by their days since the last login; all else is the same for everybody. */
function weekly(weeks: readonly Readonly<Record<string, number>>[]): readonly UserSnapshot[] {
  return weeks.map((users, week) => snapshotOf(DAYS[week]!, users));
}

function snapshotOf(asOf: string, users: Readonly<Record<string, number>>): UserSnapshot {
  return fromRows(
    asOf,
    Object.entries(users).map(([user_id, days_since_last_login]) => ({ user_id, days_since_last_login })),
  );
}

function generated(users: number, weeks: number): readonly UserSnapshot[] {
  const plan = generateTelemetry({ users, weeks, seed: 1, endDate: '2026-11-16', incidents: 'none', badRows: 0 });
  return plan.snapshots.map(({ date, rows }) =>
    fromRows(
      date,
      [...rows()].flatMap((entry) => (entry.kind === 'good' ? [entry.row] : [])),
    ),
  );
}

function fromRows(asOf: string, rows: readonly Readonly<Record<string, string | number | null>>[]): UserSnapshot {
  const builder = new SnapshotBuilder(modelColumns(appBehavior), rows.length);
  builder.add(
    rows.map((row) => String(row.user_id)),
    modelColumns(appBehavior).map(({ name, kind }) => rows.map((row) => row[name] ?? (kind === 'number' ? 1 : 'same'))),
  );
  return { asOf, ...builder.build() };
}
