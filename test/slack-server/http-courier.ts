import { Agent, request } from 'node:http';
import { parsedJson } from './json.ts';
import { type Attempt, CONTENT_TYPES, type Courier, encoded, type Parcel, type Retry, signatureOf } from './parcel.ts';

export interface Post {
  readonly body: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Posts signed requests to the bot, as Slack does for apps with a request URL. */
export class HttpCourier implements Courier {
  readonly #url: string;
  readonly #secret: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string, secret: string) {
    this.#url = url;
    this.#secret = secret;
  }

  carry(parcel: Parcel, retry: Retry | null, timeoutMs: number): Promise<Attempt> {
    const body = encoded(parcel);
    const retryHeaders = retry === null ? {} : { 'X-Slack-Retry-Num': String(retry.num), 'X-Slack-Retry-Reason': retry.reason };
    const headers = { ...signed(this.#secret, body), ...retryHeaders };
    return this.post({ body, contentType: CONTENT_TYPES[parcel.kind], headers }, timeoutMs);
  }

  /** Sends bytes as they are; never rejects, a failure is an attempt too. */
  post({ body, contentType, headers }: Post, timeoutMs: number): Promise<Attempt> {
    const startedAt = performance.now();
    const ended = (rest: Partial<Attempt>): Attempt => ({
      status: null,
      body: '',
      payload: undefined,
      failure: null,
      noRetry: false,
      ackMs: performance.now() - startedAt,
      ...rest,
    });
    return new Promise((resolve) => {
      const outgoing = request(this.#url, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          'User-Agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          ...headers,
          'Content-Type': contentType,
          'Content-Length': Buffer.byteLength(body),
        },
      });
      const deadline = setTimeout(() => {
        resolve(ended({ failure: 'http_timeout' }));
        outgoing.destroy();
      }, timeoutMs);
      const failed = () => {
        clearTimeout(deadline);
        resolve(ended({ failure: 'connection_failed' }));
      };
      outgoing.on('error', failed);
      outgoing.on('response', (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () => {
          clearTimeout(deadline);
          const text = Buffer.concat(chunks).toString();
          const status = response.statusCode!;
          const failure = status >= 200 && status < 300 ? null : 'http_error';
          const noRetry = response.headers['x-slack-no-retry'] === '1';
          resolve(ended({ status, body: text, payload: parsedJson(text), failure, noRetry }));
        });
      });
      outgoing.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** @param ageSeconds how old the request pretends to be */
export function signed(secret: string, body: string, ageSeconds = 0): Readonly<Record<string, string>> {
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  return { 'X-Slack-Request-Timestamp': String(timestamp), 'X-Slack-Signature': signatureOf(secret, timestamp, body) };
}
