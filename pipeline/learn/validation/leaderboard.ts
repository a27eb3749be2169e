import { TrainingDataError } from '../errors.ts';
import { checkExamples } from '../examples.ts';
import type { Outcome, Table } from '../learner.ts';
import {
  CLASSIFICATION_METRICS,
  compare,
  type Lead,
  METRICS,
  type Measured,
  measure,
  type Predictions,
} from '../metrics/metric.ts';
import { takeValues } from '../table.ts';
import type { Candidate } from './candidate.ts';
import { stratifiedFolds } from './folds.ts';
import { outOfFold, rowsWhere } from './out-of-fold.ts';

/** Metrics that need no threshold: at one threshold for all, a candidate would win by where its probabilities lie. */
export type RankingMetric = 'rocAuc' | 'prAuc' | 'brier' | 'logLoss' | 'mae' | 'rmse' | 'r2';

export interface LeaderboardSettings {
  readonly metric: RankingMetric;
  readonly foldCount: number;
  readonly seed: number;
  readonly groups?: Int32Array | undefined;
  readonly weights?: Float64Array | undefined;
  /** Called before each candidate, for progress. */
  readonly onCandidate?: (name: string) => void;
}

export interface LeaderboardEntry {
  readonly candidate: Candidate;
  /** Over the out-of-fold predictions of all rows. */
  readonly score: Measured;
  /** The metric of each fold alone. */
  readonly foldScores: readonly number[];
  /** How far behind the first; by 0 for the first itself. */
  readonly behind: Lead;
  readonly outOfFold: Float64Array;
}

export interface Leaderboard {
  readonly metric: RankingMetric;
  /** Best score first. */
  readonly entries: readonly LeaderboardEntry[];
  /** The simplest of those that the first does not beat beyond chance. */
  readonly best: LeaderboardEntry;
  /** Why this one, in a sentence. */
  readonly reason: string;
}

/**
 * Compares learners on the same folds and picks one by a declared metric. A lead counts when its paired 95 % interval is above 0;
 * among candidates that are level the simplest is best.
 *
 * @param candidates the simplest first
 * @throws {TrainingDataError} where nothing can be learned or there are fewer examples of a class than folds, or the metric is undefined
 */
export function leaderboard(
  candidates: readonly Candidate[],
  table: Table,
  target: Float64Array,
  { metric, foldCount, seed, groups, weights, onCandidate }: LeaderboardSettings,
): Leaderboard {
  if (candidates.length === 0) throw new TrainingDataError('a leaderboard needs at least one learner');
  const outcome = outcomeOf(metric);
  checkExamples(table, target, outcome, weights);
  const folds = stratifiedFolds(target, { outcome, foldCount, seed, groups });
  const judgedRows = Array.from({ length: foldCount }, (_, fold) => rowsWhere(folds, (found) => found === fold));
  const scored = candidates.map((candidate) => {
    onCandidate?.(candidate.name);
    const predictions = outOfFold(candidate, outcome, table, target, folds, weights);
    const scoreOf = (rows: Int32Array) => figure(metric, takeValues(target, rows), takeValues(predictions, rows));
    const score = measure(metric, target, predictionsOf({ outOfFold: predictions }), { seed, groups });
    if (!Number.isFinite(score.value)) {
      throw new TrainingDataError(
        `${METRICS[metric].title} of ${candidate.name} is ${score.value}; it needs a target that varies and values below 1e150`,
      );
    }
    return { candidate, score, foldScores: judgedRows.map(scoreOf), outOfFold: predictions };
  });
  const direction = METRICS[metric].better === 'higher' ? -1 : 1;
  const ranked = scored.toSorted((a, b) => direction * (a.score.value - b.score.value));
  const first = ranked[0]!;
  const entries = ranked.map((entry): LeaderboardEntry => {
    return { ...entry, behind: compare(metric, target, predictionsOf(first), predictionsOf(entry), { seed, groups }) };
  });
  const level = entries.filter(({ behind }) => !isBeyondChance(behind));
  const best = candidates
    .map((candidate) => level.find((entry) => entry.candidate === candidate))
    .find((entry) => entry !== undefined)!;
  return { metric, entries, best, reason: reasonFor(metric, entries, best) };
}

function predictionsOf({ outOfFold: values }: { readonly outOfFold: Float64Array }): Predictions {
  return { values, threshold: 0.5 };
}

export function outcomeOf(metric: RankingMetric): Outcome {
  return (CLASSIFICATION_METRICS as readonly string[]).includes(metric) ? 'probability' : 'value';
}

function figure(metric: RankingMetric, truth: Float64Array, values: Float64Array): number {
  return METRICS[metric].figure(truth, { values, threshold: 0.5 })(new Float64Array(truth.length).fill(1));
}

function isBeyondChance({ by, interval }: Lead): boolean {
  return by > 0 && interval !== null && interval.low > 0;
}

function reasonFor(metric: RankingMetric, entries: readonly LeaderboardEntry[], best: LeaderboardEntry): string {
  const [first, second] = entries as [LeaderboardEntry, LeaderboardEntry | undefined];
  const claim = `${best.candidate.name} has a ${METRICS[metric].title} of ${best.score.value.toFixed(4)}`;
  if (second === undefined) return `${claim}; there was no other learner`;
  if (best !== first) return `${claim}, ${inWords(best.behind)} behind ${first.candidate.name}: level, and simpler`;
  const ahead = `${claim}, ${inWords(second.behind)} ahead of ${second.candidate.name}`;
  return isBeyondChance(second.behind) ? ahead : `${ahead}: level, and simpler`;
}

function inWords({ by, interval }: Lead): string {
  if (interval === null) return by.toFixed(4);
  return `${by.toFixed(4)} (95 % interval ${interval.low.toFixed(4)} to ${interval.high.toFixed(4)})`;
}
