import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { bootstrapInterval } from '../../pipeline/learn/metrics/bootstrap.ts';
import { calibrationOf } from '../../pipeline/learn/metrics/calibration-table.ts';
import { balancedAccuracy, confusion } from '../../pipeline/learn/metrics/confusion.ts';
import { delongDifference, delongInterval } from '../../pipeline/learn/metrics/delong.ts';
import { compare, type MetricName, measure } from '../../pipeline/learn/metrics/metric.ts';
import { rocAuc } from '../../pipeline/learn/metrics/ranking.ts';
import { wilsonInterval } from '../../pipeline/learn/metrics/wilson.ts';
import { assertClose } from '../support/assert-close.ts';

const truth = Float64Array.of(0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1);
// biome-ignore format: twenty rows side by side
const first = Float64Array.of(0.1, 0.4, 0.35, 0.8, 0.2, 0.7, 0.4, 0.9, 0.6, 0.05, 0.3, 0.4, 0.55, 0.15, 0.85, 0.25, 0.5, 0.45, 0.1, 0.65);
// biome-ignore format: twenty rows side by side
const second = Float64Array.of(0.2, 0.3, 0.3, 0.6, 0.5, 0.6, 0.45, 0.7, 0.4, 0.15, 0.35, 0.6, 0.4, 0.25, 0.75, 0.45, 0.35, 0.3, 0.3, 0.5);
const [values, estimates] = [Float64Array.of(3, -0.5, 2, 7, 4.2, 1.1), Float64Array.of(2.5, 0, 2, 8, 3.9, 1.4)];

const figureOf = (metric: MetricName, target: Float64Array, predicted: Float64Array) =>
  measure(metric, target, { values: predicted, threshold: 0.5 }, { seed: 1 }).value;

describe('metrics', () => {
  // sklearn.metrics 1.2.1: accuracy_score, precision_score, recall_score, f1_score (predictions ≥ 0.5), roc_auc_score,
  // average_precision_score, brier_score_loss, log_loss, mean_absolute_error, sqrt(mean_squared_error), r2_score
  const expected = {
    accuracy: 0.85,
    precision: 0.875,
    recall: 0.7777777777777778,
    f1: 0.823529411764706,
    rocAuc: 0.9191919191919191,
    prAuc: 0.9148860398860399,
    brier: 0.127,
    logLoss: 0.40792981423054203,
    mae: 0.43333333333333335,
    rmse: 0.529150262212918,
    r2: 0.9506752789195537,
  } as const;
  for (const [metric, value] of Object.entries(expected) as [MetricName, number][]) {
    it(`gives scikit-learn's ${metric}`, () => {
      const isRegression = metric === 'mae' || metric === 'rmse' || metric === 'r2';
      assertClose(isRegression ? figureOf(metric, values, estimates) : figureOf(metric, truth, first), value, 1e-12);
    });
  }

  it('count a certain mistake in the log loss as scikit-learn does', () => {
    assertClose(figureOf('logLoss', Float64Array.of(1, 0, 1), Float64Array.of(0, 0, 1)), 12.014551129705717);
  });

  it('give the balanced accuracy of scikit-learn', () => {
    assertClose(balancedAccuracy(confusion(truth, first, 0.5)), 0.8434343434343434);
  });

  it('are undefined, not zero, where nothing can be said', () => {
    const zeros = new Float64Array(4);
    const predicted = { values: Float64Array.of(0.1, 0.2, 0.3, 0.4), threshold: 0.5 };
    for (const metric of ['rocAuc', 'prAuc', 'precision', 'recall', 'f1', 'r2'] as const) {
      const { value, interval } = measure(metric, zeros, predicted, { seed: 1 });
      assert.ok(Number.isNaN(value), metric);
      assert.equal(interval, null, metric);
    }
  });

  it('rank alike whatever rising scale the scores have', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: -50, max: 50 })), { minLength: 2, maxLength: 40 }),
        (rows) => {
          const labels = Float64Array.from(rows, ([positive]) => Number(positive));
          const scores = Float64Array.from(rows, ([, score]) => score);
          const ones = new Float64Array(rows.length).fill(1);
          assert.equal(
            rocAuc(labels, scores)(ones),
            rocAuc(
              labels,
              scores.map((score) => Math.exp(score / 9)),
            )(ones),
          );
        },
      ),
    );
  });
});

