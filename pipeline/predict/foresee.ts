import type { Profile } from '../domain/profile.ts';
import type { Duck } from '../ingest/duckdb.ts';
import { FeatureMismatchError, ModelFormatError, restoreModel } from '../learn/index.ts';
import type { Predictions } from '../store/predictions.ts';
import { daysBetween, LONGEST_GAP_DAYS } from './features.ts';
import { type LapseForecast, predictLapse } from './predict-lapse.ts';
import { loadedUsers, type UserSnapshot } from './snapshot.ts';
import { LAPSE } from './train-lapse.ts';

/** What a run foresees of its users; a reason where it has a model and still foresees nothing. */
export type Foresight =
  | { readonly kind: 'foreseen'; readonly users: LapseForecast }
  | { readonly kind: 'no model' }
  | { readonly kind: 'model does not fit'; readonly reason: string };

/**
 * What the model in use foresees of the users that a run has read. A model that does not fit is no reason to fail: the segments of
 * the run do not need it.
 *
 * @param duck with the run's users
 */
export async function foreseeRun(
  duck: Duck,
  profile: Profile,
  { rows, asOf }: { readonly rows: number; readonly asOf: string },
  predictions: Predictions,
): Promise<Foresight> {
  if (profile.lapse === undefined) return { kind: 'no model' };
  try {
    const model = await predictions.model(profile.name, LAPSE);
    if (model === undefined) return { kind: 'no model' };
    const users = { asOf, ...(await loadedUsers(duck, profile, rows)) };
    return {
      kind: 'foreseen',
      users: predictLapse(restoreModel(model), users, await before(asOf, profile, predictions), profile),
    };
  } catch (error) {
    if (error instanceof FeatureMismatchError || error instanceof ModelFormatError) {
      return { kind: 'model does not fit', reason: error.message };
    }
    throw error;
  }
}

/** The users of the current run, which are about to become those before; read only if near enough to tell a trend. */
async function before(asOf: string, profile: Profile, predictions: Predictions): Promise<UserSnapshot | undefined> {
  const day = await predictions.currentDay(profile.name);
  const gap = day === undefined ? Number.NaN : daysBetween(day, asOf);
  return gap > 0 && gap <= LONGEST_GAP_DAYS ? predictions.currentUsers(profile.name, profile.lapse?.trends) : undefined;
}
