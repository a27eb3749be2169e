import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { treeContributions } from '../../pipeline/learn/explain/tree-shap.ts';
import type { Table } from '../../pipeline/learn/learner.ts';
import { shapesOf } from '../../pipeline/learn/table.ts';
import { boostedTrees } from '../../pipeline/learn/trees/boosted-trees.ts';
import { columnsOf, type TreeColumns } from '../../pipeline/learn/trees/columns.ts';
import { growIsolationTree } from '../../pipeline/learn/trees/isolation-tree.ts';
import { randomForest } from '../../pipeline/learn/trees/random-forest.ts';
import { goesLeft, sumOfTrees, type Tree } from '../../pipeline/learn/trees/tree.ts';
import { Random } from '../../pipeline/math/random.ts';
import { assertClose } from '../support/assert-close.ts';
import { category, numbers, SMALL, SMALL_CLASSES } from './learn-trees-data.ts';

/** The mean score of a row of which only the features of `known` are known, bit by bit as the definition says. */
function scoreKnowing(known: number, tree: Tree, columns: TreeColumns, row: number, node = 0): number {
  const feature = tree.feature[node]!;
  if (feature < 0) return tree.value[node]!;
  const [left, right] = [tree.left[node]!, tree.right[node]!];
  if ((known >> feature) & 1) return scoreKnowing(known, tree, columns, row, goesLeft(tree, node, columns, row) ? left : right);
  const share = tree.cover[left]! / tree.cover[node]!;
  return share * scoreKnowing(known, tree, columns, row, left) + (1 - share) * scoreKnowing(known, tree, columns, row, right);
}

/** Shapley's formula over all subsets of the other features. */
function shapley(feature: number, featureCount: number, tree: Tree, columns: TreeColumns, row: number): number {
  let sum = 0;
  for (let subset = 0; subset < 1 << featureCount; subset++) {
    if ((subset >> feature) & 1) continue;
    const size = [...subset.toString(2)].filter((bit) => bit === '1').length;
    const weight = (factorial(size) * factorial(featureCount - size - 1)) / factorial(featureCount);
    const gain = scoreKnowing(subset | (1 << feature), tree, columns, row) - scoreKnowing(subset, tree, columns, row);
    sum += weight * gain;
  }
  return sum;
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

/** Any table of five features, one of them a category, with values missing. */
const anyTable = fc.array(fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 5, maxLength: 5 }), {
  minLength: 4,
  maxLength: 30,
});

function mixed(rows: readonly (readonly number[])[]): Table {
  const { rowCount, features } = numbers(rows.map((row) => row.slice(0, 4).map((value) => (value < 0 ? Number.NaN : value))));
  const kinds = ['v', 'w', 'x', 'y', 'z'];
  return {
    rowCount,
    features: [
      ...features,
      category(
        'kind',
        rows.map((row) => kinds[row[4]!]),
        kinds,
      ),
    ],
  };
}

