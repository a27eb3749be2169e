import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  adjustedRandIndex,
  cohensD,
  correlation,
  homogeneity,
  type Moments,
  meanInterval,
  median,
  quantile,
  varianceOf,
} from '../../pipeline/math/statistics.ts';
import { someNumbers, twoLabelings } from '../support/arbitraries.ts';
import { assertClose } from '../support/assert-close.ts';

const momentsOf = (values: readonly number[]): Moments => ({
  count: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  sumOfSquares: values.reduce((sum, value) => sum + value * value, 0),
});

describe('quantile', () => {
  it('interpolates as type 7 of Hyndman and Fan: quarter of 1, 2, 3, 4 is 1.75', () => {
    assert.equal(quantile([1, 2, 3, 4], 0.25), 1.75); // position 0.25 · 3 = 0.75, between 1 and 2
  });

  it('never falls as p grows, and stays between the extremes', () => {
    fc.assert(
      fc.property(
        someNumbers,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p, q) => {
          const sorted = Float64Array.from(values).sort();
          const [low, high] = [quantile(sorted, Math.min(p, q)), quantile(sorted, Math.max(p, q))];
          assert.ok(low <= high + 1e-6 && low >= sorted[0]! - 1e-6 && high <= sorted.at(-1)! + 1e-6);
        },
      ),
    );
  });

  it('gives the middle of an odd and the mean of the two middles of an even number of values', () => {
    assert.equal(median([5, 1, 3]), 3);
    assert.equal(median([4, 1, 3, 2]), 2.5);
  });
});

describe('adjusted Rand index', () => {
  it('is 0.2424 for the example of Hubert and Arabie as scikit-learn 1.2.1 gives it', () => {
    assertClose(adjustedRandIndex([0, 0, 0, 1, 1, 1], [0, 0, 1, 1, 2, 2]), 0.24242424242424243);
  });

  it('is 1 for the same partition under other numbers', () => {
    assert.equal(adjustedRandIndex([0, 0, 1, 1], [1, 1, 0, 0]), 1);
  });

  it('is symmetric and at most 1 for all labelings', () => {
    fc.assert(
      fc.property(twoLabelings, ([a, b]) => {
        assertClose(adjustedRandIndex(a, b), adjustedRandIndex(b, a), 1e-12);
        assert.ok(adjustedRandIndex(a, b) <= 1 + 1e-12);
      }),
    );
  });
});

describe('Cohen’s d', () => {
  it('is 1 for groups one pooled deviation apart, with the interval of Hedges and Olkin', () => {
    const found = cohensD(momentsOf([2, 3, 4]), momentsOf([1, 2, 3]))!; // both variances are 1
    assertClose(found.d, 1);
    const error = Math.sqrt(6 / 9 + 1 / 12); // (3+3)/(3·3) + 1²/(2·6)
    assertClose(found.interval.low, 1 - 1.959963984540054 * error);
  });

  it('is undefined where nothing varies or a group has one user', () => {
    assert.equal(cohensD(momentsOf([1, 1]), momentsOf([2, 2])), undefined);
    assert.equal(cohensD(momentsOf([1]), momentsOf([2, 3])), undefined);
  });
});

describe('moments', () => {
  it('give the sample variance: 2.5 for 1 to 5', () => {
    assertClose(varianceOf(momentsOf([1, 2, 3, 4, 5])), 2.5);
  });

  it('give an interval of 1.96 standard errors around the mean', () => {
    const range = meanInterval(momentsOf([1, 2, 3, 4, 5]))!;
    assertClose(range.high - 3, 1.959963984540054 * Math.sqrt(2.5 / 5));
  });
});

describe('correlation', () => {
  it('is 1 and −1 for straight lines and NaN for a constant', () => {
    assertClose(correlation([1, 2, 3], [2, 4, 6]), 1);
    assertClose(correlation([1, 2, 3], [3, 2, 1]), -1);
    assert.ok(Number.isNaN(correlation([1, 1, 1], [1, 2, 3])));
  });
});

describe('homogeneity', () => {
  it('finds nothing in equal shares and the largest V in opposite ones', () => {
    assert.deepEqual(
      homogeneity([
        [50, 50],
        [100, 100],
      ]),
      { beyondChance: false, cramersV: 0 },
    );
    assert.deepEqual(
      homogeneity([
        [100, 0],
        [0, 100],
      ]),
      { beyondChance: true, cramersV: 1 },
    );
  });

  it('calls χ² beyond chance above its 99 % quantile, 6.635 for one degree of freedom', () => {
    const chiSquare = (shift: number) => (4 * shift * shift) / 50; // 100 + 100 users around 50/50: Σ (±shift)²/50
    assert.ok(chiSquare(9) < 6.635 && chiSquare(10) > 6.635);
    assert.equal(
      homogeneity([
        [59, 41],
        [41, 59],
      ]).beyondChance,
      false,
    );
    assert.equal(
      homogeneity([
        [60, 40],
        [40, 60],
      ]).beyondChance,
      true,
    );
  });

  it('leaves out groups and categories without users', () => {
    assert.deepEqual(
      homogeneity([
        [10, 0],
        [0, 0],
      ]),
      { beyondChance: false, cramersV: 0 },
    );
  });
});
