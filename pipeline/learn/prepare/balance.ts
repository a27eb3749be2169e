import { TrainingDataError } from '../errors.ts';
import type { Table } from '../learner.ts';
import { type Smoted, smote } from './smote.ts';

/** What is done about a rare class: nothing, weights, or made-up examples. Both raise probabilities; calibration undoes that. */
export type Balance = 'none' | 'weights' | 'smote';

/** Examples as a learner takes them. */
export interface Examples {
  readonly table: Table;
  readonly target: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** Both classes of 0 and 1 made to count the same. Only for rows to learn from: never balance rows to judge by. */
export function balanced({ table, target, weights }: Examples, balance: Balance, seed: number): Examples {
  if (balance === 'none') return { table, target, weights };
  if (balance === 'weights') return { table, target, weights: balancedWeights(target, weights) };
  const made: Smoted = smote(table, target, { neighbourCount: 5, seed });
  return { ...made, weights: weights && Float64Array.from([...weights, ...made.bases.map((base) => weights[base]!)]) };
}

/**
 * Weights under which both classes weigh half of the whole, which stays what it was: scikit-learn's `balanced`.
 * @throws {TrainingDataError} where a class does not occur
 */
export function balancedWeights(target: Float64Array, weights?: Float64Array): Float64Array {
  const totals = [0, 0];
  for (const [i, value] of target.entries()) totals[value === 1 ? 1 : 0]! += weights?.[i] ?? 1;
  const [negative, positive] = totals as [number, number];
  if (negative === 0 || positive === 0)
    throw new TrainingDataError('balancing needs examples of both classes; check the label column');
  const whole = negative + positive;
  return target.map((value, i) => (weights?.[i] ?? 1) * (whole / (2 * (value === 1 ? positive : negative))));
}
