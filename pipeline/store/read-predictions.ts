import { z } from 'zod';
import { idColumn, type Profile } from '../domain/profile.ts';
import type { AtRisk, ForeseenUser, SegmentForecast, UserPrediction } from '../predict/prediction.ts';
import type { Database } from './database.ts';
import type { Queryable } from './queryable.ts';
import { valueExpression } from './question-statements.ts';

const DRIVERS = z.array(z.object({ feature: z.string(), effect: z.enum(['raises', 'lowers']) }));

export async function predictionOf(
  db: Queryable,
  runId: number,
  userId: string,
): Promise<(UserPrediction & { readonly modelVersion: number }) | undefined> {
  const row: PredictionRow | undefined = await db('user_predictions')
    .where({ run_id: runId, user_id: userId })
    .first('probability', 'likely', 'drivers', 'model_version');
  if (row === undefined) return undefined;
  const { probability, likely, drivers, model_version } = row;
  return { userId, probability, likely: likely === 1, drivers: DRIVERS.parse(JSON.parse(drivers)), modelVersion: model_version };
}

export async function predictionsOf(database: Database, runId: number): Promise<ReadonlyMap<string, ForeseenUser>> {
  const rows = await database.readMany<Omit<PredictionRow, 'drivers'> & { readonly user_id: string }>((db) =>
    db('user_predictions').where({ run_id: runId }).select('user_id', 'probability', 'likely', 'model_version'),
  );
  return new Map(
    rows.map(({ user_id, probability, likely, model_version }) => [
      user_id,
      { probability, likely: likely === 1, modelVersion: model_version },
    ]),
  );
}

export async function mostAtRisk(
  db: Queryable,
  profile: Profile,
  runId: number,
  segment: string,
  limit: number,
): Promise<readonly AtRisk[]> {
  const query = db('user_predictions as foreseen')
    .join(`${profile.table} as details`, (both) =>
      both.on('details.run_id', 'foreseen.run_id').andOn(`details.${idColumn(profile).name}`, 'foreseen.user_id'),
    )
    .where({ 'foreseen.run_id': runId, 'details.segment': segment })
    .orderBy([{ column: 'foreseen.probability', order: 'desc' }, { column: 'foreseen.user_id' }])
    .limit(limit)
    .select('foreseen.drivers as drivers');
  profile.dimensions.forEach(({ name }, index) => {
    query.select(db.raw('? AS ??', [valueExpression(db, profile, name), `d${index}`]));
  });
  const rows: readonly Readonly<Record<string, string>>[] = await query;
  return rows.map((row) => ({
    slice: Object.fromEntries(profile.dimensions.map(({ name }, index) => [name, String(row[`d${index}`])])),
    drivers: DRIVERS.parse(JSON.parse(row.drivers!)),
  }));
}

interface PredictionRow {
  readonly probability: number;
  readonly likely: number;
  readonly drivers: string;
  readonly model_version: number;
}

export async function forecasts(db: Queryable, runId: number): Promise<readonly SegmentForecast[]> {
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

export async function modelVersionOf(db: Queryable, runId: number): Promise<number | undefined> {
  const row: { readonly version: number } | undefined = await db('user_predictions')
    .where({ run_id: runId })
    .first({ version: 'model_version' });
  return row?.version;
}

export async function segmentsOf(database: Database, runId: number): Promise<ReadonlyMap<string, string>> {
  const rows = await database.readMany<{ readonly user_id: string; readonly segment: string }>((db) =>
    db('segment_history').where({ run_id: runId }).select('user_id', 'segment'),
  );
  return new Map(rows.map(({ user_id, segment }) => [user_id, segment]));
}
