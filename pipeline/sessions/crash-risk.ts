import {
  boostedTrees,
  candidate,
  type Feature,
  type Importance,
  importances,
  logisticRegression,
  type Predictor,
  type Table,
  type TrainedModel,
  takeTableRows,
  trainModel,
} from '../learn/index.ts';
import { Random } from '../math/random.ts';
import type { SessionRows } from './session-rows.ts';

/** How likely each session was to crash, from what is known when it begins. */
export interface CrashRisk {
  readonly predictor: Predictor;
  /** Calibrated probability, one a row. */
  readonly risks: Float64Array;
  /** What the model goes by, the strongest first. */
  readonly importances: readonly Importance[];
  /** Of the users held out: what was promised and what came. */
  readonly calibration: TrainedModel['promises'];
}

/** More rows add time but hardly any certainty. */
const MOST_ROWS = 30_000;

/**
 * Learns the risk of a crash from version, device, system, network, battery and memory. What happens later in a session is
 * left out: a crash cuts it short. Users are held out whole, so that none is judged by a model that knows them.
 *
 * @throws {TrainingDataError} where too few sessions crashed, or all did
 */
export function crashRisk(
  rows: SessionRows,
  { seed, trainedAt }: { readonly seed: number; readonly trainedAt: Date },
): CrashRisk {
  const table = riskFeatures(rows);
  const drawn = drawRows(rows, seed);
  const examples = takeTableRows(table, drawn);
  const { predictor } = trainModel({
    profile: 'app-sessions',
    targetName: 'crashed',
    version: 1,
    trainedAt,
    table: examples,
    target: Float64Array.from(drawn, (index) => rows.numbers.crashed[index]!),
    ids: Array.from(drawn, (index) => rows.userIds[index] ?? rows.ids[index]!),
    candidates: [
      candidate('logistic regression', logisticRegression),
      candidate('boosted trees', boostedTrees, { outcome: 'probability', seed, treeCount: 120, maxDepth: 4, learningRate: 0.08 }),
    ],
    metric: 'rocAuc',
    calibration: 'auto',
    foldCount: 3,
    seed,
  });
  const contributions = predictor.contributions?.(examples);
  return {
    predictor,
    risks: predictor.predict(table),
    importances: contributions === undefined ? [] : importances(contributions, predictor.model.features),
    calibration: predictor.model.promises,
  };
}

function riskFeatures({ count, categories, numbers }: SessionRows): Table {
  const numeric = (['battery_pct', 'memory_mb'] as const).map(
    (name): Feature => ({ kind: 'number', name, values: numbers[name] }),
  );
  const texts = (['app_version', 'os_version', 'device_type', 'network', 'country'] as const).map((name) =>
    encoded(name, categories[name]),
  );
  const both = categories.app_version.map((version, index) => `${version} on ${categories.os_version[index]}`);
  return { rowCount: count, features: [...numeric, ...texts, encoded('app_version × os_version', both)] };
}

function encoded(name: string, texts: readonly (string | null)[]): Feature {
  const known = [...new Set(texts.filter((text) => text !== null))].toSorted();
  const codes = new Map(known.map((text, code) => [text, code]));
  return {
    kind: 'category',
    name,
    categories: known,
    values: Float64Array.from(texts, (text) => (text === null ? Number.NaN : codes.get(text)!)),
  };
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
