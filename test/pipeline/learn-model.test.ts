import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { driversOf, importances } from '../../pipeline/learn/explain/drivers.ts';
import type { Table } from '../../pipeline/learn/learner.ts';
import { ridge } from '../../pipeline/learn/linear/least-squares.ts';
import { logisticRegression } from '../../pipeline/learn/linear/logistic.ts';
import { logit } from '../../pipeline/learn/linear/sigmoid.ts';
import { mlp } from '../../pipeline/learn/mlp/mlp.ts';
import { dataHash } from '../../pipeline/learn/model/data-hash.ts';
import { holdOutById, holdOutStratified } from '../../pipeline/learn/model/hold-out.ts';
import { checkFits, restoreModel } from '../../pipeline/learn/model/predictor.ts';
import { decideReplacement } from '../../pipeline/learn/model/replacement.ts';
import { type TrainingRequest, trainModel } from '../../pipeline/learn/model/train.ts';
import { candidate } from '../../pipeline/learn/validation/candidate.ts';
import { matrix, toRows } from '../../pipeline/math/matrix.ts';
import { Random } from '../../pipeline/math/random.ts';
import { assertClose } from '../support/assert-close.ts';

const random = new Random(21);
const ROWS = 1200;
const visits = Float64Array.from({ length: ROWS }, () => Math.floor(random.next() * 20));
const rating = visits.map(() => (random.next() < 0.1 ? Number.NaN : 1 + 4 * random.next()));
const country = visits.map(() => random.below(3));
const table: Table = {
  rowCount: ROWS,
  features: [
    { kind: 'number', name: 'visits', values: visits },
    { kind: 'number', name: 'rating', values: rating },
    { kind: 'category', name: 'country', values: country, categories: ['DE', 'FR', 'US'] },
    { kind: 'number', name: 'constant', values: new Float64Array(ROWS).fill(1) },
    { kind: 'number', name: 'empty', values: new Float64Array(ROWS).fill(Number.NaN) },
  ],
};
const lapsed = visits.map((count, row) =>
  Number(random.next() < 1 / (1 + Math.exp(0.3 * count - 1 - (country[row] === 1 ? 1.5 : 0)))),
);
const ids = Array.from({ length: ROWS }, (_, row) => `user-${row % 400}`);

const request: TrainingRequest = {
  profile: 'app-behavior',
  targetName: 'lapsed',
  version: 3,
  trainedAt: new Date('2026-01-05T06:00:00Z'),
  table,
  target: lapsed,
  ids,
  candidates: [candidate('logistic regression', logisticRegression), candidate('perceptron', mlp, { mostEpochs: 15 })],
  metric: 'rocAuc',
  seed: 1,
};
const { predictor, heldOut } = trainModel(request);
const { model } = predictor;

describe('training', () => {
  it('records what a reader of the model needs to know', () => {
    assert.deepEqual(
      [model.profile, model.target, model.version, model.trainedAt, model.outcome, model.rowCount],
      ['app-behavior', 'lapsed', 3, '2026-01-05T06:00:00.000Z', 'probability', ROWS],
    );
    assert.deepEqual(
      model.features.map(({ name, kind }) => `${name}: ${kind}`),
      ['visits: number', 'rating: number', 'country: category', 'constant: number', 'empty: number'],
    );
    // the truth is a sigmoid of a sum: the perceptron cannot be better beyond chance
    assert.equal(model.learner.name, 'logistic regression');
    assert.match(model.dataHash, /^[0-9a-f]{64}$/);
    assert.deepEqual(
      model.metrics.map(({ metric }) => metric),
      ['rocAuc', 'prAuc', 'brier', 'logLoss', 'accuracy', 'precision', 'recall', 'f1'],
    );
    assert.ok(model.metrics.every(({ value, interval }) => interval!.low <= value && value <= interval!.high));
    assert.ok(model.threshold! > 0 && model.threshold! < 1);
    assert.ok(Math.abs(model.promises!.bias) < 0.07); // 2.5 standard errors of a share of 240 rows
  });

  it('finds what was planted', () => {
    assert.ok(model.metrics[0]!.value > 0.75);
  });

  it('measures on people it has not learned from', () => {
    const people = holdOutById(ids, 0.2);
    const [seen, held] = [people.training, people.heldOut].map((rows) => new Set([...rows].map((row) => ids[row])));
    assert.ok([...held!].every((id) => !seen!.has(id)));
    assert.equal(model.heldOutCount, people.heldOut.length);
  });

  it('gives the same model for the same request, to the last bit', () => {
    assert.equal(JSON.stringify(trainModel(request).predictor.model), JSON.stringify(model));
  });

  it('predicts values as well', () => {
    const target = visits.map((count) => 3 * count + random.next());
    const training = trainModel({ ...request, target, ids: undefined, metric: 'rmse', candidates: [candidate('ridge', ridge)] });
    const { metrics, threshold, calibration } = training.predictor.model;
    assert.deepEqual(
      metrics.map(({ metric }) => metric),
      ['mae', 'rmse', 'r2'],
    );
    assertClose(metrics[1]!.value, Math.sqrt(1 / 12), 0.1); // uniform noise
    assert.deepEqual([threshold, calibration], [null, { kind: 'none' }]);
  });

  it('has no threshold where none is precise enough', () => {
    const { threshold, metrics } = trainModel({
      ...request,
      candidates: request.candidates.slice(0, 1),
      thresholdRule: { kind: 'precision', atLeast: 1.1 },
    }).predictor.model;
    assert.equal(threshold, null);
    assert.deepEqual(
      metrics.map(({ metric }) => metric),
      ['rocAuc', 'prAuc', 'brier', 'logLoss'],
    );
  });

  it('refuses a label that is missing, of one class only, or not 0 and 1', () => {
    const labels = [
      lapsed.map((value, row) => (row === 5 ? Number.NaN : value)),
      new Float64Array(ROWS),
      new Float64Array(ROWS).fill(1),
      visits,
    ];
    for (const target of labels) assert.throws(() => trainModel({ ...request, target }), { code: 'TRAINING_DATA' });
  });

  it('refuses to hold out nothing or everything', () => {
    for (const heldOutShare of [0, 1, Number.NaN])
      assert.throws(() => trainModel({ ...request, heldOutShare }), { code: 'LEARNER_SETTING' });
    assert.throws(() => trainModel({ ...request, ids: ids.map(() => 'one') }), { code: 'TRAINING_DATA' });
    assert.throws(() => trainModel({ ...request, ids: ids.slice(1) }), {
      code: 'TRAINING_DATA',
      message: /1200 ids, one a row, got 1199/,
    });
  });
});

