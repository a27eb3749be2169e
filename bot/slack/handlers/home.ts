import { homeView } from '../blocks/home.ts';
import type { Desk } from '../desk.ts';
import type { Asker, Place } from '../request.ts';

/** Draws the Home tab of a person anew. */
export async function publishHome(desk: Desk, asker: Asker): Promise<void> {
  const { store, profile, facts, gatekeeper, slack, now } = desk;
  const run = await store.currentRun(profile.name);
  const place: Place = { channel: asker.user, thread: null, kind: 'direct' };
  const [report, own, mayList, mayLookUp] = await Promise.all([
    run === undefined ? undefined : facts.alerts(run),
    store.records.subscriptions.of({ kind: 'person', id: asker.user }),
    gatekeeper.wouldAdmit('list', asker, place),
    gatekeeper.wouldAdmit('lookUp', asker, place),
  ]);
  await slack.publishHome(asker.user, homeView({ run, report, subscriptions: own, mayList, mayLookUp, profile, now: now() }));
}
