import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type { Model, Profile, UserRow } from '#pipeline';
import { type ClusterCell, cube } from '../../pipeline/aggregate/cube.ts';
import { cleanedMatrix, fitCleaning } from '../../pipeline/clean/clean.ts';
import { bandLabels, type Dimension, type Measure, UNKNOWN } from '../../pipeline/domain/profile.ts';
import { USERS } from '../../pipeline/domain/run.ts';
import { Duck } from '../../pipeline/ingest/duckdb.ts';
import { readTelemetry } from '../../pipeline/ingest/read.ts';
import { inspect } from '../../pipeline/ingest/source.ts';
import { columnDeviations, columnMeans, type Matrix, matrix, toRows } from '../../pipeline/math/matrix.ts';
import { Random } from '../../pipeline/math/random.ts';
import { appBehavior } from '../../pipeline/profiles/app-behavior.ts';
import { fitScaler, standardise, unstandardise } from '../../pipeline/scale/standardise.ts';
import { score } from '../../pipeline/score/score.ts';
import { somePoints } from '../support/arbitraries.ts';
import { assertClose } from '../support/assert-close.ts';
import { generatedRuns } from '../support/generated-runs.ts';

/** A profile of two numbers, of which one may be missing, a category and an age. */
const visits: Profile = {
  name: 'visits',
  title: 'Visits',
  entity: { one: 'visitor', many: 'visitors' },
  table: 'visit_details',
  columns: [
    { kind: 'id', name: 'id', label: 'Visitor' },
    { kind: 'number', name: 'visits', label: 'Visits', integer: true, missing: 'reject' },
    { kind: 'number', name: 'rating', label: 'Rating', integer: false, missing: 'keep' },
    { kind: 'number', name: 'age', label: 'Age', integer: true, missing: 'keep' },
    { kind: 'category', name: 'town', label: 'Town' },
    { kind: 'category', name: 'plan', label: 'Plan' },
  ],
  cleaning: { impute: ['rating'], cap: ['visits', 'rating'] },
  features: ['rating', 'visits'],
  clustering: { k: 2, starts: 1, maxIterations: 10 },
  dimensions: [
    { kind: 'category', name: 'town', label: 'Town', plural: 'towns', column: 'town', synonyms: [] },
    { kind: 'bands', name: 'age_band', label: 'Age', plural: 'ages', column: 'age', edges: [25, 35], synonyms: [] },
    { kind: 'category', name: 'plan', label: 'Plan', plural: 'plans', column: 'plan', synonyms: [] },
  ],
  measures: [
    { name: 'visits', label: 'Visits', column: 'visits', unit: '', digits: 1, better: 'high', synonyms: [] },
    { name: 'rating', label: 'Rating', column: 'rating', unit: '', digits: 1, better: 'high', synonyms: [] },
    { name: 'fans', label: 'Fans', column: 'rating', above: 4, unit: '', digits: 1, better: 'high', synonyms: [] },
  ],
  kpis: ['visits'],
  deepDive: { x: 'visits', y: 'rating' },
  naming: {
    index: { visits: 1 },
    highest: { name: 'Regulars', synonyms: [], action: 'Thank them.' },
    lowest: { name: 'Passers-by', synonyms: [], action: 'Invite them.' },
    traits: [],
  },
  maxRejectShare: 0.05,
};

interface Visitor {
  readonly visits: number;
  readonly rating: number | null;
  readonly age: number | null;
  readonly town: string | null;
  readonly plan: string | null;
}

const PLAIN: Visitor = { visits: 0, rating: null, age: 30, town: 'Ulm', plan: 'Free' };

/** The table `users` as reading leaves it. */
async function duckOf(visitors: readonly Visitor[]): Promise<Duck> {
  const duck = await Duck.open();
  await duck.run(
    'CREATE TABLE users (n BIGINT, id VARCHAR, visits BIGINT, rating DOUBLE, age BIGINT, town VARCHAR, plan VARCHAR)',
  );
  for (const [n, { visits, rating, age, town, plan }] of visitors.entries()) {
    const values = [n, `v${n}`, visits, rating, age, town, plan];
    await duck.run('INSERT INTO users VALUES ($1, $2, $3, $4, $5, $6, $7)', values);
  }
  return duck;
}

