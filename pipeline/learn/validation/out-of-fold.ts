import { LearnerSettingError } from '../errors.ts';
import type { Outcome, Table } from '../learner.ts';
import { takeTableRows, takeValues } from '../table.ts';
import type { Candidate } from './candidate.ts';

/**
 * Predicts every row by a model that has not seen its fold. Preparation and balancing happen inside the fit, so nothing
 * of the judged rows leaks into them.
 *
 * @param folds as `stratifiedFolds` gives them
 * @returns one prediction a row
 * @throws {LearnerSettingError} where the candidate predicts something else than `outcome`
 */
export function outOfFold(
  candidate: Candidate,
  outcome: Outcome,
  table: Table,
  target: Float64Array,
  folds: Int32Array,
  weights?: Float64Array,
): Float64Array {
  const predictions = new Float64Array(table.rowCount);
  const foldCount = folds.reduce((most, fold) => Math.max(most, fold), 0) + 1;
  for (let fold = 0; fold < foldCount; fold++) {
    const judged = rowsWhere(folds, (found) => found === fold);
    const seen = rowsWhere(folds, (found) => found !== fold);
    const model = candidate.fit(takeTableRows(table, seen), takeValues(target, seen), weights && takeValues(weights, seen));
    if (model.outcome !== outcome) {
      throw new LearnerSettingError(
        `${candidate.name} predicts a ${model.outcome}, a ${outcome} is asked for; choose another learner or metric`,
      );
    }
    const predicted = model.predict(takeTableRows(table, judged));
    for (const [i, row] of judged.entries()) predictions[row] = predicted[i]!;
  }
  return predictions;
}

/** Indices of the rows whose fold passes, rising. */
export function rowsWhere(folds: Int32Array, passes: (fold: number) => boolean): Int32Array {
  return Int32Array.from(folds.keys()).filter((row) => passes(folds[row]!));
}
