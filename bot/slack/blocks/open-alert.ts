import type { Profile } from '#pipeline';
import { counted, day } from '#reports';
import type { OpenAlert } from '../../alerts/open-alert.ts';
import { standingInWords } from '../../alerts/step-note.ts';
import { type Message, type MessageBlock, plainMessage } from '../message.ts';
import { alertLines, alertTitle } from './alert-lines.ts';
import { actions, bullets, button, line, notes, paragraph, richText, type Span, select } from './elements.ts';
import { spokenText, warning } from './provenance.ts';
import { cut, mrkdwn } from './text.ts';

export interface OpenAlertParts {
  readonly open: OpenAlert;
  /** Under which the alert is remembered. */
  readonly id: number;
  readonly profile: Profile;
}

const LONGEST_SUMMARY = 900;
const LONGEST_LINE = 300;
/** Offered for a snooze, in days. */
const SNOOZES = [1, 3, 7] as const;

/** One alert as its subscribers have it: edited while it lasts, its history in the thread. */
export function openAlertMessage({ open, id, profile }: OpenAlertParts): Message {
  const { alert } = open;
  const people = peopleOf(open);
  const standing = standingInWords(open);
  const title = alertTitle({ ...alert, state: open.state });
  const lines = alertLines(alert, profile).map((spans) =>
    spans.map((span) => (typeof span === 'string' ? cut(span, LONGEST_LINE) : span)),
  );
  return plainMessage(mrkdwn(spokenText(`${title}: ${alert.summary}`), 3000), [
    richText(line({ bold: title }), line(cut(alert.summary, LONGEST_SUMMARY)), bullets(lines)),
    ...(standing === null ? [] : [paragraph({ italic: standing })]),
    ...warning(alert.evidence.type === 'change' ? alert.evidence.trustWarning : null),
    ...people.map((spans) => paragraph(...spans)),
    ...notes([`Last looked at in run ${open.evaluatedRunId}, as of ${day(open.evaluatedAsOf)}`]),
    ...(open.state === 'resolved' ? [] : choices(open, id)),
  ]);
}

/** Several alerts in one message, a line each. */
export function alertListMessage(lead: string, alerts: readonly OpenAlert[], said: readonly string[]): Message {
  const shown = alerts.slice(0, MOST_BUNDLED);
  const titles = shown.map(({ alert, state }) => alertTitle({ ...alert, state }));
  return plainMessage(
    mrkdwn(spokenText(lead, ...said, ...shown.map(({ alert }, index) => `${titles[index]}: ${alert.summary}`)), 3000),
    [
      paragraph({ bold: lead }),
      ...said.map((sentence) => paragraph({ italic: sentence })),
      ...(shown.length === 0
        ? []
        : [
            richText(
              bullets(shown.map(({ alert }, index) => [{ bold: `${titles[index]}: ` }, cut(alert.summary, LONGEST_LINE)])),
            ),
          ]),
      ...notes([
        ...(alerts.length > shown.length ? [`${alerts.length - shown.length} more are left out here`] : []),
        '/segments alerts shows all that is going on',
      ]),
    ],
  );
}

const MOST_BUNDLED = 20;

function choices({ acknowledged, muted, assignee, alert }: OpenAlert, id: number): readonly MessageBlock[] {
  return actions(
    ...(acknowledged === null ? button('Acknowledge', { action: 'alert-acknowledge', alert: id }, { style: 'primary' }) : []),
    ...(assignee === null ? button('I take it', { action: 'alert-take', alert: id }) : []),
    ...select(
      'Snooze…',
      'alert-snooze',
      SNOOZES.map((days) => ({
        label: `for ${counted(days, { one: 'day', many: 'days' })}`,
        action: { action: 'alert-snooze', alert: id, days },
      })),
    ),
    ...(muted === null
      ? button('Mute until it is over', { action: 'alert-mute', alert: id })
      : button('Unmute', { action: 'alert-unmute', alert: id })),
    ...(alert.evidence.type === 'change' && alert.evidence.people !== null
      ? button('List users at risk', { action: 'alert-users', alert: id })
      : []),
  );
}

/** What people did about it; once it is over nobody waits for the end of a silence. */
function peopleOf({ state, acknowledged, snoozed, muted, assignee }: OpenAlert): readonly (readonly Span[])[] {
  const isOver = state === 'resolved';
  return [
    ...(assignee === null ? [] : [['🙋 ', { person: assignee }, isOver ? ' was on it.' : ' is on it.']]),
    ...(acknowledged === null ? [] : [['👀 Acknowledged by ', { person: acknowledged.by }, '.']]),
    ...(snoozed === null || isOver
      ? []
      : [
          ['💤 Snoozed by ', { person: snoozed.by }, ` until ${snoozed.until.toISOString().slice(0, 16).replace('T', ' ')} UTC.`],
        ]),
    ...(muted === null || isOver ? [] : [['🔇 Muted by ', { person: muted.by }, ' until it is over.']]),
  ];
}

/** A line of the thread of an alert; people in it are mentioned. */
export function alertNoteMessage(note: string): Message {
  const spans = note.split(MENTION).map((part, index): Span => (index % 2 === 1 ? { person: part } : part));
  const text = note
    .split(MENTION)
    .map((part, index) => (index % 2 === 1 ? `<@${part}>` : part === '' ? '' : mrkdwn(part, 1000)))
    .join('');
  return plainMessage(text, [paragraph(...spans)]);
}

/** As Herald writes it in notes about what people did. */
const MENTION = /<@([UW][A-Z0-9]+)>/;
