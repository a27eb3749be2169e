import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { membershipContributions, membershipMargin } from '../../pipeline/learn/explain/membership.ts';
import type { Fitted, Learner, Table } from '../../pipeline/learn/learner.ts';
import { lasso, linearRegression, ridge } from '../../pipeline/learn/linear/least-squares.ts';
import { logisticRegression } from '../../pipeline/learn/linear/logistic.ts';
import { logit } from '../../pipeline/learn/linear/sigmoid.ts';
import { encode, encodedColumns, fitEncoder } from '../../pipeline/learn/prepare/encoder.ts';
import { principalComponents } from '../../pipeline/learn/prepare/pca.ts';
import { alignTable } from '../../pipeline/learn/table.ts';
import { toRows } from '../../pipeline/math/matrix.ts';
import { assertClose } from '../support/assert-close.ts';

// Sixty rows by whole-number formulas, so that Python and we have the same; b is missing in every ninth row.
const rows = Array.from({ length: 60 }, (_, i) => i);
const a = Float64Array.from(rows, (i) => ((i * 37) % 101) / 10);
const b = Float64Array.from(rows, (i) => (i % 9 === 4 ? Number.NaN : ((i * 53) % 97) / 7));
const c = Float64Array.from(rows, (i) => ((i * 29) % 83) / 5 + a[i]! / 3);
const country = Float64Array.from(rows, (i) => (i * i + Math.floor(i / 2)) % 3);
const categories = ['DE', 'FR', 'US'];
const table: Table = {
  rowCount: 60,
  features: [
    { kind: 'number', name: 'a', values: a },
    { kind: 'number', name: 'b', values: b },
    { kind: 'number', name: 'c', values: c },
    { kind: 'category', name: 'country', values: country, categories },
  ],
};
const label = Float64Array.from(rows, (i) =>
  Number(((i * 61) % 89) / 8 < a[i]! * 0.9 + (country[i] === 1 ? 2 : 0) - 0.3 * c[i]! + 3.2),
);
const amount = Float64Array.from(rows, (i) => {
  const filled = Number.isNaN(b[i]!) ? 5 : b[i]!;
  return 1.5 * a[i]! - 0.7 * filled + ((i * 71) % 67) / 9 + (country[i] === 2 ? 2 : 0);
});
const weights = Float64Array.from(rows, (i) => 1 + (i % 3));

/** Intercept, then the coefficients of a, b, b missing, c, DE, FR, US. */
function coefficientsOf(model: Fitted): number[] {
  const json = model.toJson() as unknown as { intercept: number; coefficients: number[] };
  return [json.intercept, ...json.coefficients];
}

function assertAll(actual: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  for (const [i, value] of expected.entries()) assertClose(actual[i]!, value, tolerance, `number ${i}`);
}

// scikit-learn 1.2.1 on StandardScaler(SimpleImputer('median')) of a, b, c, np.isnan(b) and three dummies
const LOGISTIC = [
  0.22292127529305236, 0.5794916123702859, -0.1682972142737695, -0.6222528595443126, -0.38993837268856674, -0.33633349736607326,
  0.1990695907021038, 0.13726390666396945,
];
const LOGISTIC_WEIGHTED = [
  0.141436708285004, 0.40925346507352456, -0.11087282624823873, -0.42140905666664863, -0.10530198375432294, -0.3464003049406111,
  0.19275862012629738, 0.15364168481431337,
];
const RIDGE = [
  7.051768723177503, 4.4490988962224955, -2.643671250727679, 1.558566265514095, -0.1625963302628854, -0.9667676940045666,
  -0.5630733369157542, 1.529841030920325,
];
const LINEAR = [
  7.051756465757434, 4.6134847353438175, -2.740882607115637, 2.1569642549710104, -0.22461063858747463, -1.095586238917296,
  -0.7242412951897201, 1.8198275341070151,
];
const LASSO = [6.7433359052650745, 4.3164268408004824, -2.4601136764342013, 0, 0, 0, 0, 0.44498456840955425];

