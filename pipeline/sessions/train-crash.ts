import {
  boostedTrees,
  candidate,
  holdOutById,
  logisticRegression,
  type Predictor,
  requireOutcomes,
  type Succession,
  succession,
  type TrainedModel,
  takeTableRows,
  trainModel,
} from '../learn/index.ts';
import { Random } from '../math/random.ts';
import { crashFeatures } from './crash-features.ts';
import type { SessionRows } from './session-rows.ts';

/** What is predicted, as models name it. */
export const CRASH = 'crash';

export interface CrashTrainingRequest {
  readonly rows: SessionRows;
  /** Whose sessions they are. */
  readonly profile: string;
  /** The model in use. */
  readonly old?: Predictor | undefined;
  readonly trainedAt: Date;
  readonly seed: number;
  readonly onCandidate?: ((name: string) => void) | undefined;
}

export interface CrashTraining {
  readonly predictor: Predictor;
  readonly model: TrainedModel;
  readonly replacement: Succession;
  /** Users of the sessions that were learned from and measured on. */
  readonly userCount: number;
}

/** More rows add time but hardly any certainty. */
const MOST_ROWS = 30_000;
const HELD_OUT_SHARE = 0.2;
const FOLD_COUNT = 3;

/**
 * Learns the risk that a session crashes from what is known when it begins. Users are held out whole, so that none is judged by
 * a model that knows them, and the same ones at every training.
 *
 * @throws {TrainingDataError} where too few sessions crashed, or all did
 */
export function trainCrash({ rows, profile, old, trainedAt, seed, onCandidate }: CrashTrainingRequest): CrashTraining {
  const drawn = drawRows(rows, seed);
  const ids = Array.from(drawn, (index) => rows.userIds[index] ?? rows.ids[index]!);
  const target = Float64Array.from(drawn, (index) => rows.numbers.crashed[index]!);
  const split = holdOutById(ids, HELD_OUT_SHARE);
  requireOutcomes(target, ids, split, FOLD_COUNT, { rows: 'sessions', happened: 'crashed' });
  const { predictor, heldOut } = trainModel({
    profile,
    targetName: CRASH,
    version: (old?.model.version ?? 0) + 1,
    trainedAt,
    table: takeTableRows(crashFeatures(rows), drawn),
    target,
    ids,
    split,
    candidates: [
      candidate('logistic regression', logisticRegression),
      candidate('boosted trees', boostedTrees, { outcome: 'probability', seed, treeCount: 120, maxDepth: 4, learningRate: 0.08 }),
    ],
    metric: 'rocAuc',
    calibration: 'auto',
    foldCount: FOLD_COUNT,
    seed,
    ...(onCandidate && { onCandidate }),
  });
  const replacement = succession(predictor, old, heldOut, { metric: 'rocAuc', seed });
  return { predictor, model: predictor.model, replacement, userCount: new Set(ids).size };
}

/** A fair draw, in the order of the rows. */
function drawRows({ count }: SessionRows, seed: number): Int32Array {
  const all = Int32Array.from({ length: count }, (_, index) => index);
  if (count <= MOST_ROWS) return all;
  const random = new Random(seed);
  for (let place = 0; place < MOST_ROWS; place++) {
    const other = place + random.below(count - place);
    [all[place], all[other]] = [all[other]!, all[place]!];
  }
  return all.slice(0, MOST_ROWS).sort();
}
