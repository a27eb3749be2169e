import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CompleteRun, Model } from '#pipeline';
import type { Naming } from '../../pipeline/domain/profile.ts';
import { declaredName, engagementIndices, label, segmentId } from '../../pipeline/label/label.ts';
import { matchCentroids } from '../../pipeline/label/match.ts';
import { namedClusters } from '../../pipeline/label/previous.ts';
import { engagementMoments, supportedNames } from '../../pipeline/label/support.ts';
import { matrix } from '../../pipeline/math/matrix.ts';
import { appBehavior } from '../../pipeline/profiles/app-behavior.ts';
import { generatedRuns } from '../support/generated-runs.ts';
import { newRun } from '../support/store-runs.ts';

const FEATURES = ['use', 'crashes', 'age'];
const NAMING: Naming = {
  index: { use: 1, crashes: -0.5 },
  highest: { name: 'Power Users', synonyms: [], action: 'Keep them.' },
  lowest: { name: 'Casual Users', synonyms: [], action: 'Bring them back.' },
  traits: [
    { feature: 'crashes', direction: 'high', name: 'Crash-hit Users', synonyms: [], action: 'Fix first.' },
    { feature: 'age', direction: 'low', name: 'New Users', synonyms: [], action: 'Show them round.' },
  ],
};

async function names(
  centroids: readonly (readonly number[])[],
  previous?: Parameters<typeof label>[2],
): Promise<readonly string[]> {
  return label({ features: FEATURES, centroids: matrix(centroids) }, NAMING, previous);
}

