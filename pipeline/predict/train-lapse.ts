import type { Lapse, Profile } from '../domain/profile.ts';
import {
  type Candidate,
  compare,
  defaultCandidates,
  groupsOf,
  type Lead,
  type Measured,
  measure,
  mlp,
  type Predictions,
  type Predictor,
  type Resampling,
  randomForest,
  requireOutcomes,
  type Succession,
  succession,
  type TrainedModel,
  TrainingDataError,
  takeValues,
  trainModel,
} from '../learn/index.ts';
import { type LapseExamples, lapseExamples } from './examples.ts';
import type { UserSnapshot } from './snapshot.ts';
import { type LapseSplit, splitExamples } from './split.ts';

/** What is predicted, as models name it. */
export const LAPSE = 'lapse';

export interface LapseTrainingRequest {
  readonly profile: Profile;
  /** Of different days, oldest first. */
  readonly snapshots: readonly UserSnapshot[];
  /** The model in use. */
  readonly old: Predictor | undefined;
  readonly trainedAt: Date;
  readonly seed: number;
  /** Those that can say why unless given, the simplest first. */
  readonly candidates?: readonly Candidate[];
  readonly onCandidate?: (name: string) => void;
}

export interface LapseTraining {
  readonly model: TrainedModel;
  readonly replacement: Succession;
  /** Days whose users are examples. */
  readonly days: readonly string[];
  readonly userCount: number;
  readonly split: Pick<LapseSplit, 'heldOutFrom' | 'apartInTime'>;
  /** On the held-out rows: the score that came with the telemetry, and how far the model is ahead of it. */
  readonly givenScore: { readonly column: string; readonly rocAuc: Measured; readonly lead: Lead } | undefined;
}

/**
 * Learns from the history of users who will have lapsed within the profile's time ahead.
 *
 * @throws {TrainingDataError} where the profile does not say what a lapse is, or nothing can be learned from the history
 */
export function trainLapse(request: LapseTrainingRequest): LapseTraining {
  const { profile, snapshots, old, seed } = request;
  const lapse = lapseOf(profile);
  const examples = lapseExamples(snapshots, profile, lapse);
  checkBothHappen(examples, lapse);
  const split = splitExamples(examples, lapse.withinDays, MOST_ROWS);
  const words = { rows: 'examples', happened: `lapsed within ${lapse.withinDays} days` };
  requireOutcomes(examples.target, examples.ids, split, FOLD_COUNT, words);
  const { predictor, heldOut } = trainModel({
    profile: profile.name,
    targetName: LAPSE,
    version: (old?.model.version ?? 0) + 1,
    trainedAt: request.trainedAt,
    table: examples.table,
    target: examples.target,
    ids: examples.ids,
    split,
    candidates: request.candidates ?? explainable(seed),
    metric: 'rocAuc',
    foldCount: FOLD_COUNT,
    // People act on these probabilities, so they are made to keep their promise even where that gains too little to be sure of.
    calibration: split.training.length < LEAST_CURVE_ROWS ? 'platt' : 'isotonic',
    seed,
    ...(request.onCandidate && { onCandidate: request.onCandidate }),
  });
  const { groups, target } = heldOut;
  return {
    model: predictor.model,
    replacement: succession(predictor, old, heldOut, { metric: 'rocAuc', seed }),
    days: examples.days,
    userCount: new Set(examples.ids).size,
    split,
    givenScore: compared(lapse, takeValues(examples.givenScore, split.heldOut), target, predictor.predict(heldOut.table), {
      seed,
      groups,
    }),
  };
}

/**
 * The learners that compete: those that say why, for all users of a run. A perceptron has no exact reasons, and those of a forest's
 * deep trees take 70 ms a user.
 */
function explainable(seed: number): readonly Candidate[] {
  return defaultCandidates('probability', seed).filter(({ kind }) => kind !== mlp.kind && kind !== randomForest.kind);
}

const FOLD_COUNT = 5;
const MOST_ROWS = 30_000; // more change no figure's third digit and take minutes
const LEAST_CURVE_ROWS = 2000; // a rising curve follows noise where there are fewer; two numbers of a sigmoid do not

/** @throws {TrainingDataError} where the profile does not say what a lapse is */
export function lapseOf({ name, lapse }: Profile): Lapse {
  if (lapse !== undefined) return lapse;
  throw new TrainingDataError(`profile ${name} does not say when a user has left; declare lapse in the profile`);
}

function checkBothHappen({ target, days }: LapseExamples, { column, atLeast, withinDays }: Lapse): void {
  const lapsed = target.reduce((sum, value) => sum + value, 0);
  if (target.length > 0 && lapsed > 0 && lapsed < target.length) return;
  const where = `${days[0]} to ${days.at(-1)}`;
  throw new TrainingDataError(
    target.length === 0
      ? `all users of ${where} had lapsed already (${column} of ${atLeast} or more), so nobody is left to foresee it for; check the column`
      : `${lapsed === 0 ? 'none' : 'all'} of the ${target.length} examples of ${where} lapsed within ${withinDays} days (${column} of ${atLeast} or more), and learning needs both; give the files of more weeks, or check the column`,
  );
}

/** The given score may be missing for some; then it is judged, and the model beside it, on the others. */
function compared(
  { givenScore: column }: Lapse,
  scores: Float64Array,
  truth: Float64Array,
  probabilities: Float64Array,
  resampling: Resampling,
): LapseTraining['givenScore'] {
  const rows = Int32Array.from(scores.keys()).filter((row) => Number.isFinite(scores[row]!));
  if (rows.length === 0) return undefined;
  const groups = resampling.groups && groupsOf(Array.from(rows, (row) => String(resampling.groups![row])));
  const known = takeValues(truth, rows);
  const [given, ours] = [scores, probabilities].map((values) => ({ values: takeValues(values, rows), threshold: 0.5 })) as [
    Predictions,
    Predictions,
  ];
  const sampling = { seed: resampling.seed, groups };
  return { column, rocAuc: measure('rocAuc', known, given, sampling), lead: compare('rocAuc', known, ours, given, sampling) };
}
