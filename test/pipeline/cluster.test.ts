import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { chooseK, elbow } from '../../pipeline/cluster/choose-k.ts';
import { kmeans } from '../../pipeline/cluster/kmeans.ts';
import { assign, inertiaOf, lloyd } from '../../pipeline/cluster/lloyd.ts';
import { prepareSteps } from '../../pipeline/cluster/lloyd-kernel.ts';
import { marginOf } from '../../pipeline/cluster/margin.ts';
import { orderClusters } from '../../pipeline/cluster/order.ts';
import { plusPlus } from '../../pipeline/cluster/plus-plus.ts';
import { openPool, type Pool } from '../../pipeline/cluster/pool.ts';
import { betweenVariance, calinskiHarabasz, daviesBouldin } from '../../pipeline/cluster/separation.ts';
import { sampleIndices, silhouette, silhouettes } from '../../pipeline/cluster/silhouette.ts';
import { stability } from '../../pipeline/cluster/stability.ts';
import { stratifiedSamples } from '../../pipeline/cluster/stratified.ts';
import { ClusterCountError, NoVariationError } from '../../pipeline/errors.ts';
import { compileKernel, KERNEL_NAMES } from '../../pipeline/kernels/build.ts';
import { distinctRows, type Matrix, matrix, row, squaredDistance, toRows } from '../../pipeline/math/matrix.ts';
import { Random } from '../../pipeline/math/random.ts';
import { adjustedRandIndex } from '../../pipeline/math/statistics.ts';
import { somePoints } from '../support/arbitraries.ts';
import { assertClose } from '../support/assert-close.ts';

let pool: Pool;
before(() => {
  pool = openPool();
});
after(() => pool[Symbol.asyncDispose]());

const settings = { k: 2, starts: 5, maxIterations: 100, seed: 1, engine: 'herald' } as const;

/** Three groups in the plane; the figures below are scikit-learn 1.2.1's for them. */
const plane = matrix([
  [1, 2],
  [1, 4],
  [2, 3],
  [8, 8],
  [9, 8],
  [8, 10],
  [20, 1],
  [21, 3],
]);
const planeLabels = Uint8Array.from([0, 0, 0, 1, 1, 1, 2, 2]);
const planeClustering = {
  ...lloyd(
    plane,
    matrix([
      [1, 3],
      [8, 9],
      [20, 2],
    ]),
    10,
    0,
  ),
};

/** Round clouds of `each` points around given centres, one standard deviation of 1. */
function clouds(centres: readonly (readonly number[])[], each: number, seed: number): { points: Matrix; truth: number[] } {
  const random = new Random(seed);
  const normal = () => Array.from({ length: 12 }, () => random.next()).reduce((sum, value) => sum + value, -6);
  const truth = centres.flatMap((_, c) => new Array<number>(each).fill(c));
  return { points: matrix(truth.map((c) => centres[c]!.map((x) => x + normal()))), truth };
}

