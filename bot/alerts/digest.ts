import type { CompleteRun, Profile, Store } from '#pipeline';
import { list } from '#reports';
import type { Bulletin } from '../delivery/slack.ts';
import type { Order } from '../schedule/order.ts';
import { passes } from '../subscriptions/match.ts';
import { subscriptionInWords } from '../subscriptions/subscription.ts';
import { alertsBulletin } from './alert-bulletin.ts';
import { openAlertOf } from './remembered.ts';

const WEEK_MS = 7 * 24 * 3_600_000;
/** Incidents that are looked through: more in a week are a fault of the rules. */
const MOST_INCIDENTS = 200;

/** The alerts of the week before that the target asked for: those that go on, and those that ended. */
export async function digestBulletin(
  { window, notes, filters }: Order,
  store: Store,
  run: CompleteRun,
  profile: Profile,
  brand: string,
): Promise<Bulletin> {
  const since = new Date(window).getTime() - WEEK_MS;
  const recent = await store.records.alerts.recent(profile.name, MOST_INCIDENTS);
  const alerts = recent
    .filter(({ state, updatedAt }) => state === 'open' || updatedAt.getTime() > since)
    .map(openAlertOf)
    .filter(({ alert }) => filters === null || filters.some((filter) => passes(filter, alert)));
  const going = alerts.filter(({ state }) => state !== 'resolved').length;
  const lead =
    alerts.length === 0 ? 'Alerts of the week: none' : `Alerts of the week: ${going} going on, ${alerts.length - going} ended`;
  const extent = filters?.map((filter) => subscriptionInWords({ thing: 'alerts', filter }, profile)) ?? [];
  const said = [...notes, ...(extent.length === 0 ? [] : [`this digest has ${list(extent)}`])];
  const sentences = said.map((note) => `${note.charAt(0).toUpperCase()}${note.slice(1)}.`);
  return alertsBulletin(alerts, { name: `alerts-${run.asOf}`, lead, notes: sentences }, { run, profile, brand });
}