describe('cleaning', () => {
  it('caps at 1.5 interquartile ranges beyond the type 7 quartiles, by hand', async () => {
    // sorted 1 2 3 4 5 100: Q1 at position 1.25 is 2.25, Q3 at 3.75 is 4.75, range 2.5, bounds −1.5 and 8.5
    await using duck = await duckOf([100, 3, 1, 2, 5, 4].map((count) => ({ ...PLAIN, visits: count, rating: 3 })));
    const { caps } = await fitCleaning(duck, visits);
    assert.deepEqual(caps[0], { column: 'visits', q1: 2.25, q3: 4.75, lower: -1.5, upper: 8.5, capped: 1 });
    const cleaned = await cleanedMatrix(duck, ['visits'], { imputed: [], caps }, 6);
    assert.deepEqual([...cleaned.data], [8.5, 3, 1, 2, 5, 4]);
  });

  it('imputes the median of the values that are there, before it looks for outliers', async () => {
    // median of 1 2 3 9 is 2.5; the quartiles of 1 2 2.5 2.5 3 9 are at 1.25: 2.125 and at 3.75: 2.875, bounds 1 and 4
    const ratings = [9, null, 1, 3, null, 2];
    await using duck = await duckOf(ratings.map((rating) => ({ ...PLAIN, rating })));
    const { imputed, caps } = await fitCleaning(duck, visits);
    assert.deepEqual(imputed, [{ column: 'rating', value: 2.5, count: 2 }]);
    assert.deepEqual(caps[1], { column: 'rating', q1: 2.125, q3: 2.875, lower: 1, upper: 4, capped: 1 });
    const cleaned = await cleanedMatrix(duck, ['rating', 'visits'], { imputed, caps }, 6);
    assert.deepEqual(toRows(cleaned), [
      [4, 0],
      [2.5, 0],
      [1, 0],
      [3, 0],
      [2.5, 0],
      [2, 0],
    ]);
  });

  it('gives a column without any value the median 0', async () => {
    await using duck = await duckOf([PLAIN, PLAIN]);
    const { imputed } = await fitCleaning(duck, visits);
    assert.deepEqual(imputed, [{ column: 'rating', value: 0, count: 2 }]);
  });

  it('keeps the stored values as they were', async () => {
    await using duck = await duckOf([100, 3, 1, 2, 5, 4].map((count) => ({ ...PLAIN, visits: count })));
    await cleanedMatrix(duck, visits.features, await fitCleaning(duck, visits), 6);
    const rows = await duck.rows<{ visits: number; rating: number | null }>('SELECT visits, rating FROM users ORDER BY n');
    assert.deepEqual(rows[0], { visits: 100, rating: null });
  });

  it('reads bounds back to the last bit', async () => {
    // quartiles 0.1 and 0.3 of 0.1 0.1 0.3 0.3 …: bounds 0.1 − 1.5 · (0.3 − 0.1), which no short decimal is
    await using duck = await duckOf([0.1, 0.1, 0.3, 0.3, 7].map((rating) => ({ ...PLAIN, rating })));
    const cleaning = await fitCleaning(duck, visits);
    const cleaned = await cleanedMatrix(duck, ['rating'], cleaning, 5);
    assert.equal(cleaned.data[4], 0.3 + 1.5 * (0.3 - 0.1));
  });
});

describe('standardising', () => {
  it('gives z-scores with the population deviation, by hand', () => {
    // 2 4 4 4 5 5 7 9: mean 5, population deviation 2
    const values = matrix([2, 4, 4, 4, 5, 5, 7, 9].map((value) => [value]));
    const scaler = fitScaler(values);
    assert.deepEqual([scaler.means[0], scaler.deviations[0]], [5, 2]);
    assert.deepEqual([...standardise(values, scaler).data], [-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2]);
  });

  it('makes every column mean 0 and deviation 1, or 0 throughout if it is constant', () => {
    fc.assert(
      fc.property(somePoints, (points) => {
        const scaler = fitScaler(points);
        const z = standardise(points, scaler);
        const means = columnMeans(z);
        const deviations = columnDeviations(z, means);
        for (const [j, deviation] of deviations.entries()) {
          assertClose(means[j]!, 0, 1e-9);
          assertClose(deviation, scaler.deviations[j] === 0 ? 0 : 1, 1e-9);
        }
      }),
    );
  });

  it('is undone by unstandardising', () => {
    fc.assert(
      fc.property(somePoints, (points) => {
        const scaler = fitScaler(points);
        const back = unstandardise(standardise(points, scaler), scaler);
        for (const [i, value] of points.data.entries()) assertClose(back.data[i]!, value, 1e-9);
      }),
    );
  });

  it('takes a constant column for constant although its mean is rounded', () => {
    // the mean of 0.1 ten times is 0.09999999999999999, and the deviation 1.4e-17
    const values = matrix(Array.from({ length: 10 }, () => [0.1]));
    const scaler = fitScaler(values);
    assert.equal(scaler.deviations[0], 0);
    assert.ok(standardise(values, scaler).data.every((z) => z === 0));
    const model = { features: ['f'], medians: {}, bounds: {}, centroids: [[0], [1]], names: ['A', 'B'] };
    const scored = score({ f: 0.1 }, { ...model, scaler: [{ feature: 'f', mean: scaler.means[0]!, deviation: 0 }] });
    assert.deepEqual(scored.point, [0]);
  });
});

