import { type Drift, drifts, fingerprint, type Profile, type Snapshot, WHOLE } from '#pipeline';
import { counted, decimal, formatNumber, list, share, signed } from '#reports';
import type { Alert } from './alert.ts';
import { sinceOf, stateOf } from './since.ts';
import { columnFormat, featureLabel } from './words.ts';

/**
 * One alert for all features that drifted: a fault of the telemetry rarely hits only one.
 *
 * @param told columns whose change another alert tells
 */
export function driftAlert(snapshots: readonly Snapshot[], profile: Profile, told: ReadonlySet<string>): Alert | undefined {
  const current = snapshots.at(-1)!;
  const rule = current.rules.find(({ figure }) => figure.kind === 'feature drift');
  if (rule === undefined) return undefined;
  const [widest, ...others] = drifts(current, snapshots.slice(0, -1), rule).filter(({ feature }) => !told.has(feature));
  if (widest === undefined) return undefined;
  const { feature, gap, usualGap, medians, users } = widest;
  const since = sinceOf(widest.since, snapshots);
  const { id: runId, asOf } = current.run;
  return {
    fingerprint: fingerprint('quality', WHOLE, 'drift'),
    kind: 'quality',
    rule: rule.name,
    severity: gap.size >= rule.severe ? 'high' : 'medium',
    state: stateOf(since),
    slice: WHOLE,
    measure: 'feature_drift',
    from: gap.from,
    to: gap.to,
    evidence: {
      type: 'drift',
      feature,
      at: gap.at,
      gap: gap.size,
      usualGap,
      medians,
      users,
      alsoDrifted: others.map((other) => ({ feature: other.feature, gap: other.gap.size })),
      reasons: [gapInWords(widest, profile), ...others.map((other) => gapInWords(other, profile))],
      since,
    },
    runId,
    asOf,
    summary: driftSummary(widest, others, snapshots.length - 1, profile),
  };
}

/** @example "Session length is spread differently than in 7 earlier runs: the median went from 12.1 to 15.0 min, …" */
function driftSummary({ feature, medians, gap }: Drift, others: readonly Drift[], runs: number, profile: Profile): string {
  const format = columnFormat(feature, profile);
  const [from, to] = [medians.from, medians.to].map((value) => formatNumber(value, format));
  const parts = [
    `${featureLabel(feature, profile)} is spread differently than in ${counted(runs, { one: 'earlier run', many: 'earlier runs' })}`,
    `the median went from ${from} to ${to}`,
    `the share of ${profile.entity.many} at or below ${formatNumber(gap.at, format)} from ${share(gap.from)} to ${share(gap.to)}`,
  ];
  const names = others.map((other) => featureLabel(other.feature, profile));
  const more = names.length === 0 ? '' : ` So ${names.length === 1 ? 'is' : 'are'} ${list(names)}.`;
  return `${parts[0]}: ${parts.slice(1).join(', ')}.${more}`;
}

function gapInWords({ feature, gap, usualGap }: Drift, profile: Profile): string {
  const at = formatNumber(gap.at, columnFormat(feature, profile));
  const change = signed(gap.to - gap.from, { kind: 'share' });
  return `${featureLabel(feature, profile)}: ${change} of ${profile.entity.many} at or below ${at}, where runs usually differ by ${decimal(usualGap * 100, 1)} pt`;
}
