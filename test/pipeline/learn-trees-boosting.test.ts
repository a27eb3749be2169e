import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fitted } from '../../pipeline/learn/learner.ts';
import { boostedTrees } from '../../pipeline/learn/trees/boosted-trees.ts';
import type { BoostedTreesSettings } from '../../pipeline/learn/trees/boosting-settings.ts';
import { assertClose } from '../support/assert-close.ts';
import { friedman, numbers, SMALL, SMALL_CLASSES } from './learn-trees-data.ts';

const { defaults } = boostedTrees;
const values: BoostedTreesSettings = { ...defaults, outcome: 'value' };
const small = numbers(SMALL);

function rootMeanSquare(predicted: Float64Array, target: Float64Array): number {
  return Math.sqrt(predicted.reduce((sum, value, row) => sum + (value - target[row]!) ** 2, 0) / target.length);
}

/** How many trees a model of boosted trees has. */
function treesOf(model: Fitted): number {
  return (model.toJson().trees as unknown[]).length;
}

describe('boosted trees beside XGBoost 1.7.4 on the same rows', () => {
  // xgb.train(dict(max_depth=3, eta=0.3, base_score=0.5, objective='binary:logistic', tree_method='exact'), …, 10)
  it('give the same probabilities, missing values included', () => {
    const model = boostedTrees.fit(small, SMALL_CLASSES, { ...defaults, treeCount: 10, maxDepth: 3, learningRate: 0.3 });
    const expected = [
      0.063797, 0.865352, 0.726342, 0.610471, 0.208601, 0.798643, 0.901738, 0.063797, 0.139635, 0.063797, 0.917251, 0.908513,
      0.424679, 0.885882, 0.088767, 0.917251, 0.815746, 0.063797, 0.456213, 0.49756, 0.384281, 0.75017, 0.15992, 0.174528,
      0.063797, 0.241495, 0.345107, 0.798643, 0.384281, 0.256246, 0.923271, 0.523585, 0.75017, 0.923047, 0.063797, 0.917251,
      0.240188, 0.709347, 0.063797, 0.923271,
    ];
    for (const [row, probability] of model.predict(small).entries()) assertClose(probability, expected[row]!, 2e-6, `row ${row}`);
  });

  // the same with max_leaves=5, max_depth=0, grow_policy='lossguide', eta=0.5, tree_method='hist', 5 trees
  it('grow the same leaf by leaf', () => {
    const settings = { ...defaults, treeCount: 5, maxDepth: 30, maxLeaves: 5, learningRate: 0.5 };
    const expected = [
      0.078842, 0.878513, 0.709441, 0.561628, 0.28864, 0.846931, 0.883015, 0.078842, 0.110223, 0.078842, 0.883015, 0.894475,
      0.445847, 0.878513, 0.106048, 0.883015, 0.761576, 0.078842, 0.541341, 0.445847, 0.363497, 0.714785, 0.144235, 0.144235,
      0.078842, 0.28864, 0.404763, 0.781995, 0.363497, 0.313027, 0.923192, 0.445847, 0.714785, 0.894475, 0.078842, 0.883015,
      0.273511, 0.709441, 0.078842, 0.923192,
    ];
    const predicted = boostedTrees.fit(small, SMALL_CLASSES, settings).predict(small);
    for (const [row, probability] of predicted.entries()) assertClose(probability, expected[row]!, 2e-6, `row ${row}`);
  });

  // max_depth=3, eta=0.3, min_child_weight=2, base_score=the mean, objective='reg:squarederror', tree_method='exact', 10 trees
  it('give the same values', () => {
    const target = Float64Array.from([
      -8.8, 6.94, 7.42, 4.41, 0.34, 1.82, 4.09, -5.64, -0.76, -5.01, 6.35, 4.01, -0.03, 9.31, 0.3, 9.86, 6.04, -3.68, 1.72, 4.35,
      2.45, 3.3, -2.77, 1.79, -4.19, -6.04, 0.49, 2.06, -1.24, 1.23, 7.99, 1.34, 4.56, 4.21, -5.95, 7.17, -2.9, 6.96, -3.46,
      11.17,
    ]);
    const settings = { ...values, treeCount: 10, maxDepth: 3, learningRate: 0.3, minChildWeight: 2 };
    const expected = [
      -5.87871, 8.00182, 6.53351, 2.90291, -0.08162, 2.24323, 4.60077, -5.02118, -0.79961, -5.57024, 5.65105, 4.38472, 1.09369,
      8.28063, 0.62353, 9.26587, 4.27827, -3.86111, 1.82692, 3.43826, 1.52271, 3.79955, -1.05373, 1.11654, -5.06935, -4.91713,
      0.55381, 2.81153, -1.28174, 2.49742, 6.59267, 2.11897, 3.53882, 5.07096, -5.66921, 6.46419, -1.87371, 6.2547, -1.87442,
      9.26587,
    ];
    const predicted = boostedTrees.fit(small, target, settings).predict(small);
    for (const [row, value] of predicted.entries()) assertClose(value, expected[row]!, 1e-5, `row ${row}`);
  });
});