describe('names by behaviour', () => {
  it('calls the first of two clusters by engagement Power Users and the last Casual Users', async () => {
    assert.deepEqual(
      await names([
        [1, 0, 0],
        [-1, 0, 0],
      ]),
      ['Power Users', 'Casual Users'],
    );
  });

  it('gives a trait to the cluster that shows it most, and the next one to the next', async () => {
    const centroids = [
      [2, 0, 0],
      [1, 0.6, -2],
      [0, 1.5, -0.9],
      [-2, 0, 0],
    ];
    assert.deepEqual(await names(centroids), ['Power Users', 'New Users', 'Crash-hit Users', 'Casual Users']);
  });

  it('claims nothing for a cluster that is half a standard deviation off in nothing', async () => {
    assert.deepEqual(
      await names([
        [1, 0, 0],
        [0, 0.49, -0.49],
        [-1, 0, 0],
      ]),
      ['Power Users', 'Segment 2', 'Casual Users'],
    );
  });

  for (const k of [2, 3, 4, 5, 6, 7, 8]) {
    it(`gives ${k} clusters ${k} names with ${k} slugs, whatever their centroids`, async () => {
      const d = appBehavior.features.length;
      const anyCentroids = fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: d, maxLength: d }), {
        minLength: k,
        maxLength: k,
      });
      await fc.assert(
        fc.asyncProperty(anyCentroids, async (centroids) => {
          const clusters = { features: appBehavior.features, centroids: matrix(centroids) };
          const given = await label(clusters, appBehavior.naming, undefined);
          assert.equal(given[0], 'Power Users');
          assert.equal(given[k - 1], 'Casual Users');
          assert.equal(new Set(given).size, k);
          assert.equal(new Set(given.map(segmentId)).size, k);
          for (const name of given) assert.ok(declaredName(appBehavior.naming, name).action.length > 0);
        }),
        { numRuns: 40 },
      );
    });
  }

  it('gives every declared name a slug of its own', () => {
    const { highest, lowest, traits } = appBehavior.naming;
    const slugs = [highest, lowest, ...traits].map(({ name }) => segmentId(name));
    assert.equal(new Set(slugs).size, slugs.length);
    for (const slug of slugs) assert.match(slug, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('orders by the weighted sum of standardised features', () => {
    // 1 · 2 − 0.5 · 3 = 0.5 and 1 · −1 − 0.5 · −4 = 1; age has no weight
    const indices = engagementIndices(
      FEATURES,
      matrix([
        [2, 3, 9],
        [-1, -4, 9],
      ]),
      NAMING,
    );
    assert.deepEqual(indices, [0.5, 1]);
  });
});

describe('names kept from the previous run', () => {
  const previous = {
    centroids: matrix([
      [2, 0, 0],
      [0, 2, 0],
      [-2, 0, 0],
    ]),
    names: ['Power Users', 'Segment 2', 'Casual Users'],
  };

  it('follow the centroids, not the order of the clusters', async () => {
    const permuted = [
      [0.1, 2.1, 0],
      [-2, 0.1, 0],
      [1.9, 0, 0],
    ];
    assert.deepEqual(await names(permuted, previous), ['Segment 2', 'Casual Users', 'Power Users']);
  });

  it('stay with a cluster whose trait would now be called otherwise', async () => {
    const moved = [
      [2, 0, 0],
      [0, 1.8, 0],
      [-2, 0, 0],
    ];
    assert.deepEqual(await names(moved, previous), ['Power Users', 'Segment 2', 'Casual Users']);
  });

  it('are not repeated by the number of a nameless cluster', async () => {
    const kept = { centroids: matrix([[0, 0.2, 9]]), names: ['Segment 2'] };
    const given = await names(
      [
        [3, 0, 0],
        [1, 0, 0],
        [0, 0.2, 9],
        [-3, 0, 0],
      ],
      {
        centroids: matrix([
          [0, 0.2, 9],
          [90, 90, 90],
        ]),
        names: [...kept.names, 'Casual Users'],
      },
    );
    assert.deepEqual(given, ['Power Users', 'Segment 3', 'Segment 2', 'Casual Users']);
  });
});

describe('matching of centroids', () => {
  const previous = matrix([
    [0, 0],
    [10, 0],
    [0, 10],
  ]);

  it('finds a permutation again', async () => {
    assert.deepEqual(
      await matchCentroids(
        matrix([
          [0, 10],
          [0, 0],
          [10, 0],
        ]),
        previous,
      ),
      [2, 0, 1],
    );
  });

  it('accepts a centroid up to half the way to the next old one, and no further', async () => {
    const at = async (x: number) => {
      const moved = matrix([
        [-x, 0],
        [10, 0],
        [0, 10],
      ]);
      return (await matchCentroids(moved, previous))[0];
    };
    assert.equal(await at(5), 0);
    assert.equal(await at(5.001), -1);
  });

  it('tells a new cluster from the old ones', async () => {
    const current = matrix([
      [0, 0],
      [10, 0],
      [0, 10],
      [50, 50],
    ]);
    assert.deepEqual(await matchCentroids(current, previous), [0, 1, 2, -1]);
  });

  it('does without an old cluster that is gone', async () => {
    const current = matrix([
      [0, 10],
      [0, 0],
    ]);
    assert.deepEqual(await matchCentroids(current, previous), [2, 0]);
  });

  it('gives an old cluster to one of the two it split into', async () => {
    const current = matrix([
      [1, 0],
      [-1.5, 0],
      [10, 0],
      [0, 10],
    ]);
    assert.deepEqual(await matchCentroids(current, previous), [0, -1, 1, 2]);
  });

  it('never gives an old cluster twice', async () => {
    const point = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }));
    const points = fc.array(point, { minLength: 2, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(points, points, async (current, old) => {
        const matches = (await matchCentroids(matrix(current), matrix(old))).filter((match) => match !== -1);
        assert.equal(new Set(matches).size, matches.length);
      }),
    );
  });
});

