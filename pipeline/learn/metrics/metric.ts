import type { Interval } from '../../domain/run.ts';
import { bootstrapInterval, type Resampling } from './bootstrap.ts';
import { accuracy, type Confusion, confusion, f1, type Proportion, precision, recall, shareOf } from './confusion.ts';
import { delongDifference, delongInterval } from './delong.ts';
import { brier, logLoss, meanAbsoluteError, rootMeanSquaredError, rSquared } from './losses.ts';
import { averagePrecision, type CountedFigure, rocAuc } from './ranking.ts';
import { wilsonInterval } from './wilson.ts';

export const CLASSIFICATION_METRICS = ['rocAuc', 'prAuc', 'brier', 'logLoss', 'accuracy', 'precision', 'recall', 'f1'] as const;
export const REGRESSION_METRICS = ['mae', 'rmse', 'r2'] as const;
export type MetricName = (typeof CLASSIFICATION_METRICS)[number] | (typeof REGRESSION_METRICS)[number];

/** What a model says about rows: probabilities of a positive with the threshold for a yes, or values (threshold unused). */
export interface Predictions {
  readonly values: Float64Array;
  readonly threshold: number;
}

/** A figure with its 95 % interval and how that was found. */
export interface Measured {
  /** NaN where the metric is undefined: one class only, nothing called positive, a constant target. */
  readonly value: number;
  readonly interval: Interval | null;
  readonly method: 'delong' | 'wilson' | 'bootstrap';
}

interface Metric {
  readonly title: string;
  readonly better: 'higher' | 'lower';
  readonly figure: (truth: Float64Array, predictions: Predictions) => CountedFigure;
  /** The count behind the figure, where it is a proportion. */
  readonly proportion?: (counts: Confusion) => Proportion;
}

export const METRICS: Readonly<Record<MetricName, Metric>> = {
  rocAuc: { title: 'ROC-AUC', better: 'higher', figure: (truth, { values }) => rocAuc(truth, values) },
  prAuc: { title: 'PR-AUC', better: 'higher', figure: (truth, { values }) => averagePrecision(truth, values) },
  brier: { title: 'Brier score', better: 'lower', figure: (truth, { values }) => brier(truth, values) },
  logLoss: { title: 'log loss', better: 'lower', figure: (truth, { values }) => logLoss(truth, values) },
  accuracy: proportion('accuracy', accuracy),
  precision: proportion('precision', precision),
  recall: proportion('recall', recall),
  f1: { title: 'F1', better: 'higher', figure: atThreshold(f1) },
  mae: { title: 'MAE', better: 'lower', figure: (truth, { values }) => meanAbsoluteError(truth, values) },
  rmse: { title: 'RMSE', better: 'lower', figure: (truth, { values }) => rootMeanSquaredError(truth, values) },
  r2: { title: 'R²', better: 'higher', figure: (truth, { values }) => rSquared(truth, values) },
};

/**
 * One metric of predictions: ROC-AUC with DeLong's interval, proportions with Wilson's, all others (and all, when rows
 * come in groups) with a bootstrap interval.
 */
export function measure(metric: MetricName, truth: Float64Array, predictions: Predictions, resampling: Resampling): Measured {
  const { figure, proportion } = METRICS[metric];
  const counted = figure(truth, predictions);
  const value = counted(new Float64Array(truth.length).fill(1));
  if (metric === 'rocAuc' && resampling.groups === undefined) {
    return { value, interval: delongInterval(truth, predictions.values), method: 'delong' };
  }
  if (proportion !== undefined && resampling.groups === undefined) {
    const counts = confusion(truth, predictions.values, predictions.threshold);
    return { value, interval: wilsonInterval(proportion(counts)), method: 'wilson' };
  }
  return { value, interval: bootstrapInterval(counted, truth.length, resampling), method: 'bootstrap' };
}

/** How much better one model is than another on the same rows; the interval is of the paired difference. */
export interface Lead {
  /** In the metric's unit; above 0 the first is better, whichever direction the metric has. */
  readonly by: number;
  readonly interval: Interval | null;
}

export function compare(
  metric: MetricName,
  truth: Float64Array,
  first: Predictions,
  second: Predictions,
  resampling: Resampling,
): Lead {
  const { better, figure } = METRICS[metric];
  const [a, b] = better === 'higher' ? [first, second] : [second, first];
  const [figureA, figureB] = [figure(truth, a), figure(truth, b)];
  const difference: CountedFigure = (counts) => figureA(counts) - figureB(counts);
  const by = difference(new Float64Array(truth.length).fill(1));
  if (metric === 'rocAuc' && resampling.groups === undefined) {
    return { by, interval: delongDifference(truth, a.values, b.values) };
  }
  return { by, interval: bootstrapInterval(difference, truth.length, resampling) };
}

function atThreshold(of: (counts: Confusion) => number): Metric['figure'] {
  return (truth, { values, threshold }) =>
    (counts) =>
      of(confusion(truth, values, threshold, counts));
}

function proportion(title: string, of: (counts: Confusion) => Proportion): Metric {
  return { title, better: 'higher', figure: atThreshold((counts) => shareOf(of(counts))), proportion: of };
}
