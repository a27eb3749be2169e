import { resolve } from 'node:path';
import {
  featureLabel,
  fileDay,
  LAPSE,
  type LapseForecast,
  lapseOf,
  NoModelError,
  type Profile,
  predictLapse,
  type ReadSnapshot,
  readHistory,
  restoreModel,
  systemClock,
  type TrainedModel,
  today,
  type UserPrediction,
} from '#pipeline';
import { count, counted, share, type Table, tableCsv } from '#reports';
import type { Session } from '../session.ts';
import { EXIT, type ExitCode } from '../terminal/output.ts';
import { terminalTable } from '../terminal/table.ts';
import { predictSessions } from './predict-sessions.ts';
import { driverText, limitsOf, rowsOf, writeTable } from './prediction-text.ts';

export interface PredictOptions {
  readonly asOf: readonly string[];
  readonly out?: string;
}

/** `herald predict PROFILE FILE…` */
export async function predict(
  session: Session,
  name: string,
  files: readonly string[],
  options: PredictOptions,
): Promise<ExitCode> {
  const profile = session.profile(name);
  if (profile.report === 'sessions') return predictSessions(session, profile, files, options);
  lapseOf(profile); // before anything is read
  const days = files.length === 1 && options.asOf.length === 0 ? [dayOrToday(files[0]!)] : options.asOf;
  const history = await readHistory(files, days, profile); // a wrong file is said before that nothing was trained
  const store = await session.openStore();
  try {
    const model = await store.predictions.model(profile.name, LAPSE);
    if (model === undefined) throw new NoModelError(profile.name);
    const [before, snapshot] = [history.at(-2), history.at(-1)!];
    const forecast = predictLapse(restoreModel(model), snapshot, before, profile);
    const predictions = [...forecast.batches()].flat();
    if (options.out !== undefined) await writeTable(options.out, csvOf(snapshot, predictions, profile));
    session.output.text(forecastText({ snapshot, before }, forecast, predictions, model, profile));
    if (options.out !== undefined) session.output.text(`Wrote ${resolve(options.out)}`);
    session.output.document(forecastDocument(snapshot, forecast, predictions, model, options.out));
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/** A single file needs its day only where trends are wanted. */
function dayOrToday(file: string): string {
  return fileDay(file) ?? today(systemClock.now());
}

const SHOWN = 10;

function forecastText(
  { snapshot, before }: { readonly snapshot: ReadSnapshot; readonly before: ReadSnapshot | undefined },
  forecast: LapseForecast,
  predictions: readonly UserPrediction[],
  model: TrainedModel,
  profile: Profile,
): string {
  const { withinDays } = lapseOf(profile);
  const likely = predictions.filter((prediction) => prediction.likely).length;
  const riskiest = predictions
    .toSorted((a, b) => b.probability - a.probability || (a.userId < b.userId ? -1 : 1))
    .slice(0, SHOWN);
  return [
    `Model ${model.version} of ${profile.name}, trained on ${count(model.rowCount)} examples: ${model.learner.name}.`,
    `${counted(snapshot.ids.length, profile.entity)} in ${snapshot.file}: ${count(forecast.lapsedAlready)} have lapsed already; of the other ${count(predictions.length)}, ` +
      `${count(Math.round(expectedOf(predictions)))} are expected to leave within ${withinDays} days, ${count(likely)} are likely to (${share(model.threshold ?? 0.5)} or more).`,
    ...limitsOf(snapshot.rejected, forecast.fit),
    ...changesLine(forecast, before),
    ...(riskiest.length === 0 ? [] : [terminalTable(riskiestTable(riskiest, profile))]),
  ].join('\n');
}

function changesLine({ changesUnknown }: LapseForecast, before: ReadSnapshot | undefined): readonly string[] {
  if (!changesUnknown) return [];
  const why = before === undefined ? 'No earlier week was given' : `The file before is of ${before.asOf}, too long ago`;
  return [`${why}, so changes since the week before are unknown; with the file of the week before the forecast is more exact.`];
}

function expectedOf(predictions: readonly UserPrediction[]): number {
  return predictions.reduce((sum, { probability }) => sum + probability, 0);
}

function riskiestTable(predictions: readonly UserPrediction[], profile: Profile): Table {
  return {
    title: 'Most likely to leave',
    columns: [
      { key: 'user', label: 'Most likely to leave' },
      { key: 'probability', label: 'Probability', format: { kind: 'share' } },
      { key: 'drivers', label: 'What it goes by' },
    ],
    rows: predictions.flatMap((prediction) =>
      rowsOf(prediction.userId, prediction.probability, driversText(prediction, profile)),
    ),
  };
}

function driversText({ drivers }: UserPrediction, profile: Profile): readonly string[] {
  return drivers.map(({ feature, effect }) => driverText(featureLabel(feature, profile), effect));
}

/** One row a user in the order of the file; those who have lapsed already have no probability. */
function csvOf({ ids }: ReadSnapshot, predictions: readonly UserPrediction[], profile: Profile): string {
  const byUser = new Map(predictions.map((prediction) => [prediction.userId, prediction]));
  const drivers = (prediction: UserPrediction | undefined) => {
    const [first = null, second = null, third = null] = prediction === undefined ? [] : driversText(prediction, profile);
    return [first, second, third];
  };
  const columns = ['user_id', 'state', 'probability', 'likely', 'driver_1', 'driver_2', 'driver_3'];
  return tableCsv({
    title: 'Predictions',
    columns: columns.map((key) => ({ key, label: key })),
    rows: ids.map((id) => {
      const found = byUser.get(id);
      const likely = found === undefined ? null : found.likely ? 'yes' : 'no';
      return [id, found === undefined ? 'lapsed' : 'present', found?.probability ?? null, likely, ...drivers(found)];
    }),
  });
}

/** The JSON document of a prediction. */
function forecastDocument(
  snapshot: ReadSnapshot,
  forecast: LapseForecast,
  predictions: readonly UserPrediction[],
  model: TrainedModel,
  out: string | undefined,
): unknown {
  return {
    profile: model.profile,
    target: model.target,
    modelVersion: model.version,
    threshold: model.threshold,
    file: snapshot.file,
    asOf: snapshot.asOf,
    rows: snapshot.ids.length,
    rejected: snapshot.rejected,
    lapsedAlready: forecast.lapsedAlready,
    expected: expectedOf(predictions),
    likely: predictions.filter(({ likely }) => likely).length,
    fit: forecast.fit,
    changesUnknown: forecast.changesUnknown,
    ...(out !== undefined && { out: resolve(out) }),
    predictions,
  };
}
