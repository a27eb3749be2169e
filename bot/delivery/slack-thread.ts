import { alertNoteMessage } from '../slack/blocks/open-alert.ts';
import type { Posted, Slack } from '../slack/slack.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Sender } from './sender.ts';
import { type Bulletin, outcomeOf, type SlackTarget } from './slack.ts';

/** News about something that was posted before. */
export interface FollowUp extends Bulletin {
  /** For the thread; null where only the message changes. */
  readonly note: string | null;
}

/**
 * Keeps a message up to date: edits it, and adds what is new to its thread. The edit may be repeated without harm; the
 * line in the thread carries the delivery key.
 *
 * @param root the message
 * @param anew posts it again, where somebody has deleted it
 */
export function slackThreadSender(slack: Slack, target: SlackTarget, root: Posted, anew: Sender<Bulletin>): Sender<FollowUp> {
  const isThere = async (deliveryKey: string) => {
    const thread = await slack.thread(root);
    return thread.some(({ metadata }) => metadata?.event_payload.delivery_key === deliveryKey);
  };
  const id = `${root.channel}/${root.ts}`;
  return {
    async send(news, deliveryKey, signal) {
      try {
        await slack.update(root, news.message);
        if (news.note !== null && !(await isThere(deliveryKey))) {
          const metadata = { event_type: news.eventType, event_payload: { delivery_key: deliveryKey } };
          await slack.post(root.channel, alertNoteMessage(news.note), { thread: root.ts, metadata, once: true });
        }
        return { outcome: 'sent', messageIds: [id] };
      } catch (error) {
        if (isGone(error)) return anew.send(news, deliveryKey, signal);
        if (error instanceof SlackError) return outcomeOf(error, target);
        throw error;
      }
    },

    async find(deliveryKey, since) {
      try {
        if (await isThere(deliveryKey)) return { found: 'sent', messageIds: [id] };
      } catch (error) {
        if (!isGone(error)) throw error;
      }
      return anew.find(deliveryKey, since);
    },
  };
}

/** Whether somebody has deleted the message. */
function isGone(error: unknown): boolean {
  return error instanceof SlackError && GONE.has(error.slackCode);
}

const GONE: ReadonlySet<string> = new Set(['message_not_found', 'thread_not_found', 'cant_update_message']);