describe('boosted trees', () => {
  const { rows, target } = friedman();
  const [training, test] = [numbers(rows.slice(0, 800)), numbers(rows.slice(800))];
  const [known, asked] = [target.subarray(0, 800), target.subarray(800)];

  // XGBRegressor(n_estimators=200, max_depth=4, learning_rate=0.05, tree_method='hist') of XGBoost 1.7.4: RMSE 1.4343
  it('learn a function of five features as well as XGBoost does', () => {
    const error = rootMeanSquare(boostedTrees.fit(training, known, values).predict(test), asked);
    assert.ok(error < 1.4343 * 1.03, `${error}`);
  });

  it('predict to the last bit the same after a reload, and by the same seed', () => {
    const settings = { ...values, rowShare: 0.7, featureShare: 0.6, treeCount: 50 };
    const model = boostedTrees.fit(training, known, settings);
    const reloaded = boostedTrees.restore(JSON.parse(JSON.stringify(model.toJson())));
    assert.deepEqual(reloaded.predict(test), model.predict(test));
    assert.deepEqual(boostedTrees.fit(training, known, settings).predict(test), model.predict(test));
    assert.notDeepEqual(boostedTrees.fit(training, known, { ...settings, seed: 1 }).predict(test), model.predict(test));
  });

  it('stop early where further trees do not help, and keep the best', () => {
    const noise = Float64Array.from(rows, (row) => Number((row[5]! * 1e4) % 1 > 0.5)).subarray(0, 800);
    const model = boostedTrees.fit(training, noise, {
      ...defaults,
      treeCount: 500,
      earlyStopping: { share: 0.25, patience: 10 },
    });
    assert.ok(treesOf(model) < 50, `${treesOf(model)} trees`);
    const useful = boostedTrees.fit(training, known, { ...values, treeCount: 500, earlyStopping: { share: 0.25, patience: 10 } });
    assert.ok(treesOf(useful) > 100, `${treesOf(useful)} trees`);
  });

  it('weigh classes as repeated examples would', () => {
    const coarse = rows.map((row) => row.map((value) => Math.round(20 * value)));
    const classes = target.map((value) => Number(value > 17));
    const positives = coarse.filter((_, row) => classes[row] === 1);
    const doubled = Float64Array.from([...classes, ...positives.map(() => 1)]);
    const settings = { ...defaults, treeCount: 20, maxDepth: 2 };
    const repeated = boostedTrees.fit(numbers([...coarse, ...positives]), doubled, settings).predict(numbers(coarse));
    const weighed = boostedTrees.fit(numbers(coarse), classes, { ...settings, positiveWeight: 2 }).predict(numbers(coarse));
    for (const [row, value] of weighed.entries()) assertClose(value, repeated[row]!, 1e-9, `row ${row}`);
  });

  it('weigh classes alike where they are to be balanced', () => {
    const classes = known.map((value) => Number(value > 20));
    const rare = classes.reduce((sum, value) => sum + value);
    const balanced = boostedTrees.fit(training, classes, { ...defaults, positiveWeight: 'balanced' });
    const weighed = boostedTrees.fit(training, classes, { ...defaults, positiveWeight: (800 - rare) / rare });
    assert.deepEqual(balanced.predict(test), weighed.predict(test));
  });

  it('take each feature out of a prediction in full: contributions and base sum to the log odds', () => {
    const model = boostedTrees.fit(small, SMALL_CLASSES, defaults);
    const { base, values: contributions, scale } = model.contributions!(small);
    assert.equal(scale, 'log odds');
    for (const [row, probability] of model.predict(small).entries()) {
      const sum = contributions.data.subarray(3 * row, 3 * row + 3).reduce((total, value) => total + value, base);
      assertClose(sum, Math.log(probability / (1 - probability)), 1e-9);
    }
  });
});
