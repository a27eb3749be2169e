import type { ViewOutput } from '@slack/bolt';
import type { Profile, Subscription } from '#pipeline';
import { noticeModal } from '../blocks/modal.ts';
import { FIELD, type FormOrigin, fitsForm, originOfForm, type SubscriptionDraft } from '../blocks/subscription-fields.ts';
import { readDraft } from '../blocks/subscription-form.ts';
import { loadingSubscriptionModal, subscriptionModal } from '../blocks/subscription-modal.ts';
import type { Desk } from '../desk.ts';
import { formReply } from '../replies.ts';
import type { Asker, Place, Request } from '../request.ts';
import { SlackError } from '../slack-error.ts';
import { deskOf, profilesOf } from './addressed.ts';
import { channelFault, inTime } from './channels.ts';
import { publishHome } from './home.ts';
import { othersOf } from './others.ts';
import { keepSubscription, shownIn } from './subscriptions.ts';

export interface OpenedFrom {
  /** Lets a modal be opened, within three seconds. */
  readonly triggerId: string;
  /** Name of the profile whose Home it was opened on; null elsewhere. */
  readonly home: string | null;
}

/**
 * Opens the form for a subscription: at once, because the trigger lives three seconds, and filled in afterwards.
 * @param change number of the subscription that is changed; null for a new one
 */
export async function openSubscriptionForm(desk: Desk, request: Request, from: OpenedFrom, change: number | null): Promise<void> {
  const { channel, thread, kind } = request.place;
  const view = await desk.slack.openModal(from.triggerId, loadingSubscriptionModal());
  const draft = await draftBefore(desk, request, change);
  if (draft === undefined) return desk.slack.updateModal(view, noLongerThere(change));
  const origin: FormOrigin = { place: { channel, thread, kind }, home: from.home, about: draft.profile, change };
  await desk.slack.updateModal(view, await filledIn(desk, origin, draft));
}

/** Draws an open form anew, with the fields for what was just chosen. */
export async function redrawSubscriptionForm(
  asked: Desk,
  asker: Asker,
  { id, state, private_metadata }: ViewOutput,
): Promise<void> {
  const origin = originOfForm(private_metadata);
  const desk = deskOf(asked, origin.about);
  const before = await draftBefore(desk, { asker, place: origin.place }, origin.change);
  const draft = before && readDraft(state, [...desk.desks.values()], before);
  // Without its hash: of two choices soon after each other the second is drawn, whichever view it was made in.
  const drawn = draft === undefined ? noLongerThere(origin.change) : await filledIn(desk, origin, draft);
  await desk.slack.updateModal({ id }, drawn).catch((error: unknown) => {
    if (!(error instanceof SlackError && error.slackCode === 'not_found')) throw error; // it was closed meanwhile
  });
}

/** What a submitted form means: an answer for the modal at once, and what is to be done, if it is sound. */
export async function submitSubscription(asked: Desk, asker: Asker, { state, private_metadata }: ViewOutput) {
  const { place, home, about, change } = originOfForm(private_metadata);
  const draft = readDraft(state, [...asked.desks.values()], emptyDraft(about));
  if (draft === undefined) return refused(FIELD.thing, `${about} is not configured any more; close the form.`);
  const { profile, thing, where, channel, filter } = draft;
  const desk = deskOf(asked, profile);
  if (where === 'channel') {
    if (channel === undefined) return refused(FIELD.where, 'Choose the channel as well.');
    const fault = await inTime(channelFault(desk, channel)); // where Slack is slow, it is looked at again before it is kept
    if (fault !== undefined) return refused(FIELD.channel, fault);
  }
  const reply = formReply(desk.slack, asker, place);
  const request: Request = { asker, place, conversation: null, reply };
  const target = where === 'channel' ? { kind: 'channel' as const, id: channel! } : { kind: 'person' as const, id: asker.user };
  const work = async () => {
    await keepSubscription(desk, request, { thing, target, filter: thing === 'alerts' ? filter : {} }, change);
    if (home !== null) await publishHome(deskOf(asked, home), asker);
  };
  return { response: undefined, task: { reply, work } };
}

function emptyDraft(profile: string): SubscriptionDraft {
  return { profile, thing: 'alerts', where: 'me', filter: {} };
}

/** What the form says before anybody touches it; undefined if the subscription to be changed is not there any more. */
async function draftBefore(
  desk: Desk,
  request: Pick<Request, 'asker' | 'place'>,
  change: number | null,
): Promise<SubscriptionDraft | undefined> {
  if (change === null) return newDraft(request.place, desk.profile.name);
  const found = (await shownIn(desk, request)).find(({ id }) => id === change);
  const profile = found && desk.desks.get(found.profile)?.profile;
  return found && profile && fitsForm(found, profile) ? draftOf(found) : undefined;
}

/** As by the command: to everything, where it was asked. */
function newDraft({ kind, channel }: Place, profile: string): SubscriptionDraft {
  const empty = emptyDraft(profile);
  return kind === 'channel' ? { ...empty, where: 'channel', channel } : empty;
}

function draftOf({ profile, thing, target, filter }: Subscription): SubscriptionDraft {
  const content = { profile, thing, filter };
  return target.kind === 'channel' ? { ...content, where: 'channel', channel: target.id } : { ...content, where: 'me' };
}

async function filledIn(asked: Desk, origin: FormOrigin, draft: SubscriptionDraft) {
  const desk = deskOf(asked, draft.profile);
  const run = await desk.store.currentRun(desk.profile.name);
  const values = run === undefined ? {} : await desk.facts.values(run);
  const profiles = origin.change === null ? await offered(desk) : [];
  return subscriptionModal({ subject: desk, profiles, values, draft, origin });
}

/** The profiles that somebody could want to hear of, in the order of the configuration. */
async function offered(desk: Desk): Promise<readonly Profile[]> {
  const others = await othersOf(desk);
  return profilesOf(desk).filter((profile) => profile === desk.profile || others.some((other) => other.profile === profile));
}

function noLongerThere(change: number | null) {
  return noticeModal(
    'Subscription',
    `Subscription #${change} is not there any more. /segments unsubscribe shows those that are.`,
  );
}

function refused(field: string, fault: string) {
  return { response: { response_action: 'errors' as const, errors: { [field]: fault } }, task: undefined };
}
