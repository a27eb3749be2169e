import { type AlertRule, leastChange } from '#pipeline';
import type { Alert, Reading } from './alert.ts';
import { type OpenAlert, opened, type ResolvedBecause } from './open-alert.ts';
import { isWorse } from './severity.ts';

/** When an alert is over. */
export interface AlertPolicy {
  readonly rule: AlertRule;
  /** Below this part of the change that the rule asks for, 0 to 1, the figure is calm. */
  readonly closeShare: number;
  /** Runs that have to be calm, one after another. */
  readonly closeAfterRuns: number;
}

/** What a run says about one alert, beside what was found. */
export type Evaluation = Evaluated | { readonly status: 'not evaluated'; readonly reason: string; readonly at: Date };

export interface Evaluated {
  readonly status: 'evaluated';
  readonly runId: number;
  readonly asOf: string;
  readonly at: Date;
  /** Where the figure of the open alert stands; null without one. */
  readonly reading: Reading | null;
}

/** What to do about an alert, and whom to tell. `next` is what to remember. */
export type AlertStep =
  | { readonly kind: 'open'; readonly next: OpenAlert; readonly tell: 'subscribers' }
  | { readonly kind: 'update'; readonly next: OpenAlert; readonly tell: Telling }
  | { readonly kind: 'resolve'; readonly next: OpenAlert; readonly tell: Telling }
  | { readonly kind: 'quiet' }
  /** Nothing is known, so nothing changes; a run that cannot be judged must not look like one that is well. */
  | { readonly kind: 'not evaluated'; readonly reason: string; readonly tell: 'owner' };

/** `message`: the message of the alert is edited, which notifies nobody; `subscribers`: its thread gets an entry too. */
export type Telling = 'subscribers' | 'message';

/**
 * Decides, sends nothing. An alert opens at the level of its rule and is over only when its figure has been below a lower one
 * for some runs, so that it does not flicker between. A run counts once, however often it is evaluated.
 *
 * @param found the same trouble in the run that is evaluated
 */
export function nextStep(
  open: OpenAlert | undefined,
  found: Alert | undefined,
  policy: AlertPolicy,
  evaluation: Evaluation,
): AlertStep {
  if (evaluation.status === 'not evaluated') return { kind: 'not evaluated', reason: evaluation.reason, tell: 'owner' };
  if (open === undefined)
    return found === undefined ? { kind: 'quiet' } : { kind: 'open', next: opened(found), tell: 'subscribers' };
  if (isOldNews(open, found, evaluation)) return { kind: 'quiet' };
  const { runId, asOf, at, reading } = evaluation;
  const seen = { ...open, evaluatedRunId: runId, evaluatedAsOf: asOf };
  if (found !== undefined) {
    const worse = isWorse(found.severity, open.told);
    const tell = isSilenced(open, at) || (open.acknowledged !== null && !worse) ? 'message' : 'subscribers';
    const told = worse && tell === 'subscribers' ? found.severity : open.told;
    const alert: Alert = { ...found, fingerprint: open.fingerprint, state: 'updated' };
    return { kind: 'update', next: { ...seen, state: 'updated', alert, calmRuns: 0, unseenRuns: 0, told }, tell };
  }
  const again = asOf === open.evaluatedAsOf ? 0 : 1; // a run that corrects another is not a second week
  const standing = standingOf(open.alert, reading, policy);
  const next: OpenAlert = {
    ...seen,
    state: 'updated',
    calmRuns: standing === 'calm' ? open.calmRuns + again : 0,
    unseenRuns: standing === 'unseen' ? open.unseenRuns + again : 0,
  };
  const enough = open.alert.evidence.type === 'delay' ? 1 : policy.closeAfterRuns; // a run that came has come
  if (Math.max(next.calmRuns, next.unseenRuns) < enough) return { kind: 'update', next, tell: 'message' };
  const why: ResolvedBecause = standing === 'unseen' ? unseenBecause(reading) : endOf(open.alert, reading, policy);
  const alert: Alert = { ...open.alert, state: 'resolved' };
  const tell = isSilenced(open, at) ? 'message' : 'subscribers';
  return { kind: 'resolve', next: { ...next, state: 'resolved', alert, resolved: { runId, why } }, tell };
}

/** Whether the figure of an open alert is still too far off for the alert to be over. */
export function isUneasy({ alert }: OpenAlert, reading: Reading | null, policy: AlertPolicy): boolean {
  return standingOf(alert, reading, policy) === 'uneasy';
}

/** A delay grows with the clock and not with the runs: it is news when it has become worse. */
function isOldNews(open: OpenAlert, found: Alert | undefined, { runId, asOf }: Evaluated): boolean {
  if (found?.evidence.type === 'delay') return !isWorse(found.severity, open.alert.severity);
  return runId === open.evaluatedRunId || asOf < open.evaluatedAsOf;
}

function isSilenced({ muted, snoozed }: OpenAlert, at: Date): boolean {
  return muted !== null || (snoozed !== null && at < snoozed.until);
}

function standingOf(alert: Alert, reading: Reading | null, policy: AlertPolicy): 'uneasy' | 'calm' | 'unseen' {
  if (reading === null || reading.kind === 'not measured') return 'unseen';
  const { evidence } = alert;
  const sameWay = evidence.type === 'change' && evidence.change < 0 ? -reading.change : reading.change;
  return sameWay >= closeLevel(policy, reading.from) && sameWay > 0 ? 'uneasy' : 'calm';
}

function unseenBecause(reading: Reading | null): ResolvedBecause {
  return reading?.kind === 'not measured' && reading.reason === 'not foreseen' ? 'no longer foreseen' : 'too few users left';
}

/** Calm against what runs now lead one to expect: either it came back, or the expectation came after it. */
function endOf(alert: Alert, reading: Reading | null, policy: AlertPolicy): ResolvedBecause {
  if (reading?.kind !== 'measured' || alert.evidence.type !== 'change') return 'back to usual';
  const off = Math.abs(reading.from + reading.change - Number(alert.from));
  return off < closeLevel(policy, Number(alert.from)) ? 'back to usual' : 'usual by now';
}

function closeLevel({ rule, closeShare }: AlertPolicy, expected: number): number {
  return closeShare * leastChange(rule, expected);
}
