import type { CompleteRun } from '../domain/run.ts';
import { median, quantile } from '../math/statistics.ts';
import { believable } from './chance.ts';
import { DETECTION } from './detection.ts';
import { type Gap, gapByChance, merged, widestGap } from './distribution.ts';
import type { AlertRule } from './rules.ts';
import type { Snapshot } from './snapshot.ts';

/** A feature whose values are spread differently than in earlier runs, whether or not their mean moved. */
export interface Drift {
  readonly feature: string;
  readonly gap: Gap;
  /** How far apart earlier runs usually were from those before them. */
  readonly usualGap: number;
  /** Users compared: those of the run's sample with a value. */
  readonly users: number;
  /** Median of the earlier values, and of the new ones. */
  readonly medians: { readonly from: number; readonly to: number };
  /** The first run of those that show it without a gap up to the new one. */
  readonly since: { readonly runId: number; readonly asOf: string };
}

/**
 * Compares the sample of the new run with those of the earlier ones, feature by feature. Most users are in all samples, so
 * the evidence counts them once, as if one earlier run were compared.
 *
 * @param earlier oldest first
 * @returns widest gap first; empty where a sample is smaller than the rule asks for
 */
export function drifts(current: Snapshot, earlier: readonly Snapshot[], rule: AlertRule): readonly Drift[] {
  const compared = [...current.samples.keys()].flatMap((feature) => driftOf(feature, current, earlier, rule) ?? []);
  const pValues = compared.map(({ drift: { gap, users }, before }) => gapByChance(gap.size, before, users));
  const limit = believable(pValues, rule.falseDiscoveryRate);
  return compared
    .filter(({ drift: { gap, usualGap } }, index) => pValues[index]! <= limit && gap.size - usualGap >= rule.minimum.absolute)
    .map(({ drift }) => drift)
    .toSorted((a, b) => b.gap.size - a.gap.size);
}

interface Compared {
  readonly drift: Drift;
  /** Users in a usual earlier sample. */
  readonly before: number;
}

function driftOf(feature: string, current: Snapshot, earlier: readonly Snapshot[], rule: AlertRule): Compared | undefined {
  const now = current.samples.get(feature)!;
  const samples = earlier.slice(-DETECTION.earlierRuns).flatMap(({ run, samples }) => {
    const values = samples.get(feature);
    return values !== undefined && values.length >= rule.minimumGroup ? [{ run, values }] : [];
  });
  if (samples.length === 0 || now.length < rule.minimumGroup) return undefined;
  const { pool, gaps, unusual } = usualValues(samples, rule);
  const { id: runId, asOf } = unusual[0] ?? current.run;
  return {
    drift: {
      feature,
      gap: widestGap(pool, now),
      usualGap: gaps.length === 0 ? 0 : median(gaps),
      users: now.length,
      medians: { from: quantile(pool, 0.5), to: quantile(now, 0.5) },
      since: { runId, asOf },
    },
    before: median(samples.map(({ values }) => values.length)),
  };
}

interface PastSample {
  readonly run: CompleteRun;
  readonly values: Float64Array;
}

interface UsualValues {
  readonly pool: Float64Array;
  /** Between each usual run, from the second, and those before it. */
  readonly gaps: readonly number[];
  /** The runs after the last usual one. */
  readonly unusual: readonly CompleteRun[];
}

/** A spread that lasts for more than half of the runs is the usual one. */
function usualValues([first, ...later]: readonly PastSample[], rule: AlertRule): UsualValues {
  let pool = first!.values;
  let left = Math.floor((later.length + 1) / 2);
  let unusual: CompleteRun[] = [];
  const gaps: number[] = [];
  for (const { run, values } of later) {
    const gap = widestGap(pool, values).size;
    if (gap >= rule.minimum.absolute && left > 0) {
      unusual.push(run);
      left--;
      continue;
    }
    unusual = [];
    gaps.push(gap);
    pool = merged(pool, values);
  }
  return { pool, gaps, unusual };
}
