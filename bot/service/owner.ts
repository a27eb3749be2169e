import type { Logger } from 'pino';
import { renderNotice } from '#drawing';
import type { Notice, Owner } from '../delivery/owner.ts';
import type { Sender } from '../delivery/sender.ts';
import type { Bulletin } from '../delivery/slack.ts';
import { plainTextMessage } from '../slack/blocks/plain-text.ts';

/** Tells whoever keeps Herald running; the log has it in any case. */
export function ownerBy(sender: Sender<Bulletin> | undefined, log: Logger): Owner {
  return {
    async tell({ key, text }: Notice) {
      log.warn({ notice: key }, text);
      if (sender === undefined) return;
      const bulletin: Bulletin = {
        name: 'herald-notice',
        subject: 'Herald needs a person',
        text,
        html: renderNotice(text),
        files: [],
        message: plainTextMessage(text),
        eventType: 'herald_notice',
      };
      const outcome = await sender.send(bulletin, key, AbortSignal.timeout(60_000));
      if (outcome.outcome !== 'sent') throw new Error(`the owner could not be told: ${outcome.error}`);
    },
  };
}
