import { METRICS, type MetricName } from '../metrics/metric.ts';
import type { TrainedModel } from './trained-model.ts';

/** What knowing nothing of the rows scores; of a metric that is not here no such figure holds for all rows. */
const BY_CHANCE: Partial<Readonly<Record<MetricName, number>>> = { rocAuc: 0.5, r2: 0 };

/**
 * Why a model cannot be told from chance on its held-out rows, of which it has said how good it is there.
 *
 * @returns undefined where its metric is a number whose 95 % interval lies above chance
 */
export function noBetterThanChance({ metrics }: Pick<TrainedModel, 'metrics'>, metric: MetricName): string | undefined {
  const found = metrics.find((one) => one.metric === metric);
  if (found === undefined || found.interval === null) return TOO_FEW;
  const { value, interval } = found;
  if (interval.low > (BY_CHANCE[metric] ?? Number.NEGATIVE_INFINITY)) return undefined;
  const figures = `${METRICS[metric].title} ${value.toFixed(3)}, 95 % interval ${interval.low.toFixed(3)} to ${interval.high.toFixed(3)}`;
  return `no better than chance on the held-out users: ${figures}; ${MORE}`;
}

const MORE = 'give more weeks or more users';
const TOO_FEW = `too few held-out users to tell whether it is better than chance; ${MORE}`;
