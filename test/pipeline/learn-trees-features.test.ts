import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Fitted, Table } from '../../pipeline/learn/learner.ts';
import { boostedTrees } from '../../pipeline/learn/trees/boosted-trees.ts';
import type { BoostedTreesSettings } from '../../pipeline/learn/trees/boosting-settings.ts';
import { assertClose } from '../support/assert-close.ts';
import { category, numbers, sequence } from './learn-trees-data.ts';

const values: BoostedTreesSettings = { ...boostedTrees.defaults, outcome: 'value' };

describe('monotone features', () => {
  const next = sequence(3);
  const rows = Array.from({ length: 400 }, () => [next(), next()]);
  const target = Float64Array.from(rows, ([x, y]) => Math.sin(6 * x!) + x! + y! * (next() - 0.5) * 4);
  const path = numbers(Array.from({ length: 101 }, (_, i) => [i / 100, 0.5]));
  const falls = (model: Fitted) => model.predict(path).some((value, i, all) => i > 0 && value < all[i - 1]! - 1e-12);

  it('never let the prediction fall, though the data do', () => {
    const settings = { ...values, maxDepth: 5, treeCount: 80 };
    assert.ok(falls(boostedTrees.fit(numbers(rows), target, settings)));
    assert.ok(!falls(boostedTrees.fit(numbers(rows), target, { ...settings, monotone: { a: 1 } })));
  });

  it('hold for all data, in both directions and beside other features', () => {
    const cell = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 6 }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    );
    const example = fc.tuple(cell, cell, fc.integer({ min: -9, max: 9 }));
    fc.assert(
      fc.property(fc.array(example, { minLength: 8, maxLength: 40 }), fc.constantFrom(1, -1), (examples, sign) => {
        const model = boostedTrees.fit(
          numbers(examples.map(([a, b]) => [a, b])),
          Float64Array.from(examples, ([, , value]) => value),
          { ...values, treeCount: 10, learningRate: 0.5, l2: 0, monotone: { a: sign as 1 | -1 } },
        );
        for (const b of [0, 3, 6, Number.NaN]) {
          const along = model.predict(numbers([0, 1, 2, 3, 4, 5, 6].map((a) => [a, b])));
          for (let i = 1; i < along.length; i++) assert.ok(sign * (along[i]! - along[i - 1]!) >= -1e-9);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('categories', () => {
  const categories = ['a', 'b', 'c', 'd', 'e', 'f'];
  const means = [5, -2, 4, 0, -3, 6];
  const texts = Array.from({ length: 60 }, (_, i) => categories[i % 6]!);
  const target = Float64Array.from(texts, (text, i) => means[categories.indexOf(text)]! + (i < 30 ? 0.1 : -0.1));
  const table: Table = { rowCount: 60, features: [category('kind', texts, categories)] };
  const stump = { ...values, treeCount: 1, maxDepth: 1, learningRate: 1, l2: 0, categorySmoothing: 0 };
  const ask = (model: Fitted, text: string | undefined, known = categories) =>
    model.predict({ rowCount: 1, features: [category('kind', [text], known)] })[0]!;

  it('split into the two groups that differ most, whatever their order', () => {
    const model = boostedTrees.fit(table, target, stump);
    for (const text of ['a', 'c', 'f']) assertClose(ask(model, text), 5); // (5 + 4 + 6) / 3
    for (const text of ['b', 'd', 'e']) assertClose(ask(model, text), -5 / 3); // (−2 + 0 − 3) / 3
  });

  it('are told by their text, so that another table may number them otherwise', () => {
    const model = boostedTrees.fit(table, target, stump);
    assertClose(ask(model, 'f', ['f', 'new', 'b']), 5);
    assertClose(ask(model, 'b', ['f', 'new', 'b']), -5 / 3);
  });

  it('not seen in training count as missing', () => {
    const withMissing = {
      rowCount: 60,
      features: [
        category(
          'kind',
          texts.map((text) => (text === 'e' ? undefined : text)),
          categories,
        ),
      ],
    };
    const model = boostedTrees.fit(withMissing, target, stump);
    assertClose(ask(model, undefined), -5 / 3);
    assertClose(ask(model, 'new', ['new']), -5 / 3);
    assertClose(ask(model, 'e'), -5 / 3);
  });

  it('may be more than there are slots for', () => {
    const many = Array.from({ length: 600 }, (_, i) => `kind ${i}`);
    const rows = Array.from({ length: 1800 }, (_, i) => many[i < 1200 ? i % 200 : i % 600]!);
    const wide: Table = { rowCount: 1800, features: [category('kind', rows, many)] };
    const odd = Float64Array.from(rows, (text) => Number(text.slice(5)) % 2);
    const model = boostedTrees.fit(wide, odd, { ...stump, treeCount: 3 });
    const frequent = model.predict({ rowCount: 200, features: [category('kind', many.slice(0, 200), many)] });
    for (const [i, value] of frequent.entries()) assert.equal(value > 0.5, i % 2 === 1);
    const restored = boostedTrees.restore(JSON.parse(JSON.stringify(model.toJson())));
    assert.deepEqual(restored.predict(wide), model.predict(wide));
  });
});

describe('missing values', () => {
  // of a = 1, 2, 3, missing the targets are 0, 0, 9, 9: missing goes with 3, the better of both ways
  const rows = Array.from({ length: 40 }, (_, i) => [[1, 2, 3, Number.NaN][i % 4]!]);
  const stump = { ...values, treeCount: 1, maxDepth: 1, learningRate: 1, l2: 0 };

  it('go the way that lowers the loss more', () => {
    const target = Float64Array.from(rows, ([a]) => (a! <= 2 ? 0 : 9));
    const model = boostedTrees.fit(numbers(rows), target, stump);
    assert.deepEqual([...model.predict(numbers([[1], [2], [3], [Number.NaN]]))].map(Math.round), [0, 0, 9, 9]);
  });

  it('may be what a split is about', () => {
    const target = Float64Array.from(rows, ([a]) => (Number.isNaN(a!) ? 9 : 0));
    const model = boostedTrees.fit(numbers(rows), target, stump);
    assert.deepEqual([...model.predict(numbers([[1], [1e300], [Number.NaN]]))].map(Math.round), [0, 0, 9]);
    const reloaded = boostedTrees.restore(JSON.parse(JSON.stringify(model.toJson())));
    assert.deepEqual(reloaded.predict(numbers(rows)), model.predict(numbers(rows)));
  });

  it('that training never saw go with the more', () => {
    const target = Float64Array.from(rows, ([a]) => (a! <= 2 ? 0 : 9));
    const seen = rows.map((row, i) => (Number.isNaN(row[0]!) ? [i % 8 === 3 ? 3 : 1] : row));
    const model = boostedTrees.fit(
      numbers(seen),
      target.map((_, i) => (seen[i]![0]! <= 2 ? 0 : 9)),
      stump,
    );
    assertClose(model.predict(numbers([[Number.NaN]]))[0]!, 0);
  });
});
