import type { Profile, Severity } from '#pipeline';
import { count, day, list, share, signed } from '#reports';
import { actionFor } from '../../alerts/actions.ts';
import type { Alert, AlertState, ChangeEvidence } from '../../alerts/alert.ts';
import { lossLines } from '../../alerts/loss.ts';
import { movement } from '../../alerts/summary.ts';
import { errorsInWords, figureInWords, formatOf, sliceInWords, slicesInWords } from '../../alerts/words.ts';
import type { Span } from './elements.ts';
import { capitalised } from './text.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { high: '🔴 High', medium: '🟠 Medium', low: '🟡 Low' };
const STATE: Readonly<Record<AlertState, string>> = { open: 'new', updated: 'still going on', resolved: 'over' };

const MOST_REASONS = 4;

/** @example "🔴 High · Crash · new" */
export function alertTitle({ severity, kind, state }: Alert): string {
  return `${state === 'resolved' ? '✅ Resolved' : SEVERITY[severity]} · ${capitalised(kind)} · ${STATE[state]}`;
}

/** What the summary leaves open: how sure, what else moved, where mostly, since when, and, until it is over, what to do. */
export function alertLines(alert: Alert, profile: Profile): readonly (readonly Span[])[] {
  const { evidence } = alert;
  return [
    ...(evidence.type === 'change'
      ? changeLines(alert, evidence, profile)
      : evidence.reasons.slice(0, MOST_REASONS).map((reason) => labelled('Reason', reason))),
    labelled('Since', `run ${evidence.since.runId}, as of ${day(evidence.since.asOf)}`),
    ...(alert.state === 'resolved' ? [] : [labelled('Do', actionFor(alert, profile))]),
  ];
}

function changeLines(alert: Alert, evidence: ChangeEvidence, profile: Profile): readonly (readonly Span[])[] {
  const format = formatOf({ measure: alert.measure, subject: evidence.subject }, profile);
  const { interval, history, z } = evidence;
  const runs = `${count(history.length)} earlier ${history.length === 1 ? 'run' : 'runs'}`;
  const sure = `a change of ${signed(interval.low, format)} to ${signed(interval.high, format)} (95% interval), ${errorsInWords(z)} from what ${runs} let one expect`;
  const also = evidence.alsoMoved.map(
    (other) => `${figureInWords(other, profile)} ${movement(other, other.from, other.to, profile)}`,
  );
  const where = evidence.alsoIn.length === 0 ? [] : [labelled('Where', slicesInWords(alert.slice, evidence, profile))];
  const mostly = evidence.contributors.map(({ slice, share: part }) => `${sliceInWords(slice, profile)} (${share(part)} of it)`);
  return [
    ...lossLines(evidence, profile).map(([label, text]) => labelled(label, text)),
    ...where,
    labelled('How sure', sure),
    ...(also.length === 0 ? [] : [labelled('Also', also.join('; '))]),
    ...(mostly.length === 0 ? [] : [labelled('Mostly', list(mostly))]),
  ];
}

function labelled(label: string, text: string): readonly Span[] {
  return [{ bold: `${label}: ` }, text];
}
