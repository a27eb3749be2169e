import type { CompleteRun, Profile } from '#pipeline';
import { type Headline, provenanceOf, renderMail } from '#reports';
import type { Bulletin } from '../delivery/slack.ts';
import { alertListMessage, openAlertMessage } from '../slack/blocks/open-alert.ts';
import { alertHeadline } from './headline.ts';
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
  const { alert } = open;
  const subject = `${open.state === 'resolved' ? 'Over' : 'Warning'}: ${alert.summary}`;
  const body = await renderMail({
    brand,
    title: open.state === 'resolved' ? 'A warning is over' : 'A warning about your users',
    headlines: [open.state === 'resolved' ? { ...alertHeadline(alert, profile), tone: 'good' } : alertHeadline(alert, profile)],
    notes: note === null ? [] : [note],
    attached: null,
    provenance: provenanceOf(run),
  });
  const message = openAlertMessage({ open, id, profile });
  return { name: `alert-${id}-run-${run.id}`, subject, ...body, files: [], message, eventType: 'herald_alert' };
}

/** Several alerts in one message: more than a target wants one by one, or those of a week. */
export async function alertsBulletin(
  alerts: readonly OpenAlert[],
  { name, lead, notes }: { readonly name: string; readonly lead: string; readonly notes: readonly string[] },
  { run, profile, brand }: Pick<AlertBulletinParts, 'run' | 'profile' | 'brand'>,
): Promise<Bulletin> {
  const headlines = alerts.map(
    (open): Headline => ({
      ...alertHeadline(open.alert, profile),
      ...(open.state === 'resolved' && { tone: 'good' }),
    }),
  );
  const body = await renderMail({ brand, title: lead, headlines, notes, attached: null, provenance: provenanceOf(run) });
  return { name, subject: lead, ...body, files: [], message: alertListMessage(lead, alerts, notes), eventType: 'herald_alert' };
}
