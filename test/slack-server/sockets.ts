import { randomInt, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { DisconnectReason } from './faults.ts';
import { fieldsOf, parsedJson, textOf } from './json.ts';
import type { Attempt, Courier, Parcel, Retry } from './parcel.ts';

const ENVELOPE_TYPES = { event: 'events_api', command: 'slash_commands', interactive: 'interactive' } as const;
const MOST_CONNECTIONS = 10; // Slack's limit for one app

/** Socket Mode: each envelope goes to one of the open sockets, whichever, and is acknowledged by its id. */
export class Sockets implements Courier {
  readonly #server = new WebSocketServer({ noServer: true });
  /** Sockets that had their hello. */
  readonly #open = new Set<WebSocket>();
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #appId: string;
  readonly #greets: () => boolean;
  readonly #changed: () => void;

  /**
   * @param greets whether new sockets get their hello
   * @param changed told when a socket has opened or closed
   */
  constructor(appId: string, greets: () => boolean, changed: () => void) {
    this.#appId = appId;
    this.#greets = greets;
    this.#changed = changed;
  }

  get count(): number {
    return this.#open.size;
  }

  /** A ticket for one connection, for the URL that `apps.connections.open` gives. */
  newTicket(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return ticket;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ticket = new URL(request.url!, 'http://slack').searchParams.get('ticket') ?? '';
    if (!this.#tickets.delete(ticket)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#welcome(opened));
  }

  async carry(parcel: Parcel, retry: Retry | null, timeoutMs: number): Promise<Attempt> {
    const startedAt = performance.now();
    const socket = [...this.#open][randomInt(Math.max(1, this.#open.size))];
    const outcome = socket === undefined ? 'connection_failed' : await this.#sendOver(socket, parcel, retry, timeoutMs);
    const ackMs = performance.now() - startedAt;
    if (typeof outcome === 'string') {
      return { status: null, body: '', payload: undefined, ackMs, failure: outcome, noRetry: false };
    }
    const { payload } = outcome;
    const isEmpty = Object.keys(fieldsOf(payload)).length === 0;
    return { status: 200, body: isEmpty ? '' : JSON.stringify(payload), payload, ackMs, failure: null, noRetry: false };
  }

  /** Ends so many sockets without a word, greeted or not. */
  drop(count: number): void {
    for (const socket of [...this.#server.clients].slice(0, count)) socket.terminate();
  }

  /** Asks so many sockets to go; nothing more is sent over them. */
  disconnect(reason: DisconnectReason, count: number): void {
    for (const socket of [...this.#open].slice(0, count)) {
      this.#open.delete(socket);
      socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'slack' } }));
    }
    this.#changed();
  }

  close(): void {
    this.drop(Number.POSITIVE_INFINITY);
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    if (this.#open.size >= MOST_CONNECTIONS) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close();
      return;
    }
    socket.on('message', (data) => {
      const envelope = fieldsOf(parsedJson(String(data)));
      this.#waiting.get(textOf(envelope.envelope_id))?.(envelope.payload);
    });
    socket.setMaxListeners(0); // one for each envelope that waits for its acknowledgement
    socket.on('close', () => {
      this.#open.delete(socket);
      this.#changed();
    });
    if (!this.#greets()) return;
    this.#open.add(socket);
    this.#changed();
    const hello = {
      type: 'hello',
      num_connections: this.#open.size,
      connection_info: { app_id: this.#appId },
      debug_info: { host: 'slack', approximate_connection_time: 18060 },
    };
    socket.send(JSON.stringify(hello));
  }

  #sendOver(
    socket: WebSocket,
    { kind, body }: Parcel,
    retry: Retry | null,
    timeoutMs: number,
  ): Promise<{ readonly payload: unknown } | 'timeout' | 'connection_failed'> {
    const envelopeId = randomUUID();
    const envelope = {
      envelope_id: envelopeId,
      type: ENVELOPE_TYPES[kind],
      accepts_response_payload: kind !== 'event',
      payload: body,
      ...(kind === 'event' ? { retry_attempt: retry?.num ?? 0, retry_reason: retry === null ? '' : 'timeout' } : {}),
    };
    return new Promise((resolve) => {
      const done = (outcome: { readonly payload: unknown } | 'timeout' | 'connection_failed') => {
        clearTimeout(deadline);
        socket.off('close', lost);
        this.#waiting.delete(envelopeId);
        resolve(outcome);
      };
      const lost = () => done('connection_failed');
      const deadline = setTimeout(() => done('timeout'), timeoutMs);
      socket.once('close', lost);
      this.#waiting.set(envelopeId, (payload) => done({ payload }));
      socket.send(JSON.stringify(envelope));
    });
  }
}
