import type { Profile } from '../domain/profile.ts';
import type { ForeseenUser, RunForecast } from '../predict/prediction.ts';
import { type Check, check, counted } from './check.ts';
import { checkCells } from './check-cells.ts';
import type { UserColumns } from './user-columns.ts';

/** What the store has of the future of a run's users. */
export interface StoredForesight {
  readonly users: ReadonlyMap<string, ForeseenUser>;
  /** The sums of it. */
  readonly forecast: RunForecast | undefined;
  /** From which probability on the model calls a user likely to leave; undefined where the model is not stored. */
  readonly threshold: number | undefined;
}

/**
 * Compares what was foreseen with whom it could be foreseen for, with the model's threshold, and with the sums kept of it. That is
 * how far it can be computed again: a model also goes by changes since the run before, whose users are gone.
 *
 * @returns no checks where nothing was foreseen
 */
export function checkPredictions(columns: UserColumns, { lapse, entity }: Profile, stored: StoredForesight): readonly Check[] {
  const { users, forecast, threshold } = stored;
  if (lapse === undefined || (users.size === 0 && forecast === undefined)) return [];
  const lastSeen = columns.numbers.get(lapse.column)!;
  let right = 0;
  let wrong = 0;
  for (let i = 0; i < columns.size; i++) {
    const hasLapsed = lastSeen[i]! >= lapse.atLeast;
    const foreseen = users.get(columns.ids[i]!);
    if (foreseen === undefined) wrong += hasLapsed ? 0 : 1;
    else if (!hasLapsed && isOf(foreseen, forecast, threshold)) right++;
    else wrong++;
  }
  wrong = Math.max(wrong, users.size - right); // of users who are not there
  return [
    check('predictions', counted(users.size, entity.one, entity.many), wrong / Math.max(1, right + wrong), 0),
    checkCells('forecast', forecast?.cells ?? [], [...columns.forecast]),
  ];
}

function isOf(
  { probability, likely, modelVersion }: ForeseenUser,
  forecast: RunForecast | undefined,
  threshold: number | undefined,
): boolean {
  const isShare = probability >= 0 && probability <= 1;
  return isShare && threshold !== undefined && likely === probability >= threshold && modelVersion === forecast?.modelVersion;
}
