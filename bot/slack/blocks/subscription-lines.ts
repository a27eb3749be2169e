import type { types } from '@slack/bolt';
import type { Profile, Subscription } from '#pipeline';
import { subscriptionInWords } from '../../subscriptions/subscription.ts';
import { button } from './elements.ts';
import { capitalised, mrkdwn } from './text.ts';

/** More are not shown in one message; ending one brings up the next. */
export const MOST_SUBSCRIPTIONS = 15;

/** Each subscription on a line, with a button that ends it. */
export function subscriptionLines(
  subscriptions: readonly Subscription[],
  profile: Profile,
  targetInWords: (target: Subscription['target']) => string,
): readonly types.SectionBlock[] {
  return subscriptions.slice(0, MOST_SUBSCRIPTIONS).map(({ id, thing, filter, target }, index) => {
    const words = subscriptionInWords({ thing, filter }, profile);
    const [accessory] = button('Unsubscribe', { action: 'unsubscribe', id }, { index, spoken: `Unsubscribe from ${words}` });
    const text = `${mrkdwn(`#${id} ${capitalised(words)}`, 600)}, ${targetInWords(target)}`;
    return { type: 'section', text: { type: 'mrkdwn', text }, ...(accessory && { accessory }) };
  });
}

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
