import type { Message } from '../slack/message.ts';
import type { PastMessage, Posted, Slack } from '../slack/slack.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Found, Parcel, Sender, SendOutcome } from './sender.ts';

/** What is brought to Slack: a message, and the files of the parcel in its thread. */
export interface Bulletin extends Parcel {
  readonly message: Message;
  readonly eventType: 'herald_alert' | 'herald_report' | 'herald_notice';
}

export interface SlackTarget {
  readonly kind: 'channel' | 'person';
  readonly id: string;
}

/** An attempt that was cut off is no older than this; deadlines are shorter. */
const LOOK_BACK_MS = 2 * 24 * 3_600_000;

/**
 * Brings things into a channel or to a person. The message carries the delivery key and how many files belong to it, so
 * that an attempt that was cut off after the message goes on with the files.
 *
 * @param now for how far to look back
 */
export function slackSender(slack: Slack, target: SlackTarget, now: () => Date): Sender<Bulletin> {
  const channel = async () => (target.kind === 'channel' ? target.id : slack.directChannel(target.id));
  const find = async (deliveryKey: string, since: Date): Promise<(Posted & Progress) | undefined> => {
    const place = await channel();
    const found = await slack.findPosted(place, deliveryKey, since);
    if (found === undefined) return undefined;
    const posted = { channel: place, ts: found.ts };
    return { ...posted, ...progressOf(found, await slack.thread(posted)) };
  };
  return {
    async send(bulletin, deliveryKey, _signal, isFirst = false) {
      try {
        const before = isFirst ? undefined : await find(deliveryKey, new Date(now().getTime() - LOOK_BACK_MS));
        const posted =
          before ??
          (await slack.post(await channel(), bulletin.message, { metadata: metadataOf(bulletin, deliveryKey), once: true }));
        for (const file of bulletin.files.slice(before?.filesThere ?? 0)) {
          await slack.sendFile(posted.channel, { ...file, comment: bulletin.subject }, posted.ts);
        }
        return { outcome: 'sent', messageIds: [`${posted.channel}/${posted.ts}`] };
      } catch (error) {
        if (error instanceof SlackError) return outcomeOf(error, target);
        throw error;
      }
    },

    async find(deliveryKey, since): Promise<Found> {
      try {
        const found = await find(deliveryKey, since);
        if (found === undefined || found.filesThere < found.filesWanted) return { found: 'not sent' };
        return { found: 'sent', messageIds: [`${found.channel}/${found.ts}`] };
      } catch (error) {
        if (error instanceof SlackError && error.slackCode === 'too_long') return { found: 'cannot tell', reason: error.message };
        throw error;
      }
    },
  };
}

interface Progress {
  readonly filesWanted: number;
  readonly filesThere: number;
}

function metadataOf({ eventType, files }: Bulletin, deliveryKey: string) {
  return { event_type: eventType, event_payload: { delivery_key: deliveryKey, files: files.length } };
}

function progressOf({ metadata }: PastMessage, thread: readonly PastMessage[]): Progress {
  const filesThere = thread.reduce((sum, { files = [] }) => sum + files.length, 0);
  return { filesWanted: Number(metadata?.event_payload.files ?? 0), filesThere };
}

/** What Slack's answer means for a delivery. */
export function outcomeOf(error: SlackError, { kind, id }: SlackTarget): SendOutcome {
  const said = `${kind} ${id}: ${error.message}`;
  if (error.isUnclear) return { outcome: 'unclear', error: said };
  if (!error.isTransient)
    return { outcome: 'refused', error: said, fix: error.fix ?? 'see what Slack says about this error, and correct the target' };
  return {
    outcome: 'busy',
    error: said,
    ...(error.retryAfter !== undefined && { retryAfterMs: error.retryAfter * 1000 }),
    ...(error.fix !== undefined && { fix: error.fix }),
  };
}