describe('contributions of trees', () => {
  it('are the Shapley values, worked out over all subsets of features', () => {
    fc.assert(
      fc.property(anyTable, fc.integer(), (rows, seed) => {
        const table = mixed(rows);
        const columns = columnsOf(table);
        // isolation trees ask about every feature, and about the same one again and again
        const tree = growIsolationTree(columns, shapesOf(table), Int32Array.from(rows.keys()), 6, new Random(seed));
        const { values } = treeContributions([tree], columns, rows.length, 0);
        for (const row of [0, 1, 2, 3]) {
          for (let feature = 0; feature < 5; feature++) {
            assertClose(values.data[row * 5 + feature]!, shapley(feature, 5, tree, columns, row), 1e-9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('sum with the base to the score', () => {
    fc.assert(
      fc.property(anyTable, fc.integer(), (rows, seed) => {
        const table = mixed(rows);
        const columns = columnsOf(table);
        const trees = [0, 1, 2].map((index) =>
          growIsolationTree(columns, shapesOf(table), Int32Array.from(rows.keys()), 8, Random.stream(seed, index)),
        );
        const { base, values } = treeContributions(trees, columns, rows.length, 0);
        for (const [row, score] of sumOfTrees(trees, columns, rows.length, 0).entries()) {
          assertClose(
            values.data.subarray(5 * row, 5 * row + 5).reduce((sum, value) => sum + value, base),
            score,
            1e-9,
          );
        }
      }),
    );
  });

  it('are the same for a row alone and among many, for which tables are made', () => {
    fc.assert(
      fc.property(anyTable, fc.integer(), (rows, seed) => {
        const table = mixed(Array.from({ length: 40 }, (_, row) => rows[row % rows.length]!));
        const columns = columnsOf(table);
        const tree = growIsolationTree(columns, shapesOf(table), Int32Array.from(rows.keys()), 6, new Random(seed));
        const many = treeContributions([tree], columns, 40, 0).values.data;
        for (const row of [0, 1, 2, 3]) {
          const alone = columns.map((column) => column.subarray(row, row + 1));
          for (const [feature, value] of treeContributions([tree], alone, 1, 0).values.data.entries()) {
            assertClose(many[row * 5 + feature]!, value, 1e-9);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of a forest sum to its probability', () => {
    const table = numbers(SMALL);
    const model = randomForest.fit(table, SMALL_CLASSES, { ...randomForest.defaults, minLeafWeight: 1 });
    const { base, values, scale } = model.contributions!(table);
    assert.equal(scale, 'prediction');
    for (const [row, probability] of model.predict(table).entries()) {
      assertClose(
        values.data.subarray(3 * row, 3 * row + 3).reduce((sum, value) => sum + value, base),
        probability,
        1e-9,
      );
    }
  });

  it('start from the mean score of the training rows', () => {
    const table = numbers(SMALL);
    const model = boostedTrees.fit(table, SMALL_CLASSES, { ...boostedTrees.defaults, treeCount: 20 });
    const logOdds = model.predict(table).map((p) => Math.log(p / (1 - p)));
    assertClose(model.contributions!(table).base, logOdds.reduce((sum, score) => sum + score) / 40);
  });
});

describe('contributions beside XGBoost 1.7.4', () => {
  // the two trees of xgb.train(dict(max_depth=3, eta=0.3, base_score=0.5, objective='binary:logistic', tree_method='exact'), …, 2)
  // on the same rows: get_dump(with_stats=True) gives questions, leaves and covers
  const trees = [
    {
      feature: [1, -1, 0, 2, -1, -1, -1],
      threshold: [2.5, 0, 7.5, 4.5, 0, 0, 0],
      set: [-1, -1, -1, -1, -1, -1, -1],
      sets: [],
      missingLeft: [1, 0, 1, 0, 0, 0, 0],
      left: [1, -1, 3, 4, -1, -1, -1],
      right: [2, -1, 6, 5, -1, -1, -1],
      value: [0, 0.400000036, 0, 0, -0.138461545, -0.450000018, 0.200000018],
      cover: [10, 3.5, 6.5, 5.25, 2.25, 3, 1.25],
    },
    {
      feature: [1, 0, 0, -1, -1, -1, -1],
      threshold: [3.5, 3.5, 5.5, 0, 0, 0, 0],
      set: [-1, -1, -1, -1, -1, -1, -1],
      sets: [],
      missingLeft: [1, 1, 1, 0, 0, 0, 0],
      left: [1, 3, 5, -1, -1, -1, -1],
      right: [2, 4, 6, -1, -1, -1, -1],
      value: [0, 0, 0, -0.0106692789, 0.378186911, -0.370937645, -0.0270734392],
      cover: [9.69359112, 4.83181286, 4.86177826, 1.93417203, 2.89764071, 2.64848828, 2.21328998],
    },
  ];
  const features = ['a', 'b', 'c'].map((name) => ({ kind: 'number', name }));
  const model = boostedTrees.restore({ kind: 'boosted-trees', version: 1, outcome: 'probability', base: 0, features, trees });

  // predict(…, pred_contribs=True) of the first six rows; the last number is the base
  it('are the same for the same trees', () => {
    const expected = [
      [-0.2689288258552551, -0.45393720269203186, -0.10030852258205414, 0.002236870350316167],
      [0.5553854703903198, 0.06190325319766998, -0.04133875295519829, 0.002236870350316167],
      [0.46008193492889404, -0.34451058506965637, 0.05511835217475891, 0.002236870350316167],
      [0.1126093864440918, -0.4141259789466858, 0.1337447464466095, 0.002236870350316167],
      [-0.24246801435947418, -0.40291276574134827, 0.1337447464466095, 0.002236870350316167],
      [-0.24903595447540283, 0.673959493637085, -0.03782966732978821, 0.002236870350316167],
    ];
    const { base, values } = model.contributions!(numbers(SMALL.slice(0, 6)));
    for (const [row, contributions] of expected.entries()) {
      assertClose(base, contributions[3]!, 1e-6);
      for (let j = 0; j < 3; j++) assertClose(values.data[3 * row + j]!, contributions[j]!, 1e-6, `row ${row}, feature ${j}`);
    }
  });
});
