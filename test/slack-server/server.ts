import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assembled, NOBODY, OTHER_TEAM } from './assemble.ts';
import type { Context } from './context.ts';
import { deliver, type Envelope, type EnvelopeOptions } from './deliver.ts';
import { sendEvent } from './events.ts';
import type { Faults } from './faults.ts';
import type { InvalidPost, Validation } from './guard.ts';
import { HttpCourier } from './http-courier.ts';
import { httpServer } from './http-server.ts';
import type { Fields } from './json.ts';
import { type LoadPlan, type LoadResult, sendLoad } from './load.ts';
import type { ChannelOptions, PersonOptions, SlackServerOptions } from './options.ts';
import type { Attempt } from './parcel.ts';
import { Person } from './person.ts';
import { type Patience, until } from './wait.ts';
import type { CallRecord } from './web-api/call.ts';
import type { Channel, UserGroup } from './workspace.ts';

export type { SlackServerOptions } from './options.ts';

/**
 * A Slack of one workspace and one app, over real HTTP and WebSocket on this machine.
 *
 * @example
 * const slack = await startSlackServer({ commands: ['/segments'], events: ['app_mention', 'message.im'] });
 * const ann = slack.person('ann');
 * const sales = slack.channel('sales', { members: [ann] });
 * slack.sendTo('http://127.0.0.1:3000/slack/events');
 * await (await ann.types('/segments how many users?', sales)).sees(/50,000/);
 */
export async function startSlackServer(options: SlackServerOptions): Promise<SlackServer> {
  const server = new SlackServer(options);
  await server.listen();
  return server;
}

export class SlackServer {
  readonly #context: Context;
  readonly #server: Server;
  #http: HttpCourier | undefined;

  constructor(options: SlackServerOptions) {
    this.#context = assembled(options, {
      origin: () => `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`,
      requestUrl: () => this.#http,
    });
    this.#server = httpServer(this.#context);
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** For `slackApiUrl`. */
  get apiUrl(): string {
    return `${this.#context.origin()}/api/`;
  }

  get signingSecret(): string {
    return this.#context.app.signingSecret;
  }

  get botToken(): string {
    return this.#context.app.botToken;
  }

  get appToken(): string {
    return this.#context.app.appToken;
  }

  get botUserId(): string {
    return this.#context.app.botUserId;
  }

  get botId(): string {
    return this.#context.app.botId;
  }

  get teamId(): string {
    return this.#context.app.teamId;
  }

  /** What to make go wrong. */
  get faults(): Faults {
    return this.#context.faults;
  }

  /** Every call of the Web API and every post to a response_url, oldest first. */
  get calls(): readonly CallRecord[] {
    return this.#context.calls;
  }

  /** What broke a limit, whether or not the bot recovered. */
  get invalid(): readonly InvalidPost[] {
    return this.#context.guard.invalid;
  }

  /** What was accepted but is bad manners: blocks without text, names made into mentions. */
  get warnings(): readonly string[] {
    return this.#context.guard.warnings;
  }

  get validation(): Validation {
    return this.#context.guard.validation;
  }

  set validation(validation: Validation) {
    this.#context.guard.validation = validation;
  }

  /** Waits until so many sockets have had their hello. */
  socketsOpen(count: number, patience: Patience = {}): Promise<number> {
    const { sockets, workspace } = this.#context;
    const look = () => (sockets.count === count ? count : undefined);
    return until(workspace, look, () => `${sockets.count} sockets are open instead of ${count}`, patience);
  }

  /** "is thinking…" in a thread; undefined for none. */
  status(channel: Channel, thread: string): string | undefined {
    return this.#context.workspace.statuses.get(`${channel.id} ${thread}`);
  }

  /** HTTP mode: where commands, events and interactions are posted. Without it they go over the sockets. */
  sendTo(url: string): void {
    this.#http?.close();
    this.#http = new HttpCourier(url, this.signingSecret);
  }

  person(name: string, { isStranger = false, isGuest: isRestricted = false }: PersonOptions = {}): Person {
    const teamId = isStranger ? OTHER_TEAM : this.teamId;
    const email = `${name}@example.com`;
    const user = this.#context.workspace.addUser({ ...NOBODY, name, teamId, email, isRestricted });
    return new Person(this.#context, user);
  }

  channel(name: string, { members, isPrivate = false, isShared = false, hasBot = true }: ChannelOptions): Channel {
    const ids = [...members.map(({ id }) => id), ...(hasBot ? [this.botUserId] : [])];
    return this.#context.workspace.addChannel({
      name,
      kind: isPrivate ? 'private' : 'public',
      isExtShared: isShared,
      members: ids,
    });
  }

  /** Leave to open a modal for a person who did nothing, for tests of the Web API alone. */
  trigger(person: Person): string {
    return this.#context.triggers.issue(person.id);
  }

  userGroup(handle: string, members: readonly Person[]): UserGroup {
    const group = { id: this.#context.workspace.newId('S'), handle, members: new Set(members.map(({ id }) => id)) };
    this.#context.workspace.groups.set(group.id, group);
    return group;
  }

  /** An event that no act of a person brings: `tokens_revoked`, `member_joined_channel`. Resolves with the first answer to it. */
  event(event: Fields): Promise<Attempt> {
    return sendEvent(this.#context, event).first;
  }

  /** Sends something to the bot's request URL as an attacker or a broken network would. HTTP mode only. */
  deliver(envelope: Envelope, options: EnvelopeOptions = {}): Promise<Attempt> {
    if (this.#http === undefined) throw new Error('name the request URL first: slack.sendTo(url)');
    return deliver(this.#context, this.#http, envelope, options);
  }

  load(plan: LoadPlan): Promise<LoadResult> {
    return sendLoad(this.#context, plan);
  }

  /** Forgets the log of calls and what was invalid; messages stay. */
  forget(): void {
    this.#context.calls.length = 0;
    this.#context.guard.invalid.length = 0;
    this.#context.guard.warnings.length = 0;
  }

  async close(): Promise<void> {
    this.#context.sender.close();
    this.#context.sockets.close();
    this.#http?.close();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
