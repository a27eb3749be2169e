import type { Knex } from 'knex';
import { z } from 'zod';
import type { Profile } from '../domain/profile.ts';
import { parseTrainedModel, type TrainedModel } from '../learn/index.ts';
import type { PredictedUsers, UserPrediction } from '../predict/prediction.ts';
import { bulkLoad } from './bulk-load.ts';
import { type CurrentUsers, currentDay, currentUsers } from './current-users.ts';
import type { Database } from './database.ts';
import type { Queryable } from './read-runs.ts';
import { sqlTime } from './sql-time.ts';

/** Trained models, and what they foresee of the users of the current run. */
export interface Predictions {
  /** The model in use: the newest of its profile and target. */
  model(profile: string, target: string): Promise<TrainedModel | undefined>;
  /** @throws {StoreError} where another training has stored this version in the meantime */
  saveModel(model: TrainedModel): Promise<void>;
  /** The day of the current run, whose rows `currentUsers` gives. */
  currentDay(profile: string): Promise<string | undefined>;
  currentUsers(profile: string, columns?: readonly string[]): Promise<CurrentUsers | undefined>;
  /** Replaces what was foreseen of the users of a profile's current run. */
  replace(runId: number, profile: string, predicted: PredictedUsers): Promise<void>;
  /** Undefined where nothing was foreseen, because the user had lapsed or the run had no model. */
  ofUser(runId: number, userId: string): Promise<(UserPrediction & { readonly modelVersion: number }) | undefined>;
  /** What is to be expected in each segment of a run, in code point order; empty where the run has no predictions. */
  bySegment(runId: number): Promise<readonly SegmentForecast[]>;
}

/** What is to be expected of the users of a segment who have not lapsed. */
export interface SegmentForecast {
  readonly segment: string;
  readonly userCount: number;
  /** Sum of the probabilities: how many are expected to lapse. */
  readonly expected: number;
  /** Of the number that lapse, given the probabilities: the sum of p (1 − p). */
  readonly variance: number;
  /** Users at or above the model's threshold. */
  readonly likelyCount: number;
}

export function predictionsIn(database: Database, profileOf: (name: string) => Profile): Predictions {
  return {
    model: (profile, target) => database.read((db) => newestModel(db, profile, target)),
    saveModel: (model) => database.change((db) => db('models').insert(rowOf(model))).then(() => undefined),
    currentDay: (profile) => database.read((db) => currentDay(db, profileOf(profile))),
    currentUsers: (profile, columns) => currentUsers(database, profileOf(profile), columns),
    replace: (runId, profile, predicted) =>
      database.write(async (trx) => {
        await forget(trx, profile);
        await loadPredictions(database, trx, runId, predicted, undefined);
      }),
    ofUser: (runId, userId) => database.read((db) => predictionOf(db, runId, userId)),
    bySegment: (runId) => database.read((db) => forecasts(db, runId)),
  };
}

/** Writes predictions within the transaction that publishes their run. */
export function loadPredictions(
  database: Database,
  trx: Knex.Transaction,
  runId: number,
  { modelVersion, batches }: PredictedUsers,
  signal: AbortSignal | undefined,
): Promise<number> {
  return bulkLoad(database, trx, {
    table: 'user_predictions',
    columns: ['run_id', 'user_id', 'probability', 'likely', 'drivers', 'model_version'],
    signal,
    rows: async function* () {
      for (const batch of batches()) {
        yield batch.map(({ userId, probability, likely, drivers }) => [
          runId,
          userId,
          probability,
          likely ? 1 : 0,
          JSON.stringify(drivers),
          modelVersion,
        ]);
      }
    },
  });
}

/** Only the users of the current run have predictions. */
export async function forget(trx: Knex.Transaction, profile: string): Promise<void> {
  await trx('user_predictions').whereIn('run_id', trx('runs').where({ profile }).select('id')).del();
}

async function newestModel(db: Queryable, profile: string, target: string): Promise<TrainedModel | undefined> {
  const row: { readonly model: string } | undefined = await db('models')
    .where({ profile, target })
    .orderBy('version', 'desc')
    .first('model');
  return row === undefined ? undefined : parseTrainedModel(jsonOf(row.model));
}

function rowOf(model: TrainedModel) {
  return {
    profile: model.profile,
    target: model.target,
    version: model.version,
    trained_at: sqlTime(new Date(model.trainedAt)),
    data_hash: model.dataHash,
    metrics: JSON.stringify(model.metrics),
    features: JSON.stringify(model.features.map(({ name }) => name)),
    threshold: model.threshold,
    model: JSON.stringify(model),
  };
}

/** What is no JSON is no model, and the parser says so. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const DRIVERS = z.array(z.object({ feature: z.string(), effect: z.enum(['raises', 'lowers']) }));

async function predictionOf(db: Queryable, runId: number, userId: string) {
  const row: PredictionRow | undefined = await db('user_predictions')
    .where({ run_id: runId, user_id: userId })
    .first('probability', 'likely', 'drivers', 'model_version');
  if (row === undefined) return undefined;
  const { probability, likely, drivers, model_version } = row;
  return { userId, probability, likely: likely === 1, drivers: DRIVERS.parse(JSON.parse(drivers)), modelVersion: model_version };
}

interface PredictionRow {
  readonly probability: number;
  readonly likely: number;
  readonly drivers: string;
  readonly model_version: number;
}

async function forecasts(db: Queryable, runId: number): Promise<readonly SegmentForecast[]> {
  const rows: readonly Readonly<Record<keyof SegmentForecast, string | number>>[] = await db('user_predictions as foreseen')
    .join('segment_history as history', (both) =>
      both.on('history.run_id', 'foreseen.run_id').andOn('history.user_id', 'foreseen.user_id'),
    )
    .where('foreseen.run_id', runId)
    .groupBy('history.segment')
    .orderBy('history.segment')
    .select('history.segment as segment', {
      userCount: db.raw('COUNT(*)'),
      expected: db.raw('SUM(foreseen.probability)'),
      variance: db.raw('SUM(foreseen.probability * (1 - foreseen.probability))'),
      likelyCount: db.raw('SUM(foreseen.likely)'),
    });
  return rows.map(({ segment, ...figures }) => ({
    segment: String(segment),
    userCount: Number(figures.userCount), // a sum of whole numbers comes as text from MySQL
    expected: Number(figures.expected),
    variance: Number(figures.variance),
    likelyCount: Number(figures.likelyCount),
  }));
}