describe('logistic regression', () => {
  const model = logisticRegression.fit(table, label, logisticRegression.defaults);

  it('finds the coefficients of LogisticRegression(C=1, solver=newton-cholesky)', () => {
    assertAll(coefficientsOf(model), LOGISTIC, 1e-6);
    assertAll(model.predict(table), [0.49434865134564643, 0.5839189639540896, 0.6788189672834506], 1e-6);
  });

  it('counts weighted examples as LogisticRegression(C=0.25).fit(X, y, sample_weight=1 + i % 3) does', () => {
    assertAll(coefficientsOf(logisticRegression.fit(table, label, { l2: 4, pcaShare: null }, weights)), LOGISTIC_WEIGHTED, 1e-6);
  });

  it('stays finite where a feature separates the classes perfectly', () => {
    const separable = a.map((value) => Number(value > 5));
    const probabilities = logisticRegression.fit(table, separable, { l2: 1e-4, pcaShare: null }).predict(table);
    assert.ok(
      probabilities.every((probability, i) => probability >= 0 && probability <= 1 && probability > 0.5 === (separable[i] === 1)),
    );
  });

  it('predicts on PCA(0.8) as scikit-learn does', () => {
    const reduced = logisticRegression.fit(table, label, { l2: 1, pcaShare: 0.8 });
    assertAll(reduced.predict(table), [0.5252327557347721, 0.512013706593645, 0.626506089099665], 1e-6);
  });

  it('refuses settings without meaning', () => {
    for (const settings of [
      { l2: 0, pcaShare: null },
      { l2: Number.NaN, pcaShare: null },
      { l2: 1, pcaShare: 0 },
      { l2: 1, pcaShare: 2 },
    ]) {
      assert.throws(() => logisticRegression.fit(table, label, settings), { code: 'LEARNER_SETTING' });
    }
  });
});

describe('least squares', () => {
  it('finds the coefficients of LinearRegression(), though the dummies are collinear', () => {
    assertAll(coefficientsOf(linearRegression.fit(table, amount, {})), LINEAR, 1e-8);
  });

  it('finds the coefficients of Ridge(alpha=2)', () => {
    assertAll(coefficientsOf(ridge.fit(table, amount, { alpha: 2 })), RIDGE, 1e-8);
  });

  it('finds the coefficients of Lasso(alpha=0.05) on the standardised target, zeros included', () => {
    const found = coefficientsOf(lasso.fit(table, amount, { alpha: 0.05 }));
    assertAll(found, LASSO, 1e-6);
    assert.deepEqual(found.slice(3, 7), [0, 0, 0, 0]);
  });

  it('predicts the mean where every feature is constant or missing', () => {
    const silent: Table = {
      rowCount: 3,
      features: [
        { kind: 'number', name: 'constant', values: Float64Array.of(4, 4, 4) },
        { kind: 'number', name: 'missing', values: new Float64Array(3).fill(Number.NaN) },
        { kind: 'category', name: 'one', values: new Float64Array(3), categories: ['only'] },
      ],
    };
    const target = Float64Array.of(1, 2, 6);
    for (const model of [
      ridge.fit(silent, target, ridge.defaults),
      lasso.fit(silent, target, lasso.defaults),
      linearRegression.fit(silent, target, {}),
    ]) {
      assert.deepEqual([...model.predict(silent)], [3, 3, 3]);
    }
    assertClose(logisticRegression.fit(silent, Float64Array.of(0, 0, 1), logisticRegression.defaults).predict(silent)[0]!, 1 / 3);
  });

  it('refuses a penalty that is none', () => {
    assert.throws(() => ridge.fit(table, amount, { alpha: 0 }), { code: 'LEARNER_SETTING' });
    assert.throws(() => lasso.fit(table, amount, { alpha: -1 }), { code: 'LEARNER_SETTING' });
  });
});

