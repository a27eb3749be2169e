import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Learner, Table } from '../../pipeline/learn/learner.ts';
import { ridge } from '../../pipeline/learn/linear/least-squares.ts';
import { logisticRegression } from '../../pipeline/learn/linear/logistic.ts';
import { balanced, balancedWeights } from '../../pipeline/learn/prepare/balance.ts';
import { smote } from '../../pipeline/learn/prepare/smote.ts';
import { candidate } from '../../pipeline/learn/validation/candidate.ts';
import { groupsOf, stratifiedFolds } from '../../pipeline/learn/validation/folds.ts';
import { leaderboard } from '../../pipeline/learn/validation/leaderboard.ts';
import { outOfFold } from '../../pipeline/learn/validation/out-of-fold.ts';
import { Random } from '../../pipeline/math/random.ts';
import { assertClose } from '../support/assert-close.ts';

/** Rows whose chance of a positive rises with x; y is noise. */
function examples(rowCount: number, seed = 1): { table: Table; target: Float64Array } {
  const random = new Random(seed);
  const x = Float64Array.from({ length: rowCount }, () => random.next());
  const y = x.map(() => random.next());
  const features = [
    { kind: 'number', name: 'x', values: x },
    { kind: 'number', name: 'y', values: y },
    { kind: 'category', name: 'c', values: x.map(() => random.below(3)), categories: ['A', 'B', 'C'] },
  ] as const;
  return { table: { rowCount, features }, target: x.map((value) => Number(random.next() < value ** 2)) };
}

/** Says of every row what its y is: noise. */
const guess: Learner<Record<string, never>> = {
  kind: 'guess',
  defaults: {},
  fit: () => ({
    outcome: 'probability',
    features: [],
    predict: ({ features }) => features[1]!.values,
    toJson: () => ({ kind: 'guess' }),
  }),
  restore: () => {
    throw new Error('not stored');
  },
};

const count = (folds: Int32Array, target: Float64Array, fold: number, value: number) =>
  folds.filter((found, row) => found === fold && target[row] === value).length;

describe('folds', () => {
  it('hold the same share of both classes, to a row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 7, max: 40 }),
        fc.integer({ min: 7, max: 40 }),
        (foldCount, positives, negatives) => {
          const target = Float64Array.from({ length: positives + negatives }, (_, i) => Number(i < positives));
          const folds = stratifiedFolds(target, { outcome: 'probability', foldCount, seed: 3 });
          for (const [value, all] of [
            [1, positives],
            [0, negatives],
          ] as const) {
            for (let fold = 0; fold < foldCount; fold++)
              assert.ok(Math.abs(count(folds, target, fold, value) - all / foldCount) <= 1.99);
          }
          const sizes = Array.from({ length: foldCount }, (_, fold) => folds.filter((found) => found === fold).length);
          assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1);
        },
      ),
    );
  });

  it('never part a group, and still hold like shares of both classes', () => {
    const ids = Array.from({ length: 600 }, (_, i) => `user ${i % 97}`);
    const target = Float64Array.from({ length: 600 }, (_, i) => Number((i % 97) % 5 === 0));
    const folds = stratifiedFolds(target, { outcome: 'probability', foldCount: 5, seed: 1, groups: groupsOf(ids) });
    for (const id of new Set(ids)) assert.equal(new Set(folds.filter((_, row) => ids[row] === id)).size, 1);
    const positives = target.reduce((sum, value) => sum + value, 0);
    for (let fold = 0; fold < 5; fold++) assertClose(count(folds, target, fold, 1) / positives, 0.2, 0.04);
  });

  it('hold low and high values alike', () => {
    const target = Float64Array.from({ length: 100 }, (_, i) => i);
    const folds = stratifiedFolds(target, { outcome: 'value', foldCount: 4, seed: 1 });
    for (let fold = 0; fold < 4; fold++) {
      const own = target.filter((_, row) => folds[row] === fold);
      assertClose(own.reduce((sum, value) => sum + value, 0) / 25, 49.5, 0.04);
    }
  });

  it('come out the same for one seed and other for another', () => {
    const { target } = examples(200);
    const [first, again, other] = [1, 1, 2].map((seed) =>
      stratifiedFolds(target, { outcome: 'probability', foldCount: 5, seed }),
    );
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
  });

  it('are refused where a class, or the groups, are fewer', () => {
    const rare = Float64Array.of(1, 1, 0, 0, 0, 0, 0);
    assert.throws(() => stratifiedFolds(rare, { outcome: 'probability', foldCount: 5, seed: 1 }), {
      code: 'TRAINING_DATA',
      message: /of class 1, got 2/,
    });
    const groups = Int32Array.of(0, 0, 0, 0, 1, 1, 1);
    assert.throws(() => stratifiedFolds(new Float64Array(7), { outcome: 'value', foldCount: 3, seed: 1, groups }), {
      code: 'TRAINING_DATA',
    });
    assert.throws(() => stratifiedFolds(rare, { outcome: 'value', foldCount: 1, seed: 1 }), { code: 'LEARNER_SETTING' });
  });
});

