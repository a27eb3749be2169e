import type { AlertReport, Watched } from './alert.ts';
import { type AlertPolicy, type AlertStep, isUneasy, nextStep } from './lifecycle.ts';
import type { OpenAlert } from './open-alert.ts';
import { pairAlerts } from './pair.ts';

/** What the evaluation of a run should follow up. */
export function watchedOf(open: readonly OpenAlert[]): readonly Watched[] {
  return open.map(({ fingerprint, alert: { measure, slice, evidence } }) => ({
    fingerprint,
    measure,
    subject: evidence.type === 'change' ? evidence.subject : null,
    slice,
  }));
}

/**
 * One step for each open alert and each new finding of a run, and one for the run itself where it could not be judged.
 *
 * @param report of an evaluation that followed up `open`
 * @param policyOf by name of the rule; undefined for one that is no longer in force, whose alerts end without a word
 * @returns without the quiet ones
 */
export function advance(
  open: readonly OpenAlert[],
  report: AlertReport,
  policyOf: (rule: string) => AlertPolicy | undefined,
  at: Date,
): readonly AlertStep[] {
  const { evaluation, runId, asOf, watched } = report;
  if (evaluation.status === 'not evaluated') return [{ kind: 'not evaluated', reason: evaluation.reason, tell: 'owner' }];
  const readingOf = ({ fingerprint }: OpenAlert) => watched[fingerprint] ?? null;
  const isStillUneasy = (one: OpenAlert) => {
    const policy = policyOf(one.alert.rule);
    return policy !== undefined && isUneasy(one, readingOf(one), policy);
  };
  const steps = pairAlerts(open, report.alerts, isStillUneasy).map((pair): AlertStep => {
    const policy = policyOf((pair.found ?? pair.open!.alert).rule);
    if (policy === undefined) return pair.open === undefined ? { kind: 'quiet' } : unwatched(pair.open, runId);
    const reading = pair.open === undefined ? null : readingOf(pair.open);
    return nextStep(pair.open, pair.found, policy, { status: 'evaluated', runId, asOf, at, reading });
  });
  return steps.filter(({ kind }) => kind !== 'quiet');
}

function unwatched(open: OpenAlert, runId: number): AlertStep {
  const next: OpenAlert = { ...open, state: 'resolved', resolved: { runId, why: 'no longer watched' } };
  return { kind: 'resolve', next, tell: 'message' };
}
