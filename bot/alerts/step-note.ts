import type { Profile } from '#pipeline';
import { count, day, formatNumber } from '#reports';
import type { Alert } from './alert.ts';
import type { AlertStep } from './lifecycle.ts';
import type { OpenAlert, ResolvedBecause } from './open-alert.ts';
import { formatOf } from './words.ts';

/**
 * What a run says about an alert, as one line of its thread.
 * @example "Run 9, as of 23 November 2026: now 0.652, expected 0.494."
 */
export function noteOf(step: Extract<AlertStep, { readonly kind: 'update' | 'resolve' }>, profile: Profile): string {
  const { alert, evaluatedRunId, evaluatedAsOf } = step.next;
  return standingInWords(step.next) ?? `Run ${evaluatedRunId}, as of ${day(evaluatedAsOf)}: ${figures(alert, profile)}.`;
}

/** That an alert is over and why, or may soon be; null while its last run shows it. */
export function standingInWords({ alert, evaluatedRunId, evaluatedAsOf, ...open }: OpenAlert): string | null {
  const run = `Run ${evaluatedRunId}, as of ${day(evaluatedAsOf)}`;
  if (open.resolved !== null) return `${run}: over. ${ENDS[open.resolved.why]}`;
  if (alert.runId === evaluatedRunId) return null;
  if (open.calmRuns === 0 && open.unseenRuns === 0) return `${run}: weaker, but not calm yet.`;
  return `${run}: not seen in this run; it ends if the next is calm too.`;
}

const ENDS: Readonly<Record<ResolvedBecause, string>> = {
  'back to usual': 'The figure is back where it usually is.',
  'usual by now': 'It stays where it is, and is what runs now lead one to expect.',
  'too few users left': 'The slice has too few users to be judged.',
  'no longer foreseen': 'No model foresees it any more, or a new one does, whose figures do not compare with those before.',
  'no longer watched': 'Its rule was switched off.',
};

function figures({ measure, from, to, evidence }: Alert, profile: Profile): string {
  if (typeof from === 'string' || typeof to === 'string') return `now ${to}, before ${from}`;
  if (evidence.type === 'change' && evidence.loss !== undefined) {
    const { expected, usual } = evidence.loss;
    return `now ${count(Math.round(expected))} ${evidence.subject} expected to leave, usual ${count(Math.round(usual))}`;
  }
  const format = formatOf({ measure, subject: evidence.type === 'change' ? evidence.subject : null }, profile);
  return `now ${formatNumber(to, format)}, expected ${formatNumber(from, format)}`;
}
