import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type MailError, outcomeOfMailError } from './mail-outcome.ts';
import type { Parcel, Sender } from './sender.ts';

export interface MailOptions {
  /** SMTP_URL, such as smtps://user:password@mail.example.com. */
  readonly url: string;
  /** Whom it comes from, such as `Herald <herald@example.com>`. */
  readonly from: string;
  readonly timeouts?: MailTimeouts;
}

export interface MailTimeouts {
  readonly connectMs: number;
  /** Without a word from the server. */
  readonly silenceMs: number;
}

const TIMEOUTS: MailTimeouts = {
  connectMs: 15_000,
  silenceMs: 180_000, // servers look for viruses before they take a message; after that it is unclear whether they took it
};

/**
 * Brings things by e-mail: HTML with a plain-text part, files attached. The delivery key is in the Message-ID and in the
 * header `X-Herald-Delivery`, for people and mail servers; nobody can ask a mail server what it has delivered.
 */
export function mailSender(address: string, { url, from, timeouts = TIMEOUTS }: MailOptions): Sender {
  const transport = createTransport({
    url,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    socketTimeout: timeouts.silenceMs,
  });
  return {
    async send(parcel, deliveryKey, signal) {
      const messageId = messageIdOf(deliveryKey, from);
      const message = watched(await compose(parcel, { deliveryKey, messageId, from, to: address }));
      try {
        await transport.sendMail({ envelope: { from, to: address }, raw: message.stream, signal });
        return { outcome: 'sent', messageIds: [messageId] };
      } catch (error) {
        return outcomeOfMailError(error as MailError, address, message.wasSent());
      }
    },

    find: async () => ({
      found: 'cannot tell',
      reason: 'the mail server may have taken the message or not, and cannot be asked',
    }),
  };
}

/** @example messageIdOf('1f2e…', 'Herald <herald@example.com>') // '<1f2e…@example.com>' */
export function messageIdOf(deliveryKey: string, from: string): string {
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'herald.invalid';
  return `<${deliveryKey}@${domain}>`;
}

interface Envelope {
  readonly deliveryKey: string;
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
}

function compose({ subject, text, html, files }: Parcel, { deliveryKey, messageId, from, to }: Envelope): Promise<Buffer> {
  return new MailComposer({
    from,
    to,
    subject,
    text,
    html,
    messageId,
    headers: { 'X-Herald-Delivery': deliveryKey, 'Auto-Submitted': 'auto-generated' },
    attachments: files.map(({ name, contentType, content }) => ({ filename: name, contentType, content })),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** Before a message was read to its end, its last line cannot have been sent, and no server takes one without it. */
function watched(message: Buffer): { readonly stream: Readable; wasSent(): boolean } {
  let ended = false;
  const stream = Readable.from(partsOf(message), { objectMode: false });
  stream.once('end', () => {
    ended = true;
  });
  return { stream, wasSent: () => ended };
}

function* partsOf(message: Buffer): Generator<Buffer> {
  const part = 65_536;
  for (let start = 0; start < message.length; start += part) yield message.subarray(start, start + part);
}
