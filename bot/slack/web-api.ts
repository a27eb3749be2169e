import { webApi } from '@slack/bolt';
import type { Logger } from 'pino';
import { postJson } from './post-json.ts';
import { RateGate } from './rate-gate.ts';
import { SlackError, slackError } from './slack-error.ts';

export interface WebApiOptions {
  readonly token: string;
  /** Slack's own unless given. */
  readonly apiUrl?: string | undefined;
  readonly log: Logger;
  /** Told of every call: its method and how it ended. */
  readonly called?: (method: string, outcome: 'ok' | 'error' | 'rate limited') => void;
}

export type WebApiAnswer = Readonly<Record<string, unknown>>;

export interface CallOptions {
  /** Calls about one channel keep its pace and their order. */
  readonly channel?: string;
  /** Fails rather than do it twice, where it is not known whether Slack did it. */
  readonly once?: boolean;
}

/** One message a second for each channel; a few may come at once. */
const PACE_MS = 1000;
const BURST = 4;
/** Waited where Slack says 429 without saying how long. */
const DEFAULT_RETRY_AFTER = 5;
/** A caller has given up long before; so do we. */
const MAX_TRIES = 6;
/** What Slack asks for is a minute at most, where nothing is wrong. */
const LONGEST_WAIT_S = 60;
const TIMEOUT_MS = 10_000;
const PACED: ReadonlySet<string> = new Set(['chat.postMessage', 'files.uploadV2']);

/** Calls Slack: keeps the pace of each channel, waits out 429s, and repeats what did not get through. */
export class WebApi {
  readonly #client: webApi.WebClient;
  readonly #log: Logger;
  readonly #called: NonNullable<WebApiOptions['called']>;
  readonly #channels = new RateGate(PACE_MS, BURST);
  readonly #lanes = new RateGate(0, 1);

  constructor({ token, apiUrl, log, called = () => undefined }: WebApiOptions) {
    this.#client = new webApi.WebClient(token, {
      ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
      timeout: TIMEOUT_MS,
      retryConfig: { retries: 0 }, // tried again here, where it is known what may be repeated
      rejectRateLimitedCalls: true,
      fetch: fetchWithRetryAfter,
      logLevel: webApi.LogLevel.ERROR,
    });
    this.#log = log;
    this.#called = called;
  }

  /** @throws {SlackError} with Slack's own code, such as `not_in_channel` */
  call(method: string, args: WebApiAnswer, options: CallOptions = {}): Promise<WebApiAnswer> {
    return this.#patiently(method, options, () => this.#client.apiCall(method, args));
  }

  /** Uploads a file, and shares it where `channel_id` says so; returns its id. */
  async upload(
    args: Parameters<webApi.WebClient['files']['uploadV2']>[0],
    options: CallOptions = {},
  ): Promise<string | undefined> {
    return idOfUpload(await this.#patiently('files.uploadV2', options, () => this.#client.files.uploadV2(args)));
  }

  /** Answers at a `response_url`. */
  async respond(url: string, body: object): Promise<void> {
    await this.#patiently('response_url', { channel: url }, () => answerAt(url, body));
  }

  /**
   * A call that timed out may have been carried out; it is repeated all the same, because an answer twice is better than
   * none, unless `once` is set.
   */
  async #patiently(method: string, { channel, once = false }: CallOptions, call: () => Promise<object>): Promise<WebApiAnswer> {
    const lane = `${method} ${channel ?? ''}`;
    for (let tries = 1; ; tries++) {
      if (channel !== undefined && PACED.has(method)) await this.#channels.turn(channel);
      await this.#lanes.turn(lane);
      try {
        const answer = await call();
        this.#called(method, 'ok');
        return answer as WebApiAnswer;
      } catch (cause) {
        const error = slackError(method, cause);
        this.#called(method, error.retryAfter === undefined ? 'error' : 'rate limited');
        if (!error.isTransient || tries >= MAX_TRIES || (once && error.isUnclear)) throw error;
        if ((error.retryAfter ?? 0) > LONGEST_WAIT_S) throw error; // nobody waits so long for an answer, and others wait behind it
        const waitMs = error.retryAfter === undefined ? 250 * 2 ** tries : error.retryAfter * 1000;
        this.#log.warn({ method, waitMs, tries, slack: error.slackCode }, 'waiting to call Slack again');
        this.#lanes.pause(lane, waitMs);
      }
    }
  }
}

function idOfUpload(answer: object): string | undefined {
  const { files } = answer as { readonly files?: readonly { readonly files?: readonly { readonly id?: string }[] }[] };
  return files?.[0]?.files?.[0]?.id;
}

async function answerAt(url: string, body: object): Promise<object> {
  const { status, retryAfter, text } = await postJson(url, body, TIMEOUT_MS);
  if (status < 200 || status > 299) throw SlackError.ofResponse('response_url', status, retryAfter, text);
  return {};
}

type RequestOfClient = Parameters<NonNullable<webApi.WebClientOptions['fetch']>>[1];

/** The client knows how to wait only where Slack says how long. */
async function fetchWithRetryAfter(url: string | URL, init?: RequestOfClient): Promise<Response> {
  const response = await fetch(url, init as RequestInit);
  if (response.status !== 429 || Number(response.headers.get('retry-after')) > 0) return response;
  return new Response(await response.arrayBuffer(), { status: 429, headers: { 'retry-after': String(DEFAULT_RETRY_AFTER) } });
}
