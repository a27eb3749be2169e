import type { ClusterCell } from '../aggregate/cube.ts';
import type { Cell, Slice } from '../domain/run.ts';

/** The measure of what a model foresees: the probability that a user lapses. It is no column of the profile. */
export const LAPSE_PROBABILITY = 'lapse_probability';

/** What a model foresees of one user. */
export interface UserPrediction {
  readonly userId: string;
  /** That the user lapses within the profile's time ahead, 0 to 1. */
  readonly probability: number;
  /** Whether that is at or above the model's threshold. */
  readonly likely: boolean;
  /**
   * What moved the probability most from that of an average user, the strongest first; at most three. None
   * where the model explains only those most likely to leave, because each explanation takes long.
   */
  readonly drivers: readonly PredictionDriver[];
}

export interface PredictionDriver {
  /** A column of the profile, or its change since the snapshot before. */
  readonly feature: string;
  readonly effect: 'raises' | 'lowers';
}

/** What a model foresees of the users of a snapshot, in batches that can be gone through again. */
export interface PredictedUsers {
  readonly modelVersion: number;
  batches(): Iterable<readonly UserPrediction[]>;
  /**
   * The sums of them by cluster and slice, to be kept with their run.
   * @param clusterOf place of a user in the snapshot to cluster; −1 for a user who is in none
   */
  cellsBy(clusterOf: ArrayLike<number>): readonly ClusterCell[];
}

/** A user without a name: where, and what moved the probability. */
export interface AtRisk {
  /** The value of every dimension of the profile. */
  readonly slice: Slice;
  readonly drivers: readonly PredictionDriver[];
}

/** What a model foresees of the users of a run, in sums: cells of `LAPSE_PROBABILITY` over those who have not lapsed. */
export interface RunForecast {
  readonly modelVersion: number;
  readonly cells: readonly Cell[];
}

/** What is kept of a user's prediction beside its reasons. */
export type ForeseenUser = Pick<UserPrediction, 'probability' | 'likely'> & { readonly modelVersion: number };

/** What is to be expected of the users of a segment who have not lapsed. */
export interface SegmentForecast {
  readonly segment: string;
  readonly userCount: number;
  /** Sum of the probabilities: how many are expected to lapse. */
  readonly expected: number;
  /** Of the number that lapse, given the probabilities: the sum of p (1 − p). */
  readonly variance: number;
  /** Users at or above the model's threshold. */
  readonly likelyCount: number;
}
