import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeraldError } from '#pipeline';

export interface WebServerOptions {
  readonly port: number;
  /** Why the service cannot take requests now; undefined if it can. */
  readonly notReady: () => Promise<string | undefined>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** What is posted to `path`: Slack's requests in HTTP mode. */
  readonly slack?: { readonly path: string; readonly listener: RequestListener };
}

/** The port cannot be listened on. */
export class PortError extends HeraldError {
  readonly code = 'PORT';
}

export interface WebServer {
  readonly port: number;
  /** Takes no new connections and resolves when the open ones have ended, after some seconds in any case. */
  stop(): Promise<void>;
}

/**
 * The one port of the service: `/healthz`, `/readyz`, `/metrics`, and Slack's requests.
 *
 * @throws {PortError} if the port is taken or not allowed
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const server = createServer((request, response) => {
    const respond = (status: number, text: string, contentType = 'text/plain; charset=utf-8') =>
      response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
    const failed = (error: unknown) => respond(500, (error as Error).message);
    const [path] = (request.url ?? '/').split('?', 1); // no URL: one that cannot be read would throw
    if (request.method === 'GET' || request.method === 'HEAD') {
      if (path === '/healthz') return respond(200, 'ok\n');
      if (path === '/readyz') {
        options.notReady().then((why) => respond(why === undefined ? 200 : 503, `${why ?? 'ready'}\n`), failed);
        return;
      }
      if (path === '/metrics') {
        options.metrics().then(({ text, contentType }) => respond(200, text, contentType), failed);
        return;
      }
    }
    const { slack } = options;
    // Bolt throws on what is not for it, so nothing else gets there.
    if (slack === undefined || path !== slack.path || request.method !== 'POST') return respond(404, 'not found\n');
    if (isFromTheFuture(request.headers['x-slack-request-timestamp'])) return respond(401, '');
    // What Bolt leaves unread of a body that is too long would hold up the next request on the connection, and our end.
    response.once('finish', () => request.resume());
    slack.listener(request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await listen(server, options.port);
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
        server.close(() => {
          clearTimeout(patience);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

const KEEP_ALIVE_MS = 65_000; // longer than the minute after which usual proxies drop a connection
const PATIENCE_MS = 3000; // in which Slack wants its acknowledgement; who still sends its request then is not waited for
/** As old as Bolt lets a request be; Bolt takes those dated ahead without limit. */
const CLOCK_DIFFERENCE_SECONDS = 300;

function isFromTheFuture(timestamp: string | readonly string[] | undefined): boolean {
  return Number(timestamp) > Date.now() / 1000 + CLOCK_DIFFERENCE_SECONDS;
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${cause.code})`;
      reject(new PortError(`port ${port} ${why}; set PORT to a free one`, { cause }));
    });
    server.listen(port, resolve);
  });
}
