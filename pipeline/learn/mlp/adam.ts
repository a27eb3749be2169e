import { type Network, zeroNetwork } from './network.ts';

/**
 * Steps down a gradient with a pace of its own for every weight. Mutates the network it was made for.
 * @see Kingma and Ba (2015), https://arxiv.org/abs/1412.6980, algorithm 1 with its defaults
 */
export class Adam {
  readonly #network: Network;
  readonly #first: Network;
  readonly #second: Network;
  readonly #learningRate: number;
  #stepCount = 0;

  constructor(network: Network, learningRate: number) {
    this.#network = network;
    this.#first = zeroNetwork(network);
    this.#second = zeroNetwork(network);
    this.#learningRate = learningRate;
  }

  /**
   * @param gradient sums over a batch; emptied, to be filled by the next
   * @param scale what the sums are multiplied with to be a mean
   * @param l2 penalty ½ · l2 · |weights|², biases left out
   */
  step(gradient: Network, scale: number, l2: number): void {
    this.#stepCount++;
    for (const [index, layer] of this.#network.entries()) {
      const [sums, first, second] = [gradient[index]!, this.#first[index]!, this.#second[index]!];
      this.#update(layer.weights, sums.weights, first.weights, second.weights, scale, l2);
      this.#update(layer.biases, sums.biases, first.biases, second.biases, scale, 0);
    }
  }

  #update(values: Float64Array, sums: Float64Array, first: Float64Array, second: Float64Array, scale: number, l2: number): void {
    const pace = (this.#learningRate * Math.sqrt(1 - 0.999 ** this.#stepCount)) / (1 - 0.9 ** this.#stepCount);
    for (let i = 0; i < values.length; i++) {
      const slope = sums[i]! * scale + l2 * values[i]!;
      first[i] = 0.9 * first[i]! + 0.1 * slope;
      second[i] = 0.999 * second[i]! + 0.001 * slope * slope;
      values[i]! -= (pace * first[i]!) / (Math.sqrt(second[i]!) + 1e-8);
    }
    sums.fill(0);
  }
}