describe('class balancing', () => {
  it('by weights makes both classes count half of the whole', () => {
    // by hand: 1 of 4 positive; 4 / (2 · 1) = 2 and 4 / (2 · 3) = 2/3, scikit-learn's class_weight='balanced'
    assert.deepEqual([...balancedWeights(Float64Array.of(1, 0, 0, 0))], [2, 2 / 3, 2 / 3, 2 / 3]);
  });

  it('by SMOTE fills the rarer class up with rows between two of its rows', () => {
    const { table, target } = examples(300);
    const made = smote(table, target, { neighbourCount: 5, seed: 1 });
    assert.equal(made.target.filter((value) => value === 1).length, made.target.filter((value) => value === 0).length);
    const rarer = made.target.at(-1)!;
    for (const feature of made.table.features.slice(0, 2)) {
      const own = [...feature.values.slice(0, 300)].filter((_, row) => target[row] === rarer);
      const [low, high] = [Math.min(...own), Math.max(...own)];
      assert.ok(
        feature.values.slice(300).every((value) => value >= low && value <= high),
        feature.name,
      );
    }
    const category = made.table.features[2]!.values;
    for (const [i, base] of made.bases.entries()) assert.equal(category[300 + i], category[base]);
  });

  it('by SMOTE interpolates: on a line, what is made lies on the line', () => {
    const x = Float64Array.of(0, 1, 2, 5, 6, 7, 8, 9, 10, 11);
    const line: Table = {
      rowCount: 10,
      features: [
        { kind: 'number', name: 'x', values: x },
        { kind: 'number', name: '2x', values: x.map((value) => 2 * value) },
      ],
    };
    const [a, b] = smote(line, Float64Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0, 0), { neighbourCount: 2, seed: 4 }).table.features;
    assert.equal(a!.values.length, 14);
    for (const [row, value] of a!.values.entries()) assertClose(b!.values[row]!, 2 * value);
  });

  it('keeps the weights of given rows, and gives made-up rows those of their base', () => {
    const { table, target } = examples(60);
    const weights = target.map((_, row) => row + 1);
    const result = balanced({ table, target, weights }, 'smote', 1);
    assert.equal(result.weights!.length, result.target.length);
    assert.deepEqual(result.weights!.slice(0, 60), weights);
  });

  it('is refused where a class is missing or alone', () => {
    assert.throws(() => balancedWeights(Float64Array.of(1, 1)), { code: 'TRAINING_DATA' });
    const { table } = examples(4);
    assert.throws(() => smote(table, Float64Array.of(1, 0, 0, 0), { neighbourCount: 5, seed: 1 }), {
      code: 'TRAINING_DATA',
      message: /balance by weights/,
    });
  });
});

describe('the leaderboard', () => {
  const { table, target } = examples(500);
  const settings = { metric: 'rocAuc', foldCount: 5, seed: 1 } as const;
  const noise = candidate('a guess', guess);
  const logistic = candidate('logistic regression', logisticRegression);

  it('picks what beats the simpler beyond chance, and says by how much', () => {
    const { best, entries, reason } = leaderboard([noise, logistic], table, target, settings);
    assert.equal(best.candidate.name, 'logistic regression');
    assert.deepEqual(
      entries.map((entry) => entry.candidate.name),
      ['logistic regression', 'a guess'],
    );
    assert.ok(entries[1]!.behind.interval!.low > 0);
    assert.match(
      reason,
      /^logistic regression has a ROC-AUC of 0\.\d{4}, 0\.\d{4} \(95 % interval 0\.\d{4} to 0\.\d{4}\) ahead of a guess$/,
    );
  });

  it('gives a tie to the simpler, and says so', () => {
    const elaborate = candidate('more elaborate', logisticRegression, { l2: 0.5 });
    const { best, reason } = leaderboard([logistic, elaborate], table, target, settings);
    assert.equal(best.candidate.name, 'logistic regression');
    assert.match(reason, /: level, and simpler$/);
  });

  it('knows that lower is better of a loss', () => {
    const { entries } = leaderboard([noise, logistic], table, target, { ...settings, metric: 'logLoss' });
    assert.equal(entries[0]!.candidate.name, 'logistic regression');
    assert.ok(entries[0]!.score.value < entries[1]!.score.value);
  });

  it('judges every row by a model that has not seen it', () => {
    const seen: number[] = [];
    const watching: Learner<Record<string, never>> = {
      ...guess,
      fit: (training) => {
        const known = new Set(training.features[0]!.values);
        return {
          ...guess.fit(training, target, {}),
          predict: (judged) => judged.features[0]!.values.map((value) => Number(known.has(value) && seen.push(value) > 0)),
        };
      },
    };
    const folds = stratifiedFolds(target, { outcome: 'probability', foldCount: 5, seed: 1 });
    outOfFold(candidate('watching', watching), 'probability', table, target, folds);
    assert.deepEqual(seen, []);
  });

  it('refuses a learner that predicts something else', () => {
    assert.throws(() => leaderboard([candidate('ridge', ridge)], table, target, settings), {
      code: 'LEARNER_SETTING',
      message: /ridge predicts a value/,
    });
  });

  it('refuses labels that are missing or of one class', () => {
    const missing = target.map((value, row) => (row === 9 ? Number.NaN : value));
    assert.throws(() => leaderboard([logistic], table, missing, settings), { code: 'TRAINING_DATA' });
    assert.throws(() => leaderboard([logistic], table, new Float64Array(500), settings), { code: 'TRAINING_DATA' });
    assert.throws(() => leaderboard([], table, target, settings), { code: 'TRAINING_DATA' });
  });

  it('refuses a metric that is undefined for the target', () => {
    const constant = new Float64Array(500).fill(5);
    const regression = [candidate('ridge', ridge)];
    assert.equal(leaderboard(regression, table, constant, { ...settings, metric: 'rmse' }).best.score.value, 0);
    const undefinedMetric = { code: 'TRAINING_DATA', message: /R² of ridge is NaN; it needs a target that varies/ };
    assert.throws(() => leaderboard(regression, table, constant, { ...settings, metric: 'r2' }), undefinedMetric);
  });
});
