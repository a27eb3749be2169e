import { plainTextMessage } from './blocks/plain-text.ts';
import { workingMessage } from './blocks/working.ts';
import type { Message } from './message.ts';
import type { Asker, Place, Reply, Request } from './request.ts';
import type { Posted, Slack } from './slack.ts';
import { SlackError } from './slack-error.ts';

/**
 * Answers of a slash command or of a button under an ephemeral message: only the asker sees them. Slack lets nobody change
 * such a message afterwards, so a sign of life stays above its answer.
 */
export function ephemeralReply(slack: Slack, responseUrl: string, { user }: Asker, { channel }: Place): Reply {
  const sign = new Placeholder<true>();
  const send = async (message: Message) => {
    try {
      await slack.respond(responseUrl, message);
    } catch (error) {
      // A response_url takes five messages in half an hour; after that there is only the front door.
      if (!(error instanceof SlackError && SPENT.has(error.slackCode))) throw error;
      await slack.whisper(channel, user, message);
    }
  };
  const say = async (message: Message) => {
    await sign.take(); // it belongs above the answer
    await send(message);
  };
  return {
    private: true,
    working: () =>
      sign.show(async () => {
        await send(workingMessage());
        return true;
      }),
    say,
    whisper: say,
    async ended() {
      if (await sign.take()) await send(plainTextMessage('Done.'));
    },
  };
}

const SPENT: ReadonlySet<string> = new Set(['used_url', 'expired_url', 'http_404', 'invalid_url']);

/** Answers to a message, in its thread where it has one. */
export function messageReply(slack: Slack, { user }: Asker, { channel, thread, kind }: Place): Reply {
  const placeholder = new Placeholder<Posted>();
  const say = async (message: Message) => {
    const shown = await placeholder.take();
    if (shown === undefined) await slack.post(channel, message, { thread });
    else await slack.update(shown, message);
  };
  const ended = async () => {
    const shown = await placeholder.take();
    if (shown !== undefined) await slack.delete(shown);
  };
  const whisper = async (message: Message) => {
    await ended();
    await slack.whisper(channel, user, message, thread);
  };
  return {
    private: kind === 'direct',
    working: () => placeholder.show(() => slack.post(channel, workingMessage(), { thread })),
    say,
    whisper: kind === 'direct' ? say : whisper,
    ended,
  };
}

/** Answers in a thread with the assistant, which shows by itself that Herald is at work. */
export function assistantReply(slack: Slack, asker: Asker, place: Place & { readonly thread: string }): Reply {
  const plain = messageReply(slack, asker, place);
  return { ...plain, working: () => slack.setStatus(place.channel, place.thread, 'is looking at the segments…') };
}

/** What is asked for on the Home tab or in a modal is answered in the direct messages. */
export function requestFromHome(slack: Slack, asker: Asker): Request {
  const say = async (message: Message) => {
    await slack.post(await slack.directChannel(asker.user), message);
  };
  const nothing = async () => undefined;
  const reply: Reply = { private: true, working: nothing, say, whisper: say, ended: nothing };
  return { asker, place: { channel: asker.user, thread: null, kind: 'direct' }, conversation: null, reply };
}

/** Answers to a form: whispered where it was opened; where Herald is not, in the direct messages. */
export function formReply(slack: Slack, asker: Asker, place: Place): Reply {
  const home = requestFromHome(slack, asker).reply;
  if (place.kind === 'direct') return home;
  const say = async (message: Message) => {
    try {
      await slack.whisper(place.channel, asker.user, message, place.thread);
    } catch (error) {
      if (!(error instanceof SlackError && NOT_THERE.has(error.slackCode))) throw error;
      await home.say(message);
    }
  };
  return { ...home, say, whisper: say };
}

const NOT_THERE: ReadonlySet<string> = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'user_not_in_channel']);

/** What stands where the answer will be. The answer waits until it is there; once the answer is on its way, none is shown. */
class Placeholder<Shown> {
  #shown: Promise<Shown> | undefined;
  #isOver = false;

  async show(show: () => Promise<Shown>): Promise<void> {
    if (this.#isOver) return;
    this.#shown = show();
    await this.#shown;
  }

  /** What is shown, once; undefined where nothing is, or showing it failed. */
  async take(): Promise<Shown | undefined> {
    const shown = this.#shown;
    this.#shown = undefined;
    this.#isOver = true;
    return shown?.catch(() => undefined);
  }
}
