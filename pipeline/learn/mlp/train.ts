import { type Matrix, row } from '../../math/matrix.ts';
import { Random, shuffle } from '../../math/random.ts';
import type { Outcome } from '../learner.ts';
import { sigmoid, softplus } from '../linear/sigmoid.ts';
import { Adam } from './adam.ts';
import { activationsOf, backward, copyNetwork, forward, initialNetwork, type Network, zeroNetwork } from './network.ts';

export interface MlpSettings {
  readonly outcome: Outcome;
  /** Units of the one or two hidden layers. */
  readonly hidden: readonly number[];
  readonly learningRate: number;
  readonly batchSize: number;
  readonly mostEpochs: number;
  /** Epochs without a lower loss on the held-out rows after which training stops. */
  readonly patience: number;
  /** Share of the rows held out to stop by, above 0 to 0.5. */
  readonly heldOutShare: number;
  /** Penalty ½ · l2 · |weights|². */
  readonly l2: number;
  readonly seed: number;
}

/**
 * Trains by Adam on shuffled batches and keeps the network that did best on the held-out rows.
 *
 * @param target 0 or 1, or standardised values
 */
export function trainNetwork(points: Matrix, target: Float64Array, weights: Float64Array, settings: MlpSettings): Network {
  const { outcome } = settings;
  const random = new Random(settings.seed);
  const order = shuffled(points.rows, random).filter((index) => weights[index]! > 0);
  const heldOutCount = Math.max(1, Math.round(order.length * settings.heldOutShare));
  const [heldOut, training] = [order.subarray(0, heldOutCount), order.subarray(heldOutCount)];
  const network = initialNetwork([points.columns, ...settings.hidden, 1], random);
  const adam = new Adam(network, settings.learningRate);
  const meanWeight = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  let best = { network: copyNetwork(network), loss: Number.POSITIVE_INFINITY, epoch: 0 };
  for (let epoch = 1; epoch <= settings.mostEpochs && epoch - best.epoch <= settings.patience; epoch++) {
    shuffle(training, random);
    runEpoch(network, adam, { points, target, weights, rows: training, outcome }, settings, meanWeight);
    const loss = lossOf(network, { points, target, weights, rows: heldOut, outcome });
    if (loss < best.loss) best = { network: copyNetwork(network), loss, epoch };
  }
  return best.network;
}

interface Examples {
  readonly points: Matrix;
  readonly target: Float64Array;
  readonly weights: Float64Array;
  readonly rows: Int32Array;
  readonly outcome: Outcome;
}

function runEpoch(network: Network, adam: Adam, examples: Examples, { batchSize, l2 }: MlpSettings, meanWeight: number): void {
  const { points, target, weights, rows, outcome } = examples;
  const [activations, deltas, gradient] = [activationsOf(network), activationsOf(network), zeroNetwork(network)];
  for (let start = 0; start < rows.length; start += batchSize) {
    const batch = rows.subarray(start, start + batchSize);
    for (const index of batch) {
      const input = row(points, index);
      const score = forward(network, input, activations);
      const predicted = outcome === 'probability' ? sigmoid(score) : score;
      backward(network, input, activations, weights[index]! * (predicted - target[index]!), gradient, deltas);
    }
    adam.step(gradient, 1 / (batch.length * meanWeight), l2);
  }
}

/** Weighted mean of the logistic loss, or of half the squared error. */
function lossOf(network: Network, { points, target, weights, rows, outcome }: Examples): number {
  const activations = activationsOf(network);
  let [sum, weight] = [0, 0];
  for (const index of rows) {
    const score = forward(network, row(points, index), activations);
    const loss = outcome === 'probability' ? softplus(score) - target[index]! * score : (score - target[index]!) ** 2 / 2;
    sum += weights[index]! * loss;
    weight += weights[index]!;
  }
  return sum / weight;
}

/** The row numbers from 0 to n − 1 in random order. */
export function shuffled(n: number, random: Random): Int32Array {
  return shuffle(
    Int32Array.from({ length: n }, (_, i) => i),
    random,
  );
}
