import type { Context } from './context.ts';
import { newCredentials } from './credentials.ts';
import { Faults } from './faults.ts';
import { Files } from './files.ts';
import { Guard } from './guard.ts';
import type { SlackServerOptions } from './options.ts';
import type { Courier } from './parcel.ts';
import { Sender } from './sender.ts';
import { Sockets } from './sockets.ts';
import { ResponseUrls, Triggers } from './tickets.ts';
import { Views } from './views.ts';
import { type User, Workspace } from './workspace.ts';

/** What is known only once the server listens, or later. */
interface Surroundings {
  readonly origin: () => string;
  /** Where parcels go instead of the sockets. */
  readonly requestUrl: () => Courier | undefined;
}

/** The organisation of strangers. */
export const OTHER_TEAM = 'T000000002';

/** A person or bot before anything is known. */
export const NOBODY: Omit<User, 'id'> = { name: '', email: '', teamId: 'T000000001', isBot: false, isRestricted: false };

/** Makes the parts of the server and acquaints them. */
export function assembled(options: SlackServerOptions, { origin, requestUrl }: Surroundings): Context {
  const workspace = new Workspace();
  const bot = workspace.addUser({ ...NOBODY, name: options.botName ?? 'Herald', isBot: true });
  const app = newCredentials(options, bot.id);
  const faults: Faults = new Faults({
    dropSockets: (count) => sockets.drop(count),
    disconnect: (reason, count) => sockets.disconnect(reason, count),
    releaseEvents: (order) => sender.release(order),
    expireStreams: () => expireStreams(workspace),
  });
  const sockets = new Sockets(
    app.appId,
    () => !faults.silentHello,
    () => workspace.touch(),
  );
  const sender = new Sender(faults, () => requestUrl() ?? sockets);
  const files = new Files(workspace, faults, origin);
  return {
    app,
    workspace,
    views: new Views(workspace, app),
    files,
    guard: new Guard(options.validation ?? 'strict', faults, files),
    faults,
    triggers: new Triggers(faults),
    responseUrls: new ResponseUrls(faults, origin),
    sender,
    sockets,
    calls: [],
    origin,
  };
}

function expireStreams(workspace: Workspace): void {
  const running = [...workspace.channels.values()].flatMap(({ messages }) => messages.filter(({ streaming }) => streaming));
  for (const message of running) workspace.edit(message, { streaming: false });
}
