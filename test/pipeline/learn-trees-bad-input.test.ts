import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boostedTrees } from '../../pipeline/learn/trees/boosted-trees.ts';
import { ISOLATION_DEFAULTS, isolationForest, restoreIsolationForest } from '../../pipeline/learn/trees/isolation-forest.ts';
import { randomForest } from '../../pipeline/learn/trees/random-forest.ts';
import { assertClose } from '../support/assert-close.ts';
import { category, numbers, SMALL, SMALL_CLASSES } from './learn-trees-data.ts';

const { defaults } = boostedTrees;
const small = numbers(SMALL);
const with5 = (value: number) => SMALL_CLASSES.map((known, row) => (row === 5 ? value : known));

describe('boosted trees and forests refuse', () => {
  for (const [name, fit] of [
    ['boosted trees', (target: Float64Array, weights?: Float64Array) => boostedTrees.fit(small, target, defaults, weights)],
    [
      'random forest',
      (target: Float64Array, weights?: Float64Array) => randomForest.fit(small, target, randomForest.defaults, weights),
    ],
  ] as const) {
    const refuses = (message: RegExp, target: Float64Array, weights?: Float64Array) =>
      assert.throws(() => fit(target, weights), { code: 'TRAINING_DATA', message });

    it(`one class only (${name})`, () => {
      refuses(/all 40 examples are of class 0/, new Float64Array(40));
      refuses(/all 40 examples are of class 1/, new Float64Array(40).fill(1));
    });
    it(`a class whose examples all weigh nothing (${name})`, () => refuses(/of class 0/, SMALL_CLASSES, SMALL_CLASSES));
    it(`a target that is missing, infinite, or no class (${name})`, () => {
      refuses(/target of row 5 is NaN/, with5(Number.NaN));
      refuses(/target of row 5 is Infinity/, with5(Number.POSITIVE_INFINITY));
      refuses(/target of row 5 is 2; the classes must be 0 and 1/, with5(2));
    });
    it(`a target or weights of another length, and weights below 0 (${name})`, () => {
      refuses(/40 values, one a row, got 39/, SMALL_CLASSES.subarray(1));
      refuses(/40 weights, one a row, got 1/, SMALL_CLASSES, new Float64Array(1));
      refuses(/weight of row 5 is -1/, SMALL_CLASSES, with5(-1));
    });
  }

  it('no rows and no features', () => {
    for (const table of [numbers([]), { rowCount: 3, features: [] }]) {
      const target = new Float64Array(table.rowCount);
      assert.throws(() => boostedTrees.fit(table, target, defaults), {
        code: 'TRAINING_DATA',
        message: /needs rows and features/,
      });
    }
  });

  it('settings out of their range, all at once', () => {
    const settings = { ...defaults, treeCount: 0, learningRate: 2, binCount: 256 };
    const message = [
      'treeCount must be a whole number of at least 1, got 0',
      'learningRate must be a number from 0.000001 to 1, got 2',
      'binCount must be a whole number from 3 to 255, got 256',
    ].join('; ');
    assert.throws(() => boostedTrees.fit(small, SMALL_CLASSES, settings), { code: 'LEARNER_SETTING', message });
  });

  it('monotone features that are not there', () => {
    const settings = { ...defaults, monotone: { a: 1, age: 1 } } as const;
    assert.throws(() => boostedTrees.fit(small, SMALL_CLASSES, settings), {
      code: 'LEARNER_SETTING',
      message: /got age; choose of a, b, c/,
    });
  });

  it('to predict for rows without a feature, or with another kind', () => {
    const model = boostedTrees.fit(small, SMALL_CLASSES, defaults);
    const table = { rowCount: 40, features: [small.features[0]!, category('c', [], ['x'])] };
    assert.throws(() => model.predict(table), {
      code: 'FEATURE_MISMATCH',
      message: /b is not there; c is a category, the model was trained on a number/,
    });
  });

  it('JSON that is no model of theirs', () => {
    const json = JSON.parse(JSON.stringify(boostedTrees.fit(small, SMALL_CLASSES, { ...defaults, treeCount: 2 }).toJson()));
    const cyclic = structuredClone(json);
    cyclic.trees[1].left[0] = 0;
    const short = structuredClone(json);
    short.trees[0].value.pop();
    for (const wrong of [undefined, {}, 'trees', { ...json, trees: [] }, { ...json, version: 2 }, cyclic, short]) {
      assert.throws(() => boostedTrees.restore(wrong), { code: 'MODEL_UNREADABLE' });
    }
    assert.throws(() => randomForest.restore(json), { code: 'MODEL_UNREADABLE', message: /kind/ });
    assert.throws(() => restoreIsolationForest(json), { code: 'MODEL_UNREADABLE', message: /kind/ });
  });
});

