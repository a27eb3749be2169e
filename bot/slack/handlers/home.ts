import { upcoming } from '../../schedule/upcoming.ts';
import { homeView } from '../blocks/home.ts';
import type { Desk } from '../desk.ts';
import type { Asker, Place } from '../request.ts';
import { absentChannels } from './channels.ts';
import { shownIn } from './subscriptions.ts';

/** Draws the Home tab of a person anew. */
export async function publishHome(desk: Desk, asker: Asker): Promise<void> {
  const { store, profile, facts, gatekeeper, slack, schedules, now } = desk;
  const run = await store.currentRun(profile.name);
  const place: Place = { channel: asker.user, thread: null, kind: 'direct' };
  const [report, subscriptions, mayList, mayLookUp] = await Promise.all([
    run === undefined ? undefined : facts.alerts(run),
    shownIn(desk, { asker, place }),
    gatekeeper.wouldAdmit('list', asker, place),
    gatekeeper.wouldAdmit('lookUp', asker, place),
  ]);
  const absent = await absentChannels(desk, subscriptions);
  const coming = upcoming(schedules, now());
  const parts = { run, report, subscriptions, absent, coming, mayList, mayLookUp, profile, now: now() };
  await slack.publishHome(asker.user, homeView(parts));
}
