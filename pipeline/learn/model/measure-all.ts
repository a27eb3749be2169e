import type { Outcome } from '../learner.ts';
import type { Resampling } from '../metrics/bootstrap.ts';
import { CLASSIFICATION_METRICS, type Measured, type MetricName, measure, REGRESSION_METRICS } from '../metrics/metric.ts';

const NEED_THRESHOLD: readonly MetricName[] = ['accuracy', 'precision', 'recall', 'f1'];

/** Every metric that is defined for these rows, with its interval. */
export function measureAll(
  outcome: Outcome,
  truth: Float64Array,
  values: Float64Array,
  threshold: number | null,
  resampling: Resampling,
): ({ readonly metric: MetricName } & Measured)[] {
  const metrics: readonly MetricName[] = outcome === 'value' ? REGRESSION_METRICS : CLASSIFICATION_METRICS;
  return metrics
    .filter((metric) => threshold !== null || !NEED_THRESHOLD.includes(metric))
    .map((metric) => ({ metric, ...measure(metric, truth, { values, threshold: threshold ?? 0.5 }, resampling) }))
    .filter(({ value }) => Number.isFinite(value));
}
