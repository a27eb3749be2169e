/** How often a yes or no was right, by what was true. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/**
 * Counts the four outcomes; a row is called positive when its probability is at least the threshold.
 *
 * @param truth 0 or 1 per row
 * @param counts how often each row counts; once each when left out
 */
export function confusion(truth: Float64Array, probabilities: Float64Array, threshold: number, counts?: Float64Array): Confusion {
  let [truePositives, falsePositives, trueNegatives, falseNegatives] = [0, 0, 0, 0];
  for (let i = 0; i < truth.length; i++) {
    const count = counts === undefined ? 1 : counts[i]!;
    if (probabilities[i]! >= threshold) {
      if (truth[i] === 1) truePositives += count;
      else falsePositives += count;
    } else if (truth[i] === 1) falseNegatives += count;
    else trueNegatives += count;
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}

/** Successes among trials; the share is NaN without trials. */
export interface Proportion {
  readonly successes: number;
  readonly trials: number;
}

/** Share of all rows that were called right. */
export function accuracy({ truePositives, falsePositives, trueNegatives, falseNegatives }: Confusion): Proportion {
  const successes = truePositives + trueNegatives;
  return { successes, trials: successes + falsePositives + falseNegatives };
}

/** Share of the rows called positive that are; undefined (no trials) when none was called positive. */
export function precision({ truePositives, falsePositives }: Confusion): Proportion {
  return { successes: truePositives, trials: truePositives + falsePositives };
}

/** Share of the positive rows that were called positive; undefined without positive rows. */
export function recall({ truePositives, falseNegatives }: Confusion): Proportion {
  return { successes: truePositives, trials: truePositives + falseNegatives };
}

/** Harmonic mean of precision and recall, 0 to 1, higher is better; NaN when nothing is or was called positive. */
export function f1({ truePositives, falsePositives, falseNegatives }: Confusion): number {
  return (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives);
}

/** Mean of the shares of positive and of negative rows that were called right, 0.5 for a coin; NaN for one class only. */
export function balancedAccuracy(counts: Confusion): number {
  const { trueNegatives, falsePositives } = counts;
  return (shareOf(recall(counts)) + trueNegatives / (trueNegatives + falsePositives)) / 2;
}

export function shareOf({ successes, trials }: Proportion): number {
  return successes / trials;
}
