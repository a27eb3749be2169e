import type { StoredAlert } from '#pipeline';
import { counted } from '#reports';
import { planNews } from '../../alerts/news.ts';
import { openAlertOf } from '../../alerts/remembered.ts';
import type { Action } from '../blocks/actions.ts';
import { plainTextMessage } from '../blocks/plain-text.ts';
import type { Desk } from '../desk.ts';
import type { Request } from '../request.ts';
import { answerTo } from './question.ts';

/** The buttons under an alert. */
export type AlertAction = Extract<Action, { readonly alert: number }>;

const DAY_MS = 24 * 3_600_000;

/** Notes what a person does about an alert, and shows it wherever the alert stands. */
export async function actOnAlert(desk: Desk, request: Request, action: AlertAction): Promise<void> {
  const stored = await desk.store.records.alerts.byId(action.alert);
  if (stored === undefined) return request.reply.whisper(plainTextMessage('There is no such alert any more.'));
  const owner = desk.desks.get(stored.profile);
  if (owner === undefined) return request.reply.whisper(plainTextMessage(`${stored.profile} is not configured any more.`));
  if (action.action === 'alert-users') return listPeople(owner, request, stored);
  const now = desk.now();
  const { happened, done } = await act(desk, request.asker.user, action, now);
  if (!happened) {
    return request.reply.whisper(plainTextMessage('Nothing changed: somebody was faster, or the alert is over.'));
  }
  const { kind, slice } = stored;
  await desk.store.records.auditLog.record({
    at: now,
    actor: request.asker.user,
    action: action.action.replace('-', '.'),
    subject: String(stored.id),
    details: { kind, slice, ...('days' in action && { days: action.days }) },
  });
  const person = request.asker.user;
  const news = { window: `action-${now.toISOString()}-${person}`, runId: null, note: `<@${person}> ${done}.` };
  await planNews(openAlertOf(stored), stored, news, desk.store, now);
  desk.deliver();
}

async function act(
  { store }: Desk,
  person: string,
  action: Exclude<AlertAction, { readonly action: 'alert-users' }>,
  now: Date,
): Promise<{ readonly happened: boolean; readonly done: string }> {
  const { alerts } = store.records;
  switch (action.action) {
    case 'alert-acknowledge':
      return {
        happened: await alerts.acknowledge(action.alert, person, now),
        done: 'has seen it; only worse news and the end are told',
      };
    case 'alert-take':
      return { happened: await alerts.assign(action.alert, person), done: 'is on it' };
    case 'alert-snooze': {
      const until = new Date(now.getTime() + action.days * DAY_MS);
      const days = counted(action.days, { one: 'day', many: 'days' });
      return { happened: await alerts.snooze(action.alert, person, until), done: `has snoozed it for ${days}` };
    }
    case 'alert-mute':
      return { happened: await alerts.mute(action.alert, person, now), done: 'has muted it until it is over' };
    case 'alert-unmute':
      return { happened: await alerts.unmute(action.alert), done: 'has unmuted it' };
    default:
      return action satisfies never;
  }
}

async function listPeople(desk: Desk, request: Request, stored: StoredAlert): Promise<void> {
  const { evidence } = openAlertOf(stored).alert;
  if (evidence.type !== 'change' || evidence.people === null) return;
  await answerTo(desk, request, 'users at risk, of an alert', evidence.people.query);
}
