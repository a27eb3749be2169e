import { FeatureMismatchError } from '../errors.ts';
import type { Table } from '../learner.ts';
import { compare, type Lead, METRICS } from '../metrics/metric.ts';
import type { RankingMetric } from '../validation/leaderboard.ts';
import type { Predictor } from './predictor.ts';

export interface Replacement {
  readonly replace: boolean;
  /** New minus old, above 0 where the new one is better; null where they were not compared, as when the old model cannot judge the rows. */
  readonly lead: Lead | null;
  readonly reason: string;
}

export interface ReplacementSettings {
  readonly metric: RankingMetric;
  readonly seed: number;
  readonly groups?: Int32Array | undefined;
  /** By what share of the old model's figure a new one may be behind, where chance explains it; 0.01 unless given. */
  readonly tolerance?: number;
}

/**
 * Whether a new model may take an old one's place: on rows that neither has seen, it must not be worse. A figure that is behind
 * passes only if the paired 95 % interval holds a difference of 0 and it is behind by no more than the tolerance: chance
 * alone would make half of all equally good models "worse", and a wide interval alone would let a bad one pass.
 *
 * @param rows held out from both trainings, as `holdOutById` does
 * @param truth their targets
 */
export function decideReplacement(
  next: Predictor,
  old: Predictor,
  rows: Table,
  truth: Float64Array,
  { metric, seed, groups, tolerance = 0.01 }: ReplacementSettings,
): Replacement {
  const values = valuesOf(old, rows);
  if (values instanceof FeatureMismatchError) {
    return { replace: true, lead: null, reason: `the old model cannot judge today's rows: ${values.message}` };
  }
  const [ours, theirs] = [next.predict(rows), values].map((each) => ({ values: each, threshold: 0.5 })) as [Scored, Scored];
  const lead = compare(metric, truth, ours, theirs, { seed, groups });
  const { title, figure } = METRICS[metric];
  const figureOld = figure(truth, theirs)(new Float64Array(truth.length).fill(1));
  const claim = `${title} ${figureOld.toFixed(4)} of the old model, the new one is ${inWords(lead)}`;
  if (Number.isNaN(lead.by))
    return {
      replace: false,
      lead,
      reason: `the ${truth.length} held-out rows do not tell which of the two is better; give more files`,
    };
  if (lead.by >= 0) return { replace: true, lead, reason: claim };
  const byChance = lead.interval !== null && lead.interval.high >= 0;
  if (byChance && -lead.by <= tolerance * Math.abs(figureOld)) return { replace: true, lead, reason: `${claim}: within chance` };
  return {
    replace: false,
    lead,
    reason: `${claim}: ${byChance ? 'too much to call it chance' : 'beyond chance'}; the old one stays`,
  };
}

type Scored = { readonly values: Float64Array; readonly threshold: number };

function valuesOf(old: Predictor, rows: Table): Float64Array | FeatureMismatchError {
  try {
    return old.predict(rows);
  } catch (error) {
    if (error instanceof FeatureMismatchError) return error;
    throw error;
  }
}

function inWords({ by, interval }: Lead): string {
  const size = `${Math.abs(by).toFixed(4)} ${by < 0 ? 'worse' : 'better'}`;
  return interval === null
    ? size
    : `${size} (95 % interval of the gain ${interval.low.toFixed(4)} to ${interval.high.toFixed(4)})`;
}