describe('a stored model', () => {
  const stored: unknown = JSON.parse(JSON.stringify(model));

  it('predicts the same to the last bit when read again', () => {
    assert.deepEqual(restoreModel(stored).predict(table), predictor.predict(table));
  });

  it('gives contributions that sum to the calibrated log odds', () => {
    const sigmoidal = restoreModel({ ...model, calibration: { kind: 'platt', slope: 0.8, offset: -0.1 } });
    const { base, values } = sigmoidal.contributions!(heldOut.table);
    const probabilities = sigmoidal.predict(heldOut.table);
    for (const [row, parts] of toRows(values).entries()) {
      assertClose(
        parts.reduce((sum, part) => sum + part, base),
        logit(probabilities[row]!),
        1e-6,
      );
    }
  });

  it('is refused where it is broken, of another format or of an unknown kind', () => {
    for (const wrong of [
      null,
      {},
      { ...model, format: 2 },
      { ...model, fitted: { kind: 'oracle' } },
      { ...model, fitted: { kind: 'logistic' } },
    ]) {
      assert.throws(() => restoreModel(wrong), { code: 'MODEL_UNREADABLE' });
    }
  });

  it('refuses rows with other columns, and names every one', () => {
    const others: Table = {
      rowCount: 2,
      features: [{ kind: 'number', name: 'country', values: Float64Array.of(1, 2) }, table.features[3]!, table.features[4]!],
    };
    assert.throws(() => checkFits(model, others), {
      code: 'FEATURE_MISMATCH',
      message: /visits is not there; rating is not there; country is a number/,
    });
  });

  it('takes columns in any order, leaves out others, and says what is odd', () => {
    const odd: Table = {
      rowCount: 3,
      features: [
        { kind: 'number', name: 'empty', values: new Float64Array(3).fill(Number.NaN) },
        { kind: 'number', name: 'shoe size', values: Float64Array.of(40, 41, 42) },
        { kind: 'category', name: 'country', values: Float64Array.of(0, 1, 1), categories: ['US', 'BR'] },
        ...(['constant', 'rating', 'visits'] as const).map((name) => ({
          kind: 'number' as const,
          name,
          values: Float64Array.of(Number.NaN, 1, 2),
        })),
      ],
    };
    assert.deepEqual(checkFits(model, odd), {
      ignored: ['shoe size'],
      empty: ['empty'],
      unseen: [{ feature: 'country', categories: ['BR'], rowCount: 2 }],
    });
    assert.ok(predictor.predict(odd).every((probability) => probability > 0 && probability < 1));
  });
});

