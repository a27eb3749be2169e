import type { types } from '@slack/bolt';
import { DEFAULT_PROFILE, type Profile, type Subscription } from '#pipeline';
import { subscriptionInWords } from '../../subscriptions/subscription.ts';
import { actions, button } from './elements.ts';
import { fitsForm } from './subscription-fields.ts';
import { capitalised, mrkdwn } from './text.ts';

/** More are not shown in one message; ending one brings up the next. */
export const MOST_SUBSCRIPTIONS = 15;

export interface SubscriptionLineParts {
  readonly subscriptions: readonly Subscription[];
  /** Ids of channels that Herald is not in any more. */
  readonly absent: ReadonlySet<string>;
  /** All that are configured. */
  readonly profiles: readonly Profile[];
  readonly targetInWords: (target: Subscription['target']) => string;
}

/** Each subscription on a line, with buttons that change and end it. */
export function subscriptionLines({
  subscriptions,
  absent,
  profiles,
  targetInWords,
}: SubscriptionLineParts): readonly (types.SectionBlock | types.ActionsBlock)[] {
  return subscriptions.slice(0, MOST_SUBSCRIPTIONS).flatMap((subscription, index) => {
    const { id, target } = subscription;
    const profile = profiles.find(({ name }) => name === subscription.profile);
    const words = wordsOf(subscription, profile);
    const isSilent = target.kind === 'channel' && absent.has(target.id);
    const text = `${mrkdwn(`#${id} ${capitalised(words)}`, 600)}, ${targetInWords(target)}${isSilent ? SILENT : ''}`;
    return [
      { type: 'section', text: { type: 'mrkdwn', text } } as const,
      ...actions(
        ...(profile !== undefined && fitsForm(subscription, profile)
          ? button('Change', { action: 'change-subscription', id }, { index, spoken: `Change ${words}` })
          : []),
        ...button('Unsubscribe', { action: 'unsubscribe', id }, { index, spoken: `Unsubscribe from ${words}` }),
      ),
    ];
  });
}

/** What it brings; of what, where that is not what people mean anyway. */
function wordsOf(subscription: Subscription, profile: Profile | undefined): string {
  const { profile: name, thing } = subscription;
  if (profile === undefined) return `${thing} of ${name}, which is not configured any more`;
  const words = subscriptionInWords(subscription, profile);
  return profile === DEFAULT_PROFILE ? words : `${profile.title}: ${words}`;
}

const SILENT = '\n⚠️ Nothing arrives: I am not in that channel any more. Write `/invite @Herald` there, or unsubscribe.';

/** Ids of Slack as mentions; what is none as text. */
export function targetInWords({ kind, id }: Subscription['target']): string {
  switch (kind) {
    case 'channel':
      return `in ${/^[CG][A-Z0-9]+$/.test(id) ? `<#${id}>` : mrkdwn(id, 80)}`;
    case 'person':
      return `in direct messages to ${/^[UW][A-Z0-9]+$/.test(id) ? `<@${id}>` : mrkdwn(id, 80)}`;
    case 'mail':
      return `by mail to ${mrkdwn(id, 200)}`;
    case 'folder':
      return `into the folder ${mrkdwn(id, 200)}`;
    default:
      return kind satisfies never;
  }
}
