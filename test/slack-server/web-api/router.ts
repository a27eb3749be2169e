import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import type { FaultAnswer } from '../faults.ts';
import { type Fields, textOf } from '../json.ts';
import { APP } from './app.ts';
import { ASSISTANT } from './assistant.ts';
import { ApiError, argumentsOf, Call, type Method, type Methods } from './call.ts';
import { CHAT } from './chat.ts';
import { CONVERSATIONS } from './conversations.ts';
import { FILES } from './files.ts';
import { PEOPLE } from './people.ts';
import { REACTIONS } from './reactions.ts';
import { STREAMS } from './streams.ts';
import { VIEWS } from './views.ts';

const METHODS: Methods = {
  ...APP,
  ...ASSISTANT,
  ...CHAT,
  ...CONVERSATIONS,
  ...FILES,
  ...PEOPLE,
  ...REACTIONS,
  ...STREAMS,
  ...VIEWS,
};

/** What goes back over HTTP; `silence` leaves the connection open. */
export type HttpAnswer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | 'silence';

/** Answers a call of a Web API method as Slack does: always 200 with `ok`, unless a fault was asked for. */
export async function answerCall(context: Context, name: string, raw: Fields, bearer: string): Promise<HttpAnswer> {
  const { app, calls, faults } = context;
  const token = bearer || textOf(raw.token);
  const at = Date.now();
  const delayMs = faults.delayOf(name);
  if (delayMs > 0) await sleep(delayMs);
  const fault = faults.take(name, textOf(raw.channel));
  const method = METHODS[name];
  const record = (status: number, answer: Fields) => calls.push({ method: name, args: readable(raw), token, at, status, answer });
  const headers = { 'x-oauth-scopes': [...app.scopes].join(','), 'x-accepted-oauth-scopes': (method?.scopes ?? []).join(',') };
  const result = fault !== undefined && !takesEffect(fault) ? refused(fault) : await run(context, name, method, raw, token);
  if (fault === undefined || 'error' in fault) {
    record(200, result);
    return { status: 200, body: result, headers };
  }
  record('silent' in fault ? 0 : fault.status, result);
  if ('silent' in fault) return 'silence';
  const retryAfter = fault.retryAfter === undefined ? undefined : { 'retry-after': String(fault.retryAfter) };
  return {
    status: fault.status,
    body: { ok: false, error: fault.status === 429 ? 'ratelimited' : 'internal_error' },
    headers: { ...headers, ...retryAfter },
  };
}

async function run(context: Context, name: string, method: Method | undefined, raw: Fields, token: string): Promise<Fields> {
  try {
    if (method === undefined) throw new ApiError('unknown_method', { req_method: name });
    admit(context, method, token);
    const call = new Call(context, name, argumentsOf(raw));
    for (const scope of method.scopes ?? []) call.need(scope);
    return await method.run(call);
  } catch (error) {
    if (error instanceof ApiError) return error.answer;
    throw error;
  }
}

/** @throws {ApiError} when it is not the token this method wants */
function admit({ app }: Context, method: Method, token: string): void {
  if (token === '') throw new ApiError('not_authed');
  if (token !== app.botToken && token !== app.appToken) throw new ApiError('invalid_auth');
  const wanted = method.token === 'app' ? app.appToken : app.botToken;
  if (token !== wanted) throw new ApiError('not_allowed_token_type');
}

function takesEffect(fault: FaultAnswer): boolean {
  return 'accepted' in fault && fault.accepted === true;
}

function refused(fault: FaultAnswer): Fields {
  return { ok: false, error: 'error' in fault ? fault.error : 'fault' };
}

/** Arguments for the log: JSON inside the form is read where it can be. */
function readable(raw: Fields): Fields {
  try {
    return argumentsOf(raw);
  } catch {
    return raw;
  }
}
