import type { Profile } from '#pipeline';
import { count, formatNumber, type Headline } from '#reports';
import type { Alert } from './alert.ts';
import { membersInWords } from './loss.ts';
import type { OpenAlert } from './open-alert.ts';
import { relativeChange } from './summary.ts';
import { formatOf, sliceInWords } from './words.ts';

/** An alert as a headline of the weekly report. */
export function alertHeadline(alert: Alert, profile: Profile): Headline {
  return {
    tone: 'bad',
    figure: figureOf(alert, profile),
    label: `${warningOf(alert)}, ${alert.severity}`,
    sentence: alert.summary,
  };
}

/** The same of an alert that may be over. */
export function standingHeadline({ state, alert }: Pick<OpenAlert, 'state' | 'alert'>, profile: Profile): Headline {
  if (state !== 'resolved') return alertHeadline(alert, profile);
  return { tone: 'good', figure: 'Over', label: `${warningOf(alert)}, was ${alert.severity}`, sentence: alert.summary };
}

/**
 * Short enough for a list of e-mails.
 * @example subjectOf(open, profile) // 'Crash warning, high: +243% for users with country UK'
 */
export function subjectOf({ state, alert }: Pick<OpenAlert, 'state' | 'alert'>, profile: Profile): string {
  const { evidence, slice } = alert;
  const loss = evidence.type === 'change' ? evidence.loss : undefined;
  if (loss !== undefined && state !== 'resolved') {
    const members = membersInWords(String(evidence.type === 'change' && evidence.subject), slice, profile);
    return `${warningOf(alert)}, ${alert.severity}: ${figureOf(alert, profile)} ${members} expected to leave`;
  }
  const who = alert.evidence.type === 'change' ? ` for ${sliceInWords(alert.slice, profile)}` : '';
  if (state === 'resolved') return `Over: ${alert.kind} warning${who}`;
  return `${warningOf(alert)}, ${alert.severity}: ${who === '' ? alert.summary : `${figureOf(alert, profile)}${who}`}`;
}

function warningOf({ kind }: Alert): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)} warning`;
}

function figureOf({ measure, from, to, evidence }: Alert, profile: Profile): string {
  if (typeof from === 'string' || typeof to === 'string') return String(to);
  if (evidence.type === 'change' && evidence.loss !== undefined) return count(Math.round(evidence.loss.expected));
  const figure = { measure, subject: evidence.type === 'change' ? evidence.subject : null };
  return relativeChange(figure, from, to, profile) ?? formatNumber(to, formatOf(figure, profile));
}
