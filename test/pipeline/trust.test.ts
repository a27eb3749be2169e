import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell, Trust } from '#pipeline';
import { openPool } from '../../pipeline/cluster/pool.ts';
import { betweenVariance } from '../../pipeline/cluster/separation.ts';
import { matrix } from '../../pipeline/math/matrix.ts';
import { assess } from '../../pipeline/trust/assess.ts';
import { effectsBetween } from '../../pipeline/trust/effects.ts';
import { type Evidence, judge } from '../../pipeline/trust/trust.ts';
import { assertClose } from '../support/assert-close.ts';

interface Measured {
  readonly smallest?: number;
  readonly silhouette?: number;
  readonly stability?: number;
  readonly dominance?: number;
  readonly d?: number;
}

/** Strong in everything that is not given. */
function evidence({ silhouette = 0.5, stability = 0.95, dominance = 0.2, d = 1.5, smallest = 40 }: Measured): Evidence {
  return {
    separation: { silhouette, silhouetteInterval: null, silhouetteUsers: 100, daviesBouldin: 1, calinskiHarabasz: 100 },
    stability: { medianRandIndex: stability, refits: 10 },
    dominance: { feature: 'account_age_days', share: dominance },
    effects: [
      { measure: 'minutes', segments: ['A', 'B'], d: 0.01, interval: { low: 0, high: 0.02 } },
      { measure: 'churn', segments: ['A', 'B'], d, interval: { low: d - 0.1, high: d + 0.1 } },
    ],
    sizes: [60, smallest],
    labels: { account_age_days: 'Account age, days', churn: 'Churn risk', minutes: 'Minutes' },
    entity: 'users',
  };
}

describe('the level of trust', () => {
  it('is strong where every measure is', () => {
    assert.equal(judge(evidence({})).level, 'strong');
  });

  const edges: readonly [keyof Measured, number, number, Trust['level'], Trust['level']][] = [
    ['silhouette', 0.25, 0.2499, 'strong', 'fair'],
    ['silhouette', 0.1, 0.0999, 'fair', 'weak'],
    ['stability', 0.85, 0.8499, 'strong', 'fair'],
    ['stability', 0.5, 0.4999, 'fair', 'weak'],
    ['d', 0.8, 0.7999, 'strong', 'fair'],
    ['d', -0.8, -0.7999, 'strong', 'fair'],
    ['d', 0.2, 0.1999, 'fair', 'weak'],
    ['dominance', 0.5, 0.5001, 'strong', 'fair'],
    ['dominance', 0.6, 0.6001, 'fair', 'weak'],
    ['smallest', 30, 29, 'strong', 'fair'],
    ['smallest', 10, 9, 'fair', 'weak'],
  ];
  for (const [measure, at, beyond, level, below] of edges) {
    it(`is ${level} with ${measure} at ${at} and ${below} at ${beyond}`, () => {
      assert.equal(judge(evidence({ [measure]: at })).level, level);
      assert.equal(judge(evidence({ [measure]: beyond })).level, below);
    });
  }

  it('is that of the weakest measure', () => {
    assert.equal(judge(evidence({ silhouette: 0.2, stability: 0.1 })).level, 'weak');
    assert.equal(judge(evidence({ silhouette: 0.2, dominance: 0.55 })).level, 'fair');
  });

  it('is weak where no KPI can be compared', () => {
    const { level, reasons } = judge({ ...evidence({}), effects: [] });
    assert.equal(level, 'weak');
    assert.equal(reasons[0], 'Effect is weak: no KPI varies enough to compare the segments.');
  });
});

