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
}
