import { actOnMessage, actOnView } from './clicks.ts';
import type { Context } from './context.ts';
import { announceEdit, announcePost, announceRemoval } from './events.ts';
import { Exchange, lastCalls, matches, type Scene, type Wanted } from './exchange.ts';
import type { Input } from './form.ts';
import { openHome, openTab } from './home-tab.ts';
import { messageJson } from './message-json.ts';
import { closedPayload, commandPayload } from './payloads.ts';
import { answerInAck } from './responses.ts';
import { Said, type SayOptions, writeMessage } from './said.ts';
import { type Submission, submitModal } from './submission.ts';
import { typedText } from './typed-text.ts';
import {
  isVisibleTo,
  type SharedFile,
  summary,
  type VisibleMessage,
  type VisibleView,
  visibleMessage,
  visibleView,
} from './visible.ts';
import { type Patience, until } from './wait.ts';
import type { Channel, Message, User } from './workspace.ts';

/** Somebody in the workspace. What they do goes to the bot as Slack would send it; what they see is what Slack would show. */
export class Person {
  readonly id: string;
  readonly name: string;
  /** Direct messages with the bot. */
  readonly dm: Channel;
  readonly #context: Context;
  readonly #user: User;

  constructor(context: Context, user: User) {
    this.id = user.id;
    this.name = user.name;
    this.dm = context.workspace.imBetween(user.id, context.app.botUserId);
    this.#context = context;
    this.#user = user;
  }

