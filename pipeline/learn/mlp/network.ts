import type { Random } from '../../math/random.ts';

/** One layer of a network: every output is a bias and a weighted sum of the inputs. */
export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** inputs × outputs, row by row, so that an input of 0 costs nothing. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

/** Layers from the input to one number; between two layers, what is below 0 becomes 0 (ReLU). */
export type Network = readonly Layer[];

/**
 * A network with small random weights and biases of 0.
 * @param widths of the input, the hidden layers and the output
 * @see He et al. (2015), https://arxiv.org/abs/1502.01852: uniform within ±√(6 / inputs)
 */
export function initialNetwork(widths: readonly number[], random: Random): Network {
  return widths.slice(1).map((outputs, index) => {
    const inputs = widths[index]!;
    const limit = Math.sqrt(6 / Math.max(1, inputs));
    const weights = Float64Array.from({ length: inputs * outputs }, () => (2 * random.next() - 1) * limit);
    return { inputs, outputs, weights, biases: new Float64Array(outputs) };
  });
}

/** A network of the same shape, all zeros: for gradients and their moments. */
export function zeroNetwork(network: Network): Network {
  return network.map(({ inputs, outputs }) => ({
    inputs,
    outputs,
    weights: new Float64Array(inputs * outputs),
    biases: new Float64Array(outputs),
  }));
}

export function copyNetwork(network: Network): Network {
  return network.map((layer) => ({ ...layer, weights: layer.weights.slice(), biases: layer.biases.slice() }));
}

/** Room for the outputs of every layer, to be used again for every row. */
export function activationsOf(network: Network): readonly Float64Array[] {
  return network.map(({ outputs }) => new Float64Array(outputs));
}

/** The network's number for one row; fills the activations on the way. */
export function forward(network: Network, input: Float64Array, activations: readonly Float64Array[]): number {
  let from = input;
  for (let index = 0; index < network.length; index++) {
    const { inputs, outputs, weights, biases } = network[index]!;
    const to = activations[index]!;
    to.set(biases);
    for (let j = 0; j < inputs; j++) {
      const value = from[j]!;
      if (value === 0) continue;
      for (let h = 0, at = j * outputs; h < outputs; h++, at++) to[h]! += value * weights[at]!;
    }
    if (index < network.length - 1) for (let h = 0; h < outputs; h++) if (to[h]! < 0) to[h] = 0;
    from = to;
  }
  return from[0]!;
}

/**
 * Adds one row's gradient of the loss to `gradient`, after {@link forward} filled the activations.
 * @param slope of the loss in the network's number
 * @param deltas room for the slopes of every layer
 * @see Rumelhart, Hinton and Williams (1986), https://doi.org/10.1038/323533a0
 */
export function backward(
  network: Network,
  input: Float64Array,
  activations: readonly Float64Array[],
  slope: number,
  gradient: Network,
  deltas: readonly Float64Array[],
): void {
  deltas[network.length - 1]![0] = slope;
  for (let index = network.length - 1; index >= 0; index--) {
    const { inputs, outputs, weights } = network[index]!;
    const [from, delta] = [index === 0 ? input : activations[index - 1]!, deltas[index]!];
    const { weights: weightSums, biases: biasSums } = gradient[index]!;
    for (let h = 0; h < outputs; h++) biasSums[h]! += delta[h]!;
    for (let j = 0; j < inputs; j++) {
      const value = from[j]!;
      if (index > 0) deltas[index - 1]![j] = 0;
      if (value === 0) continue; // an input of 0 has no weight gradient; a cut-off unit passes no slope on
      let passed = 0;
      for (let h = 0, at = j * outputs; h < outputs; h++, at++) {
        weightSums[at]! += value * delta[h]!;
        passed += weights[at]! * delta[h]!;
      }
      if (index > 0) deltas[index - 1]![j] = passed;
    }
  }
}
