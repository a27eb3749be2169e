import { inSentence } from '../domain/in-sentence.ts';
import type { Effect, Trust, TrustLevel } from '../domain/run.ts';

/** What was measured of a clustering, before it is judged. */
export interface Evidence {
  readonly separation: Trust['separation'];
  readonly stability: Trust['stability'];
  readonly dominance: Trust['dominance'];
  readonly effects: readonly Effect[];
  /** Members of each segment. */
  readonly sizes: readonly number[];
  /** How readers call features and measures. */
  readonly labels: Readonly<Record<string, string>>;
  /** What is clustered, in the plural. */
  readonly entity: string;
}

/**
 * The two thresholds of each measure: at least `strong`, at least `fair`, otherwise weak.
 *
 * Silhouette: below 0.25 "no substantial structure" in two dimensions (Kaufman and Rousseeuw 1990, table 2.4), where
 * many noisy features lower it; below 0.1 the clusters overlap everywhere. Stability: Hennig (2007) calls 0.85 highly stable and below
 * 0.6 not to be trusted, for the Jaccard index; the adjusted Rand index is stricter at the low end. Effect: Cohen's
 * (1988) large and small. Dominance: more than half by one feature of many is a threshold on that feature in disguise.
 */
const THRESHOLDS = {
  silhouette: { strong: 0.25, fair: 0.1 },
  stability: { strong: 0.85, fair: 0.5 },
  effect: { strong: 0.8, fair: 0.2 },
  spread: { strong: 0.5, fair: 0.4 }, // 1 − dominance
  size: { strong: 30, fair: 10 }, // as few as alerts and channels speak of, and as few as chance or one slip of the keyboard makes
} as const;

/**
 * Judges the evidence: the level is that of the weakest measure, and each measure says its reason, worst first. Of sizes is
 * spoken only where a segment is small.
 */
export function judge(evidence: Evidence): Trust {
  const verdicts = [
    separationVerdict(evidence),
    stabilityVerdict(evidence),
    effectVerdict(evidence),
    dominanceVerdict(evidence),
    ...sizeVerdict(evidence),
  ].toSorted((a, b) => RANK[a.level] - RANK[b.level]);
  const { separation, stability, dominance, effects } = evidence;
  return { level: verdicts[0]!.level, reasons: verdicts.map(({ reason }) => reason), separation, stability, dominance, effects };
}

interface Verdict {
  readonly level: TrustLevel;
  readonly reason: string;
}

const RANK: Readonly<Record<TrustLevel, number>> = { weak: 0, fair: 1, strong: 2 };

function separationVerdict({ separation, entity }: Evidence): Verdict {
  const level = grade(separation.silhouette, THRESHOLDS.silhouette);
  const meaning = {
    strong: `${entity} sit clearly nearer to their own segment than to the next`,
    fair: 'segments are apart but overlap at their borders',
    weak: `${entity} are hardly nearer to their own segment than to the next`,
  };
  return { level, reason: `Separation is ${level}: ${meaning[level]} (silhouette ${signedFixed(separation.silhouette, 3)}).` };
}

function stabilityVerdict({ stability }: Evidence): Verdict {
  const level = grade(stability.medianRandIndex, THRESHOLDS.stability);
  const meaning = {
    strong: 'other samples and seeds give the same segments',
    fair: 'other samples and seeds give similar, not equal, segments',
    weak: 'another sample or seed gives different segments',
  };
  return {
    level,
    reason: `Stability is ${level}: ${meaning[level]} (median adjusted Rand index ${signedFixed(stability.medianRandIndex, 2)} over ${stability.refits} refits).`,
  };
}

function effectVerdict({ effects, labels }: Evidence): Verdict {
  const largest = effects.reduce<Effect | undefined>(
    (best, effect) => (best === undefined || Math.abs(effect.d) > Math.abs(best.d) ? effect : best),
    undefined,
  );
  if (largest === undefined) return { level: 'weak', reason: 'Effect is weak: no KPI varies enough to compare the segments.' };
  const level = grade(Math.abs(largest.d), THRESHOLDS.effect);
  const name = inSentence(labels[largest.measure] ?? largest.measure);
  const meaning = {
    strong: 'segments differ much in what matters',
    fair: 'segments differ moderately in what matters',
    weak: 'segments hardly differ in any KPI',
  };
  return {
    level,
    reason: `Effect is ${level}: ${meaning[level]}, most in ${name} (Cohen’s d ${signedFixed(largest.d, 2)}).`,
  };
}

function dominanceVerdict({ dominance, labels }: Evidence): Verdict {
  const level = grade(1 - dominance.share, THRESHOLDS.spread);
  const name = inSentence(labels[dominance.feature] ?? dominance.feature);
  const percent = `${(dominance.share * 100).toFixed(0)}%`;
  const meaning = {
    strong: `no single feature makes the segments; ${name} carries most with ${percent}`,
    fair: `${name} alone carries ${percent} of the difference between segments`,
    weak: `the segments are little more than a split by ${name}, which carries ${percent} of their difference`,
  };
  return {
    level,
    reason: `Dominance is ${level === 'weak' ? 'high' : level === 'fair' ? 'noticeable' : 'low'}: ${meaning[level]}.`,
  };
}

function sizeVerdict({ sizes, entity }: Evidence): readonly Verdict[] {
  const smallest = Math.min(...sizes);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const level = grade(smallest, THRESHOLDS.size);
  if (level === 'strong') return [];
  const meaning = {
    fair: 'a few others would make other segments',
    weak: 'chance or a mistyped value may have made it',
  };
  return [
    { level, reason: `Size is ${level}: the smallest segment has ${smallest} of ${all} ${entity}, and ${meaning[level]}.` },
  ];
}

function grade(value: number, thresholds: { readonly strong: number; readonly fair: number }): TrustLevel {
  if (value >= thresholds.strong) return 'strong';
  return value >= thresholds.fair ? 'fair' : 'weak';
}

/** With a real minus sign, and none before a zero. */
function signedFixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}
