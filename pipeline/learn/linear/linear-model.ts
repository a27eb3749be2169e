import { z } from 'zod';
import { columnMeans, type Matrix, row } from '../../math/matrix.ts';
import { ModelFormatError } from '../errors.ts';
import { membersOf } from '../explain/columns.ts';
import { linearContributions } from '../explain/linear.ts';
import type { Fitted, Outcome } from '../learner.ts';
import { encodedColumns, encodeInChunks } from '../prepare/encoder.ts';
import { encoderSchema } from '../prepare/encoder-schema.ts';
import type { LinearWeights } from './linear-weights.ts';
import { sigmoid } from './sigmoid.ts';

/** The means that contributions refer to. */
export function referenceOf(points: Matrix): number[] {
  return Array.from(columnMeans(points));
}

/** A fitted model of any linear kind. */
export function linearModel(kind: string, outcome: Outcome, weights: LinearWeights): Fitted {
  const { encoder, intercept, coefficients } = weights;
  return {
    outcome,
    features: encoder.features,
    predict: (table) => {
      const predictions = new Float64Array(table.rowCount);
      for (const { from, rows } of encodeInChunks(encoder, table)) {
        for (let i = 0; i < rows.rows; i++) {
          const score = scoreOf(row(rows, i), coefficients, intercept);
          predictions[from + i] = outcome === 'probability' ? sigmoid(score) : score;
        }
      }
      return predictions;
    },
    contributions: (table) => ({
      scale: outcome === 'probability' ? 'log odds' : 'prediction',
      ...linearContributions(weights, membersOf(encodedColumns(encoder), encoder.features.length), table),
    }),
    toJson: () => ({ kind, ...weights }),
  };
}

function scoreOf(values: Float64Array, coefficients: readonly number[], intercept: number): number {
  let score = intercept;
  for (let j = 0; j < values.length; j++) score += coefficients[j]! * values[j]!;
  return score;
}

const schema = z.object({
  kind: z.string(),
  encoder: encoderSchema,
  intercept: z.number(),
  coefficients: z.array(z.number()),
  means: z.array(z.number()),
});

/** @throws {ModelFormatError} unless the JSON is a linear model of this kind */
export function restoreLinear(kind: string, outcome: Outcome, json: unknown): Fitted {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ModelFormatError(`a model of kind ${kind} was expected: ${z.prettifyError(parsed.error)}`);
  const { kind: found, ...weights } = parsed.data;
  if (found !== kind) throw new ModelFormatError(`a model of kind ${kind} was expected, got ${found}`);
  const width = encodedColumns(weights.encoder).length;
  if (weights.coefficients.length !== width || weights.means.length !== width) {
    throw new ModelFormatError(`a model of kind ${kind} must have ${width} coefficients, got ${weights.coefficients.length}`);
  }
  return linearModel(kind, outcome, weights);
}
