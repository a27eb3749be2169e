import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { candidate, logisticRegression, type Predictor, succession, type Table, trainModel } from '../../pipeline/learn/index.ts';
import { noBetterThanChance } from '../../pipeline/learn/model/chance.ts';
import { Random } from '../../pipeline/math/random.ts';

const RULES = { metric: 'rocAuc', seed: 1 } as const;

describe('the figures of a model on its held-out users', () => {
  const weakness = (value: number, interval: { readonly low: number; readonly high: number } | null) =>
    noBetterThanChance({ metrics: [{ metric: 'rocAuc', value, interval, method: 'bootstrap' }] }, 'rocAuc');

  it('tell it from chance where the whole interval lies above 0.5', () => {
    assert.equal(weakness(0.6, { low: 0.501, high: 0.7 }), undefined);
  });

  it('do not where the interval holds 0.5, however good the figure looks', () => {
    assert.equal(
      weakness(0.585, { low: 0.487, high: 0.68 }),
      'no better than chance on the held-out users: ROC-AUC 0.585, 95 % interval 0.487 to 0.680; give more weeks or more users',
    );
    assert.match(weakness(0.3, { low: 0.2, high: 0.4 })!, /^no better than chance/);
  });

  it('do not where there is no figure, or no interval', () => {
    const reason = /^too few held-out users to tell/;
    assert.match(noBetterThanChance({ metrics: [] }, 'rocAuc')!, reason);
    assert.match(weakness(0.9, null)!, reason);
  });
});

describe('a new model that is no better than chance', () => {
  const sound = trained(true);
  const noise = trained(false);

  it('does not come into use, whether there was one before or not', () => {
    for (const old of [undefined, sound.predictor]) {
      const { replace, reason } = succession(noise.predictor, old, noise.heldOut, RULES);
      assert.ok(!replace);
      assert.match(reason, /^no better than chance/);
    }
  });

  it('gives way to one that is better', () => {
    for (const old of [undefined, noise.predictor] satisfies (Predictor | undefined)[])
      assert.ok(succession(sound.predictor, old, sound.heldOut, RULES).replace);
  });
});

/** From 600 rows with one feature, by which the target goes or does not. */
function trained(learnable: boolean) {
  const random = new Random(5);
  const draw = () => Float64Array.from({ length: 600 }, () => random.below(1000) / 1000);
  const [values, chance] = [draw(), draw()];
  const table: Table = { rowCount: 600, features: [{ kind: 'number', name: 'visits', values }] };
  return trainModel({
    profile: 'test',
    targetName: 'lapse',
    version: 1,
    trainedAt: new Date(0),
    table,
    target: chance.map((value, row) => (value < (learnable ? values[row]! : 0.5) ? 1 : 0)),
    candidates: [candidate('logistic regression', logisticRegression)],
    metric: 'rocAuc',
    seed: 1,
  });
}
