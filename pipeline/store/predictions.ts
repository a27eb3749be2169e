import type { Knex } from 'knex';
import type { Profile } from '../domain/profile.ts';
import { parseTrainedModel, type TrainedModel } from '../learn/index.ts';
import type {
  AtRisk,
  ForeseenUser,
  PredictedUsers,
  RunForecast,
  SegmentForecast,
  UserPrediction,
} from '../predict/prediction.ts';
import { bulkLoad } from './bulk-load.ts';
import { type CurrentUsers, currentDay, currentUsers } from './current-users.ts';
import type { Database } from './database.ts';
import { forecastOf, loadForecast } from './forecast-cube.ts';
import type { Queryable } from './queryable.ts';
import { forecasts, modelVersionOf, mostAtRisk, predictionOf, predictionsOf, segmentsOf } from './read-predictions.ts';
import { sqlTime } from './sql-time.ts';
import { takeTurn } from './take-turn.ts';

/** Trained models, and what they foresee of the users of the current run. */
export interface Predictions {
  /** The model in use, which is the newest of its profile and target, or the one of a version. */
  model(profile: string, target: string, version?: number): Promise<TrainedModel | undefined>;
  /** Stores nothing where another training has stored this version, or a later one, in the meantime. */
  saveModel(model: TrainedModel): Promise<'stored' | 'overtaken'>;
  /** The day of the current run, whose rows `currentUsers` gives. */
  currentDay(profile: string): Promise<string | undefined>;
  currentUsers(profile: string, columns?: readonly string[]): Promise<CurrentUsers | undefined>;
  /** Replaces what was foreseen of the users of a profile's current run. */
  replace(runId: number, profile: string, predicted: PredictedUsers): Promise<void>;
  /** Undefined where nothing was foreseen, because the user had lapsed or the run had no model. */
  ofUser(runId: number, userId: string): Promise<(UserPrediction & { readonly modelVersion: number }) | undefined>;
  /** What was foreseen of each user of the current run, by id; empty for another run. */
  ofUsers(runId: number): Promise<ReadonlyMap<string, ForeseenUser>>;
  /** The version of the model that foresaw the users of a run; undefined where the run has no predictions. */
  modelVersionOf(runId: number): Promise<number | undefined>;
  /** What is to be expected in each segment of a run, in code point order; empty where the run has no predictions. */
  bySegment(runId: number): Promise<readonly SegmentForecast[]>;
  /** The sums by segment and slice, also of earlier runs; undefined where no model foresaw anything of the run. */
  forecast(runId: number): Promise<RunForecast | undefined>;
  /** Users of a segment of a profile's current run, the most likely to lapse first; none if `runId` is another. */
  mostAtRisk(runId: number, profile: string, segment: string, limit: number): Promise<readonly AtRisk[]>;
  /** Replaces the sums of a run. */
  saveForecast(runId: number, forecast: RunForecast): Promise<void>;
  /** The segment of each user of a run, by id. */
  segmentsOf(runId: number): Promise<ReadonlyMap<string, string>>;
}

export function predictionsIn(database: Database, profileOf: (name: string) => Profile): Predictions {
  return {
    model: (profile, target, version) => database.read((db) => newestModel(db, profile, target, version)),
    saveModel: (model) =>
      database.write(async (trx) => {
        await takeTurn(trx);
        const later: { readonly id: number } | undefined = await trx('models')
          .where({ profile: model.profile, target: model.target })
          .where('version', '>=', model.version)
          .first('id');
        if (later !== undefined) return 'overtaken';
        await trx('models').insert(rowOf(model));
        return 'stored';
      }),
    currentDay: (profile) => database.read((db) => currentDay(db, profileOf(profile))),
    currentUsers: (profile, columns) => currentUsers(database, profileOf(profile), columns),
    replace: (runId, profile, predicted) =>
      database.write(async (trx) => {
        await forget(trx, profile);
        await loadPredictions(database, trx, runId, predicted, undefined);
      }),
    ofUser: (runId, userId) => database.read((db) => predictionOf(db, runId, userId)),
    ofUsers: (runId) => predictionsOf(database, runId),
    modelVersionOf: (runId) => database.read((db) => modelVersionOf(db, runId)),
    bySegment: (runId) => database.read((db) => forecasts(db, runId)),
    forecast: (runId) => database.read((db) => forecastOf(db, runId)),
    mostAtRisk: (runId, profile, segment, limit) =>
      database.read((db) => mostAtRisk(db, profileOf(profile), runId, segment, limit)),
    saveForecast: (runId, forecast) =>
      database.write(async (trx) => {
        await trx('forecast_cube').where({ run_id: runId }).del();
        await loadForecast(database, trx, runId, forecast, undefined);
      }),
    segmentsOf: (runId) => segmentsOf(database, runId),
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

async function newestModel(
  db: Queryable,
  profile: string,
  target: string,
  version: number | undefined,
): Promise<TrainedModel | undefined> {
  const row: { readonly model: string } | undefined = await db('models')
    .where({ profile, target, ...(version !== undefined && { version }) })
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
