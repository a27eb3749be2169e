import { DEFAULT_PROFILE, type Profile, type Subscription } from '#pipeline';
import { count } from '#reports';
import { type Message, plainMessage } from '../message.ts';
import type { Place } from '../request.ts';
import { actions, button, DIVIDER, notes, paragraph, preformatted, richText } from './elements.ts';
import { commandOf, ofProfile } from './of-profile.ts';
import { spokenText } from './provenance.ts';
import { MOST_SUBSCRIPTIONS, subscriptionLines, targetInWords } from './subscription-lines.ts';
import { mrkdwn } from './text.ts';

export interface SubscriptionsParts {
  /** What just happened; null where they are only listed. */
  readonly said: string | null;
  readonly subscriptions: readonly Subscription[];
  /** Ids of channels that Herald is not in any more. */
  readonly absent?: ReadonlySet<string>;
  /** The one that was spoken of. */
  readonly profile: Profile;
  /** All that are configured. */
  readonly profiles: readonly Profile[];
  readonly place: Place;
}

/** The subscriptions that a person may see and end in this place. */
export function subscriptionsMessage(parts: SubscriptionsParts): Message {
  const { said, subscriptions, absent = new Set(), profile, profiles, place } = parts;
  const lead =
    subscriptions.length === 0
      ? 'There are no subscriptions of yours or of this channel.'
      : 'Subscriptions of yours and of this channel:';
  const left = subscriptions.length - MOST_SUBSCRIPTIONS;
  const here = ({ kind, id }: Subscription['target']) =>
    kind === 'channel' && id === place.channel ? 'in this channel' : targetInWords({ kind, id });
  return plainMessage(
    mrkdwn(spokenText(said, lead, ...subscriptions.slice(0, MOST_SUBSCRIPTIONS).map((one) => `#${one.id} ${one.thing}`)), 3000),
    [
      paragraph(...(said === null ? [] : [{ bold: said }, ' ']), lead),
      ...subscriptionLines({ subscriptions, absent, profiles, targetInWords: here }),
      ...(left > 0 ? notes([`And ${count(left)} more.`]) : []),
      ...(subscriptions.length > 0 ? [DIVIDER] : []),
      ...actions(...(subscriptions.length > 0 ? [] : subscribeButtons(profile)), ...formButton(profile)),
      ...notes([`In words: ${examplesOf(profile)[1]}`]),
    ],
  );
}

/** Says why nobody was subscribed, and how it is done. */
export function notSubscribedMessage(reason: string, profile: Profile): Message {
  const examples = examplesOf(profile).join('\n');
  return plainMessage(mrkdwn(`${reason}\n${examples}`, 3000), [
    paragraph(reason),
    richText(preformatted(examples, 1500)),
    ...actions(...formButton(profile)),
    ...notes(['For another channel, write # and choose it from the list that Slack offers.']),
  ]);
}

function examplesOf(profile: Profile): readonly string[] {
  const kind = profile === DEFAULT_PROFILE ? 'churn' : 'quality'; // every profile is watched for that
  const slice = profile.dimensions.some(({ name }) => name === 'country') ? ' country=Germany' : '';
  return ['subscribe alerts', `subscribe ${kind} severity>=high${slice} me`, 'subscribe report here'].map((words) =>
    commandOf(words, profile),
  );
}

/** Subscribes the person who clicks. */
function subscribeButtons(profile: Profile) {
  return [
    ...button('Send me alerts', { action: 'subscribe', thing: 'alerts', ...ofProfile(profile) }, { index: 0 }),
    ...button('Send me the weekly report', { action: 'subscribe', thing: 'report', ...ofProfile(profile) }, { index: 1 }),
  ];
}

function formButton(profile: Profile) {
  return button('Subscribe…', { action: 'subscription-form', ...ofProfile(profile) });
}