describe('k-means', () => {
  it('finds clouds that are far apart, whatever the seed', async () => {
    const { points, truth } = clouds(
      [
        [0, 0, 0],
        [10, 0, 0],
        [0, 10, 10],
      ],
      60,
      3,
    );
    for (const seed of [1, 2, 3]) {
      const { labels, converged } = await kmeans(points, { ...settings, k: 3, seed }, pool);
      assert.equal(adjustedRandIndex(labels, truth), 1);
      assert.ok(converged);
    }
  });

  it('gives the same result for the same seed with one thread and with several', async () => {
    const { points } = clouds(
      [
        [0, 0],
        [1, 1],
      ],
      500,
      5,
    );
    await using single = openPool(undefined, 1);
    const [one, several] = [await kmeans(points, settings, single), await kmeans(points, settings, pool)];
    assert.deepEqual(one, several);
  });

  it('agrees with ml-kmeans on the inertia it reaches from the same starts', async () => {
    const { points } = clouds(
      [
        [0, 0],
        [4, 1],
        [1, 5],
      ],
      100,
      7,
    );
    const own = await kmeans(points, { ...settings, k: 3 }, pool);
    const reference = await kmeans(points, { ...settings, k: 3, engine: 'reference' }, pool);
    assertClose(own.inertia, reference.inertia, 1e-9);
    assert.equal(adjustedRandIndex(own.labels, reference.labels), 1);
  });

  it('finds many points by a sample of them, the same with one thread and with several', async () => {
    const { points, truth } = clouds(
      [
        [0, 0, 0],
        [6, 0, 1],
        [0, 7, 2],
      ],
      5000,
      11,
    );
    await using single = openPool(undefined, 1);
    const [one, several] = [
      await kmeans(points, { ...settings, k: 3 }, single),
      await kmeans(points, { ...settings, k: 3 }, pool),
    ];
    assert.deepEqual(one, several);
    assert.ok(adjustedRandIndex(one.labels, truth) > 0.99);
    const reference = await kmeans(points, { ...settings, k: 3, engine: 'reference' }, pool);
    assert.ok(one.inertia <= reference.inertia * (1 + 1e-9), `${one.inertia} is above ${reference.inertia}`);
  });

  it('never raises inertia from one iteration to the next', () => {
    fc.assert(
      fc.property(somePoints, fc.integer({ min: 0, max: 1000 }), (points, seed) => {
        fc.pre(distinctRows(points, 2) === 2);
        const start = plusPlus(points, 2, new Random(seed));
        let last = Number.POSITIVE_INFINITY;
        for (let iterations = 1; iterations < 6; iterations++) {
          const { inertia } = lloyd(points, start, iterations, 0);
          assert.ok(inertia <= last * (1 + 1e-12) + 1e-9);
          last = inertia;
        }
      }),
    );
  });

  it('ends with every point at its nearest centroid and no cluster empty', async () => {
    await fc.assert(
      fc.asyncProperty(somePoints, async (points) => {
        fc.pre(distinctRows(points, 3) === 3);
        const { labels, centroids } = await kmeans(points, { ...settings, k: 3, starts: 2 }, pool);
        assert.equal(new Set(labels).size, 3);
        for (let i = 0; i < points.rows; i++) {
          const distances = toRows(centroids).map((centroid) => squaredDistance(row(points, i), centroid));
          assert.ok(distances[labels[i]!]! <= Math.min(...distances) + 1e-9);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('refuses k below 2, k from n on, and fewer different users than clusters', async () => {
    await assert.rejects(kmeans(plane, { ...settings, k: 1 }, pool), ClusterCountError);
    await assert.rejects(kmeans(plane, { ...settings, k: 8 }, pool), ClusterCountError);
    await assert.rejects(kmeans(matrix([[1], [1], [1]]), settings, pool), NoVariationError);
  });

  it('starts k-means++ at points of the data, all different', () => {
    const starts = toRows(plusPlus(plane, 4, new Random(9))).map(String);
    assert.equal(new Set(starts).size, 4);
    assert.ok(starts.every((start) => toRows(plane).map(String).includes(start)));
  });

  it('orders clusters by falling rank and keeps users with their centroids', () => {
    const ordered = orderClusters(planeClustering, [5, 9, 7]);
    assert.deepEqual([...ordered.labels], [2, 2, 2, 0, 0, 0, 1, 1]);
    assert.deepEqual(toRows(ordered.centroids)[0], toRows(planeClustering.centroids)[1]);
  });
});

describe('silhouette', () => {
  it('is 0.8885 for two tight pairs far apart, as scikit-learn 1.9.1 gives it', async () => {
    const { mean } = await silhouette(matrix([[0], [1], [9], [10]]), Uint8Array.from([0, 0, 1, 1]), 2, pool, new Random(1));
    assertClose(mean, 0.888544, 1e-6);
  });

  it('agrees with scikit-learn 1.2.1 user by user on three groups of unequal size', async () => {
    const expected = [0.8284297, 0.8047241, 0.83447952, 0.82066034, 0.82378579, 0.78141489, 0.84001745, 0.83910561];
    const found = await silhouettes(plane, planeLabels, 3, pool);
    for (const [i, value] of found.entries()) assertClose(value, expected[i]!, 1e-6, `user ${i}`);
  });

  it('agrees with the definition, computed pair by pair, for all points and labels', async () => {
    await fc.assert(
      fc.asyncProperty(somePoints, fc.integer({ min: 0, max: 99 }), async (points, seed) => {
        const random = new Random(seed);
        const labels = Uint8Array.from({ length: points.rows }, (_, i) => (i < 3 ? i : random.below(3)));
        const found = await silhouettes(points, labels, 3, pool);
        for (const [i, value] of byDefinition(points, labels).entries()) assertClose(found[i]!, value, 1e-6, `user ${i}`);
      }),
      { numRuns: 40 },
    );
  });

  it('comes with an interval that holds the exact value in most samples when it is of one', async () => {
    const { points, truth } = clouds(
      [
        [0, 0],
        [3, 3],
      ],
      600,
      11,
    );
    const labels = Uint8Array.from(truth);
    const exact = await silhouette(points, labels, 2, pool, new Random(1));
    assert.equal(exact.interval, null);
    const sampled = await Promise.all(
      Array.from({ length: 20 }, (_, seed) =>
        silhouette(points, labels, 2, pool, new Random(seed), { exactUpTo: 100, sampleSize: 60 }),
      ),
    );
    const holding = sampled.filter(({ interval }) => interval!.low <= exact.mean && exact.mean <= interval!.high);
    assert.ok(holding.length >= 17, `${holding.length} of 20 intervals hold ${exact.mean}`);
    assert.ok(sampled.every(({ users }) => users === 600));
  });

  describe('of many points, by the kernel', () => {
    const random = new Random(5);
    const points = { rows: 3000, columns: 17, data: Float64Array.from({ length: 3000 * 17 }, () => random.next() * 6 - 3) };
    const labels = Uint8Array.from({ length: 3000 }, (_, i) =>
      points.data[i * 17]! > 1 ? 1 : points.data[i * 17]! > -1 ? 2 : 0,
    );
    const expected = byDefinition(points, labels);
    const assertMean = (found: Float64Array, tolerance: number) => {
      const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
      assertClose(mean(found), mean(expected), tolerance, 'mean');
    };

    it('agrees with the definition also when the processor’s own code for it is ready', async () => {
      for (let round = 0; round < 5; round++) {
        const found = await silhouettes(points, labels, 3, pool);
        for (const [i, value] of expected.entries()) assertClose(found[i]!, value, 1e-4, `user ${i}`);
        assertMean(found, 1e-6);
      }
    });

    it('is worked out by the definition where the kernel adds up something else', async () => {
      const faulty: Pool = {
        ...pool,
        async distanceLane(task) {
          const sums = await pool.distanceLane(task);
          return sums.map((sum, place) => (place % 8 < 4 ? sum : sum * 1.01));
        },
      };
      assertMean(await silhouettes(points, labels, 3, faulty), 1e-12);
    });
  });

  it('refuses one cluster and as many clusters as users', async () => {
    await assert.rejects(silhouettes(plane, new Uint8Array(8), 1, pool), ClusterCountError);
    await assert.rejects(silhouettes(matrix([[0], [1]]), Uint8Array.from([0, 1]), 2, pool), ClusterCountError);
  });
});

describe('the kernels', () => {
  for (const name of KERNEL_NAMES) {
    it(`${name}.wasm is what ${name}.as gives`, async () => {
      assert.deepEqual(Buffer.from(await compileKernel(name)), readFileSync(`pipeline/kernels/${name}.wasm`));
    });
  }
});

describe('labels decided in single precision', () => {
  it('are those of a plain loop in doubles, also for ties and for points that differ in the tenth digit', () => {
    const shapes = fc.record({
      n: fc.integer({ min: 1, max: 40 }),
      d: fc.integer({ min: 1, max: 9 }),
      k: fc.integer({ min: 2, max: 9 }),
      seed: fc.integer({ min: 0, max: 2 ** 31 }),
      step: fc.constantFrom(1, 0.5, 2 ** -30, 1e-10),
      middle: fc.constantFrom(0, 1, 1000),
    });
    fc.assert(
      fc.property(shapes, ({ n, d, k, seed, step, middle }) => {
        const random = new Random(seed);
        const grid = (rows: number) =>
          matrix(Array.from({ length: rows }, () => Array.from({ length: d }, () => middle + step * random.below(4))));
        const [points, centroids] = [grid(n), grid(k)];
        const steps = prepareSteps(points, k);
        steps.begin();
        const changed = steps.step(centroids);
        const plain = new Uint8Array(n);
        assign(points, centroids, plain);
        assert.deepEqual([...steps.labels], [...plain]);
        assert.equal(changed, n);
        assert.equal(steps.step(centroids), 0);
        for (let c = 0; c < k; c++) assert.equal(steps.sizes[c], plain.filter((label) => label === c).length);
        assertClose(steps.inertia(centroids), inertiaOf(points, centroids, plain), 1e-12);
      }),
      { numRuns: 400 },
    );
  });

  it('and their sums after many moves are those of a plain loop', () => {
    const { points } = clouds(
      [
        [0, 0, 0],
        [2, 0, 1],
        [0, 3, 0],
      ],
      400,
      23,
    );
    const { labels, centroids, iterations } = lloyd(points, plusPlus(points, 3, new Random(4)), 100, 0);
    assert.ok(iterations > 5);
    for (let c = 0; c < 3; c++) {
      const own = Array.from(labels.keys()).filter((i) => labels[i] === c);
      for (let j = 0; j < 3; j++) {
        const sum = own.reduce((total, i) => total + row(points, i)[j]!, 0);
        assert.equal(row(centroids, c)[j], sum / own.length);
      }
    }
  });
});

describe('separation', () => {
  it('has the Davies–Bouldin and Calinski–Harabasz indices of scikit-learn 1.2.1', () => {
    assertClose(daviesBouldin(plane, planeClustering), 0.19542447866254697);
    assertClose(
      calinskiHarabasz(plane, planeClustering, betweenVariance(plane, planeClustering.labels, planeClustering.centroids)),
      150.5514705882353,
    );
  });
});

describe('stability', () => {
  it('is 1 for clouds that any sample shows, near 0 for a cut through one round cloud', async () => {
    const apart = clouds(
      [
        [0, 0, 0],
        [9, 0, 0],
      ],
      300,
      13,
    );
    const found = await stability(apart.points, Uint8Array.from(apart.truth), 2, 1, pool);
    assert.equal(found.medianRandIndex, 1);
    const one = clouds([[0, 0, 0, 0, 0, 0]], 600, 17).points;
    const { labels } = await kmeans(one, settings, pool);
    assert.ok((await stability(one, labels, 2, 1, pool)).medianRandIndex < 0.5);
  });
});

describe('choosing k', () => {
  it('finds four clouds and says why', async () => {
    const { points } = clouds(
      [
        [0, 0],
        [12, 0],
        [0, 12],
        [12, 12],
      ],
      100,
      19,
    );
    const choice = await chooseK(points, settings, pool);
    assert.equal(choice.chosen, 4);
    assert.match(choice.why, /^4 clusters have the highest silhouette/);
    assert.deepEqual(
      choice.candidates.map(({ k }) => k),
      [2, 3, 4, 5, 6, 7, 8],
    );
  });

  it('tries no more clusters than rows differ', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => [i % 2, 3 * (i % 2)]);
    const choice = await chooseK(matrix(rows), settings, pool);
    assert.equal(choice.chosen, 2);
    assert.equal(choice.why, 'so few rows differ that no other number could be tried (silhouette 1.000)');
    const three = await chooseK(matrix([...rows, ...Array.from({ length: 20 }, () => [9, 0])]), settings, pool);
    assert.deepEqual(
      three.candidates.map(({ k }) => k),
      [2, 3],
    );
  });

  it('puts the elbow where the curve bends', () => {
    const inertias = [100, 40, 30, 25, 20];
    assert.equal(elbow(inertias.map((inertia, i) => ({ k: i + 2, inertia }))), 3);
  });
});

describe('margin', () => {
  it('is 0 half way between two centroids, 1 at the own one, 2/3 at a quarter of the way', () => {
    const centroids = matrix([[0], [4]]);
    assert.equal(marginOf([2], 0, centroids), 0);
    assert.equal(marginOf([0], 0, centroids), 1);
    assertClose(marginOf([1], 0, centroids), 1 - 1 / 3);
  });
});

describe('the silhouette of more points than are compared plainly', () => {
  it('is that of the definition: whole numbers, a long tail, an odd number of features, a cluster of one', async () => {
    const random = new Random(21);
    const count = 2500;
    const points = matrix(
      Array.from({ length: count }, (_, i) => [
        random.below(7),
        random.next() * 4 + (i % 3),
        -Math.log(1 - random.next()) * 3,
        random.below(2),
        (i % 3) * 1.5 + random.next(),
      ]),
    );
    const labels = Uint8Array.from({ length: count }, (_, i) => (i === 77 ? 3 : i % 3));
    const found = await silhouettes(points, labels, 4, pool);
    const sizes = [0, 1, 2, 3].map((c) => labels.filter((label) => label === c).length);
    const expected = Array.from({ length: count }, (_, i) => {
      if (sizes[labels[i]!] === 1) return 0;
      const sums = [0, 0, 0, 0];
      for (let j = 0; j < count; j++) sums[labels[j]!]! += Math.sqrt(squaredDistance(row(points, i), row(points, j)));
      const within = sums[labels[i]!]! / (sizes[labels[i]!]! - 1);
      const nearest = Math.min(...sums.map((sum, c) => (c === labels[i] ? Number.POSITIVE_INFINITY : sum / sizes[c]!)));
      return (nearest - within) / Math.max(within, nearest);
    });
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / count;
    assertClose(mean(found), mean(expected), 1e-5);
    for (let i = 0; i < count; i++) assert.ok(Math.abs(found[i]! - expected[i]!) < 1e-3, `point ${i}`);
  });

  it('is the same with one thread and with several', async () => {
    const { points, truth } = clouds(
      [
        [0, 0],
        [3, 1],
      ],
      1100,
      13,
    );
    await using single = openPool(undefined, 1);
    const labels = Uint8Array.from(truth);
    assert.deepEqual(await silhouettes(points, labels, 2, single), await silhouettes(points, labels, 2, pool));
  });
});

describe('sampling', () => {
  it('draws different indices in rising order', () => {
    const drawn = [...sampleIndices(100, 30, new Random(2))];
    assert.equal(new Set(drawn).size, 30);
    assert.deepEqual(
      drawn,
      drawn.toSorted((a, b) => a - b),
    );
  });

  it('gives every cluster its share of every sample, two of a tiny one, and nobody twice', () => {
    const labels = Uint8Array.from({ length: 10_000 }, (_, i) => (i % 500 === 3 ? 2 : i % 4 === 0 ? 1 : 0));
    const samples = stratifiedSamples(labels, 3, 10, 400, new Random(6));
    const all = samples.flatMap((sample) => [...sample]);
    assert.equal(new Set(all).size, all.length);
    for (const sample of samples) {
      const sizes = [0, 1, 2].map((c) => sample.filter((index) => labels[index] === c).length);
      assert.deepEqual(sizes, [299, 100, 2]); // 400 of 7480, 2500 and 20 in 10,000; the last would be 0.8
    }
    const firstHalf = all.filter((index) => index < 5000).length / all.length;
    assert.ok(Math.abs(firstHalf - 0.5) < 0.05, `${firstHalf} of the drawn are of the first half`);
  });

  it('has a generator whose numbers any machine repeats', () => {
    const random = new Random(42);
    assert.deepEqual(
      Array.from({ length: 4 }, () => random.bits()),
      FIRST_BITS,
    );
  });
});

/** xoshiro128** from the state that SplitMix32 gives for 42, computed by a separate program with big integers. */
const FIRST_BITS: readonly number[] = [660444221, 3652823732, 77672526, 910233633];

function byDefinition(points: Matrix, labels: Uint8Array): number[] {
  return Array.from({ length: points.rows }, (_, i) => {
    const means = [0, 1, 2].map((cluster) => {
      const others = Array.from(labels.keys()).filter((j) => labels[j] === cluster && j !== i);
      const distances = others.map((j) => Math.sqrt(squaredDistance(row(points, i), row(points, j))));
      return distances.length === 0 ? undefined : distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    });
    const own = means[labels[i]!];
    if (own === undefined) return 0;
    const next = Math.min(...means.filter((mean, cluster) => cluster !== labels[i] && mean !== undefined).map((mean) => mean!));
    return Math.max(own, next) === 0 ? 0 : (next - own) / Math.max(own, next);
  });
}