describe('the reasons', () => {
  it('speak of sizes only where a segment is small', () => {
    assert.ok(judge(evidence({})).reasons.every((reason) => !reason.startsWith('Size')));
    assert.equal(
      judge(evidence({ smallest: 1 })).reasons[0],
      'Size is weak: the smallest segment has 1 of 61 users, and chance or a mistyped value may have made it.',
    );
  });

  it('come worst first, one for each measure', () => {
    const { reasons } = judge(evidence({ dominance: 0.9, stability: 0.7 }));
    assert.deepEqual(
      reasons.map((reason) => reason.split(' ')[0]),
      ['Dominance', 'Stability', 'Separation', 'Effect'],
    );
  });

  it('are one sentence each, with the figure', () => {
    for (const measured of [
      {},
      { silhouette: -0.02, stability: 0.00007, dominance: 0.991, d: -0.01 },
      { silhouette: 0.2, d: -0.5 },
    ]) {
      const { reasons } = judge(evidence(measured));
      assert.equal(reasons.length, 4);
      for (const reason of reasons) {
        assert.match(reason, /^[A-Z].*\d.*\.$/);
        assert.doesNotMatch(reason, /[.!?]\s/);
        assert.doesNotMatch(reason, /NaN|undefined| %|[( ]-\d/);
      }
    }
  });

  it('say what the classic recipe does with the real file', () => {
    // silhouette, adjusted Rand index of another seed and the split by account age as scikit-learn 1.2.1 has them
    const { level, reasons } = judge(evidence({ silhouette: 0.0451, stability: 0.00007, dominance: 0.991, d: -0.033 }));
    assert.equal(level, 'weak');
    assert.deepEqual(reasons, [
      'Separation is weak: users are hardly nearer to their own segment than to the next (silhouette 0.045).',
      'Stability is weak: another sample or seed gives different segments (median adjusted Rand index 0.00 over 10 refits).',
      'Effect is weak: segments hardly differ in any KPI, most in churn risk (Cohen’s d −0.03).',
      'Dominance is high: the segments are little more than a split by account age, which carries 99% of their difference.',
    ]);
  });
});

describe('effects between segments', () => {
  const cell = (segment: string, measure: string, values: readonly number[]): Cell => ({
    segment,
    slice: {},
    measure,
    count: values.length,
    sum: values.reduce((sum, value) => sum + value, 0),
    sumOfSquares: values.reduce((sum, value) => sum + value * value, 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  });

  it('are Cohen’s d with the pooled deviation, by hand', () => {
    // means 4 and 2; variances 4 and 1; pooled (2 · 4 + 2 · 1) / 4 = 2.5; d = 2 / √2.5 = 1.264911064
    // error √(6/9 + 1.6/12) = √0.8 = 0.894427191; ± 1.959963985 · 0.894427191 = 1.753045
    const [effect] = effectsBetween([cell('A', 'm', [2, 4, 6]), cell('B', 'm', [1, 2, 3])], ['m'], ['A', 'B']);
    assert.deepEqual([effect!.measure, ...effect!.segments], ['m', 'A', 'B']);
    assertClose(effect!.d, 1.2649110640673518);
    assertClose(effect!.interval.low, -0.488134, 1e-6);
    assertClose(effect!.interval.high, 3.0179561, 1e-6);
  });

  it('are there for every measure and pair of segments, largest first whatever the sign', () => {
    const cells = [
      cell('A', 'm', [1, 2, 3]),
      cell('B', 'm', [2, 3, 4]),
      cell('C', 'm', [9, 10, 11]),
      cell('A', 'n', [1, 2, 3]),
      cell('B', 'n', [5, 6, 7]),
      cell('C', 'n', [5, 6, 7]),
    ];
    const effects = effectsBetween(cells, ['m', 'n'], ['A', 'B', 'C']);
    assert.deepEqual(
      effects.map(({ measure, segments, d }) => [measure, segments.join(), Math.round(d)]),
      [
        ['m', 'A,C', -8],
        ['m', 'B,C', -7],
        ['n', 'A,B', -4],
        ['n', 'A,C', -4],
        ['m', 'A,B', -1],
        ['n', 'B,C', 0],
      ],
    );
  });

  it('leave out what cannot be compared: a missing segment, one user, no variation', () => {
    const cells = [
      cell('A', 'm', [1, 2]),
      cell('A', 'n', [5, 5]),
      cell('B', 'n', [5, 5]),
      cell('A', 'o', [1, 2]),
      cell('B', 'o', [1]),
    ];
    assert.deepEqual(effectsBetween(cells, ['m', 'n', 'o'], ['A', 'B']), []);
  });
});

describe('dominance', () => {
  // two users at (0, 0) and (2, 0), two at (10, 2) and (12, 2); means 6 and 1, centroids (1, 0) and (11, 2)
  const points = matrix([
    [0, 0],
    [2, 0],
    [10, 2],
    [12, 2],
  ]);
  const labels = Uint8Array.of(0, 0, 1, 1);
  const centroids = matrix([
    [1, 0],
    [11, 2],
  ]);

  it('rests on the between-cluster sum of squares of each feature', () => {
    // 2 · 5² + 2 · 5² = 100 and 2 · 1² + 2 · 1² = 4
    assert.deepEqual([...betweenVariance(points, labels, centroids)], [100, 4]);
  });

  it('names the feature with the largest share, and counts the users of each cluster', async () => {
    await using pool = openPool(undefined);
    const clustering = { labels, centroids, inertia: 4, converged: true, iterations: 1 };
    const { dominance, sizes } = await assess(points, clustering, ['age', 'use'], 42, pool);
    assert.equal(dominance.feature, 'age');
    assertClose(dominance.share, 100 / 104);
    assert.deepEqual(sizes, [2, 2]);
  });
});
