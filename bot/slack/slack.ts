import { setTimeout as sleep } from 'node:timers/promises';
import type { Form, Message, MessageBlock, Picture } from './message.ts';
import { SlackError } from './slack-error.ts';
import { WebApi, type WebApiAnswer, type WebApiOptions } from './web-api.ts';

export interface SlackOptions extends WebApiOptions {
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
  readonly metadata?: MessageMetadata;
  /** Fails rather than post twice, where it is not known whether Slack took it. */
  readonly once?: boolean;
}

/** What other programs can find a message by; every app of the workspace can read it. */
export interface MessageMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, string | number>>;
}

/** A message as the history of a channel has it. */
export interface PastMessage {
  readonly ts: string;
  readonly metadata?: MessageMetadata;
  readonly files?: readonly { readonly name?: string }[];
}

export interface OutgoingFile {
  readonly name: string;
  readonly content: Buffer;
  /** What is said beside it. */
  readonly comment: string;
}

const PICTURE_PATIENCE_MS = 20_000;
/** Links in the data are text, not something to look up. */
const QUIET = { unfurl_links: false, unfurl_media: false };
/** As far as a channel is read back to find a message of ours. */
const HISTORY_PAGES = 10;
const HISTORY_PAGE = 200;

/** What Herald says and asks in Slack. Blocks that Slack refuses are replaced by plainer ones. */
export class Slack {
  readonly #api: WebApi;
  readonly #options: SlackOptions;

  constructor(options: SlackOptions) {
    this.#api = new WebApi(options);
    this.#options = options;
  }