describe('the cube', () => {
  const random = new Random(3);
  const pick = <T>(values: readonly T[]): T => values[random.below(values.length)]!;
  const visitors = Array.from({ length: 300 }, (): Visitor => {
    return {
      visits: random.below(40),
      rating: pick([null, 1, 2.5, 3, 4, 4.5, 5]),
      age: pick([null, 0, 24, 25, 34, 35, 90]),
      town: pick([null, 'Ulm', '東京', "O'Fallon", 'Nowhere']),
      plan: pick(['Free', 'Premium']),
    };
  }).map((visitor) => (visitor.town === 'Nowhere' ? { ...visitor, rating: null } : visitor));
  const labels = Uint8Array.from(visitors, (_, n) => n % 3);
  let cells: readonly ClusterCell[];

  before(async () => {
    await using duck = await duckOf(visitors);
    cells = await cube(duck, visits, labels);
  });

  it('agrees cell by cell with plain counting: all slices of none, one and two dimensions, all measures', () => {
    const expected = countedCells(visitors, labels);
    assert.equal(cells.length, expected.size);
    for (const cell of cells) {
      const values = expected.get(keyOf(cell)) ?? [];
      assert.equal(cell.count, values.length, keyOf(cell));
      assertClose(cell.sum, total(values), 1e-12);
      assertClose(cell.sumOfSquares, total(values.map((value) => value * value)), 1e-12);
      assert.deepEqual([cell.minimum, cell.maximum], [Math.min(...values), Math.max(...values)]);
    }
  });

  it('has users of no town or age as (unknown), and no cell where no user has a value', () => {
    assert.ok(cells.some(({ slice }) => slice.town === UNKNOWN && slice.age_band === UNKNOWN));
    assert.ok(cells.some(({ slice, measure }) => slice.town === 'Nowhere' && measure === USERS));
    assert.ok(!cells.some(({ slice, measure }) => slice.town === 'Nowhere' && measure === 'rating'));
  });

  it('adds up over clusters and over the values of every dimension', () => {
    for (const measure of [USERS, 'visits', 'rating', 'fans']) {
      const own = cells.filter((cell) => cell.measure === measure);
      const whole = own.filter(({ slice }) => Object.keys(slice).length === 0);
      for (const names of [['town'], ['age_band'], ['plan'], ['town', 'plan'], ['age_band', 'town'], ['age_band', 'plan']]) {
        const parts = own.filter(({ slice }) => Object.keys(slice).toSorted().join() === names.toSorted().join());
        for (const { cluster, count, sum } of whole) {
          const inside = parts.filter((part) => part.cluster === cluster);
          assert.equal(total(inside.map((part) => part.count)), count);
          assertClose(total(inside.map((part) => part.sum)), sum, 1e-12);
        }
      }
    }
    const users = cells.filter(({ slice, measure }) => measure === USERS && Object.keys(slice).length === 0);
    assert.equal(total(users.map(({ count }) => count)), 300);
  });
});

/** Values of the users by cluster, slice and measure. */
function countedCells(visitors: readonly Visitor[], labels: Uint8Array): Map<string, number[]> {
  const { dimensions, measures } = visits;
  const sets = [
    [],
    ...dimensions.map((one) => [one]),
    ...dimensions.flatMap((one, i) => dimensions.slice(i + 1).map((two) => [one, two])),
  ];
  const counted = new Map<string, number[]>();
  for (const [n, visitor] of visitors.entries()) {
    for (const set of sets) {
      const slice = Object.fromEntries(set.map((dimension) => [dimension.name, placeOf(visitor, dimension)]));
      const values: (readonly [string, number | null])[] = measures.map((measure) => [measure.name, amountOf(visitor, measure)]);
      for (const [measure, value] of [[USERS, 1] as const, ...values]) {
        if (value === null) continue;
        const key = keyOf({ cluster: labels[n]!, slice, measure });
        counted.set(key, [...(counted.get(key) ?? []), value]);
      }
    }
  }
  return counted;
}

function keyOf({ cluster, slice, measure }: Pick<ClusterCell, 'cluster' | 'slice' | 'measure'>): string {
  return JSON.stringify([cluster, Object.entries(slice).toSorted(), measure]);
}