describe('intervals', () => {
  it('of a proportion are Wilson’s', () => {
    // scipy 1.10.1, binomtest(k, n).proportion_ci(method='wilson')
    const [sevenOfNine, tenOfTen, noneOfTwenty] = [
      wilsonInterval({ successes: 7, trials: 9 })!,
      wilsonInterval({ successes: 10, trials: 10 })!,
      wilsonInterval({ successes: 0, trials: 20 })!,
    ];
    assertClose(sevenOfNine.low, 0.4525889691069889);
    assertClose(sevenOfNine.high, 0.9367748928821533);
    assertClose(tenOfTen.low, 0.7224672001371109);
    assertClose(noneOfTwenty.high, 0.16112515805281935);
  });

  it('of a ROC-AUC have DeLong’s variance, in log odds', () => {
    // NumPy 1.24.2: variance 0.00347924 from the definition, np.cov of the rows' mean wins; then by hand in log odds
    assertClose(delongInterval(truth, first)!.low, 0.7057828988482301);
    assertClose(delongInterval(truth, first)!.high, 0.9817978583905463);
  });

  it('of the difference of two ROC-AUC take into account that both saw the same rows', () => {
    const interval = delongDifference(truth, first, second)!;
    assertClose(interval.low, -0.09064653615299012);
    assertClose(interval.high, 0.23206067756713156);
  });

  it('of a perfect ranking of few rows do not claim certainty', () => {
    const interval = delongInterval(Float64Array.of(0, 0, 0, 1, 1, 1), Float64Array.of(1, 2, 3, 4, 5, 6))!;
    assert.deepEqual([interval.low > 0.4, interval.low < 0.5, interval.high], [true, true, 1]); // Wilson, 3 of 3: 0.4385
  });

  it('by bootstrap are as wide for a mean as the central limit theorem says', () => {
    // ± 1.96 · σ / √n with σ = 1/√12 for uniform numbers
    const rows = Float64Array.from(
      { length: 400 },
      (_, i) => Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453),
    );
    const mean = (counts: Float64Array) => rows.reduce((sum, value, i) => sum + value * counts[i]!, 0) / 400;
    const { low, high } = bootstrapInterval(mean, 400, { seed: 7 })!;
    assertClose(high - low, (2 * 1.96) / Math.sqrt(12 * 400), 0.006);
  });

  it('are wider where rows come in groups that agree', () => {
    const doubled = (source: Float64Array) => Float64Array.from([...source, ...source, ...source, ...source]);
    const groups = Int32Array.from({ length: 80 }, (_, i) => i % 20);
    const predictions = { values: doubled(first), threshold: 0.5 };
    const alone = measure('brier', doubled(truth), predictions, { seed: 3 }).interval!;
    const grouped = measure('brier', doubled(truth), predictions, { seed: 3, groups }).interval!;
    assertClose((grouped.high - grouped.low) / (alone.high - alone.low), 2, 0.15); // a quarter of the rows: twice the width
  });

  it('of a lead count towards the better model, whichever direction the metric has', () => {
    const [a, b] = [
      { values: first, threshold: 0.5 },
      { values: second, threshold: 0.5 },
    ];
    assertClose(compare('rocAuc', truth, a, b, { seed: 1 }).by, 0.9191919191919191 - 0.8484848484848484);
    assert.ok(compare('brier', truth, a, b, { seed: 1 }).by > 0);
    assert.equal(compare('logLoss', truth, a, a, { seed: 1 }).by, 0);
  });
});

describe('calibration', () => {
  it('compares promise and outcome in bins of like size', () => {
    // by hand: sorted by probability, five rows a bin, equal probabilities together
    const { bins } = calibrationOf(truth, first, 4);
    assert.deepEqual(
      bins.map(({ rowCount }) => rowCount),
      [5, 6, 4, 5],
    );
    assert.deepEqual(
      bins.map(({ observed }) => observed),
      [0, 2 / 6, 2 / 4, 1],
    );
    // as sklearn's calibration_curve, quantile
    for (const [i, promised] of [0.12, 0.35, 0.525, 0.78].entries()) assertClose(bins[i]!.promised, promised);
  });

  it('has no error where half of the rows promised a half are positive', () => {
    const { error, bias } = calibrationOf(Float64Array.of(0, 1, 0, 1), new Float64Array(4).fill(0.5));
    assert.deepEqual([error, bias], [0, 0]);
  });

  it('names the direction of a bias', () => {
    assertClose(calibrationOf(Float64Array.of(0, 0, 0, 1), new Float64Array(4).fill(0.5)).bias, 0.25);
  });
});
