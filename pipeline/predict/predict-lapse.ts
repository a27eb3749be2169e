import type { Profile } from '../domain/profile.ts';
import {
  type Contributions,
  checkFits,
  type Fit,
  logisticRegression,
  type Predictor,
  type Table,
  takeTableRows,
} from '../learn/index.ts';
import { row } from '../math/matrix.ts';
import { presentRows } from './examples.ts';
import { CHANGE, isTrendable, lapseFeatures } from './features.ts';
import { forecastCells } from './forecast-cells.ts';
import type { PredictedUsers, PredictionDriver, UserPrediction } from './prediction.ts';
import type { UserSnapshot } from './snapshot.ts';
import { lapseOf } from './train-lapse.ts';

export interface LapseForecast extends PredictedUsers {
  /** What is odd about the snapshot, though the model can judge it. */
  readonly fit: Fit;
  /** The model goes by changes too, and without a snapshot of shortly before they are not known. */
  readonly changesUnknown: boolean;
  /** Users it speaks of; the others have lapsed already. */
  readonly userCount: number;
  readonly lapsedAlready: number;
}

/**
 * What a model foresees of every user of a snapshot who has not lapsed.
 *
 * @param before the newest earlier snapshot, where there is one
 * @throws {FeatureMismatchError} where the model was trained on other columns
 */
export function predictLapse(
  predictor: Predictor,
  snapshot: UserSnapshot,
  before: UserSnapshot | undefined,
  profile: Profile,
): LapseForecast {
  const table = lapseFeatures(snapshot, before, profile);
  const fit = checkFits(predictor.model, table);
  const trendable = isTrendable(snapshot, before); // else changes are empty by nature
  const rows = presentRows(snapshot, lapseOf(profile));
  const probabilities = probabilitiesOf(predictor, table, rows);
  const explainedFrom = leastExplained(predictor, probabilities);
  return {
    fit: { ...fit, empty: trendable ? fit.empty : fit.empty.filter((name) => !name.endsWith(CHANGE)) },
    changesUnknown: !trendable && predictor.model.features.some(({ name }) => name.endsWith(CHANGE)),
    userCount: rows.length,
    lapsedAlready: snapshot.ids.length - rows.length,
    modelVersion: predictor.model.version,
    cellsBy: (clusterOf) => forecastCells({ table: snapshot.table, rows, probabilities }, clusterOf, profile),
    *batches() {
      for (let from = 0; from < rows.length; from += BATCH_ROWS) {
        const part = rows.subarray(from, from + BATCH_ROWS);
        const drivers = driversOf(predictor, table, part, (place) => probabilities[from + place]! >= explainedFrom);
        yield Array.from(part, (row, place): UserPrediction => {
          const probability = probabilities[from + place]!;
          const likely = probability >= (predictor.model.threshold ?? 0.5);
          return { userId: snapshot.ids[row]!, probability, likely, drivers: drivers.get(place) ?? [] };
        });
      }
    },
  };
}

const BATCH_ROWS = 1000;
const DRIVER_COUNT = 3;
const MOST_EXPLAINED = 500; // boosted trees take up to 2 ms a user, and a run should wait a second at most

function probabilitiesOf(predictor: Predictor, table: Table, rows: Int32Array): Float64Array {
  const probabilities = new Float64Array(rows.length);
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    probabilities.set(predictor.predict(takeTableRows(table, rows.subarray(from, from + BATCH_ROWS))), from);
  }
  return probabilities;
}

/** The probability from which on users get reasons: all of them where that is cheap, else those most likely to leave. */
function leastExplained({ model }: Predictor, probabilities: Float64Array): number {
  if (model.learner.kind === logisticRegression.kind || probabilities.length <= MOST_EXPLAINED) return 0;
  return probabilities.toSorted().at(-MOST_EXPLAINED)!;
}

/** The strongest features of the chosen rows, by their place among `rows`. */
function driversOf(
  predictor: Predictor,
  table: Table,
  rows: Int32Array,
  isChosen: (place: number) => boolean,
): ReadonlyMap<number, readonly PredictionDriver[]> {
  const places = [...rows.keys()].filter(isChosen);
  if (predictor.contributions === undefined || places.length === 0) return new Map();
  const names = predictor.model.features.map(({ name }) => name);
  const chosen = takeTableRows(
    table,
    places.map((place) => rows[place]!),
  );
  const contributions = predictor.contributions(chosen);
  return new Map(places.map((place, i) => [place, strongest(contributions, names, i)]));
}

/** The features that add most. A loop without a sort, because it runs for every user. */
function strongest({ values }: Contributions, names: readonly string[], i: number): readonly PredictionDriver[] {
  const adds = row(values, i);
  const places: number[] = [];
  for (let rank = 0; rank < DRIVER_COUNT; rank++) {
    let best = -1;
    for (let j = 0; j < adds.length; j++) {
      if (adds[j] !== 0 && !places.includes(j) && (best < 0 || Math.abs(adds[j]!) > Math.abs(adds[best]!))) best = j;
    }
    if (best >= 0) places.push(best);
  }
  return places.map((j) => ({ feature: names[j]!, effect: adds[j]! > 0 ? 'raises' : 'lowers' }));
}
