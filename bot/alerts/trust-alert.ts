import { fingerprint, type Snapshot, trustFall, WHOLE } from '#pipeline';
import type { Alert } from './alert.ts';
import { runsOf, sinceOf, stateOf } from './since.ts';
import { trustSummary } from './summary.ts';

/** The alert that the segments can be believed less than before; undefined where they can not, or nobody asked. */
export function trustAlert(snapshots: readonly Snapshot[]): Alert | undefined {
  const { run, rules } = snapshots.at(-1)!;
  const rule = rules.find(({ figure }) => figure.kind === 'trust level');
  const fall = trustFall(run, runsOf(snapshots.slice(0, -1)));
  if (rule === undefined || fall === undefined) return undefined;
  const since = sinceOf(fall.since, snapshots);
  return {
    fingerprint: fingerprint('segments', WHOLE),
    kind: 'segments',
    rule: rule.name,
    severity: fall.to === 'weak' ? 'high' : 'medium',
    state: stateOf(since),
    slice: WHOLE,
    measure: 'trust',
    from: fall.from,
    to: fall.to,
    evidence: { type: 'trust', reasons: run.trust.reasons, since },
    runId: run.id,
    asOf: run.asOf,
    summary: trustSummary(fall, run),
  };
}
