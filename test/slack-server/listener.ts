import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Listener {
  readonly url: string;
  /** Everything it got, oldest first. */
  readonly heard: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** What it will answer, in order; status 0 for silence, and 200 when the list is empty. */
  readonly answers: { readonly status: number; readonly headers?: Readonly<Record<string, string>> }[];
  stop(): void;
}

/** A request URL that keeps what it gets and answers what it is told. */
export async function startListener(): Promise<Listener> {
  const heard: Listener['heard'] = [];
  const answers: Listener['answers'] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString();
    heard.push({ headers: request.headers, body });
    const { status, headers } = answers.shift() ?? { status: 200 };
    if (status !== 0) response.writeHead(status, headers).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { heard, answers, url, stop };
}
