import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Context } from './context.ts';
import { type Fields, fieldsOf, parsedJson } from './json.ts';
import { answerAtUrl } from './responses.ts';
import { answerCall, type HttpAnswer } from './web-api/router.ts';

/** The one port of the server: Web API, uploads, response_urls, private files, and the sockets. */
export function httpServer(context: Context): Server {
  const server = createServer((request, response) => {
    answer(context, request).then(
      (result) => send(response, result),
      (error: unknown) => send(response, { status: 500, body: { ok: false, error: 'internal_error', detail: String(error) } }),
    );
  });
  server.on('upgrade', (request, socket, head) => context.sockets.accept(request, socket, head));
  return server;
}

async function answer(context: Context, request: IncomingMessage): Promise<HttpAnswer> {
  const { pathname, searchParams } = new URL(request.url!, 'http://slack');
  const body = await bodyOf(request);
  const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  const [, first = '', ...rest] = pathname.split('/');
  switch (first) {
    case 'api':
      return answerCall(
        context,
        rest.join('/'),
        { ...Object.fromEntries(searchParams), ...(await fieldsIn(request, body)) },
        bearer,
      );
    case 'upload':
      return upload(context, rest.at(-1)!, await bytesIn(request, body));
    case 'files':
      return download(context, rest[0]!, bearer);
    case 'response':
      return answerAtUrl(context, rest[0]!, body.toString());
    default:
      return { status: 404, body: 'not found' };
  }
}

function upload(context: Context, id: string, bytes: Buffer): HttpAnswer {
  const fault = context.faults.take('upload', '');
  if (fault !== undefined && 'silent' in fault) return 'silence';
  if (fault !== undefined) return { status: 'status' in fault ? fault.status : 500, body: 'error' };
  const file = context.files.find(id);
  if (file === undefined || file.bytes !== null) return { status: 404, body: 'no such upload' };
  file.bytes = bytes;
  return { status: 200, body: `OK - ${bytes.length}` };
}

function download(context: Context, id: string, bearer: string): HttpAnswer {
  const file = context.files.find(id);
  const isAllowed = bearer === context.app.botToken && context.app.scopes.has('files:read');
  return isAllowed && file?.bytes ? { status: 200, body: file.bytes } : { status: 404, body: 'not found' };
}

/** Arguments from a form, JSON or multipart body. */
async function fieldsIn(request: IncomingMessage, body: Buffer): Promise<Fields> {
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return fieldsOf(parsedJson(body.toString()));
  if (type.startsWith('multipart/form-data')) return Object.fromEntries(await multipart(type, body));
  return Object.fromEntries(new URLSearchParams(body.toString()));
}

/** The bytes of an upload: the file of a form, or the whole body. */
async function bytesIn(request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  const part = [...(await multipart(type, body))].map(([, value]) => value).find((value) => typeof value !== 'string');
  return part === undefined ? Buffer.alloc(0) : Buffer.from(await part.arrayBuffer());
}

function multipart(type: string, body: Buffer): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

function send(response: ServerResponse, result: HttpAnswer): void {
  if (result === 'silence') return;
  const { status, body, headers } = result;
  if (Buffer.isBuffer(body)) response.writeHead(status, { ...headers, 'content-type': 'application/octet-stream' }).end(body);
  else if (typeof body === 'string') response.writeHead(status, { ...headers, 'content-type': 'text/plain' }).end(body);
  else response.writeHead(status, { ...headers, 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
