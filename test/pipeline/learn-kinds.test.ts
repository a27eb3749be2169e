import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultCandidates } from '../../pipeline/learn/candidates.ts';
import type { Outcome, Table } from '../../pipeline/learn/learner.ts';
import { LEARNER_KINDS, restoreFitted } from '../../pipeline/learn/learners.ts';
import { logit } from '../../pipeline/learn/linear/sigmoid.ts';
import { checkFits, restoreModel } from '../../pipeline/learn/model/predictor.ts';
import { trainModel } from '../../pipeline/learn/model/train.ts';
import type { Candidate } from '../../pipeline/learn/validation/candidate.ts';
import { toRows } from '../../pipeline/math/matrix.ts';
import { Random } from '../../pipeline/math/random.ts';
import { assertClose } from '../support/assert-close.ts';

const ROWS = 300;

/** A table with all that may be wrong with features: missing, constant and empty columns, a rare category. */
function hostile(seed: number): { table: Table; target: Float64Array } {
  const random = new Random(seed);
  const column = (of: (row: number) => number) => Float64Array.from({ length: ROWS }, (_, row) => of(row));
  const signal = column(() => 10 * random.next());
  const table: Table = {
    rowCount: ROWS,
    features: [
      { kind: 'number', name: 'signal', values: signal },
      { kind: 'number', name: 'gappy', values: column((row) => (row % 3 === 0 ? Number.NaN : random.next())) },
      { kind: 'number', name: 'constant', values: column(() => 7) },
      { kind: 'number', name: 'empty', values: column(() => Number.NaN) },
      {
        kind: 'category',
        name: 'country',
        values: column((row) => (row === 5 ? 2 : row % 7 === 0 ? -1 : random.below(2))),
        categories: ['DE', 'FR', 'MT', 'never seen'],
      },
    ],
  };
  return { table, target: column((row) => Number(random.next() * 10 < signal[row]!)) };
}

const { table, target } = hostile(1);
const unseen: Table = {
  rowCount: 4,
  features: [
    { kind: 'category', name: 'country', values: Float64Array.of(0, 1, -1, Number.NaN), categories: ['Atlantis', 'DE'] },
    { kind: 'number', name: 'empty', values: Float64Array.of(1, 2, 3, 4) },
    { kind: 'number', name: 'constant', values: Float64Array.of(Number.NaN, 8, 7, -1e12) },
    { kind: 'number', name: 'gappy', values: Float64Array.of(Number.NaN, 1e300, 0, Number.POSITIVE_INFINITY) },
    { kind: 'number', name: 'signal', values: Float64Array.of(0, 10, Number.NaN, 5) },
  ],
};

const competitors = (['probability', 'value'] as const).flatMap((outcome) =>
  defaultCandidates(outcome, 1).map((candidate): [Outcome, Candidate] => [outcome, candidate]),
);

for (const [outcome, candidate] of competitors) {
  describe(`${candidate.name}, of a ${outcome}`, () => {
    const model = candidate.fit(table, target);

    it('makes sound predictions for rows with missing, constant, huge, infinite and unseen values', () => {
      const predictions = model.predict(unseen);
      assert.equal(predictions.length, 4);
      assert.ok(predictions.every(Number.isFinite), String(predictions));
      if (outcome === 'probability') assert.ok(predictions.every((probability) => probability >= 0 && probability <= 1));
    });

    it('finds the signal', () => {
      const at = (signal: number): Table => ({
        rowCount: 1,
        features: table.features.map((feature) => ({
          ...feature,
          values: feature.name === 'signal' ? Float64Array.of(signal) : feature.values.slice(1, 2),
        })),
      });
      assert.ok(model.predict(at(9))[0]! > model.predict(at(1))[0]! + 0.3);
    });

    it('is stored and restored to the last bit', () => {
      const reloaded = restoreFitted(JSON.parse(JSON.stringify(model.toJson())));
      assert.deepEqual(reloaded.predict(table), model.predict(table));
      assert.deepEqual(reloaded.predict(unseen), model.predict(unseen));
      assert.equal(reloaded.outcome, outcome);
    });

    it('explains every prediction without a rest, where it explains', () => {
      if (model.contributions === undefined) return;
      const { base, values, scale } = model.contributions(table);
      const predictions = model.predict(table);
      for (const [row, parts] of toRows(values).entries()) {
        const score = scale === 'log odds' ? logit(predictions[row]!) : predictions[row]!;
        assertClose(
          parts.reduce((sum, part) => sum + part, base),
          score,
          1e-6,
        );
      }
    });

    it('is trained into a model that says what is odd about other rows', () => {
      const { predictor } = trainModel({
        profile: 'test',
        targetName: 'target',
        version: 1,
        trainedAt: new Date(0),
        table,
        target,
        candidates: [candidate],
        metric: outcome === 'probability' ? 'rocAuc' : 'rmse',
        foldCount: 3,
        seed: 1,
      });
      const stored = restoreModel(JSON.parse(JSON.stringify(predictor.model)));
      assert.deepEqual(stored.predict(unseen), predictor.predict(unseen));
      assert.deepEqual(checkFits(stored.model, unseen).unseen, [{ feature: 'country', categories: ['Atlantis'], rowCount: 1 }]);
    });
  });
}

describe('the kinds of learners', () => {
  it('can all be restored, and others are refused with the list', () => {
    assert.deepEqual(LEARNER_KINDS, [
      'logistic',
      'linear',
      'ridge',
      'lasso',
      'mlp',
      'boosted-trees',
      'random-forest',
      'isolation-forest',
    ]);
    assert.throws(() => restoreFitted({ kind: 'oracle' }), { code: 'MODEL_UNREADABLE', message: /logistic, linear.*got oracle/ });
    assert.throws(() => restoreFitted(undefined), { code: 'MODEL_UNREADABLE', message: /no kind/ });
  });
});
