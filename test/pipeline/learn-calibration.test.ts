import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calibrated, chooseCalibration, crossFitted, fitCalibrator } from '../../pipeline/learn/calibration/calibrator.ts';
import { alongCurve, isotonicCurve } from '../../pipeline/learn/calibration/isotonic.ts';
import { plattCurve } from '../../pipeline/learn/calibration/platt.ts';
import { calibrationOf, errorByChance } from '../../pipeline/learn/metrics/calibration-table.ts';
import { confusion, f1 } from '../../pipeline/learn/metrics/confusion.ts';
import { stratifiedFolds } from '../../pipeline/learn/validation/folds.ts';
import { chooseThreshold } from '../../pipeline/learn/validation/threshold.ts';
import { Random } from '../../pipeline/math/random.ts';
import { assertClose } from '../support/assert-close.ts';

// Forty scores by whole-number formulas, two of them tied, so that Python and we have the same.
const scores = Float64Array.from({ length: 40 }, (_, i) => ((i * 37) % 41) / 41);
scores[7] = scores[3]!;
scores[20] = scores[11]!;
const outcomes = Float64Array.from({ length: 40 }, (_, i) => Number(((i * 23) % 19) / 19 < scores[i]! * 0.8 + 0.1));

/** Rows whose true chance is the square of what is promised. */
function overconfident(rowCount: number): { promised: Float64Array; came: Float64Array } {
  const random = new Random(11);
  const promised = Float64Array.from({ length: rowCount }, () => random.next());
  return { promised, came: promised.map((share) => Number(random.next() < share ** 2)) };
}

describe('isotonic calibration', () => {
  it('finds the corners of IsotonicRegression(out_of_bounds="clip")', () => {
    // scikit-learn 1.2.1, X_thresholds_ and y_thresholds_
    const { xs, ys } = isotonicCurve(scores, outcomes);
    const [expectedXs, expectedYs] = [
      [0, 16, 17, 20, 21, 32, 33, 40].map((count) => count / 41),
      [3 / 7, 3 / 7, 1 / 2, 1 / 2, 8 / 13, 8 / 13, 1, 1],
    ];
    for (const [i, x] of expectedXs.entries()) assertClose(xs[i]!, x);
    for (const [i, y] of expectedYs.entries()) assertClose(ys[i]!, y);
    assert.equal(xs.length, 8);
  });

  it('predicts between and beyond the corners as scikit-learn does', () => {
    const curve = isotonicCurve(scores, outcomes);
    for (const [x, y] of [
      [0, 0.42857142857142855],
      [0.3, 0.42857142857142855],
      [0.5, 0.5576923076923077],
      [2, 1],
      [-1, 0.42857142857142855],
    ] as const) {
      assertClose(alongCurve(curve, x), y);
    }
  });

  it('never falls, whatever the outcomes', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const curve = isotonicCurve(
          Float64Array.from(pairs, ([x]) => x),
          Float64Array.from(pairs, ([, y]) => Number(y)),
        );
        const values = Array.from({ length: 40 }, (_, i) => alongCurve(curve, i / 4));
        assert.ok(values.every((value, i) => i === 0 || value >= values[i - 1]!));
      }),
    );
  });
});

describe('Platt’s calibration', () => {
  it('finds the sigmoid that scikit-learn’s _SigmoidCalibration finds', () => {
    // scikit-learn 1.2.1 on 4 · score − 2; the optimum confirmed by scipy.optimize.minimize(method='BFGS')
    const { slope, offset } = plattCurve(
      scores.map((score) => 4 * score - 2),
      outcomes,
    );
    assertClose(slope, 0.44786604, 1e-6);
    assertClose(offset, 0.48371201, 1e-6);
  });

  it('stays finite for a perfect ranking and for equal scores', () => {
    const perfect = plattCurve(Float64Array.of(-3, -2, 2, 3), Float64Array.of(0, 0, 1, 1));
    assert.ok(Number.isFinite(perfect.slope) && perfect.slope > 0);
    const level = fitCalibrator('platt', new Float64Array(4).fill(0.9), Float64Array.of(0, 0, 0, 1));
    assertClose(calibrated(level, Float64Array.of(0.9))[0]!, 19 / 60, 1e-6); // by hand: the mean of the goals 1/5, 1/5, 1/5 and 2/3
  });
});

describe('the choice of a calibration', () => {
  it('leaves alone what keeps its promise', () => {
    const random = new Random(5);
    const promised = Float64Array.from({ length: 3000 }, () => random.next());
    const came = promised.map((share) => Number(random.next() < share));
    assert.equal(chooseCalibration(promised, came, { foldCount: 5, seed: 1 }), 'none');
  });

  it('mends what does not: the error falls to a few percent', () => {
    const { promised, came } = overconfident(4000);
    const kind = chooseCalibration(promised, came, { foldCount: 5, seed: 1 });
    assert.notEqual(kind, 'none');
    const folds = stratifiedFolds(came, { outcome: 'probability', foldCount: 5, seed: 2 });
    assert.ok(calibrationOf(came, promised).error > 0.15); // the mean of p − p² is 1/6
    assert.ok(calibrationOf(came, crossFitted(kind, promised, came, folds)).error < 0.025);
  });

  it('does not draw steps through few rows', () => {
    const { promised, came } = overconfident(900);
    assert.notEqual(chooseCalibration(promised, came, { foldCount: 5, seed: 1 }), 'isotonic');
  });
});

describe('the choice of a threshold', () => {
  // scikit-learn 1.2.1: maxima of f1_score, accuracy_score and balanced_accuracy_score over all thresholds
  it('finds the best F1, accuracy and balanced accuracy', () => {
    const by = (metric: 'f1' | 'accuracy' | 'balancedAccuracy') => chooseThreshold(outcomes, scores, { kind: 'best', metric })!;
    assertClose(f1(by('f1').confusion), 0.7692307692307693);
    const { truePositives, trueNegatives } = by('accuracy').confusion;
    assertClose((truePositives + trueNegatives) / 40, 0.675);
    assert.ok(by('balancedAccuracy').threshold < 33 / 41 && by('balancedAccuracy').threshold > 32 / 41);
  });

  it('has as many positives as a precision of 0.8 allows', () => {
    const { threshold, confusion: counts } = chooseThreshold(outcomes, scores, { kind: 'precision', atLeast: 0.8 })!;
    assert.equal(counts.truePositives, 13);
    assert.deepEqual(confusion(outcomes, scores, threshold), counts);
  });

  it('is none where no threshold is precise enough', () => {
    assert.equal(
      chooseThreshold(Float64Array.of(1, 0), Float64Array.of(0.1, 0.9), { kind: 'precision', atLeast: 0.9 }),
      undefined,
    );
  });
});

describe('an isotonic curve with values that rest on several rows', () => {
  it('promises no certainty from one row, at either end', () => {
    // by threes: 0 0 1 | 0 1 1 | 1 1 1 with a single row left over, which joins them
    const curve = isotonicCurve(
      Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
      Float64Array.from([0, 0, 1, 0, 1, 1, 1, 1, 1, 0]),
      3,
    );
    assertClose(alongCurve(curve, 2), 1 / 3);
    assertClose(alongCurve(curve, 5), 2 / 3);
    assertClose(alongCurve(curve, 10), 3 / 4);
  });
});

describe('a calibration error by chance', () => {
  it('is the mean deviation of a binomial share', () => {
    // a half of 100: standard error 0.05, mean of |Z| is 0.7979 of it
    assertClose(errorByChance([{ rowCount: 100, promised: 0.5 }]), 0.03989422804);
  });
});
