import { z } from 'zod';
import { calibratorSchema } from '../calibration/calibrator.ts';
import { ModelFormatError } from '../errors.ts';
import { CLASSIFICATION_METRICS, REGRESSION_METRICS } from '../metrics/metric.ts';
import { shapesSchema } from '../prepare/encoder-schema.ts';

const metricSchema = z.enum([...CLASSIFICATION_METRICS, ...REGRESSION_METRICS]);
const intervalSchema = z.object({ low: z.number(), high: z.number() }).readonly().nullable();
const measuredSchema = z
  .object({
    metric: metricSchema,
    value: z.number(),
    interval: intervalSchema,
    method: z.enum(['delong', 'wilson', 'bootstrap']),
  })
  .readonly();

const trainedModelSchema = z
  .object({
    /** Of this record; a reader of another format refuses it. */
    format: z.literal(1),
    /** Counts the models of one profile and target, from 1. */
    version: z.int().min(1),
    profile: z.string(),
    /** What is predicted: a column, or something derived that has a name. */
    target: z.string(),
    outcome: z.enum(['probability', 'value']),
    trainedAt: z.iso.datetime(),
    /** SHA-256 of all rows, features and targets, held-out ones included. */
    dataHash: z.string(),
    rowCount: z.int(),
    heldOutCount: z.int(),
    /** Mean of the target over all rows: of classes the share of positives. */
    targetMean: z.number(),
    features: shapesSchema.readonly(),
    learner: z
      .object({
        name: z.string(),
        kind: z.string(),
        settings: z.record(z.string(), z.unknown()),
        balance: z.enum(['none', 'weights', 'smote']),
      })
      .readonly(),
    /** What the leaderboard went by. */
    metric: metricSchema,
    /** Every candidate's out-of-fold score, best first. */
    leaderboard: z.array(z.object({ name: z.string(), value: z.number(), interval: intervalSchema }).readonly()).readonly(),
    reason: z.string(),
    calibration: calibratorSchema,
    /** A row is called positive from this calibrated probability on; null for values, and where no threshold serves the rule. */
    threshold: z.number().nullable(),
    /** On held-out rows that the model has not seen; a metric that is undefined there is left out. */
    metrics: z.array(measuredSchema).readonly(),
    /** Whether the probabilities kept their promise on the held-out rows; null for values. */
    promises: z
      .object({
        bins: z
          .array(z.object({ rowCount: z.int(), promised: z.number(), observed: z.number(), interval: intervalSchema }).readonly())
          .readonly(),
        error: z.number(),
        bias: z.number(),
      })
      .readonly()
      .nullable(),
    /** The learner's own JSON. */
    fitted: z.looseObject({ kind: z.string() }),
  })
  .readonly();

/** All there is to know of a model, as plain data: stored as JSON, it predicts the same to the last bit when read again. */
export type TrainedModel = z.infer<typeof trainedModelSchema>;

/** @throws {ModelFormatError} that names every part that is not as it should be */
export function parseTrainedModel(json: unknown): TrainedModel {
  const parsed = trainedModelSchema.safeParse(json);
  if (!parsed.success) throw new ModelFormatError(`the stored model cannot be read: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
