import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ISOLATION_DEFAULTS, isolationForest, restoreIsolationForest } from '../../pipeline/learn/trees/isolation-forest.ts';
import { meanPathLength } from '../../pipeline/learn/trees/isolation-tree.ts';
import { randomForest } from '../../pipeline/learn/trees/random-forest.ts';
import { assertClose } from '../support/assert-close.ts';
import { category, friedman, numbers, sequence } from './learn-trees-data.ts';

/** The share of pairs of a row of class 1 and one of class 0 in which the first has the higher score. */
function rocAuc(scores: Float64Array, classes: ArrayLike<number>): number {
  const of = (value: number) => scores.filter((_, row) => classes[row] === value);
  const [negatives, positives] = [of(0), of(1)];
  let won = 0;
  for (const positive of positives)
    for (const negative of negatives) won += positive > negative ? 1 : positive === negative ? 0.5 : 0;
  return won / (negatives.length * positives.length);
}

describe('random forest', () => {
  const { rows, target } = friedman();
  const [training, test] = [numbers(rows.slice(0, 800)), numbers(rows.slice(800))];
  const settings = { ...randomForest.defaults, featureShare: 2 / 7, minLeafWeight: 1 };

  // RandomForestRegressor(100, max_features=2) of scikit-learn 1.2.1: RMSE 1.967 ± 0.017 over 10 seeds
  it('predicts values as well as scikit-learn does', () => {
    const model = randomForest.fit(training, target.subarray(0, 800), { ...settings, outcome: 'value' });
    const squares = model.predict(test).map((value, row) => (value - target[800 + row]!) ** 2);
    assertClose(Math.sqrt(squares.reduce((sum, square) => sum + square) / 400), 1.967, 0.03);
  });

  // RandomForestClassifier(100, max_features=2): ROC-AUC 0.9544 ± 0.0020, Brier score 0.0976 ± 0.0012
  it('predicts classes as well as scikit-learn does', () => {
    const classes = target.map((value) => Number(value > 14));
    const predicted = randomForest.fit(training, classes.subarray(0, 800), settings).predict(test);
    assertClose(rocAuc(predicted, classes.subarray(800)), 0.9544, 0.008);
    assertClose(predicted.reduce((sum, p, row) => sum + (p - classes[800 + row]!) ** 2, 0) / 400, 0.0976, 0.006);
  });

  it('predicts to the last bit the same after a reload, and by the same seed', () => {
    const classes = target.map((value) => Number(value > 14)).subarray(0, 800);
    const model = randomForest.fit(training, classes, { ...settings, treeCount: 20, positiveWeight: 'balanced' });
    const again = randomForest.fit(training, classes, { ...settings, treeCount: 20, positiveWeight: 'balanced' });
    const reloaded = randomForest.restore(JSON.parse(JSON.stringify(model.toJson())));
    assert.deepEqual(reloaded.predict(test), model.predict(test));
    assert.deepEqual(again.predict(test), model.predict(test));
  });
});

describe('isolation forest', () => {
  const next = sequence(5);
  const planted = (index: number) => Number(index >= 1000);
  const rows = Array.from({ length: 1030 }, (_, index) => {
    const row = Array.from({ length: 4 }, () => next() + next() + next() - 1.5);
    if (planted(index) === 0) return row;
    row[index % 4]! += index % 2 === 1 ? 1.2 : -1.2;
    row[(index + 1) % 4]! *= 2;
    return row;
  });
  const table = numbers(rows);
  const classes = rows.map((_, index) => planted(index));

  // IsolationForest(n_estimators=200, max_samples=256) of scikit-learn 1.2.1: ROC-AUC 0.8880 ± 0.0038 over 10 seeds
  it('finds planted outliers as well as scikit-learn does', () => {
    const found = [1, 2, 3, 4, 5].map((seed) =>
      rocAuc(isolationForest(table, { ...ISOLATION_DEFAULTS, seed }).predict(table), classes),
    );
    assertClose(found.reduce((sum, auc) => sum + auc) / 5, 0.888, 0.01);
  });

  it('scores within 0 and 1, the same to the last bit after a reload', () => {
    const model = isolationForest(table, ISOLATION_DEFAULTS);
    const scores = model.predict(table);
    assert.ok(scores.every((score) => score > 0 && score < 1));
    assert.deepEqual(restoreIsolationForest(JSON.parse(JSON.stringify(model.toJson()))).predict(table), scores);
  });

  it('gives the feature that sets a row apart as its reason', () => {
    const odd = numbers([...rows.slice(0, 999), [0, 0, 9, 0]]);
    const model = isolationForest(odd, { ...ISOLATION_DEFAULTS, sampleSize: 1000 });
    const scores = model.predict(odd);
    assert.equal(scores.indexOf(Math.max(...scores)), 999);
    const { scale, values } = model.contributions!(numbers([[0, 0, 9, 0]]));
    assert.equal(scale, 'path length');
    const last = [...values.data];
    assert.equal(last.indexOf(Math.min(...last)), 2);
  });

  it('sets a rare category apart, and makes nothing of a missing value', () => {
    const texts = Array.from({ length: 400 }, (_, i) => (i === 7 ? 'robot' : i % 2 === 0 ? 'phone' : 'tablet'));
    const kinds = ['phone', 'tablet', 'robot'];
    const model = isolationForest(
      { rowCount: 400, features: [category('device', texts, kinds)] },
      { ...ISOLATION_DEFAULTS, sampleSize: 400 },
    );
    const asked = { rowCount: 4, features: [category('device', ['phone', 'tablet', 'robot', undefined], kinds)] };
    const [phone, tablet, robot, missing] = model.predict(asked);
    assert.ok(robot! > phone! + 0.2 && robot! > tablet! + 0.2, `${robot}`);
    assert.ok(missing! <= Math.max(phone!, tablet!), `${missing}`);
  });

  it('counts paths as the paper does', () => {
    // 2 H(n − 1) − 2 (n − 1) / n with H(i) ≈ ln i + 0.5772156649; of 256 rows 10.2448
    assertClose(meanPathLength(256), 10.24477092);
    assert.deepEqual([0, 1, 2].map(meanPathLength), [0, 0, 1]);
  });
});