  /**
   * Types a slash command. Resolves when the bot has acknowledged it, or has not for three seconds.
   *
   * @example await ann.types('/segments how many power users?', sales)
   */
  async types(line: string, channel: Channel = this.dm): Promise<Exchange> {
    const [command = ''] = line.split(/\s/, 1);
    if (!this.#context.app.commands.has(command)) throw new Error(`${command} is not a command of the app`);
    const text = typedText(this.#context, line.slice(command.length).trim(), 'command');
    const url = this.#context.responseUrls.issue({ user: this.id, channel: channel.id });
    const scene = this.#scene(`${this.name} types ${line}`, url.id, (message) =>
      [channel.id, this.dm.id].includes(message.channel),
    );
    const body = commandPayload(this.#context, this.#user, channel, { command, text }, url);
    const delivery = this.#context.sender.send({ kind: 'command', body });
    answerInAck(this.#context, url, await delivery.first);
    return new Exchange(this.#context, scene, [delivery]);
  }

  /**
   * Writes a message. Resolves when the bot has acknowledged the events it brings, if any.
   *
   * @example await ann.says('@Herald how many casual users?', sales)
   */
  async says(text: string, channel: Channel = this.dm, options: SayOptions = {}): Promise<Said> {
    const context = this.#context;
    const message = writeMessage(context, this.#user, text, channel, options);
    const root = message.threadTs ?? message.ts;
    const isAnswer = (answer: Message) =>
      answer.channel === this.dm.id ||
      (answer.channel === channel.id && (answer.threadTs === root || answer.ephemeralFor === this.id));
    return this.#announced(announcePost(context, message), `${this.name} says ${text}`, isAnswer, message);
  }

  async edits({ message }: Said, text: string): Promise<Said> {
    const previous = messageJson(this.#context, message);
    const edited = { user: this.id, ts: this.#context.workspace.newTs() };
    this.#context.workspace.edit(message, { text: typedText(this.#context, text, 'message'), edited });
    const isAnswer = (answer: Message) => answer.channel === message.channel;
    return this.#announced(announceEdit(this.#context, message, previous), `${this.name} edits to ${text}`, isAnswer, message);
  }

  async deletes({ message }: Said): Promise<Said> {
    this.#context.workspace.remove(message);
    const isAnswer = (answer: Message) => answer.channel === message.channel;
    return this.#announced(announceRemoval(this.#context, message), `${this.name} deletes a message`, isAnswer, message);
  }

  /**
   * Clicks a button, or chooses in a menu, of a message, a modal or Home.
   *
   * @param what its text, the text of one of its options, or its action id
   * @param input what to choose or enter, where the element takes something
   */
  async clicks(where: VisibleMessage | VisibleView, what: string, input?: Input): Promise<Exchange> {
    const act = `${this.name} clicks ${what}`;
    if ('ts' in where) {
      const { delivery, origin } = actOnMessage(this.#context, this.#user, where, what, input);
      const scene = this.#scene(act, origin, (message) => [where.channel, this.dm.id].includes(message.channel));
      await delivery.first;
      return new Exchange(this.#context, scene, [delivery]);
    }
    const scene = this.#scene(act, null, () => true);
    const delivery = actOnView(this.#context, this.#user, where, what, input);
    await delivery.first;
    return new Exchange(this.#context, scene, [delivery]);
  }

  /**
   * Fills in the modal on top and submits it.
   *
   * @param input by block id, action id or label
   */
  async submits(view: VisibleView, input: Readonly<Record<string, Input>> = {}): Promise<Submission> {
    const scene = this.#scene(`${this.name} submits ${view.title}`, null, () => true);
    return submitModal(this.#context, this.#user, view, input, scene);
  }

  /** Closes the modal on top; the bot hears of it if it asked to. */
  async closes(): Promise<void> {
    const open = this.#context.views.top(this.id);
    if (open === undefined) throw new Error(`${this.name} has no modal open`);
    this.#context.views.pop(this.id);
    if (open.content.notify_on_close !== true) return;
    await this.#context.sender.send({ kind: 'interactive', body: closedPayload(this.#context, this.#user, open) }).first;
  }

  /** Opens the Home tab of the app, and waits until the bot has published it anew. */
  opensHome(patience: Patience = {}): Promise<VisibleView> {
    return openHome(this.#context, this.id, this.dm, patience);
  }

  /** Opens the Messages tab of the app, where one chats with it. */
  async opensMessages(): Promise<Exchange> {
    const scene = this.#scene(`${this.name} opens the messages`, null, (message) => message.channel === this.dm.id);
    const deliveries = await openTab(this.#context, this.id, this.dm, 'messages');
    return new Exchange(this.#context, scene, deliveries);
  }

  /** The modal on top. */
  get modal(): VisibleView | undefined {
    const view = this.#context.views.top(this.id);
    return view === undefined ? undefined : visibleView(view);
  }

  /** The Home tab as last published. */
  get home(): VisibleView | undefined {
    const view = this.#context.views.home(this.id);
    return view === undefined ? undefined : visibleView(view);
  }

  /** Waits for a message that nobody asked for: an alert, a report, a file. */
  finds(wanted: Wanted, channel: Channel = this.dm, patience: Patience = {}): Promise<VisibleMessage> {
    const look = () => this.sees(channel).find((message) => matches(message, wanted));
    const seen = () => this.sees(channel).map(summary).join('\n') || 'nothing';
    const failure = () => `${this.name} found no ${wanted} in ${channel.name}, but\n${seen()}\n${lastCalls(this.#context)}`;
    return until(this.#context.workspace, look, failure, patience);
  }

  /** Messages of a channel, oldest first: those of threads and one's own ephemeral ones included. */
  sees(channel: Channel = this.dm): readonly VisibleMessage[] {
    return channel.messages
      .filter((message) => isVisibleTo(this.#context, message, this.id))
      .map((message) => visibleMessage(this.#context, message));
  }

  /** Files in channels one is in. */
  get files(): readonly SharedFile[] {
    const { files, workspace } = this.#context;
    return files.all.flatMap(({ id, name, title, bytes, shares }) =>
      shares
        .filter(({ channel }) => workspace.channels.get(channel)!.members.has(this.id))
        .map(({ channel }) => ({ id, name, title, bytes: bytes!, channel })),
    );
  }

  async #announced(
    deliveries: Exchange['deliveries'],
    act: string,
    isAnswer: Scene['isAnswer'],
    message: Message,
  ): Promise<Said> {
    const said = new Said(this.#context, this.#scene(act, null, isAnswer), deliveries, message);
    await Promise.all(deliveries.map((delivery) => delivery.first));
    return said;
  }

  #scene(act: string, origin: string | null, isAnswer: Scene['isAnswer']): Scene {
    return { user: this.id, act, since: this.#context.workspace.revision, origin, isAnswer };
  }
}
