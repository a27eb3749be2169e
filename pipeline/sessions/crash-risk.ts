import {
  checkFits,
  driversOf,
  type Fit,
  type Importance,
  importances,
  type Predictor,
  type TrainedModel,
  takeTableRows,
} from '../learn/index.ts';
import { crashFeatures } from './crash-features.ts';
import type { SessionRows } from './session-rows.ts';

/** How likely each session was to crash, from what is known when it begins. */
export interface CrashRisk {
  readonly model: TrainedModel;
  /** Calibrated probability, one a row. */
  readonly risks: Float64Array;
  /** What the model goes by among these sessions, the strongest first; empty for a model that cannot say. */
  readonly importances: readonly Importance[];
  /** What is odd about the sessions, though the model can judge them. */
  readonly fit: Fit;
}

/** @throws {FeatureMismatchError} where the model was trained on other columns */
export function crashRisk(rows: SessionRows, predictor: Predictor): CrashRisk {
  const table = crashFeatures(rows);
  const { model } = predictor;
  const fit = checkFits(model, table);
  const explained = takeTableRows(table, everyFew(rows.count, MOST_EXPLAINED));
  const contributions = predictor.contributions?.(explained);
  return {
    model,
    risks: predictor.predict(table),
    importances: contributions === undefined ? [] : importances(contributions, model.features),
    fit,
  };
}

/** A session and why it is at risk. */
export interface RiskySession {
  readonly index: number;
  readonly risk: number;
  /** Features that raise or lower the risk most, the strongest first; at most three. */
  readonly drivers: readonly { readonly feature: string; readonly effect: 'raises' | 'lowers' }[];
}

const DRIVER_COUNT = 3;

/** The sessions most likely to crash, the most likely first. */
export function riskiestSessions(
  rows: SessionRows,
  predictor: Predictor,
  risks: Float64Array,
  limit: number,
): readonly RiskySession[] {
  const ranked = [...risks.keys()].toSorted((a, b) => risks[b]! - risks[a]! || a - b).slice(0, limit);
  const contributions = predictor.contributions?.(takeTableRows(crashFeatures(rows), ranked));
  return ranked.map((index, place) => ({
    index,
    risk: risks[index]!,
    drivers: (contributions === undefined ? [] : driversOf(contributions, predictor.model.features, place))
      .slice(0, DRIVER_COUNT)
      .map(({ feature, adds }) => ({ feature, effect: adds > 0 ? ('raises' as const) : ('lowers' as const) })),
  }));
}

/** A thousandth of the work would tell which feature leads; boosted trees take up to 2 ms a row. */
const MOST_EXPLAINED = 5000;

/** So many of `count` rows at most, evenly spaced. */
function everyFew(count: number, most: number): Int32Array {
  const step = Math.max(1, Math.ceil(count / most));
  return Int32Array.from({ length: Math.ceil(count / step) }, (_, place) => place * step);
}
