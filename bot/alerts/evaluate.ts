import {
  type Comparison,
  type CompleteRun,
  EXPECTED_LOSS,
  explain,
  type Findings,
  findings,
  type Profile,
  type Snapshot,
  sliceKey,
  WHOLE,
} from '#pipeline';
import type { Alert, AlertReport, Reading, Watched } from './alert.ts';
import { changeAlert } from './change-alert.ts';
import { driftAlert } from './drift-alert.ts';
import { trustAlert } from './trust-alert.ts';

/**
 * Decides, sends nothing: what has to be said about the last of these runs.
 *
 * @param snapshots oldest first, at least one
 * @param watched alerts of earlier runs, to learn where their figures stand
 */
export function evaluate(snapshots: readonly Snapshot[], profile: Profile, watched: readonly Watched[] = []): AlertReport {
  const current = snapshots.at(-1)!;
  const earlier = snapshots.slice(0, -1);
  const found = findings(current, earlier);
  const { comparisons } = found;
  const moved = explain(comparisons, current, earlier).map((explanation) => changeAlert(explanation, snapshots, profile));
  const drifted = driftAlert(snapshots, profile, columnsOf(moved, profile));
  const fallen = trustAlert(snapshots);
  // where the segments of everybody shifted, the fall is the same incident, and the alert already warns of the trust
  const known = new Set(moved.map((alert) => alert.fingerprint));
  const others = [drifted, fallen].filter((alert) => alert !== undefined && !known.has(alert.fingerprint)) as readonly Alert[];
  return {
    runId: current.run.id,
    asOf: current.run.asOf,
    evaluation: evaluationOf(current.run, earlier.length),
    alerts: [...moved, ...others],
    notEvaluated: unseen(found),
    lookedAt: { ...extent(comparisons), earlierRuns: earlier.length },
    watched: Object.fromEntries(watched.map((each) => [each.fingerprint, readingOf(each, found)])),
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

function evaluationOf({ rows }: CompleteRun, earlierRuns: number): AlertReport['evaluation'] {
  if (earlierRuns === 0)
    return { status: 'not evaluated', reason: 'it is the first run, so there is nothing to compare it with' };
  if (rows === 0) return { status: 'not evaluated', reason: 'it has no users' };
  return { status: 'evaluated' };
}

/** The columns whose change is told already; that they are spread differently is no further news. */
function columnsOf(alerts: readonly Alert[], { measures }: Profile): ReadonlySet<string> {
  const names = alerts.flatMap(({ measure, evidence }) => [
    measure,
    ...(evidence.type === 'change' ? evidence.alsoMoved.map((other) => other.measure) : []),
  ]);
  return new Set(measures.filter(({ name }) => names.includes(name)).map(({ column }) => column));
}

/** Slices of which nothing could be judged, and the whole where some figure of it could not. */
function unseen({ comparisons, notEvaluated }: Findings): AlertReport['notEvaluated'] {
  const seen = new Set(comparisons.map(({ slice }) => sliceKey(slice)));
  seen.delete(sliceKey(WHOLE));
  return notEvaluated.filter(({ slice }) => !seen.has(sliceKey(slice)));
}

function readingOf({ measure, subject, slice }: Watched, { comparisons, notEvaluated }: Findings): Reading {
  if (OF_THE_RUN.includes(measure)) return { kind: 'measured', change: 0, from: 0 };
  const key = sliceKey(slice);
  const own = comparisons.find(
    (other) => other.measure === measure && other.subject === subject && sliceKey(other.slice) === key,
  );
  if (own !== undefined) return { kind: 'measured', change: own.change, from: own.from };
  const missed = notEvaluated.find((other) => other.measures.includes(measure) && sliceKey(other.slice) === key);
  const reason = missed?.reason ?? 'too few users';
  const hasNoPast = measure === EXPECTED_LOSS && (missed === undefined || reason === 'no past');
  return { kind: 'not measured', reason: hasNoPast ? 'not foreseen' : reason };
}

/** Either found anew or over: there is no figure to follow below the level of an alert. */
const OF_THE_RUN: readonly string[] = ['trust', 'feature_drift', 'run_delay'];

function extent(comparisons: readonly Comparison[]): { readonly measures: number; readonly slices: number } {
  return {
    measures: new Set(comparisons.map(({ measure }) => measure)).size,
    slices: new Set(comparisons.map(({ slice }) => sliceKey(slice))).size,
  };
}
