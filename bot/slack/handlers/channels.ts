import { setTimeout as sleep } from 'node:timers/promises';
import type { Subscription } from '#pipeline';
import { MOST_SUBSCRIPTIONS } from '../blocks/subscription-lines.ts';
import type { Desk } from '../desk.ts';

/** Why nothing of ours belongs into a channel, and what to do; undefined where all is well. */
export async function channelFault({ slack }: Desk, channel: string): Promise<string | undefined> {
  if (!(await slack.isMember(channel)))
    return 'I am not in that channel, so I could not post there. Write /invite @Herald there, then subscribe again.';
  if (await slack.isShared(channel))
    return 'People of another organisation are in that channel, so alerts and reports do not go there. Choose another.';
  return undefined;
}

/** Among the subscriptions that a list shows, the channels that Herald is not in any more; those that Slack tells of in time. */
export async function absentChannels({ slack }: Desk, subscriptions: readonly Subscription[]): Promise<ReadonlySet<string>> {
  const shown = subscriptions.slice(0, MOST_SUBSCRIPTIONS).filter(({ target }) => target.kind === 'channel');
  const channels = [...new Set(shown.map(({ target }) => target.id))];
  const there = await Promise.all(channels.map((channel) => inTime(slack.isMember(channel))));
  return new Set(channels.filter((_, index) => there[index] === false));
}

/** A form must be acknowledged within three seconds, and nobody waits longer for a list. */
const PATIENCE_MS = 1500;

/** What comes soon; undefined for what comes late or fails. */
export function inTime<T>(answer: Promise<T>): Promise<T | undefined> {
  const late = sleep(PATIENCE_MS, undefined, { ref: false });
  return Promise.race([answer.catch(() => undefined), late]);
}
