import { z } from 'zod';
import { logit } from '../linear/sigmoid.ts';
import { compare } from '../metrics/metric.ts';
import { takeValues } from '../table.ts';
import { type FoldSettings, stratifiedFolds } from '../validation/folds.ts';
import { rowsWhere } from '../validation/out-of-fold.ts';
import { alongCurve, isotonicCurve } from './isotonic.ts';
import { onPlattCurve, plattCurve } from './platt.ts';

/** How raw probabilities become ones that keep their promise: not at all, by a sigmoid of the log odds, or by a rising curve. */
export type Calibrator = z.infer<typeof calibratorSchema>;
export type CalibrationKind = Calibrator['kind'];

export const calibratorSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('platt'), slope: z.number(), offset: z.number() }),
  z
    .object({ kind: z.literal('isotonic'), xs: z.array(z.number()).min(1).readonly(), ys: z.array(z.number()).min(1).readonly() })
    .refine(({ xs, ys }) => xs.length === ys.length, 'a curve needs as many xs as ys'),
]);

/**
 * Learns from probabilities that were promised and what came. The probabilities must be out of fold: a model is surer of
 * rows it has seen than it should be of others.
 *
 * @param outcomes 0 or 1 per probability, both present
 */
export function fitCalibrator(kind: CalibrationKind, probabilities: Float64Array, outcomes: Float64Array): Calibrator {
  switch (kind) {
    case 'none':
      return { kind };
    case 'platt':
      return { kind, ...plattCurve(probabilities.map(logit), outcomes) };
    case 'isotonic':
      return { kind, ...isotonicCurve(probabilities, outcomes, LEAST_BLOCK_ROWS) };
  }
  kind satisfies never;
}

const LEAST_BLOCK_ROWS = 50; // of fewer, the share that came is off by more than 0.14 by chance alone (95 %)

/** Calibrated probabilities, 0 to 1. Rising curves keep the order of the raw ones, but may make neighbours equal. */
export function calibrated(calibrator: Calibrator, probabilities: Float64Array): Float64Array {
  switch (calibrator.kind) {
    case 'none':
      return probabilities;
    case 'platt':
      return probabilities.map((probability) => onPlattCurve(calibrator, logit(probability)));
    case 'isotonic':
      return probabilities.map((probability) => alongCurve(calibrator, probability));
  }
  calibrator satisfies never;
}

const LEAST_ISOTONIC_ROWS = 1000; // with fewer, its steps follow noise: the advice of scikit-learn's guide, 1.16

/**
 * The simplest calibration that no other beats beyond chance in Brier score, each judged on rows it was not fitted on.
 *
 * @param probabilities out-of-fold probabilities
 */
export function chooseCalibration(
  probabilities: Float64Array,
  outcomes: Float64Array,
  { foldCount, seed, groups }: Omit<FoldSettings, 'outcome'>,
): CalibrationKind {
  const folds = stratifiedFolds(outcomes, { outcome: 'probability', foldCount, seed, groups });
  const kinds: readonly CalibrationKind[] =
    outcomes.length < LEAST_ISOTONIC_ROWS ? ['none', 'platt'] : ['none', 'platt', 'isotonic'];
  return kinds.reduce((best, kind) => {
    const [known, other] = [best, kind].map((each) => ({
      values: crossFitted(each, probabilities, outcomes, folds),
      threshold: 0.5,
    }));
    const { interval } = compare('brier', outcomes, other!, known!, { seed, groups });
    return interval !== null && interval.low > 0 ? kind : best;
  });
}

/** Every probability calibrated by a calibrator that has not seen its fold: what honest metrics and thresholds are made of. */
export function crossFitted(
  kind: CalibrationKind,
  probabilities: Float64Array,
  outcomes: Float64Array,
  folds: Int32Array,
): Float64Array {
  const result = new Float64Array(probabilities.length);
  for (const fold of new Set(folds)) {
    const [seen, judged] = [rowsWhere(folds, (found) => found !== fold), rowsWhere(folds, (found) => found === fold)];
    const calibrator = fitCalibrator(kind, takeValues(probabilities, seen), takeValues(outcomes, seen));
    const values = calibrated(calibrator, takeValues(probabilities, judged));
    for (const [i, row] of judged.entries()) result[row] = values[i]!;
  }
  return result;
}
