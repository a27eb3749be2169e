import { randomBytes } from 'node:crypto';
import type { SlackServerOptions } from './options.ts';

/** The app as the server knows it. */
export interface Credentials {
  readonly signingSecret: string;
  /** Slack's older proof of origin, still sent in every payload. */
  readonly verificationToken: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly botName: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly appId: string;
  readonly teamId: string;
  readonly teamDomain: string;
  readonly scopes: ReadonlySet<string>;
  /** With the slash. */
  readonly commands: ReadonlySet<string>;
  /** Names as in the manifest: `message.im`, `app_mention`. */
  readonly events: ReadonlySet<string>;
}

/** What a bot of this kind may hold; tests of missing scopes name fewer. */
const USUAL_SCOPES = [
  'app_mentions:read',
  'assistant:write',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'im:history',
  'im:read',
  'im:write',
  'reactions:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

/** Secrets are new each time, so that no test can come to rely on one. */
export function newCredentials(options: SlackServerOptions, botUserId: string): Credentials {
  return {
    signingSecret: randomBytes(16).toString('hex'),
    verificationToken: randomBytes(12).toString('hex'),
    botToken: `xoxb-test-${randomBytes(12).toString('hex')}`,
    appToken: `xapp-test-${randomBytes(12).toString('hex')}`,
    botName: options.botName ?? 'Herald',
    botUserId,
    botId: 'B000000001',
    appId: 'A000000001',
    teamId: 'T000000001',
    teamDomain: 'acme',
    scopes: new Set(options.scopes ?? USUAL_SCOPES),
    commands: new Set(options.commands),
    events: new Set(options.events ?? []),
  };
}