describe('linear contributions', () => {
  it('are the Shapley values, by brute force over all coalitions', () => {
    // features that are not known take their mean; three number features without gaps, so 3! orders
    const numbers: Table = {
      rowCount: 60,
      features: [table.features[0]!, table.features[2]!, { kind: 'number', name: 'd', values: amount }],
    };
    const model = logisticRegression.fit(numbers, label, logisticRegression.defaults);
    const means = numbers.features.map(({ values }) => values.reduce((sum, value) => sum + value, 0) / 60);
    const scoreOf = (row: number, known: readonly number[]) => {
      const features = numbers.features.map((feature, j) => ({
        ...feature,
        values: Float64Array.of(known.includes(j) ? feature.values[row]! : means[j]!),
      }));
      return logit(model.predict({ rowCount: 1, features })[0]!);
    };
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const contributions = toRows(model.contributions!(numbers).values);
    for (const row of [0, 17, 42]) {
      for (const feature of [0, 1, 2]) {
        const gains = orders.map((order) => {
          const before = order.slice(0, order.indexOf(feature));
          return scoreOf(row, [...before, feature]) - scoreOf(row, before);
        });
        assertClose(contributions[row]![feature]!, gains.reduce((sum, gain) => sum + gain, 0) / 6, 1e-9);
      }
    }
  });
});

describe('every linear kind', () => {
  const models: readonly [Learner<never>, Fitted][] = [
    [logisticRegression as Learner<never>, logisticRegression.fit(table, label, logisticRegression.defaults)],
    [linearRegression as Learner<never>, linearRegression.fit(table, amount, {})],
    [ridge as Learner<never>, ridge.fit(table, amount, ridge.defaults)],
    [lasso as Learner<never>, lasso.fit(table, amount, lasso.defaults)],
  ];

  for (const [learner, model] of models) {
    it(`predicts the same to the last bit after its JSON was read again: ${learner.kind}`, () => {
      const reloaded = learner.restore(JSON.parse(JSON.stringify(model.toJson())));
      assert.deepEqual(reloaded.predict(table), model.predict(table));
    });

    it(`splits every score by feature without a rest: ${learner.kind}`, () => {
      const { base, values, scale } = model.contributions!(table);
      for (const [i, parts] of toRows(values).entries()) {
        const prediction = model.predict(table)[i]!;
        const score = scale === 'log odds' ? logit(prediction) : prediction;
        assertClose(
          parts.reduce((sum, part) => sum + part, base),
          score,
          1e-9,
        );
      }
    });

    it(`gives contributions whose mean over the training rows is zero: ${learner.kind}`, () => {
      const parts = toRows(model.contributions!(table).values);
      for (const feature of [0, 1, 2, 3])
        assertClose(
          parts.reduce((sum, row) => sum + row[feature]!, 0),
          0,
          1e-9,
        );
    });

    it(`refuses the JSON of something else: ${learner.kind}`, () => {
      for (const json of [
        null,
        {},
        { kind: 'boosted' },
        { ...model.toJson(), coefficients: [1] },
        { ...model.toJson(), kind: 'mlp' },
      ]) {
        assert.throws(() => learner.restore(json), { code: 'MODEL_UNREADABLE' });
      }
    });
  }

  it('takes an unseen category as none of the known ones, whatever its code', () => {
    const model = models[0]![1];
    const one = (values: Float64Array, known: readonly string[]): Table => ({
      rowCount: 1,
      features: [
        ...table.features.slice(0, 3).map((feature) => ({ ...feature, values: feature.values.slice(0, 1) })),
        { kind: 'category', name: 'country', values, categories: known },
      ],
    });
    const missing = model.predict(one(Float64Array.of(Number.NaN), categories));
    assert.deepEqual(model.predict(one(Float64Array.of(0), ['BR'])), missing);
    assert.deepEqual(model.predict(one(Float64Array.of(1), ['BR', 'FR'])), model.predict(one(Float64Array.of(1), categories)));
  });

  it('refuses examples nothing can be learned from, and says what to do', () => {
    const wrong: readonly [RegExp, Float64Array][] = [
      [/all 60 examples are of class 0/, new Float64Array(60)],
      [/the target of row 2 is NaN/, label.map((value, i) => (i === 2 ? Number.NaN : value))],
      [/60 values, one a row, got 59/, label.slice(1)],
      [/the target of row 2 is 7/, label.map((value, i) => (i === 2 ? 7 : value))],
    ];
    for (const [message, target] of wrong) {
      assert.throws(() => logisticRegression.fit(table, target, logisticRegression.defaults), { code: 'TRAINING_DATA', message });
    }
    assert.throws(
      () =>
        ridge.fit(
          table,
          amount,
          ridge.defaults,
          weights.map(() => 0),
        ),
      { code: 'TRAINING_DATA' },
    );
    assert.throws(
      () =>
        ridge.fit(
          table,
          amount,
          ridge.defaults,
          weights.map(() => -1),
        ),
      { code: 'TRAINING_DATA' },
    );
  });

  it('refuses rows that lack a feature or have it in another kind, and names all of them', () => {
    const other: Table = { rowCount: 1, features: [{ kind: 'number', name: 'country', values: Float64Array.of(1) }] };
    assert.throws(() => models[1]![1].predict(other), {
      code: 'FEATURE_MISMATCH',
      message: /a is not there; b is not there; .*country is a number/,
    });
  });
});

