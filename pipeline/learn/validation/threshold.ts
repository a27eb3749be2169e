import { accuracy, balancedAccuracy, type Confusion, f1, precision, shareOf } from '../metrics/confusion.ts';
import { descending } from '../metrics/ranking.ts';

/** What a yes or no should be good at. */
export type ThresholdRule =
  | { readonly kind: 'best'; readonly metric: 'f1' | 'accuracy' | 'balancedAccuracy' }
  /** As many of the positives as can be had while at least this share of the rows called positive are. */
  | { readonly kind: 'precision'; readonly atLeast: number };

export interface ChosenThreshold {
  /** A row is called positive from this probability on. */
  readonly threshold: number;
  readonly confusion: Confusion;
}

const FIGURES = { f1, balancedAccuracy, accuracy: (counts: Confusion) => shareOf(accuracy(counts)) } as const;

/**
 * The threshold that serves the rule best on these rows. It lies halfway between two probabilities, so that a rounding
 * error moves no row across it; of several, the highest.
 *
 * @param truth 0 or 1 per row, both present
 * @param probabilities out of fold: thresholds chosen on rows that were learned from are too high
 * @returns undefined where no threshold reaches the precision asked for
 */
export function chooseThreshold(
  truth: Float64Array,
  probabilities: Float64Array,
  rule: ThresholdRule,
): ChosenThreshold | undefined {
  let best: { readonly chosen: ChosenThreshold; readonly figure: number } | undefined;
  for (const chosen of thresholds(truth, probabilities)) {
    const figure = figureOf(chosen.confusion, rule);
    if (figure !== undefined && (best === undefined || figure > best.figure)) best = { chosen, figure };
  }
  return best?.chosen;
}

function figureOf(counts: Confusion, rule: ThresholdRule): number | undefined {
  if (rule.kind === 'best') return FIGURES[rule.metric](counts);
  return shareOf(precision(counts)) >= rule.atLeast ? counts.truePositives : undefined;
}

function* thresholds(truth: Float64Array, probabilities: Float64Array): Generator<ChosenThreshold> {
  const { order, endsTie } = descending(probabilities);
  const positives = truth.reduce((sum, value) => sum + value, 0);
  let truePositives = 0;
  for (const [i, row] of order.entries()) {
    truePositives += truth[row]!;
    if (endsTie[i] === 0) continue;
    const below = i + 1 < order.length ? probabilities[order[i + 1]!]! : probabilities[row]!;
    const falseNegatives = positives - truePositives;
    yield {
      threshold: (probabilities[row]! + below) / 2,
      confusion: {
        truePositives,
        falsePositives: i + 1 - truePositives,
        falseNegatives,
        trueNegatives: order.length - i - 1 - falseNegatives,
      },
    };
  }
}
