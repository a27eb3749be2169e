import { folderSender } from '../delivery/folder.ts';
import { mailSender } from '../delivery/mail.ts';
import type { Sender } from '../delivery/sender.ts';
import { type Bulletin, slackSender } from '../delivery/slack.ts';
import { type Target, targetText } from '../delivery/target.ts';
import type { Slack } from '../slack/slack.ts';

export interface SenderOptions {
  readonly slack: Slack | undefined;
  readonly smtpUrl: string | undefined;
  readonly mailFrom: string | undefined;
  readonly now: () => Date;
}

/** The way to each target; made once, because a mail transport keeps its connections. */
export function sendersBy(options: SenderOptions): (target: Target) => Sender<Bulletin> {
  const made = new Map<string, Sender<Bulletin>>();
  return (target) => {
    const key = targetText(target);
    const sender = made.get(key) ?? senderTo(target, options);
    made.set(key, sender);
    return sender;
  };
}

function senderTo({ kind, id }: Target, { slack, smtpUrl, mailFrom, now }: SenderOptions): Sender<Bulletin> {
  switch (kind) {
    case 'channel':
    case 'person':
      if (slack === undefined) return unable('there is no Slack', 'set SLACK_BOT_TOKEN and SLACK_APP_TOKEN');
      return withPdfOnly(slackSender(slack, { kind, id }, now));
    case 'mail':
      if (smtpUrl === undefined) return unable('there is no mail server', 'set SMTP_URL');
      if (mailFrom === undefined) return unable('e-mail has no sender', 'set mail.from in herald.config.ts');
      return withPdfOnly(mailSender(id, { url: smtpUrl, from: mailFrom }));
    case 'folder':
      return folderSender(id);
    default:
      return kind satisfies never;
  }
}

/** Slack shows no HTML, and mail servers distrust it; a folder gets both. */
function withPdfOnly(sender: Sender<Bulletin>): Sender<Bulletin> {
  return {
    send: (bulletin, deliveryKey, signal, isFirst) => {
      const files = bulletin.files.filter(({ contentType }) => contentType === 'application/pdf');
      return sender.send({ ...bulletin, files }, deliveryKey, signal, isFirst);
    },
    find: (deliveryKey, since) => sender.find(deliveryKey, since),
  };
}

function unable(error: string, fix: string): Sender<Bulletin> {
  return { send: async () => ({ outcome: 'refused', error, fix }), find: async () => ({ found: 'not sent' }) };
}
