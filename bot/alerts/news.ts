import type { Store, StoredAlert } from '#pipeline';
import { canBeEdited, isStillFor, targetsOf } from './audience.ts';
import type { OpenAlert } from './open-alert.ts';
import { type News, tellings } from './telling.ts';

/**
 * Plans news of an alert for everybody who has a message about it. Who still wants to hear gets the note; where nobody is
 * to be told, because there is no note or the subscription has ended, the message in Slack is edited and no more.
 *
 * @returns the targets that have a message
 */
export async function planNews(
  open: OpenAlert,
  stored: StoredAlert,
  news: News,
  { records }: Store,
  at: Date,
): Promise<readonly string[]> {
  const { profile } = stored;
  const [known, subscribed] = await Promise.all([
    targetsOf(open, profile, records.deliveries),
    records.subscriptions.all(profile),
  ]);
  const hears = (target: string) => news.note !== null && (news.runId !== null || canBeEdited(target)); // no mail about a click
  const told = known.filter((target) => hears(target) && isStillFor(target, open, stored, subscribed));
  const shown = known.filter((target) => canBeEdited(target) && !told.includes(target));
  await records.deliveries.plan([
    ...tellings(profile, open, news, told, at),
    ...tellings(profile, open, { ...news, note: null }, shown, at),
  ]);
  return known;
}
