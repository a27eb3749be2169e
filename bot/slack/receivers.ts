import { setTimeout as sleep } from 'node:timers/promises';
import { type App, type Logger as BoltLogger, HTTPReceiver, LogLevel, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { Logger } from 'pino';
import { SlackError, slackError } from './slack-error.ts';

/** Bolt's messages in our log. They may quote requests, so what is below a warning is left out. */
export function boltLogger(log: Logger): BoltLogger {
  const write =
    (level: 'error' | 'warn') =>
    (...parts: unknown[]) =>
      log[level]({ from: 'bolt' }, parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '));
  return {
    error: write('error'),
    warn: write('warn'),
    info: () => undefined,
    debug: () => undefined,
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}

/** Where Slack posts everything in HTTP mode. */
export const SLACK_PATH = '/slack/events';

/** Takes Slack's requests over HTTP; the server around it is ours. */
export function httpReceiver(signingSecret: string, log: Logger): HTTPReceiver {
  return new HTTPReceiver({ signingSecret, endpoints: [SLACK_PATH], logger: boltLogger(log), bodyLimit: 1_000_000 });
}

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string | undefined;
  readonly log: Logger;
}

/** Connections at a time: Slack closes each now and then, and a lone one leaves seconds in which clicks are lost. */
const CONNECTIONS = 2;
const PING_TIMEOUT_MS = 5000;
/** Slack says hello within a second or two; the client would wait for ever. */
const HELLO_MS = 30_000;

/** Takes Slack's requests over more than one WebSocket. */
export class SocketReceiver implements Receiver {
  readonly #sockets: readonly SocketModeReceiver[];
  readonly #connected = new Set<SocketModeReceiver>();

  constructor(options: SocketOptions) {
    this.#sockets = Array.from({ length: CONNECTIONS }, () => socketReceiver(options));
    for (const socket of this.#sockets) {
      socket.client.on('connected', () => this.#connected.add(socket));
      socket.client.on('close', () => this.#connected.delete(socket));
    }
  }

  /** Connections that could bring a request now. */
  get connected(): number {
    return this.#connected.size;
  }

  init(app: App): void {
    for (const socket of this.#sockets) socket.init(app);
  }

  /**
   * Resolves when the first is connected; the others go on trying.
   * @throws {SlackError} if none is within half a minute
   */
  async start(): Promise<void> {
    const silent = new SlackError('apps.connections.open', 'no_hello', ['connected, but Slack did not greet']);
    const patience = sleep(HELLO_MS, undefined, { ref: false }).then(() => Promise.reject(silent));
    try {
      await Promise.race([Promise.any(this.#sockets.map((socket) => socket.start())), patience]);
    } catch (error) {
      throw error instanceof AggregateError ? slackError('apps.connections.open', error.errors[0]) : error;
    }
  }

  /** Resolves when all are closed. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.#sockets.map(({ client }) => client.disconnect()));
  }
}

function socketReceiver({ appToken, apiUrl, log }: SocketOptions): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    clientPingTimeout: PING_TIMEOUT_MS,
    installerOptions: {
      // An object of its own for each: Bolt and the client write into what they are given.
      clientOptions: {
        ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
        timeout: 10_000,
        retryConfig: { retries: 100, factor: 1.3, maxTimeout: 30_000 },
      },
    },
  });
}
