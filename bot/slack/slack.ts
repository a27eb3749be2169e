import { setTimeout as sleep } from 'node:timers/promises';
import { webApi } from '@slack/bolt';
import type { Logger } from 'pino';
import type { Form, Message, MessageBlock, Picture } from './message.ts';
import { RateGate } from './rate-gate.ts';
import { SlackError, slackError } from './slack-error.ts';

export interface SlackOptions {
  readonly token: string;
  /** Slack's own unless given. */
  readonly apiUrl?: string | undefined;
  readonly log: Logger;
  /** Told of every call: its method and how it ended. */
  readonly called?: (method: string, outcome: 'ok' | 'error' | 'rate limited') => void;
  /** Draws a picture as PNG. */
  readonly drawPicture: (picture: Picture) => Promise<Buffer>;
}

/** A message that was posted. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

export interface PostOptions {
  readonly thread?: string | null;
  readonly metadata?: { readonly event_type: string; readonly event_payload: Readonly<Record<string, string | number>> };
}

/** One message a second for each channel; a few may come at once. */
const PACE_MS = 1000;
const BURST = 4;
/** Waited where Slack says 429 without saying how long. */
const DEFAULT_RETRY_AFTER = 5;
/** A caller has given up long before; so do we. */
const MAX_TRIES = 6;
const TIMEOUT_MS = 10_000;

/**
 * Everything Herald sends to Slack goes through here: paced for each channel, 429s waited for, what failed on the way
 * tried again, and blocks that Slack refuses replaced by plainer ones.
 */
export class Slack {
  readonly #client: webApi.WebClient;
  readonly #log: Logger;
  readonly #called: NonNullable<SlackOptions['called']>;
  readonly #drawPicture: SlackOptions['drawPicture'];
  readonly #gate = new RateGate(PACE_MS, BURST);
  readonly #methods = new RateGate(0, 1);

  constructor({ token, apiUrl, log, called = () => undefined, drawPicture }: SlackOptions) {
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
    this.#drawPicture = drawPicture;
  }