  /** @throws {SlackError} with Slack's own code, such as `not_in_channel` */
  async post(channel: string, message: Message, { thread, metadata, once = false }: PostOptions = {}): Promise<Posted> {
    const answer = await this.#inForms(message, (content) =>
      this.#api.call(
        'chat.postMessage',
        { channel, ...threadOf(thread), ...(metadata && { metadata }), ...content, ...QUIET },
        { channel, once },
      ),
    );
    return { channel: String(answer.channel ?? channel), ts: String(answer.ts) };
  }

  async update({ channel, ts }: Posted, message: Message): Promise<void> {
    await this.#inForms(message, (content) => this.#api.call('chat.update', { channel, ts, ...content }, { channel }));
  }

  async delete({ channel, ts }: Posted): Promise<void> {
    await this.#api.call('chat.delete', { channel, ts }, { channel });
  }

  /** Visible to one person only. */
  async whisper(channel: string, user: string, message: Message, thread?: string | null): Promise<void> {
    await this.#inForms(message, (content) =>
      this.#api.call('chat.postEphemeral', { channel, user, ...threadOf(thread), ...content }, { channel }),
    );
  }

  /**
   * Answers at a `response_url`, for the asker alone; it takes five messages in 30 minutes.
   * @throws {SlackError} `used_url` where it takes no more
   */
  async respond(url: string, message: Message): Promise<void> {
    const how = { replace_original: false, response_type: 'ephemeral' };
    await this.#inForms(message, (content) => this.#api.respond(url, { ...how, ...content }));
  }

  /** The channel of the direct messages with a person. */
  async directChannel(user: string): Promise<string> {
    const opened = await this.#api.call('conversations.open', { users: user });
    return (opened.channel as { readonly id: string }).id;
  }

  /** Sends a file into a channel, or a thread of it. */
  async sendFile(channel: string, { name, content, comment }: OutgoingFile, thread?: string): Promise<void> {
    const upload = { channel_id: channel, filename: name, file: content, initial_comment: comment };
    await this.#api.upload(thread === undefined ? upload : { ...upload, thread_ts: thread }, { channel });
  }

  /** The message with this delivery key that Herald posted in a channel since then; undefined if there is none. */
  async findPosted(channel: string, deliveryKey: string, since: Date): Promise<PastMessage | undefined> {
    const oldest = String(since.getTime() / 1000);
    let cursor: string | undefined;
    for (let page = 0; page < HISTORY_PAGES; page++) {
      const request = { channel, oldest, limit: HISTORY_PAGE, include_all_metadata: true, ...(cursor && { cursor }) };
      const answer = await this.#api.call('conversations.history', request);
      const messages = answer.messages as readonly PastMessage[];
      const found = messages.find(({ metadata }) => metadata?.event_payload.delivery_key === deliveryKey);
      cursor = (answer.response_metadata as { readonly next_cursor?: string } | undefined)?.next_cursor;
      if (found !== undefined || !cursor) return found;
    }
    const extent = `more than ${HISTORY_PAGES * HISTORY_PAGE} messages since ${since.toISOString()}`;
    throw new SlackError('conversations.history', 'too_long', [extent]);
  }

  /** The messages of a thread, its opening one first. */
  async thread({ channel, ts }: Posted): Promise<readonly PastMessage[]> {
    const request = { channel, ts, limit: HISTORY_PAGE, include_all_metadata: true };
    return (await this.#api.call('conversations.replies', request)).messages as readonly PastMessage[];
  }

  async openModal(triggerId: string, view: object): Promise<ViewRef> {
    return viewOf(await this.#api.call('views.open', { trigger_id: triggerId, view }));
  }

  async updateModal({ id, hash }: ViewRef, view: object): Promise<void> {
    await this.#api.call('views.update', { view_id: id, ...(hash !== undefined && { hash }), view });
  }

  async publishHome(user: string, view: object): Promise<void> {
    await this.#api.call('views.publish', { user_id: user, view });
  }

  /** Shows under the box for writing that Herald is at work; Slack clears it with the next message. */
  async setStatus(channel: string, thread: string, status: string): Promise<void> {
    await this.#api.call('assistant.threads.setStatus', { channel_id: channel, thread_ts: thread, status });
  }

  async suggestPrompts(channel: string, prompts: readonly { readonly title: string; readonly message: string }[]): Promise<void> {
    await this.#api.call('assistant.threads.setSuggestedPrompts', { channel_id: channel, prompts });
  }

  async groupMembers(group: string): Promise<readonly string[]> {
    return ((await this.#api.call('usergroups.users.list', { usergroup: group })).users ?? []) as readonly string[];
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
    const { channel: facts } = await this.#api.call('conversations.info', { channel });
    return facts as Readonly<Record<string, unknown>>;
  }

  /** Who Herald is in this workspace, and what it may do there. */
  async identity(): Promise<Identity> {
    const answer = await this.#api.call('auth.test', {});
    const { scopes } = (answer.response_metadata ?? {}) as { readonly scopes?: readonly string[] };
    return {
      botId: String(answer.bot_id),
      botUserId: String(answer.user_id),
      team: String(answer.team ?? answer.team_id),
      scopes,
    };
  }

  /** The richest form that Slack takes; the bare text if it takes none. */
  async #inForms<T>(message: Message, send: (content: Content) => Promise<T>): Promise<T> {
    const { text } = message;
    for (const form of message.forms) {
      try {
        return await send({ text, blocks: form.blocks(await this.#uploaded(form)) });
      } catch (error) {
        if (!(error instanceof SlackError && error.isAboutBlocks)) throw error;
        this.#options.log.warn(
          { slack: error.slackCode, details: error.details },
          'Slack refused blocks; sending a plainer form',
        );
      }
    }
    return send({ text });
  }

  /** Uploads the picture of a form; a message is worth more without its picture than not at all. */
  async #uploaded({ picture }: Form): Promise<string | null> {
    if (picture === null) return null;
    try {
      const file = await this.#options.drawPicture(picture);
      const upload = { filename: 'chart.png', file, title: picture.alt.slice(0, 200) };
      const id = await this.#api.upload(upload);
      return id !== undefined && (await this.#isReady(id)) ? id : null;
    } catch (error) {
      this.#options.log.warn({ err: error }, 'a chart could not be sent as a picture');
      return null;
    }
  }

  /** Slack takes a picture into a message only once it has looked at it. */
  async #isReady(file: string): Promise<boolean> {
    const until = performance.now() + PICTURE_PATIENCE_MS;
    for (let waitMs = 200; performance.now() < until; waitMs = Math.min(waitMs * 2, 2000)) {
      const { file: facts } = await this.#api.call('files.info', { file });
      if ((facts as { readonly mimetype?: string }).mimetype) return true;
      await sleep(waitMs);
    }
    return false;
  }
}

export interface Identity {
  readonly botId: string;
  readonly botUserId: string;
  /** Name of the workspace. */
  readonly team: string;
  /** Undefined where Slack does not say. */
  readonly scopes: readonly string[] | undefined;
}

/** A modal as it was last seen; the hash keeps an update from undoing a newer one. */
export interface ViewRef {
  readonly id: string;
  readonly hash?: string;
}

interface Content {
  readonly text: string;
  readonly blocks?: readonly MessageBlock[];
}

function threadOf(thread: string | null | undefined): { readonly thread_ts?: string } {
  return thread ? { thread_ts: thread } : {};
}

function viewOf(answer: WebApiAnswer): ViewRef {
  const { id, hash } = answer.view as { readonly id: string; readonly hash?: string };
  return { id, ...(hash !== undefined && { hash }) };
}
