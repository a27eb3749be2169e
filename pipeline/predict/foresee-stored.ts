import type { Profile } from '../domain/profile.ts';
import type { CompleteRun } from '../domain/run.ts';
import { type Predictor, restoreModel } from '../learn/index.ts';
import type { Predictions } from '../store/predictions.ts';
import type { Store } from '../store/store.ts';
import { type LapseForecast, predictLapse } from './predict-lapse.ts';
import type { UserSnapshot } from './snapshot.ts';
import { LAPSE } from './train-lapse.ts';

/** More are not looked at together by anything. */
const MOST_RUNS = 60;

/**
 * What a new model foresees of the users of the current run, one by one, and in sums of those of earlier runs, so that the
 * next run has something to be compared with that comes of the same model. That the model has seen these weeks does not matter
 * for their sums: on quiet weeks they go on at the same level in runs that it has not seen, of boosted trees too.
 *
 * @param snapshots that the model was trained on, oldest first; the run of a day without a snapshot keeps what it has
 * @returns how many users of the current run; undefined where there is no run, or no model
 */
export async function foreseeStoredRuns(
  profile: Profile,
  snapshots: readonly UserSnapshot[],
  { runs, predictions }: Pick<Store, 'runs' | 'predictions'>,
): Promise<number | undefined> {
  const [model, users] = await Promise.all([predictions.model(profile.name, LAPSE), predictions.currentUsers(profile.name)]);
  if (model === undefined || users === undefined) return undefined;
  const predictor = restoreModel(model);
  const current = foresee(predictor, users, snapshots, profile);
  await predictions.replace(users.runId, profile.name, current);
  await saveSums(current, users, users.runId, predictions);
  for (const run of newestOfDays(await runs(profile.name, MOST_RUNS))) {
    const snapshot = snapshots.find(({ asOf }) => asOf === run.asOf);
    if (snapshot === undefined || run.asOf >= users.asOf) continue;
    await saveSums(foresee(predictor, snapshot, snapshots, profile), snapshot, run.id, predictions);
  }
  return current.userCount;
}

function foresee(predictor: Predictor, users: UserSnapshot, snapshots: readonly UserSnapshot[], profile: Profile): LapseForecast {
  const before = snapshots.findLast(({ asOf }) => asOf < users.asOf);
  return predictLapse(predictor, users, before, profile);
}

async function saveSums(forecast: LapseForecast, { ids }: UserSnapshot, runId: number, predictions: Predictions): Promise<void> {
  const segmentOf = await predictions.segmentsOf(runId);
  const names = [...new Set(segmentOf.values())];
  const places = new Map(names.map((name, place) => [name, place]));
  const clusterOf = ids.map((id) => places.get(segmentOf.get(id) ?? '') ?? -1);
  const cells = forecast.cellsBy(clusterOf).map(({ cluster, ...cell }) => ({ ...cell, segment: names[cluster]! }));
  await predictions.saveForecast(runId, { modelVersion: forecast.modelVersion, cells });
}

/** Of several runs of one day the last, because the others were corrected by it. */
function newestOfDays(runs: Awaited<ReturnType<Store['runs']>>): readonly CompleteRun[] {
  const complete = runs.filter((run): run is CompleteRun => run.status === 'complete');
  return complete.filter(({ asOf }, index) => complete.findIndex((other) => other.asOf === asOf) === index);
}
