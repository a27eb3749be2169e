import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Table } from '../../pipeline/learn/learner.ts';
import { logisticRegression } from '../../pipeline/learn/linear/logistic.ts';
import { measure } from '../../pipeline/learn/metrics/metric.ts';
import { mlp } from '../../pipeline/learn/mlp/mlp.ts';
import { activationsOf, backward, forward, initialNetwork, zeroNetwork } from '../../pipeline/learn/mlp/network.ts';
import { Random } from '../../pipeline/math/random.ts';
import { assertClose } from '../support/assert-close.ts';

/** Points in the square from −1 to 1; positive where the signs agree, which no straight line tells apart. */
function checkerboard(rowCount: number, seed: number): { table: Table; target: Float64Array } {
  const random = new Random(seed);
  const [x, y] = [0, 1].map(() => Float64Array.from({ length: rowCount }, () => 2 * random.next() - 1)) as [
    Float64Array,
    Float64Array,
  ];
  const features = [
    { kind: 'number', name: 'x', values: x },
    { kind: 'number', name: 'y', values: y },
  ] as const;
  return { table: { rowCount, features }, target: x.map((value, i) => Number(value * y[i]! > 0)) };
}

const training = checkerboard(800, 1);
const unseen = checkerboard(800, 2);
const settings = { ...mlp.defaults, learningRate: 0.01, patience: 20 };
const model = mlp.fit(training.table, training.target, settings);

describe('the multi-layer perceptron', () => {
  it('learns what no straight line can', () => {
    const auc = (values: Float64Array) => measure('rocAuc', unseen.target, { values, threshold: 0.5 }, { seed: 1 }).value;
    assert.ok(auc(model.predict(unseen.table)) > 0.97);
    const straight = logisticRegression.fit(training.table, training.target, logisticRegression.defaults);
    assert.ok(auc(straight.predict(unseen.table)) < 0.6);
  });

  it('learns a value with two hidden layers', () => {
    const product = ({ table }: { table: Table }) =>
      table.features[0]!.values.map((x, i) => 1000 + 50 * x * table.features[1]!.values[i]!);
    const regression = mlp.fit(training.table, product(training), { ...settings, outcome: 'value', hidden: [16, 8] });
    const predicted = { values: regression.predict(unseen.table), threshold: 0 };
    assert.ok(measure('r2', product(unseen), predicted, { seed: 1 }).value > 0.9);
  });

  it('descends along the true gradient of its loss', () => {
    // central differences of the number itself, a slope of 1
    const random = new Random(3);
    const network = initialNetwork([3, 4, 3, 1], random);
    for (const { biases } of network) for (const i of biases.keys()) biases[i] = random.next() - 0.3;
    const input = Float64Array.of(0.7, -0.2, 0);
    const [activations, gradient] = [activationsOf(network), zeroNetwork(network)];
    forward(network, input, activations);
    backward(network, input, activations, 1, gradient, activationsOf(network));
    for (const [index, layer] of network.entries()) {
      for (const part of ['weights', 'biases'] as const) {
        for (const i of layer[part].keys()) {
          const kept = layer[part][i]!;
          const [above, below] = [1e-6, -1e-6].map((by) => {
            layer[part][i] = kept + by;
            return forward(network, input, activationsOf(network));
          }) as [number, number];
          layer[part][i] = kept;
          assertClose(gradient[index]![part][i]!, (above - below) / 2e-6, 1e-6, `${part} ${i} of layer ${index}`);
        }
      }
    }
  });

  it('gives the same network for the same seed, and another for another', () => {
    const short = { ...settings, mostEpochs: 3 };
    const [first, again, other] = [7, 7, 8].map((seed) =>
      mlp.fit(training.table, training.target, { ...short, seed }).predict(unseen.table),
    );
    assert.deepEqual(first, again);
    assert.notDeepEqual(first, other);
  });

  it('predicts the same to the last bit after its JSON was read again', () => {
    const reloaded = mlp.restore(JSON.parse(JSON.stringify(model.toJson())));
    assert.deepEqual(reloaded.predict(unseen.table), model.predict(unseen.table));
  });

  it('refuses settings without meaning, and JSON that is no such network', () => {
    for (const wrong of [
      { hidden: [] },
      { hidden: [4, 4, 4] },
      { hidden: [0] },
      { batchSize: 0 },
      { heldOutShare: 0.9 },
      { learningRate: 0 },
    ]) {
      assert.throws(() => mlp.fit(training.table, training.target, { ...settings, ...wrong }), { code: 'LEARNER_SETTING' });
    }
    const json = model.toJson();
    for (const wrong of [{}, { ...json, kind: 'lasso' }, { ...json, network: (json.network as unknown[]).slice(1) }]) {
      assert.throws(() => mlp.restore(wrong), { code: 'MODEL_UNREADABLE' });
    }
  });

  it('predicts the share of positives where every feature is constant', () => {
    const silent: Table = { rowCount: 200, features: [{ kind: 'number', name: 'x', values: new Float64Array(200).fill(3) }] };
    const target = Float64Array.from({ length: 200 }, (_, i) => Number(i % 4 === 0));
    assertClose(mlp.fit(silent, target, { ...settings, patience: 50 }).predict(silent)[0]!, 0.25, 0.05);
  });
});
