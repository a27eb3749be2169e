import { z } from 'zod';
import { row } from '../../math/matrix.ts';
import { LearnerSettingError, ModelFormatError } from '../errors.ts';
import { checkExamples, checkSettings } from '../examples.ts';
import type { Fitted, Learner, Outcome } from '../learner.ts';
import { sigmoid } from '../linear/sigmoid.ts';
import { type Encoder, encode, encodedColumns, encodeInChunks, fitEncoder } from '../prepare/encoder.ts';
import { encoderSchema } from '../prepare/encoder-schema.ts';
import { activationsOf, forward, type Network } from './network.ts';
import { type MlpSettings, trainNetwork } from './train.ts';

/**
 * A small multi-layer perceptron: one or two hidden layers of rectified units, trained by Adam and stopped by rows held
 * out. The same seed gives the same network.
 *
 * @see Goodfellow, Bengio and Courville (2016), Deep Learning, chapter 6
 */
export const mlp: Learner<MlpSettings> = {
  kind: 'mlp',
  defaults: {
    outcome: 'probability',
    hidden: [32],
    learningRate: 0.001,
    batchSize: 64,
    mostEpochs: 100,
    patience: 8,
    heldOutShare: 0.15,
    l2: 1e-4,
    seed: 1,
  },
  fit(table, target, settings, weights = new Float64Array(table.rowCount).fill(1)) {
    const { outcome } = settings;
    checkExamples(table, target, outcome, weights);
    checkMlpSettings(settings);
    const encoder = fitEncoder(table);
    const scale = outcome === 'probability' ? { mean: 0, deviation: 1 } : scaleOf(target);
    const scaled = target.map((value) => (value - scale.mean) / scale.deviation);
    return mlpModel({ outcome, encoder, scale, network: trainNetwork(encode(encoder, table), scaled, weights, settings) });
  },
  restore(json) {
    const parsed = schema.safeParse(json);
    if (!parsed.success) {
      throw new ModelFormatError(`a model of kind mlp was expected: ${z.prettifyError(parsed.error)}`);
    }
    return mlpModel(parsed.data);
  },
};

function checkMlpSettings(settings: MlpSettings): void {
  checkSettings(settings, {
    learningRate: { from: 1e-6, to: 1 },
    batchSize: { from: 1, whole: true },
    mostEpochs: { from: 1, whole: true },
    patience: { from: 1, whole: true },
    heldOutShare: { from: 0.01, to: 0.5 },
    l2: { from: 0 },
  });
  const { hidden } = settings;
  if (hidden.length < 1 || hidden.length > 2 || !hidden.every((units) => Number.isInteger(units) && units > 0)) {
    throw new LearnerSettingError(`hidden must be one or two whole numbers above 0, got [${hidden.join(', ')}]`);
  }
}

/** A constant target keeps the deviation 1, so that its network predicts the constant. */
function scaleOf(target: Float64Array): { mean: number; deviation: number } {
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const deviation = Math.sqrt(target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / target.length);
  return { mean, deviation: deviation > 1e-12 * Math.abs(mean) ? deviation : 1 };
}

interface MlpParts {
  readonly outcome: Outcome;
  readonly encoder: Encoder;
  readonly scale: { readonly mean: number; readonly deviation: number };
  readonly network: Network;
}

function mlpModel({ outcome, encoder, scale, network }: MlpParts): Fitted {
  return {
    outcome,
    features: encoder.features,
    predict: (table) => {
      const predictions = new Float64Array(table.rowCount);
      const activations = activationsOf(network);
      for (const { from, rows } of encodeInChunks(encoder, table)) {
        for (let i = 0; i < rows.rows; i++) {
          const score = forward(network, row(rows, i), activations);
          predictions[from + i] = outcome === 'probability' ? sigmoid(score) : scale.mean + scale.deviation * score;
        }
      }
      return predictions;
    },
    toJson: () => ({ kind: 'mlp', outcome, encoder, scale, network: network.map(layerToJson) }),
  };
}

function layerToJson({ inputs, outputs, weights, biases }: Network[number]) {
  return { inputs, outputs, weights: Array.from(weights), biases: Array.from(biases) };
}

const layerSchema = z
  .object({ inputs: z.number(), outputs: z.number(), weights: z.array(z.number()), biases: z.array(z.number()) })
  .refine(
    ({ inputs, outputs, weights, biases }) => weights.length === inputs * outputs && biases.length === outputs,
    'a layer of another size',
  )
  .transform((layer) => ({ ...layer, weights: Float64Array.from(layer.weights), biases: Float64Array.from(layer.biases) }));

const schema = z
  .object({
    kind: z.literal('mlp'),
    outcome: z.enum(['probability', 'value']),
    encoder: encoderSchema,
    scale: z.object({ mean: z.number(), deviation: z.number() }),
    network: z.array(layerSchema).min(2),
  })
  .refine(({ encoder, network }) => fits(encoder, network), 'layers that do not fit on each other');

function fits(encoder: Encoder, network: Network): boolean {
  const widths = [encodedColumns(encoder).length, ...network.map(({ outputs }) => outputs)];
  return network.every(({ inputs }, index) => inputs === widths[index]) && widths.at(-1) === 1;
}