describe('columns that say nothing', () => {
  it('are left out, and predictions are those without them', () => {
    const extended = {
      rowCount: 40,
      features: [
        { kind: 'number', name: 'constant', values: new Float64Array(40).fill(7) } as const,
        { kind: 'number', name: 'empty', values: new Float64Array(40).fill(Number.NaN) } as const,
        category(
          'one',
          Array.from({ length: 40 }, () => 'x'),
          ['x', 'y'],
        ),
        ...small.features,
      ],
    };
    const model = boostedTrees.fit(extended, SMALL_CLASSES, defaults);
    assert.deepEqual(model.predict(extended), boostedTrees.fit(small, SMALL_CLASSES, defaults).predict(small));
    const { values } = model.contributions!(extended);
    for (let row = 0; row < 40; row++) assert.deepEqual([...values.data.subarray(6 * row, 6 * row + 3)], [0, 0, 0]);
  });

  it('alone give everyone the share of the class', () => {
    const constant = numbers(SMALL.map(() => [1]));
    for (const learner of [boostedTrees, randomForest]) {
      const target = SMALL_CLASSES.map((value, row) => (row < 20 ? 0 : value));
      const model =
        learner === boostedTrees
          ? boostedTrees.fit(constant, target, defaults)
          : randomForest.fit(constant, target, { ...randomForest.defaults, treeCount: 400 });
      const share = target.reduce((sum, value) => sum + value) / 40;
      assertClose(model.predict(constant)[0]!, share, learner === boostedTrees ? 1e-9 : 0.02);
    }
  });

  it('let an isolation forest refuse where there are no others', () => {
    const constant = numbers(SMALL.map(() => [1, Number.NaN]));
    assert.throws(() => isolationForest(constant, ISOLATION_DEFAULTS), { code: 'TRAINING_DATA', message: /rows that differ/ });
  });
});

describe('rows that weigh nothing', () => {
  it('are as if they were not there', () => {
    const weights = SMALL_CLASSES.map((_, row) => Number(row % 2 === 0));
    const half = numbers(SMALL.filter((_, row) => row % 2 === 0));
    const classes = SMALL_CLASSES.filter((_, row) => row % 2 === 0);
    const settings = { ...defaults, l2: 0, rowShare: 0.5 };
    const [weighed, alone] = [
      boostedTrees.fit(small, SMALL_CLASSES, settings, weights),
      boostedTrees.fit(half, classes, settings),
    ];
    for (const [row, value] of alone.predict(half).entries()) assertClose(weighed.predict(half)[row]!, value, 1e-9);
    const few = SMALL_CLASSES.map((_, row) => Number(row < 2)); // one row of each class
    const forest = randomForest.fit(small, SMALL_CLASSES, randomForest.defaults, few);
    assert.ok(forest.predict(small).every((value) => value >= 0 && value <= 1));
  });
});

describe('numbers beyond all bounds', () => {
  it('are missing where infinite, and sound where huge', () => {
    const rows = SMALL.map(([a, b], row) => [
      row % 9 === 0 ? Number.POSITIVE_INFINITY : a!,
      row % 7 === 0 ? -1.7e308 : b! * 1e307,
    ]);
    const model = boostedTrees.fit(numbers(rows), SMALL_CLASSES, defaults);
    assert.ok(model.predict(numbers(rows)).every((value) => value > 0 && value < 1));
    const [infinite, missing] = [Number.POSITIVE_INFINITY, Number.NaN].map((a) => model.predict(numbers([[a, 1e307]]))[0]);
    assert.equal(infinite, missing);
    const forest = isolationForest(numbers(rows), ISOLATION_DEFAULTS);
    assert.ok(forest.predict(numbers(rows)).every((value) => value > 0 && value < 1));
  });
});
