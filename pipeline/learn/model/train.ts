import { type CalibrationKind, calibrated, chooseCalibration, crossFitted, fitCalibrator } from '../calibration/calibrator.ts';
import { TrainingDataError } from '../errors.ts';
import { checkExamples } from '../examples.ts';
import type { Outcome, Table } from '../learner.ts';
import { calibrationOf } from '../metrics/calibration-table.ts';
import { shapesOf, takeTableRows, takeValues } from '../table.ts';
import type { Candidate } from '../validation/candidate.ts';
import { type FoldSettings, groupsOf, stratifiedFolds } from '../validation/folds.ts';
import { type Leaderboard, leaderboard, outcomeOf, type RankingMetric } from '../validation/leaderboard.ts';
import { chooseThreshold, type ThresholdRule } from '../validation/threshold.ts';
import { dataHash } from './data-hash.ts';
import { type HeldOut, holdOutById, holdOutStratified } from './hold-out.ts';
import { measureAll } from './measure-all.ts';
import { type Predictor, restoreModel } from './predictor.ts';
import { parseTrainedModel } from './trained-model.ts';

export interface TrainingRequest {
  readonly profile: string;
  /** Name of what is predicted. */
  readonly targetName: string;
  readonly version: number;
  readonly trainedAt: Date;
  readonly table: Table;
  /** 0 or 1, or values, as the metric wants. */
  readonly target: Float64Array;
  readonly weights?: Float64Array | undefined;
  /** Whom each row is about. Rows of one id stay together, and the same ids are held out at every training. */
  readonly ids?: readonly string[] | undefined;
  /** The simplest first. */
  readonly candidates: readonly Candidate[];
  readonly metric: RankingMetric;
  readonly foldCount?: number;
  readonly heldOutShare?: number;
  /** Which rows to learn from and which to hold out, where that is not left to ids or chance; rows in neither are not used. */
  readonly split?: HeldOut | undefined;
  readonly calibration?: CalibrationKind | 'auto';
  readonly thresholdRule?: ThresholdRule;
  readonly seed: number;
  readonly onCandidate?: (name: string) => void;
}

export interface Training {
  readonly predictor: Predictor;
  readonly leaderboard: Leaderboard;
  /** The rows that no step has seen, to compare the model with an older one. */
  readonly heldOut: Part;
}

/**
 * From examples to a model that can be stored: part off rows, pick a learner by cross-validation on the others, calibrate and
 * choose the threshold on its out-of-fold predictions, fit it on all but the rows parted off, and measure it there. The stored
 * model is the measured one; it is not fitted again on all rows.
 *
 * @throws {TrainingDataError} where nothing can be learned, or too few rows of a class are there for the folds
 */
export function trainModel(request: TrainingRequest): Training {
  const { table, target, candidates, metric, seed, foldCount = 5, onCandidate } = request;
  const outcome = outcomeOf(metric);
  const { training, heldOut } = partition(request, outcome);
  const folding = { foldCount, seed, groups: training.groups };
  const board = leaderboard(candidates, training.table, training.target, {
    metric,
    ...folding,
    weights: training.weights,
    ...(onCandidate && { onCandidate }),
  });
  const { candidate, outOfFold } = board.best;
  const promise = outcome === 'value' ? undefined : promiseOf(request, outOfFold, training.target, folding);
  const { calibrator = { kind: 'none' }, threshold = null } = promise ?? {};
  const fitted = candidate.fit(training.table, training.target, training.weights);
  const values = calibrated(calibrator, fitted.predict(heldOut.table));
  const model = parseTrainedModel({
    format: 1,
    version: request.version,
    profile: request.profile,
    target: request.targetName,
    outcome,
    trainedAt: request.trainedAt.toISOString(),
    dataHash: dataHash(table, target),
    rowCount: table.rowCount,
    heldOutCount: heldOut.table.rowCount,
    targetMean: target.reduce((sum, value) => sum + value, 0) / target.length,
    features: shapesOf(table),
    learner: { name: candidate.name, kind: candidate.kind, settings: candidate.settings, balance: candidate.balance },
    metric,
    leaderboard: board.entries.map(({ candidate: { name }, score: { value, interval } }) => ({ name, value, interval })),
    reason: board.reason,
    calibration: calibrator,
    threshold,
    metrics: measureAll(outcome, heldOut.target, values, threshold, { seed, groups: heldOut.groups }),
    promises: promise === undefined ? null : calibrationOf(heldOut.target, values),
    fitted: fitted.toJson(),
  });
  return { predictor: restoreModel(model), leaderboard: board, heldOut };
}

/** Some of the rows, and of each whom it is about, where several are about one. */
export interface Part {
  readonly table: Table;
  readonly target: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly groups: Int32Array | undefined;
}

function partition(request: TrainingRequest, outcome: Outcome): { readonly training: Part; readonly heldOut: Part } {
  const { table, target, weights, ids, heldOutShare = 0.2, seed, split } = request;
  checkExamples(table, target, outcome, weights);
  if (ids !== undefined && ids.length !== table.rowCount) {
    throw new TrainingDataError(`there must be ${table.rowCount} ids, one a row, got ${ids.length}`);
  }
  const byChance = () => holdOutStratified(target, outcome, heldOutShare, seed);
  const rows = split ?? (ids === undefined ? byChance() : holdOutById(ids, heldOutShare));
  if (rows.training.length === 0 || rows.heldOut.length === 0) {
    throw new TrainingDataError(`holding out ${heldOutShare} of ${target.length} rows leaves nothing on one side; add data`);
  }
  return { training: partOf(request, rows.training), heldOut: partOf(request, rows.heldOut) };
}

function partOf({ table, target, weights, ids }: TrainingRequest, rows: Int32Array): Part {
  const groups = ids && groupsOf(Array.from(rows, (row) => ids[row]!));
  return {
    table: takeTableRows(table, rows),
    target: takeValues(target, rows),
    weights: weights && takeValues(weights, rows),
    groups: groups?.some((group, row) => group !== row) === true ? groups : undefined,
  };
}

/** What probabilities are made to mean, and from which one on a row is called positive; both from out-of-fold predictions. */
function promiseOf(
  { calibration = 'auto', thresholdRule = { kind: 'best', metric: 'f1' } }: TrainingRequest,
  outOfFold: Float64Array,
  target: Float64Array,
  folding: Omit<FoldSettings, 'outcome'>,
) {
  const kind = calibration === 'auto' ? chooseCalibration(outOfFold, target, folding) : calibration;
  const folds = stratifiedFolds(target, { outcome: 'probability', ...folding });
  const honest = crossFitted(kind, outOfFold, target, folds);
  return {
    calibrator: fitCalibrator(kind, outOfFold, target),
    threshold: chooseThreshold(target, honest, thresholdRule)?.threshold,
  };
}
