import { createHmac } from 'node:crypto';
import type { Fields } from './json.ts';

/** Something for the bot, before it is known how it travels. */
export interface Parcel {
  readonly kind: 'event' | 'command' | 'interactive';
  readonly body: Fields;
}

export type RetryReason = 'http_timeout' | 'http_error' | 'connection_failed' | 'timeout';

export interface Retry {
  readonly num: number;
  readonly reason: RetryReason;
}

/** One try at handing a parcel over, and what came back. */
export interface Attempt {
  /** HTTP status; 200 for an acknowledged envelope in Socket Mode; null where nothing came back. */
  readonly status: number | null;
  readonly body: string;
  /** What the body says as JSON, undefined where it is none. */
  readonly payload: unknown;
  /** From sending to the whole answer. */
  readonly ackMs: number;
  readonly failure: RetryReason | null;
  /** The bot asked not to be tried again. */
  readonly noRetry: boolean;
}

/** Carries one parcel once. */
export interface Courier {
  carry(parcel: Parcel, retry: Retry | null, timeoutMs: number): Promise<Attempt>;
}

/** Content types exactly as Slack sends them. */
export const CONTENT_TYPES = {
  event: 'application/json',
  command: 'application/x-www-form-urlencoded',
  interactive: 'application/x-www-form-urlencoded',
} as const;

/** The body as it travels over HTTP. */
export function encoded({ kind, body }: Parcel): string {
  if (kind === 'event') return JSON.stringify(body);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(body) }).toString();
  return new URLSearchParams(Object.entries(body).map(([key, value]): [string, string] => [key, String(value)])).toString();
}

/** @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signatureOf(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