describe('drivers', () => {
  const contributions = {
    scale: 'log odds',
    base: 0,
    values: matrix([
      [1, -3, 0],
      [1, 1, 0],
    ]),
  } as const;
  const features = ['a', 'b', 'c'].map((name) => ({ kind: 'number', name }) as const);

  it('of a row are its features by what they add, the strongest first', () => {
    assert.deepEqual(driversOf(contributions, features, 0), [
      { feature: 'b', adds: -3 },
      { feature: 'a', adds: 1 },
    ]);
  });

  it('of a model are shares of what all features add, whichever direction', () => {
    // by hand: |1| + |1| = 2, |−3| + |1| = 4 and 0, of 6
    assert.deepEqual(importances(contributions, features), [
      { feature: 'b', share: 4 / 6 },
      { feature: 'a', share: 2 / 6 },
      { feature: 'c', share: 0 },
    ]);
  });

  it('of a trained model are what was planted, never what is constant or empty', () => {
    const found = importances(predictor.contributions!(heldOut.table), model.features);
    assert.deepEqual(
      found.slice(0, 2).map(({ feature }) => feature),
      ['visits', 'country'],
    );
    assert.deepEqual(
      found.slice(3).map(({ share }) => share),
      [0, 0],
    );
  });
});

describe('the hash of the data', () => {
  it('changes with a value, a name, a category and a target', () => {
    const one: Table = {
      rowCount: 1,
      features: [{ kind: 'category', name: 'c', values: Float64Array.of(0), categories: ['A'] }],
    };
    const changed: readonly [Table, Float64Array][] = [
      [one, Float64Array.of(1)],
      [{ ...one, features: [{ ...one.features[0]!, name: 'd' }] }, Float64Array.of(0)],
      [
        { ...one, features: [{ kind: 'category', name: 'c', values: Float64Array.of(0), categories: ['B'] }] },
        Float64Array.of(0),
      ],
      [{ ...one, features: [{ ...one.features[0]!, values: Float64Array.of(-1) }] }, Float64Array.of(0)],
    ];
    const hashes = [dataHash(one, Float64Array.of(0)), ...changed.map(([rows, target]) => dataHash(rows, target))];
    assert.equal(new Set(hashes).size, 5);
    assert.equal(dataHash(one, Float64Array.of(0)), hashes[0]);
  });
});

describe('holding out', () => {
  it('by id holds out the same people whoever else is there', () => {
    const some = ids.slice(0, 300);
    const held = (all: readonly string[]) => new Set([...holdOutById(all, 0.2).heldOut].map((row) => all[row]!));
    const among = held(ids);
    for (const id of held(some)) assert.ok(among.has(id));
  });

  it('by id holds out about the share asked for, though ids differ in their last digits only', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `U${100_000 + i}`);
    assertClose(holdOutById(many, 0.2).heldOut.length / 20_000, 0.2, 0.01);
  });

  it('without ids holds out the same share of both classes', () => {
    const { heldOut: rows } = holdOutStratified(lapsed, 'probability', 0.25, 1);
    const share = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    assertClose(share(Float64Array.from(rows, (row) => lapsed[row]!)), share(lapsed), 0.01);
  });
});

describe('a new model', () => {
  const rules = { metric: 'rocAuc', seed: 1 } as const;
  const trainOn = (names: readonly string[]) =>
    trainModel({
      ...request,
      candidates: request.candidates.slice(0, 1),
      table: { ...table, features: table.features.filter(({ name }) => names.includes(name)) },
    }).predictor;
  const blind = trainOn(['rating', 'constant']);

  it('replaces one that it equals', () => {
    const { replace, lead } = decideReplacement(predictor, predictor, heldOut.table, heldOut.target, rules);
    assert.deepEqual([replace, lead!.by], [true, 0]);
  });

  it('replaces a worse one, and says by how much it is better', () => {
    const { replace, reason } = decideReplacement(predictor, blind, heldOut.table, heldOut.target, rules);
    assert.ok(replace);
    assert.match(reason, /^ROC-AUC 0\.\d{4} of the old model, the new one is 0\.\d{4} better \(95 % interval/);
  });

  it('does not replace a better one', () => {
    const { replace, reason, lead } = decideReplacement(blind, predictor, heldOut.table, heldOut.target, rules);
    assert.ok(!replace && lead!.interval!.high < 0);
    assert.match(reason, /beyond chance; the old one stays$/);
  });

  it('does not pass under a wide interval when it is far behind', () => {
    const few: Table = {
      rowCount: 14,
      features: heldOut.table.features.map((feature) => ({ ...feature, values: feature.values.slice(0, 14) })),
    };
    const { replace, lead } = decideReplacement(blind, predictor, few, heldOut.target.slice(0, 14), rules);
    assert.ok(!replace && lead!.by < 0);
  });

  it('does not replace where the held-out rows cannot tell', () => {
    const { replace, reason } = decideReplacement(
      blind,
      predictor,
      heldOut.table,
      heldOut.target.map(() => 0),
      rules,
    );
    assert.ok(!replace);
    assert.match(reason, /do not tell which of the two is better; give more files/);
  });

  it('replaces one that cannot judge today’s rows', () => {
    const narrow: Table = { ...heldOut.table, features: heldOut.table.features.filter(({ name }) => name !== 'visits') };
    const { replace, lead, reason } = decideReplacement(blind, predictor, narrow, heldOut.target, rules);
    assert.deepEqual([replace, lead], [true, null]);
    assert.match(reason, /visits is not there/);
  });
});
