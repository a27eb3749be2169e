import type { Interval } from '../../domain/run.ts';
import { descending } from './ranking.ts';
import { wilsonInterval } from './wilson.ts';

/** Rows of like probability: what was promised, and what came. */
export interface CalibrationBin {
  readonly rowCount: number;
  /** Mean probability promised. */
  readonly promised: number;
  /** Share of positives that came, with its 95 % interval by Wilson. */
  readonly observed: number;
  readonly interval: Interval;
}

export interface Calibration {
  /** From low to high probability. */
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: mean |promised − observed| over bins, weighted by rows; 0 to 1, lower is better. */
  readonly error: number;
  /** Mean promised minus mean observed over all rows: above 0, too many positives are promised. */
  readonly bias: number;
}

/**
 * Do probabilities keep their promise? Rows are cut by rising probability into bins of like size; equal probabilities
 * stay in one bin.
 *
 * @param truth 0 or 1 per row
 * @see Naeini, Cooper and Hauskrecht (2015), https://doi.org/10.1609/aaai.v29i1.9602, with bins of equal size
 */
export function calibrationOf(truth: Float64Array, probabilities: Float64Array, binCount = 10): Calibration {
  const { order } = descending(probabilities);
  const rising = order.reverse();
  const bins: CalibrationBin[] = [];
  for (let start = 0, bin = 1; start < rising.length; bin++) {
    let end = Math.max(start + 1, Math.round((bin * rising.length) / binCount));
    while (end < rising.length && probabilities[rising[end]!] === probabilities[rising[end - 1]!]) end++;
    bins.push(binOf(truth, probabilities, rising.subarray(start, end)));
    start = end;
  }
  const weighted = (part: (bin: CalibrationBin) => number) =>
    bins.reduce((sum, bin) => sum + part(bin) * bin.rowCount, 0) / truth.length;
  return {
    bins,
    error: weighted(({ promised, observed }) => Math.abs(promised - observed)),
    bias: weighted(({ promised, observed }) => promised - observed),
  };
}

/**
 * The calibration error that perfect probabilities would show by chance: with few rows in a bin, the share that came differs from the
 * promise though nothing is wrong. It is the mean of |Z| for a normal Z of the binomial's spread.
 */
export function errorByChance(bins: readonly Pick<CalibrationBin, 'rowCount' | 'promised'>[]): number {
  const rowCount = bins.reduce((sum, bin) => sum + bin.rowCount, 0);
  const spread = (bin: Pick<CalibrationBin, 'rowCount' | 'promised'>) =>
    Math.sqrt((2 / Math.PI) * ((bin.promised * (1 - bin.promised)) / bin.rowCount));
  return bins.reduce((sum, bin) => sum + (bin.rowCount / rowCount) * spread(bin), 0);
}

function binOf(truth: Float64Array, probabilities: Float64Array, rows: Int32Array): CalibrationBin {
  let [promised, positives] = [0, 0];
  for (const row of rows) {
    promised += probabilities[row]!;
    positives += truth[row]!;
  }
  const interval = wilsonInterval({ successes: positives, trials: rows.length })!;
  return { rowCount: rows.length, promised: promised / rows.length, observed: positives / rows.length, interval };
}
