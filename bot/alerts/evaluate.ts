import {
  type Comparison,
  type CompleteRun,
  type Explanation,
  explain,
  findings,
  fingerprint,
  type Profile,
  type Snapshot,
  sliceKey,
  type TrustFall,
  trustFall,
  WHOLE,
  Z95,
} from '#pipeline';
import type { Alert, AlertReport, ChangeEvidence, Since } from './alert.ts';
import { changeSummary, dependsOnSegments, trustSummary, trustWarning } from './summary.ts';

/**
 * Decides, sends nothing: what has to be said about the last of these runs.
 *
 * @param snapshots oldest first, at least one
 */
export function evaluate(snapshots: readonly Snapshot[], profile: Profile): AlertReport {
  const current = snapshots.at(-1)!;
  const earlier = snapshots.slice(0, -1);
  const { comparisons, notEvaluated } = findings(current, earlier);
  const moved = explain(comparisons, current, earlier).map((explanation) => changeAlert(explanation, snapshots, profile));
  const earlierRuns = earlier.map(({ run }) => run);
  const fall = trustFall(current.run, earlierRuns);
  const fallen = fall === undefined ? [] : [trustAlert(fall, current.run, earlierRuns)];
  // where the segments of everybody shifted, the fall is the same incident, and the alert already warns of the trust
  const known = new Set(moved.map((alert) => alert.fingerprint));
  return {
    runId: current.run.id,
    asOf: current.run.asOf,
    alerts: [...moved, ...fallen.filter((alert) => !known.has(alert.fingerprint))],
    notEvaluated,
    lookedAt: { ...extent(comparisons), earlierRuns: earlier.length },
  };
}

/**
 * The same for every run after another, as if each had been evaluated when it came.
 *
 * @param since id of the run before the first one to evaluate
 * @returns each fingerprint once, as it was last seen; what the last run no longer shows is `resolved`
 */
export function evaluateSince(snapshots: readonly Snapshot[], since: number, profile: Profile): AlertReport {
  const first = snapshots.findIndex(({ run }) => run.id === since) + 1;
  const reports = snapshots.slice(first).map((_, index) => evaluate(snapshots.slice(0, first + index + 1), profile));
  const last = reports.at(-1)!;
  const current = new Set(last.alerts.map((alert) => alert.fingerprint));
  const past = new Map(reports.flatMap(({ alerts }) => alerts.map((alert) => [alert.fingerprint, alert] as const)));
  const resolved = [...past.values()].filter((alert) => !current.has(alert.fingerprint));
  return { ...last, alerts: [...last.alerts, ...resolved.map((alert): Alert => ({ ...alert, state: 'resolved' }))] };
}

function changeAlert(explanation: Explanation, snapshots: readonly Snapshot[], profile: Profile): Alert {
  const { headline, kind, severity, slice } = explanation;
  const { run } = snapshots.at(-1)!;
  const since = sinceOf(
    explanation.since,
    snapshots.map((snapshot) => snapshot.run),
  );
  const { change, standardError, z, users, past, measure, subject, from, to } = headline;
  const evidence: ChangeEvidence = {
    type: 'change',
    subject,
    change,
    interval: { low: change - Z95 * standardError, high: change + Z95 * standardError },
    standardError,
    z,
    users,
    userShare: Math.min(1, users / run.rows),
    since,
    history: past,
    alsoMoved: explanation.others.map(figureOf),
    outside: explanation.outside,
    ...explanation.parts,
    explains: explanation.explained,
    trustWarning: dependsOnSegments([headline, ...explanation.others]) ? trustWarning(run) : null,
  };
  const alert = { kind, severity, slice, measure, from, to, evidence, runId: run.id, asOf: run.asOf };
  return {
    fingerprint: explanation.fingerprint,
    ...alert,
    state: since.runs === 1 ? 'open' : 'updated',
    summary: changeSummary({ ...alert, profile, run, previous: snapshots.at(-2)!.run }),
  };
}

function trustAlert(fall: TrustFall, run: CompleteRun, earlier: readonly CompleteRun[]): Alert {
  const since = sinceOf(fall.since, [...earlier, run]);
  return {
    fingerprint: fingerprint('segments', WHOLE),
    kind: 'segments',
    severity: fall.to === 'weak' ? 'high' : 'medium',
    state: since.runs === 1 ? 'open' : 'updated',
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

function sinceOf({ runId, asOf }: { readonly runId: number; readonly asOf: string }, runs: readonly CompleteRun[]): Since {
  return { runId, asOf, runs: runs.length - runs.findIndex(({ id }) => id === runId) };
}

function figureOf({ measure, subject, from, to }: Comparison): ChangeEvidence['alsoMoved'][number] {
  return { measure, subject, from, to };
}

function extent(comparisons: readonly Comparison[]): { readonly measures: number; readonly slices: number } {
  return {
    measures: new Set(comparisons.map(({ measure }) => measure)).size,
    slices: new Set(comparisons.map(({ slice }) => sliceKey(slice))).size,
  };
}