function placeOf(visitor: Visitor, dimension: Dimension): string {
  const value = visitor[dimension.column as keyof Visitor];
  if (value === null) return UNKNOWN;
  if (dimension.kind === 'category') return String(value);
  return bandLabels(dimension.edges)[dimension.edges.filter((edge) => Number(value) >= edge).length]!;
}

function amountOf(visitor: Visitor, { column, above }: Measure): number | null {
  const value = visitor[column as keyof Visitor] as number | null;
  if (value === null || above === undefined) return value;
  return value > above ? 1 : 0;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe('scoring', () => {
  it('gives back cluster, segment and margin of every user of a run', async () => {
    await using generated = await generatedRuns({ users: 400 }, { k: 3 });
    const run = generated.runs[0]!;
    const [model, sample] = await Promise.all([generated.store.model(run.id), generated.store.sample(run.id)]);
    assert.equal(sample.length, run.rows);
    for (const { row, segment, margin } of sample) {
      const scored = score(row, model);
      assert.equal(scored.cluster, row.cluster);
      assert.equal(model.names[scored.cluster], segment);
      assertClose(scored.margin, margin, 1e-12);
    }
  });

  it('caps and imputes by the model, and takes an unknown feature for average', () => {
    const model: Model = {
      features: ['visits', 'rating', 'age'],
      medians: { rating: 4 },
      bounds: { visits: { low: 0, high: 10 } },
      scaler: [
        { feature: 'visits', mean: 4, deviation: 2 },
        { feature: 'rating', mean: 3, deviation: 0.5 },
        { feature: 'age', mean: 40, deviation: 10 },
      ],
      centroids: [
        [3, 2, 4],
        [0, 0, 0],
      ],
      names: ['A', 'B'],
    };
    const row: UserRow = { visits: 999, rating: null, age: null };
    // visits capped to 10: (10 − 4) / 2 = 3; rating (4 − 3) / 0.5 = 2; distances 4 and √13
    const scored = score(row, model);
    assert.deepEqual(scored.point, [3, 2, 0]);
    assert.deepEqual(scored.distances, [4, Math.sqrt(13)]);
    assert.equal(scored.cluster, 1);
    assertClose(scored.margin, 1 - Math.sqrt(13) / 4);
  });
});

const DATA = '../../../shared/data/';
const file = fileURLToPath(new URL(`${DATA}app_user_behavior_50k.csv.gz`, import.meta.url));
const referenceFile = fileURLToPath(new URL(`${DATA}sklearn_reference.json`, import.meta.url));
const missing = [file, referenceFile].filter((path) => !existsSync(path));

interface Reference {
  readonly rating_median: number;
  readonly rating_missing: number;
  readonly iqr: Readonly<Record<string, Record<'q1' | 'q3' | 'lower' | 'upper' | 'capped', number>>>;
  readonly scaler: Readonly<Record<string, { readonly mean: number; readonly std: number }>>;
}

describe('50,000 users', { skip: missing.length > 0 && 'the shared data files are not there' }, () => {
  let duck: Duck;
  let reference: Reference;
  let rows: number;

  before(async () => {
    reference = JSON.parse(await readFile(referenceFile, 'utf8')) as Reference;
    duck = await Duck.open();
    const expected = appBehavior.columns.map(({ name }) => name);
    ({ rows } = await readTelemetry(duck, [await inspect(duck, file, expected)], appBehavior));
  });

  after(async () => {
    await duck?.[Symbol.asyncDispose]();
  });

  it('have medians, quartiles, bounds, capped counts, means and deviations as in scikit-learn 1.2.1', async () => {
    assert.equal(rows, 50_000);
    const cleaning = await fitCleaning(duck, appBehavior);
    assert.deepEqual(cleaning.imputed, [
      { column: 'rating_given', value: reference.rating_median, count: reference.rating_missing },
    ]);
    assert.deepEqual(cleaning.caps.map(({ column }) => column).toSorted(), Object.keys(reference.iqr).toSorted());
    for (const { column, capped, ...fit } of cleaning.caps) {
      const iqr = reference.iqr[column]!;
      assert.equal(capped, iqr.capped, column);
      for (const key of ['q1', 'q3', 'lower', 'upper'] as const) assertRelative(fit[key], iqr[key], `${column} ${key}`);
    }
    const values: Matrix = await cleanedMatrix(duck, appBehavior.features, cleaning, rows);
    const { means, deviations } = fitScaler(values);
    for (const [j, feature] of appBehavior.features.entries()) {
      assertRelative(means[j]!, reference.scaler[feature]!.mean, `${feature} mean`);
      assertRelative(deviations[j]!, reference.scaler[feature]!.std, `${feature} deviation`);
    }
  });
});

function assertRelative(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.abs(expected), `${what}: ${actual} is not ${expected}`);
}
