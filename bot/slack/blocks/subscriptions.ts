import type { Profile, Subscription } from '#pipeline';
import { count } from '#reports';
import { type Message, plainMessage } from '../message.ts';
import type { Place } from '../request.ts';
import { actions, button, notes, paragraph } from './elements.ts';
import { spokenText } from './provenance.ts';
import { MOST_SUBSCRIPTIONS, subscriptionLines, targetInWords } from './subscription-lines.ts';
import { mrkdwn } from './text.ts';

export interface SubscriptionsParts {
  /** What just happened; null where they are only listed. */
  readonly said: string | null;
  readonly subscriptions: readonly Subscription[];
  readonly profile: Profile;
  readonly place: Place;
}

/** The subscriptions that a person may see and end in this place. */
export function subscriptionsMessage({ said, subscriptions, profile, place }: SubscriptionsParts): Message {
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
      ...subscriptionLines(subscriptions, profile, here),
      ...(left > 0 ? notes([`And ${count(left)} more.`]) : []),
      ...(subscriptions.length > 0 ? [] : subscribeButtons()),
      ...notes(['To choose kinds, severity or a slice: /segments subscribe alerts churn high country=Germany']),
    ],
  );
}

/** Subscribes the person who clicks. */
function subscribeButtons() {
  return actions(
    ...button('Send me alerts', { action: 'subscribe', thing: 'alerts' }, { index: 0 }),
    ...button('Send me the weekly report', { action: 'subscribe', thing: 'report' }, { index: 1 }),
  );
}
