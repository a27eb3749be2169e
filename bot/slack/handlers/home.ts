import { upcoming } from '../../schedule/upcoming.ts';
import { homeView } from '../blocks/home.ts';
import { agentPrompts } from '../blocks/prompts.ts';
import type { Desk } from '../desk.ts';
import type { Asker, Place } from '../request.ts';
import { profilesOf } from './addressed.ts';
import { absentChannels } from './channels.ts';
import { othersOf } from './others.ts';
import { shownIn } from './subscriptions.ts';

/** Offers questions under the empty conversation in the Messages tab. */
export async function suggestQuestions(desk: Desk, channel: string): Promise<void> {
  const others = await othersOf(desk);
  const prompts = agentPrompts(
    desk.profile,
    others.map(({ profile }) => profile),
  );
  await desk.slack.suggestPrompts(channel, prompts);
}

/** Draws the Home tab of a person anew, for the profile of the desk. */
export async function publishHome(desk: Desk, asker: Asker): Promise<void> {
  const { store, profile, facts, gatekeeper, slack, schedules, now } = desk;
  const run = await store.currentRun(profile.name);
  const place: Place = { channel: asker.user, thread: null, kind: 'direct' };
  const [report, others, subscriptions, mayList, mayLookUp] = await Promise.all([
    run === undefined ? undefined : facts.alerts(run),
    othersOf(desk),
    shownIn(desk, { asker, place }),
    gatekeeper.wouldAdmit('list', asker, place),
    gatekeeper.wouldAdmit('lookUp', asker, place),
  ]);
  const absent = await absentChannels(desk, subscriptions);
  const coming = upcoming(schedules, now());
  const profiles = profilesOf(desk);
  const parts = { run, report, others, subscriptions, profiles, absent, coming, mayList, mayLookUp, profile, now: now() };
  await slack.publishHome(asker.user, homeView(parts));
}
