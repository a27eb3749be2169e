import type { Context } from './context.ts';
import { eventEnvelope } from './events.ts';
import { type HttpCourier, signed } from './http-courier.ts';
import type { Fields } from './json.ts';
import { type Attempt, CONTENT_TYPES, encoded, type Parcel } from './parcel.ts';

/** An inner event, a command or an interaction as fields, or any bytes. */
export type Envelope = { readonly event: Fields; readonly eventId?: string } | Parcel | string;

export interface EnvelopeOptions {
  /** `replayed`: the same bytes twice, the answer to the second. `stale`: six minutes old. Good unless given. */
  readonly signature?: 'good' | 'bad' | 'stale' | 'future' | 'replayed' | 'none';
  readonly contentType?: string;
  readonly retryNum?: number;
  readonly retryReason?: string;
}

const STALE_SECONDS = 6 * 60; // Slack's rule is five minutes

/** Sends one request by hand, good or forged. */
export async function deliver(
  context: Context,
  courier: HttpCourier,
  envelope: Envelope,
  options: EnvelopeOptions,
): Promise<Attempt> {
  const { signature = 'good', retryNum, retryReason } = options;
  const parcel = parcelOf(context, envelope);
  const body = typeof parcel === 'string' ? parcel : encoded(parcel);
  const contentType = options.contentType ?? (typeof parcel === 'string' ? CONTENT_TYPES.event : CONTENT_TYPES[parcel.kind]);
  const headers = {
    ...headersFor(signature, context.app.signingSecret, body),
    ...(retryNum === undefined
      ? {}
      : { 'X-Slack-Retry-Num': String(retryNum), 'X-Slack-Retry-Reason': retryReason ?? 'http_timeout' }),
  };
  const post = { body, contentType, headers };
  if (signature === 'replayed') await courier.post(post, context.faults.ackTimeoutMs);
  return courier.post(post, context.faults.ackTimeoutMs);
}

function parcelOf(context: Context, envelope: Envelope): Parcel | string {
  if (typeof envelope === 'string' || 'kind' in envelope) return envelope;
  const body = eventEnvelope(context, envelope.event);
  return { kind: 'event', body: envelope.eventId === undefined ? body : { ...body, event_id: envelope.eventId } };
}

function headersFor(
  signature: NonNullable<EnvelopeOptions['signature']>,
  secret: string,
  body: string,
): Readonly<Record<string, string>> {
  switch (signature) {
    case 'none':
      return {};
    case 'bad':
      return signed(`not ${secret}`, body);
    case 'stale':
      return signed(secret, body, STALE_SECONDS);
    case 'future':
      return signed(secret, body, -STALE_SECONDS);
    default:
      return signed(secret, body);
  }
}
