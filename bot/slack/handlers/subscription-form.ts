import type { ViewOutput } from '@slack/bolt';
import type { Subscription } from '#pipeline';
import { noticeModal } from '../blocks/modal.ts';
import { FIELD, type FormOrigin, fitsForm, originOfForm, type SubscriptionDraft } from '../blocks/subscription-fields.ts';
import { readDraft } from '../blocks/subscription-form.ts';
import { loadingSubscriptionModal, subscriptionModal } from '../blocks/subscription-modal.ts';
import type { Desk } from '../desk.ts';
import { formReply } from '../replies.ts';
import type { Asker, Place, Request } from '../request.ts';
import { SlackError } from '../slack-error.ts';
import { channelFault, inTime } from './channels.ts';
import { publishHome } from './home.ts';
import { keepSubscription, shownIn } from './subscriptions.ts';

export interface OpenedFrom {
  /** Lets a modal be opened, within three seconds. */
  readonly triggerId: string;
  readonly fromHome: boolean;
}

/**
 * Opens the form for a subscription: at once, because the trigger lives three seconds, and filled in afterwards.
 * @param change number of the subscription that is changed; null for a new one
 */
export async function openSubscriptionForm(desk: Desk, request: Request, from: OpenedFrom, change: number | null): Promise<void> {
  const { channel, thread, kind } = request.place;
  const origin: FormOrigin = { place: { channel, thread, kind }, fromHome: from.fromHome, change };
  const view = await desk.slack.openModal(from.triggerId, loadingSubscriptionModal());
  const draft = await draftBefore(desk, request, origin);
  await desk.slack.updateModal(view, draft === undefined ? noLongerThere(change) : await filledIn(desk, origin, draft));
}

/** Draws an open form anew, with the fields for what was just chosen. */
export async function redrawSubscriptionForm(
  desk: Desk,
  asker: Asker,
  { id, state, private_metadata }: ViewOutput,
): Promise<void> {
  const origin = originOfForm(private_metadata);
  const before = await draftBefore(desk, { asker, place: origin.place }, origin);
  const draft = before && readDraft(state, desk.profile, before);
  // Without its hash: of two choices soon after each other the second is drawn, whichever view it was made in.
  const drawn = draft === undefined ? noLongerThere(origin.change) : await filledIn(desk, origin, draft);
  await desk.slack.updateModal({ id }, drawn).catch((error: unknown) => {
    if (!(error instanceof SlackError && error.slackCode === 'not_found')) throw error; // it was closed meanwhile
  });
}

/** What a submitted form means: an answer for the modal at once, and what is to be done, if it is sound. */
export async function submitSubscription(desk: Desk, asker: Asker, { state, private_metadata }: ViewOutput) {
  const { place, fromHome, change } = originOfForm(private_metadata);
  const { thing, where, channel, filter } = readDraft(state, desk.profile, EMPTY);
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
    if (fromHome) await publishHome(desk, asker);
  };
  return { response: undefined, task: { reply, work } };
}

const EMPTY: SubscriptionDraft = { thing: 'alerts', where: 'me', filter: {} };

/** What the form says before anybody touches it; undefined if the subscription to be changed is not there any more. */
async function draftBefore(
  desk: Desk,
  request: Pick<Request, 'asker' | 'place'>,
  { change }: FormOrigin,
): Promise<SubscriptionDraft | undefined> {
  if (change === null) return newDraft(request.place);
  const found = (await shownIn(desk, request)).find(({ id }) => id === change);
  return found && fitsForm(found, desk.profile) ? draftOf(found) : undefined;
}

/** As by the command: to everything, where it was asked. */
function newDraft({ kind, channel }: Place): SubscriptionDraft {
  return kind === 'channel' ? { ...EMPTY, where: 'channel', channel } : EMPTY;
}

function draftOf({ thing, target, filter }: Subscription): SubscriptionDraft {
  return target.kind === 'channel' ? { thing, filter, where: 'channel', channel: target.id } : { thing, filter, where: 'me' };
}

async function filledIn({ store, profile, facts }: Desk, origin: FormOrigin, draft: SubscriptionDraft) {
  const run = await store.currentRun(profile.name);
  const values = run === undefined ? {} : await facts.values(run);
  return subscriptionModal({ profile, values, draft, origin });
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
