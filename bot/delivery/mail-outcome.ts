import type { SendOutcome } from './sender.ts';

/** What Nodemailer throws: its own code, and what the server answered to which command, if it did. */
export interface MailError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/**
 * What a failed attempt means. An answer is an answer: 4xx not now, 5xx never. Without one it depends on whether the
 * whole message was on its way: before that no server takes it, after that nobody knows.
 *
 * @param wasSent whether the message was sent to its end
 */
export function outcomeOfMailError(error: MailError, address: string, wasSent: boolean): SendOutcome {
  const { code = '', command = '', responseCode } = error;
  const said = error.message;
  if (responseCode !== undefined && responseCode >= 500)
    return { outcome: 'refused', error: said, fix: fixFor(command, address) };
  if (responseCode !== undefined && responseCode >= 400) return { outcome: 'busy', error: said, fix: fixFor(command, address) };
  if (LASTING.has(code)) return { outcome: 'refused', error: said, fix: fixFor(command || code, address) };
  if (wasSent) return { outcome: 'unclear', error: `the mail server was sent the message and did not answer: ${said}` };
  return { outcome: 'busy', error: said, fix: 'check host and port in SMTP_URL, and that the mail server is up' };
}

/** Nothing that waiting would change. */
const LASTING: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH', 'EENVELOPE', 'ECONFIG', 'EREQUIRETLS']);

function fixFor(step: string, address: string): string {
  if (/AUTH/.test(step)) return 'correct user and password in SMTP_URL';
  if (step === 'RCPT TO' || step === 'EENVELOPE') return `correct the address ${address} where it is subscribed or configured`;
  if (step === 'MAIL FROM') return 'set a sender that the mail server lets you use';
  if (step === 'DATA') return 'ask whoever runs the mail server why it does not take the message (too large, or taken for spam?)';
  return 'check SMTP_URL with whoever runs the mail server';
}