  /** @throws {SlackError} with Slack's own code, such as `not_in_channel` */
  async post(channel: string, message: Message, { thread, metadata }: PostOptions = {}): Promise<Posted> {
    const answer = await this.#inForms(message, (content) =>
      this.#call(
        'chat.postMessage',
        { channel, ...threadOf(thread), ...(metadata && { metadata }), ...content, ...QUIET },
        channel,
      ),
    );
    return { channel: String(answer.channel ?? channel), ts: String(answer.ts) };
  }

  async update({ channel, ts }: Posted, message: Message): Promise<void> {
    await this.#inForms(message, (content) => this.#call('chat.update', { channel, ts, ...content }, channel));
  }

  async delete({ channel, ts }: Posted): Promise<void> {
    await this.#call('chat.delete', { channel, ts }, channel);
  }

  /** Visible to one person only. */
  async whisper(channel: string, user: string, message: Message, thread?: string | null): Promise<void> {
    await this.#inForms(message, (content) =>
      this.#call('chat.postEphemeral', { channel, user, ...threadOf(thread), ...content }, channel),
    );
  }

  /**
   * Answers at a `response_url`, which takes five messages in 30 minutes.
   * @throws {SlackError} `used_url` where it takes no more
   */
  async respond(
    url: string,
    message: Message,
    options: { readonly replace: boolean; readonly inChannel: boolean },
  ): Promise<void> {
    const how = {
      replace_original: options.replace,
      response_type: options.inChannel ? 'in_channel' : 'ephemeral',
    };
    await this.#inForms(message, (content) => this.#patiently('response_url', url, () => postJson(url, { ...how, ...content })));
  }

  /** The channel of the direct messages with a person. */
  async directChannel(user: string): Promise<string> {
    const opened = await this.#call('conversations.open', { users: user });
    return (opened.channel as { readonly id: string }).id;
  }

  /** Sends a file into a channel. */
  async sendFile(
    channel: string,
    file: { readonly name: string; readonly content: Buffer; readonly comment: string },
  ): Promise<void> {
    const upload = { channel_id: channel, filename: file.name, file: file.content, initial_comment: file.comment };
    await this.#patiently('files.uploadV2', channel, () => this.#client.files.uploadV2(upload));
  }

  async openModal(triggerId: string, view: object): Promise<ViewRef> {
    return viewOf(await this.#call('views.open', { trigger_id: triggerId, view }));
  }

  async updateModal({ id, hash }: ViewRef, view: object): Promise<void> {
    await this.#call('views.update', { view_id: id, ...(hash !== undefined && { hash }), view });
  }

  async publishHome(user: string, view: object): Promise<void> {
    await this.#call('views.publish', { user_id: user, view });
  }

  /** Shows under the box for writing that Herald is at work; Slack clears it with the next message. */
  async setStatus(channel: string, thread: string, status: string): Promise<void> {
    await this.#call('assistant.threads.setStatus', { channel_id: channel, thread_ts: thread, status });
  }

  async suggestPrompts(channel: string, prompts: readonly { readonly title: string; readonly message: string }[]): Promise<void> {
    await this.#call('assistant.threads.setSuggestedPrompts', { channel_id: channel, prompts });
  }

  async groupMembers(group: string): Promise<readonly string[]> {
    return ((await this.#call('usergroups.users.list', { usergroup: group })).users ?? []) as readonly string[];
  }

  /** Whether people of other organisations are in the channel. */
  async isShared(channel: string): Promise<boolean> {
    const facts = await this.#channelFacts(channel);
    return facts.is_ext_shared === true || facts.is_pending_ext_shared === true || facts.is_org_shared === true;
  }

  /** Whether Herald is in the channel, and so may post there. */
  async isMember(channel: string): Promise<boolean> {
    try {
      return (await this.#channelFacts(channel)).is_member === true;
    } catch (error) {
      if (error instanceof SlackError && error.slackCode === 'channel_not_found') return false; // a private channel without us
      throw error;
    }
  }

  async #channelFacts(channel: string): Promise<Readonly<Record<string, unknown>>> {
    const { channel: facts } = await this.#call('conversations.info', { channel });
    return facts as Readonly<Record<string, unknown>>;
  }

  /** Who Herald is in this workspace. */
  async identity(): Promise<{ readonly botId: string; readonly botUserId: string; readonly teamId: string }> {
    const { bot_id: botId, user_id: botUserId, team_id: teamId } = await this.#call('auth.test', {});
    return { botId: String(botId), botUserId: String(botUserId), teamId: String(teamId) };
  }

  /** The richest form that Slack takes; the bare text if it takes none. */
  async #inForms<T>(message: Message, send: (content: Content) => Promise<T>): Promise<T> {
    const { text } = message;
    for (const form of message.forms) {
      try {
        return await send({ text, blocks: form.blocks(await this.#uploaded(form)) });
      } catch (error) {
        if (!(error instanceof SlackError && error.isAboutBlocks)) throw error;
        this.#log.warn({ slack: error.slackCode, details: error.details }, 'Slack refused blocks; sending a plainer form');
      }
    }
    return send({ text });
  }

  /** Uploads the picture of a form; a message is worth more without its picture than not at all. */
  async #uploaded({ picture }: Form): Promise<string | null> {
    if (picture === null) return null;
    try {
      const file = await this.#drawPicture(picture);
      const upload = { filename: 'chart.png', file, title: picture.alt.slice(0, 200) };
      const answer = await this.#patiently('files.uploadV2', 'files', () => this.#client.files.uploadV2(upload));
      const id = idOfUpload(answer);
      return id !== undefined && (await this.#isReady(id)) ? id : null;
    } catch (error) {
      this.#log.warn({ err: error }, 'a chart could not be sent as a picture');
      return null;
    }
  }

  /** Slack takes a picture into a message only once it has looked at it. */
  async #isReady(file: string): Promise<boolean> {
    const until = performance.now() + PICTURE_PATIENCE_MS;
    for (let waitMs = 200; performance.now() < until; waitMs = Math.min(waitMs * 2, 2000)) {
      const { file: facts } = await this.#call('files.info', { file });
      if ((facts as { readonly mimetype?: string }).mimetype) return true;
      await sleep(waitMs);
    }
    return false;
  }

  #call(method: string, args: Readonly<Record<string, unknown>>, channel?: string): Promise<webApi.WebAPICallResult & Answer> {
    return this.#patiently(method, channel, () => this.#client.apiCall(method, args));
  }

  /**
   * Keeps the pace of a channel, waits out 429s, and repeats what did not get through. A call that timed out may have
   * been carried out; it is repeated all the same, because an answer twice is better than none.
   */
  async #patiently<T extends object>(method: string, channel: string | undefined, call: () => Promise<T>): Promise<T & Answer> {
    const lane = `${method} ${channel ?? ''}`;
    for (let tries = 1; ; tries++) {
      if (channel !== undefined && PACED.has(method)) await this.#gate.turn(channel);
      await this.#methods.turn(lane);
      try {
        const answer = await call();
        this.#called(method, 'ok');
        return answer as T & Answer;
      } catch (cause) {
        const error = slackError(method, cause);
        this.#called(method, error.retryAfter === undefined ? 'error' : 'rate limited');
        if (!error.isTransient || tries >= MAX_TRIES) throw error;
        const waitMs = error.retryAfter === undefined ? 250 * 2 ** tries : error.retryAfter * 1000;
        this.#log.warn({ method, waitMs, tries, slack: error.slackCode }, 'waiting to call Slack again');
        this.#methods.pause(lane, waitMs);
      }
    }
  }
}

/** A modal as it was last seen; the hash keeps an update from undoing a newer one. */
export interface ViewRef {
  readonly id: string;
  readonly hash?: string;
}

type Answer = Readonly<Record<string, unknown>>;

interface Content {
  readonly text: string;
  readonly blocks?: readonly MessageBlock[];
}

const PACED: ReadonlySet<string> = new Set(['chat.postMessage', 'files.uploadV2']);
const PICTURE_PATIENCE_MS = 20_000;
/** Links in the data are text, not something to look up. */
const QUIET = { unfurl_links: false, unfurl_media: false };

function threadOf(thread: string | null | undefined): { readonly thread_ts?: string } {
  return thread ? { thread_ts: thread } : {};
}

function viewOf(answer: Answer): ViewRef {
  const { id, hash } = answer.view as { readonly id: string; readonly hash?: string };
  return { id, ...(hash !== undefined && { hash }) };
}

function idOfUpload(answer: object): string | undefined {
  const { files } = answer as { readonly files?: readonly { readonly files?: readonly { readonly id?: string }[] }[] };
  return files?.[0]?.files?.[0]?.id;
}

async function postJson(url: string, body: object): Promise<object> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw SlackError.ofResponse('response_url', response.status, response.headers.get('retry-after'), text);
  return {};
}

type RequestOfClient = Parameters<NonNullable<webApi.WebClientOptions['fetch']>>[1];

/** The client knows how to wait only where Slack says how long. */
async function fetchWithRetryAfter(url: string | URL, init?: RequestOfClient): Promise<Response> {
  const response = await fetch(url, init as RequestInit);
  if (response.status !== 429 || Number(response.headers.get('retry-after')) > 0) return response;
  return new Response(await response.arrayBuffer(), { status: 429, headers: { 'retry-after': String(DEFAULT_RETRY_AFTER) } });
}
