import { LearnerSettingError, TrainingDataError } from './errors.ts';
import type { Outcome, Table } from './learner.ts';

/**
 * That there is something to learn from these examples.
 *
 * @throws {TrainingDataError} that says what is wrong with the rows, the target or the weights
 */
export function checkExamples(table: Table, target: Float64Array, outcome: Outcome, weights?: Float64Array): void {
  const { rowCount, features } = table;
  if (rowCount === 0 || features.length === 0) {
    throw new TrainingDataError(`training needs rows and features, got ${rowCount} rows of ${features.length} features`);
  }
  const uneven = features.find(({ values }) => values.length !== rowCount);
  if (uneven !== undefined) {
    throw new TrainingDataError(`feature ${uneven.name} must have ${rowCount} values, one a row, got ${uneven.values.length}`);
  }
  if (target.length !== rowCount) {
    throw new TrainingDataError(`the target must have ${rowCount} values, one a row, got ${target.length}`);
  }
  if (weights !== undefined) checkWeights(weights, rowCount);
  const bad = target.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new TrainingDataError(
      `the target of row ${bad} is ${target[bad]}, not a number; leave out the rows whose outcome is unknown`,
    );
  }
  if (outcome === 'probability') checkClasses(target, weights);
}

function checkWeights(weights: Float64Array, rowCount: number): void {
  if (weights.length !== rowCount) {
    throw new TrainingDataError(`there must be ${rowCount} weights, one a row, got ${weights.length}`);
  }
  const bad = weights.findIndex((weight) => !Number.isFinite(weight) || weight < 0);
  if (bad >= 0)
    throw new TrainingDataError(`the weight of row ${bad} is ${weights[bad]}; weights must be finite and not negative`);
  if (!weights.some((weight) => weight > 0)) throw new TrainingDataError('all weights are 0; at least one example must count');
}

function checkClasses(target: Float64Array, weights?: Float64Array): void {
  const bad = target.findIndex((value) => value !== 0 && value !== 1);
  if (bad >= 0) throw new TrainingDataError(`the target of row ${bad} is ${target[bad]}; the classes must be 0 and 1`);
  const counts = (row: number) => weights === undefined || weights[row]! > 0;
  for (const missing of [0, 1]) {
    if (!target.some((value, row) => value === missing && counts(row))) {
      throw new TrainingDataError(
        `all ${target.length} examples are of class ${1 - missing}; add examples of class ${missing}, or check the label column`,
      );
    }
  }
}

/** The range of a setting, both ends included. */
export interface Range {
  readonly from: number;
  readonly to?: number;
  readonly whole?: boolean;
}

/** @throws {LearnerSettingError} that lists every setting out of its range; one that is not given is in it */
export function checkSettings<Settings extends object>(
  settings: Settings,
  ranges: { readonly [Name in keyof Settings]?: Range },
): void {
  const faults = Object.entries<Range>(ranges as Record<string, Range>).flatMap(([name, range]) => {
    const value: unknown = settings[name as keyof Settings];
    return value === undefined || isWithin(value, range) ? [] : [`${name} must be ${inWords(range)}, got ${String(value)}`];
  });
  if (faults.length > 0) throw new LearnerSettingError(faults.join('; '));
}

function isWithin(value: unknown, { from, to = Number.POSITIVE_INFINITY, whole = false }: Range): boolean {
  return typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value));
}

function inWords({ from, to, whole }: Range): string {
  return `a ${whole === true ? 'whole ' : ''}number ${to === undefined ? `of at least ${from}` : `from ${from} to ${to}`}`;
}