describe('the previous run', () => {
  const model: Model = {
    features: ['visits', 'spend'],
    medians: {},
    bounds: {},
    scaler: [
      { feature: 'visits', mean: 10, deviation: 2 },
      { feature: 'spend', mean: 100, deviation: 50 },
    ],
    centroids: [
      [1, 1],
      [-1, 0],
    ],
    names: ['Power Users', 'Casual Users'],
  };
  const scaler = { means: Float64Array.of(11, 100), deviations: Float64Array.of(4, 25) };
  const run = (level: 'strong' | 'fair' | 'weak') => {
    const base = newRun(appBehavior, '2026-11-09', 'x');
    const finishedAt = new Date(0);
    return { ...base, id: 1, status: 'complete', finishedAt, trust: { ...base.trust, level } } satisfies CompleteRun;
  };

  it('is brought into the scale of the present one', () => {
    // visits 12 and 8 with mean 11 and deviation 4; spend 150 and 100 with mean 100 and deviation 25
    const named = namedClusters(run('fair'), model, ['visits', 'spend'], scaler)!;
    assert.deepEqual([...named.centroids.data], [0.25, 2, -0.75, 0]);
    assert.deepEqual(named.names, ['Power Users', 'Casual Users']);
  });

  it('hands on no names if its trust is weak', () => {
    assert.equal(namedClusters(run('weak'), model, ['visits', 'spend'], scaler), undefined);
    assert.ok(namedClusters(run('strong'), model, ['visits', 'spend'], scaler));
  });

  it('hands on no names if it was clustered by other features', () => {
    assert.equal(namedClusters(run('strong'), model, ['visits', 'age'], scaler), undefined);
    assert.equal(namedClusters(run('strong'), model, ['spend', 'visits'], scaler), undefined);
  });
});

describe('support of a name', () => {
  // two clusters of three users each; engagement index is `use`, pooled standard deviation 1
  const points = (apart: number) => matrix([-1, 0, 1, -1 - apart, -apart, 1 - apart].map((use) => [use, 0, 0]));
  const labels = Uint8Array.of(0, 0, 0, 1, 1, 1);
  const supported = (apart: number, given: readonly string[], crashes = 0) =>
    supportedNames(
      FEATURES,
      matrix([
        [0, crashes, 0],
        [-apart, 0, -crashes],
      ]),
      engagementMoments(FEATURES, points(apart), labels, 2, NAMING),
      given,
      NAMING,
    );

  it('needs half a pooled standard deviation of engagement index for the most and the least engaged', () => {
    assert.deepEqual(supported(0.5, ['Power Users', 'Casual Users']), [true, true]);
    assert.deepEqual(supported(0.49, ['Power Users', 'Casual Users']), [false, false]);
  });

  it('is refused where the names are the wrong way round', () => {
    assert.deepEqual(supported(3, ['Casual Users', 'Power Users']), [false, false]);
  });

  it('needs half a standard deviation of its feature for a trait, in its direction', () => {
    assert.deepEqual(supported(1, ['Crash-hit Users', 'New Users'], 0.5), [true, true]);
    assert.deepEqual(supported(1, ['Crash-hit Users', 'New Users'], 0.49), [false, false]);
    assert.deepEqual(supported(1, ['Crash-hit Users', 'New Users'], -2), [false, false]);
  });

  it('is given to a neutral name, which claims nothing', async () => {
    assert.deepEqual(supported(0, ['Segment 1', 'Segment 2']), [true, true]);
  });
});

describe('names of generated weeks', () => {
  it('survive re-clustering, and so do nearly all users in them', async () => {
    await using weeks = await generatedRuns({ users: 400, weeks: 2 });
    const [before, after] = weeks.runs.map(({ segments }) => segments.map(({ name }) => name));
    assert.deepEqual(before, ['Power Users', 'Casual Users']);
    assert.deepEqual(after, before);
    const movements = await weeks.store.movements(weeks.runs[0]!.id, weeks.runs[1]!.id);
    const inBoth = movements.filter(({ from, to }) => from !== null && to !== null);
    const total = inBoth.reduce((sum, { users }) => sum + users, 0);
    const stayed = inBoth.filter(({ from, to }) => from === to).reduce((sum, { users }) => sum + users, 0);
    assert.ok(stayed / total > 0.9, `${stayed} of ${total} stayed`);
  });

  it('mark every name of a weak run as unproven', async () => {
    await using weak = await generatedRuns({ users: 120 }, { k: 8 });
    const [run] = weak.runs;
    assert.equal(run!.trust.level, 'weak');
    assert.ok(run!.segments.every(({ nameSupported }) => !nameSupported));
    assert.equal(new Set(run!.segments.map(({ id }) => id)).size, 8);
  });
});