describe('preparation', () => {
  const encoder = fitEncoder(table);

  it('names its columns', () => {
    assert.deepEqual(
      encodedColumns(encoder).map(({ name }) => name),
      ['a', 'b', 'b (missing)', 'c', 'country = DE', 'country = FR', 'country = US'],
    );
  });

  it('gives training numbers mean 0 and deviation 1', () => {
    const encoded = toRows(encode(encoder, table)).map((row) => row[0]!);
    assertClose(
      encoded.reduce((sum, value) => sum + value, 0),
      0,
    );
    assertClose(
      encoded.reduce((sum, value) => sum + value * value, 0),
      60,
    );
  });

  it('uses medians of the training rows for rows it has not seen', () => {
    const unseen: Table = {
      rowCount: 1,
      features: table.features.map((feature) => ({ ...feature, values: Float64Array.of(Number.NaN) })),
    };
    const [row] = toRows(encode(encoder, alignTable(unseen, encoder.features)));
    assertClose((encoder.parts[1] as { median: number }).median, 46 / 7); // np.nanmedian(b)
    assert.deepEqual(row!.slice(2, 3), [1]);
    assert.deepEqual(row!.slice(4), [0, 0, 0]);
  });

  it('gives columns to the hundred most frequent categories only', () => {
    // 150 categories; the first 50 occur once, the others twice
    const codes = Float64Array.from({ length: 250 }, (_, i) => (i < 150 ? i : i - 100));
    const many: Table = {
      rowCount: 250,
      features: [
        { kind: 'category', name: 'city', values: codes, categories: Array.from({ length: 150 }, (_, i) => `city ${i}`) },
      ],
    };
    const names = encodedColumns(fitEncoder(many)).map(({ name }) => name);
    assert.deepEqual([names.length, names[0], names.at(-1)], [100, 'city = city 50', 'city = city 149']);
  });

  it('keeps the components that carry the share asked for, as PCA(0.8) does', () => {
    const { explainedShares } = principalComponents(encode(encoder, table), 0.8);
    assert.equal(explainedShares.length, 3);
    assertAll(explainedShares, [0.351373154493519, 0.2542815731621978, 0.20495184061193122], 1e-9);
  });
});

describe('cluster membership', () => {
  it('splits the difference of squared distances by feature without a rest', () => {
    const vector = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(vector, vector, vector, (point, own, other) => {
        const sum = membershipContributions(point, own, other).reduce((total, part) => total + part, 0);
        assertClose(sum, membershipMargin(point, own, other), 1e-12);
      }),
    );
  });

  it('cancels on the border: [1, 0] between [1, 1] and [0, 0]', () => {
    assert.deepEqual([...membershipContributions([1, 0], [1, 1], [0, 0])], [1, -1]);
  });
});
