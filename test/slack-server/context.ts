import type { Credentials } from './credentials.ts';
import type { Faults } from './faults.ts';
import type { Files } from './files.ts';
import type { Guard } from './guard.ts';
import type { Sender } from './sender.ts';
import type { Sockets } from './sockets.ts';
import type { ResponseUrls, Triggers } from './tickets.ts';
import type { Views } from './views.ts';
import type { CallRecord } from './web-api/call.ts';
import type { Workspace } from './workspace.ts';

/** Everything the server is made of, for its parts to use one another. */
export interface Context {
  readonly app: Credentials;
  readonly workspace: Workspace;
  readonly views: Views;
  readonly files: Files;
  readonly guard: Guard;
  readonly faults: Faults;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly sender: Sender;
  readonly sockets: Sockets;
  readonly calls: CallRecord[];
  /** `http://127.0.0.1:PORT` */
  origin(): string;
}
