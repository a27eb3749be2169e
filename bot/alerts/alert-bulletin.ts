import { renderMail } from '#drawing';
import type { CompleteRun, Profile } from '#pipeline';
import { provenanceOf } from '#reports';
import type { Bulletin } from '../delivery/slack.ts';
import { alertLines } from '../slack/blocks/alert-lines.ts';
import type { Span } from '../slack/blocks/elements.ts';
import { alertListMessage, openAlertMessage } from '../slack/blocks/open-alert.ts';
import { standingHeadline, subjectOf } from './headline.ts';
import type { OpenAlert } from './open-alert.ts';

/** What an alert looks like wherever it is brought. */
export interface AlertBulletinParts {
  readonly open: OpenAlert;
  /** Under which it is remembered. */
  readonly id: number;
  readonly run: CompleteRun;
  readonly profile: Profile;
  readonly brand: string;
  /** What was new; null for the first message. */
  readonly note: string | null;
}

export async function alertBulletin({ open, id, run, profile, brand, note }: AlertBulletinParts): Promise<Bulletin> {
  const isOver = open.state === 'resolved';
  const body = await renderMail({
    brand,
    title: isOver ? 'A warning is over' : `A warning about your ${profile.entity.many}`,
    headlines: [standingHeadline(open, profile)],
    details: alertLines(open.alert, profile).map((spans) => spans.map(plainSpan).join('')),
    notes: note === null ? [] : [note],
    attached: null,
    provenance: provenanceOf(run, profile),
  });
  const message = openAlertMessage({ open, id, profile });
  return {
    name: `alert-${id}-run-${run.id}`,
    subject: subjectOf(open, profile),
    ...body,
    files: [],
    message,
    eventType: 'herald_alert',
  };
}

/** Several alerts in one message: more than a target wants one by one, or those of a week. */
export async function alertsBulletin(
  alerts: readonly OpenAlert[],
  { name, lead, notes }: { readonly name: string; readonly lead: string; readonly notes: readonly string[] },
  { run, profile, brand }: Pick<AlertBulletinParts, 'run' | 'profile' | 'brand'>,
): Promise<Bulletin> {
  const headlines = alerts.map((open) => standingHeadline(open, profile));
  const body = await renderMail({ brand, title: lead, headlines, notes, attached: null, provenance: provenanceOf(run, profile) });
  return { name, subject: lead, ...body, files: [], message: alertListMessage(lead, alerts, notes), eventType: 'herald_alert' };
}

function plainSpan(span: Span): string {
  return typeof span === 'string' ? span : Object.values(span).join('');
}
