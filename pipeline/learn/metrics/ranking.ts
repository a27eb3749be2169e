/**
 * A figure of rows that count as often as `counts` says. With 1 for each row it is the figure itself, with the counts of a
 * resample its bootstrap replicate: what can be prepared once (sorting) is prepared once.
 */
export type CountedFigure = (counts: Float64Array) => number;

/**
 * Area under the ROC curve: the chance that a positive row scores above a negative one, ties counting half.
 *
 * @param truth 0 or 1 per row
 * @param scores any scale that rises with the chance of a positive
 * @returns 0 to 1, 0.5 for guessing, higher is better; NaN for one class only
 * @see Hanley and McNeil (1982), https://doi.org/10.1148/radiology.143.1.7063747
 */
export function rocAuc(truth: Float64Array, scores: Float64Array): CountedFigure {
  const { order, endsTie } = descending(scores);
  return (counts) => {
    let [positives, negatives, tiedPositives, tiedNegatives, pairsWon] = [0, 0, 0, 0, 0];
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      if (truth[row] === 1) tiedPositives += counts[row]!;
      else tiedNegatives += counts[row]!;
      if (endsTie[i] === 0) continue;
      pairsWon += tiedNegatives * (positives + tiedPositives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
      tiedPositives = 0;
      tiedNegatives = 0;
    }
    return pairsWon / (positives * negatives);
  };
}

/**
 * Area under the precision–recall curve as average precision: precision at every rise of recall, weighted by the rise.
 *
 * @returns 0 to 1, the share of positives for guessing, higher is better; NaN without positives
 * @see scikit-learn's `average_precision_score`: no interpolation, which would flatter
 */
export function averagePrecision(truth: Float64Array, scores: Float64Array): CountedFigure {
  const { order, endsTie } = descending(scores);
  return (counts) => {
    let [positives, rows, tiedPositives, sum] = [0, 0, 0, 0];
    for (let i = 0; i < order.length; i++) {
      const row = order[i]!;
      rows += counts[row]!;
      if (truth[row] === 1) tiedPositives += counts[row]!;
      if (endsTie[i] === 0 || tiedPositives === 0) continue;
      positives += tiedPositives;
      sum += tiedPositives * (positives / rows);
      tiedPositives = 0;
    }
    return sum / positives;
  };
}

export interface Descending {
  /** Row indices, highest score first. */
  readonly order: Int32Array;
  /** Per position 1 if the next score is another, 0 if it is the same. */
  readonly endsTie: Uint8Array;
}

export function descending(scores: Float64Array): Descending {
  const order = Int32Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const endsTie = Uint8Array.from(order, (row, i) => (i === order.length - 1 || scores[row] !== scores[order[i + 1]!] ? 1 : 0));
  return { order, endsTie };
}
