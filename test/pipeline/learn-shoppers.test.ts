import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { logisticRegression } from '../../pipeline/learn/linear/logistic.ts';
import { mlp } from '../../pipeline/learn/mlp/mlp.ts';
import { restoreModel } from '../../pipeline/learn/model/predictor.ts';
import { trainModel } from '../../pipeline/learn/model/train.ts';
import { encodedColumns } from '../../pipeline/learn/prepare/encoder.ts';
import { boostedTrees } from '../../pipeline/learn/trees/boosted-trees.ts';
import { candidate } from '../../pipeline/learn/validation/candidate.ts';
import { SHOPPERS, shoppers } from '../bench/learn-data.ts';
import { assertClose } from '../support/assert-close.ts';

describe('12,330 shopping sessions', { skip: !existsSync(SHOPPERS) && 'the shared data files are not there' }, () => {
  const { table, target } = shoppers();

  it('give the coefficients of scikit-learn’s logistic regression', () => {
    // scikit-learn 1.2.1, LogisticRegression(solver='newton-cholesky', tol=1e-12) on StandardScaler and OneHotEncoder
    const model = logisticRegression.fit(table, target, logisticRegression.defaults).toJson() as unknown as {
      readonly encoder: Parameters<typeof encodedColumns>[0];
      readonly intercept: number;
      readonly coefficients: readonly number[];
    };
    const found = new Map(encodedColumns(model.encoder).map(({ name }, i) => [name, model.coefficients[i]!]));
    const expected = {
      PageValues: 1.522165,
      ExitRates: -0.75139,
      BounceRates: -0.187142,
      'Month = Nov': 0.816804,
      'VisitorType = Other': -0.189755,
    };
    for (const [name, value] of Object.entries(expected)) assertClose(found.get(name)!, value, 1e-5, name);
    assertClose(model.intercept, -2.32168178, 1e-5);
  });

  const { predictor, leaderboard, heldOut } = trainModel({
    profile: 'shoppers',
    targetName: 'Revenue',
    version: 1,
    trainedAt: new Date('2026-01-05T06:00:00Z'),
    table,
    target,
    candidates: [
      candidate('logistic regression', logisticRegression),
      candidate('boosted trees', boostedTrees),
      candidate('multi-layer perceptron', mlp, { mostEpochs: 30 }),
    ],
    metric: 'rocAuc',
    seed: 1,
  });
  const scoreOf = (name: string) => leaderboard.entries.find((entry) => entry.candidate.name === name)!.score.value;

  it('are ranked by each kind as well as by scikit-learn and XGBoost', () => {
    // five-fold means over three shufflings: LogisticRegression 0.8946, MLPClassifier((32,)) 0.908, XGBClassifier 0.933
    assertClose(scoreOf('logistic regression'), 0.8946, 0.006);
    assert.ok(scoreOf('multi-layer perceptron') > 0.905);
    assert.ok(scoreOf('boosted trees') > 0.928); // on four fifths of the rows, the others being held out
  });

  it('go to the boosted trees, ahead beyond chance', () => {
    assert.equal(leaderboard.best.candidate.name, 'boosted trees');
    assert.ok(leaderboard.entries[1]!.behind.interval!.low > 0);
  });

  it('get probabilities that keep their promise within 0.02 on sessions the model has not seen', () => {
    assert.ok(predictor.model.promises!.error < 0.02);
  });

  it('are judged the same to the last bit by the model read again from its JSON', () => {
    const reloaded = restoreModel(JSON.parse(JSON.stringify(predictor.model)));
    assert.deepEqual(reloaded.predict(heldOut.table), predictor.predict(heldOut.table));
  });
});
