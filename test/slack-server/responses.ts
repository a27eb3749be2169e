import type { Context } from './context.ts';
import { type Fields, fieldsOf, parsedJson, textOf } from './json.ts';
import type { Attempt } from './parcel.ts';
import { contentOf, editMessage, postAsBot, removeMessage } from './posting.ts';
import type { ResponseUrl } from './tickets.ts';
import { ApiError } from './web-api/call.ts';
import type { HttpAnswer } from './web-api/router.ts';

/** A post to a response_url: five in thirty minutes, then 404, as for everything else that is wrong with it. */
export function answerAtUrl(context: Context, id: string, body: string): HttpAnswer {
  const fault = context.faults.take('response_url', '');
  if (fault !== undefined && 'silent' in fault) return 'silence';
  if (fault !== undefined && 'status' in fault) {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
    return { status: fault.status, body: { ok: false, error: 'fault' }, headers };
  }
  const url = context.responseUrls.use(id);
  if (url === undefined) return { status: 404, body: { ok: false, error: 'used_url' } };
  if (url.sink !== null) {
    url.sink(body);
    return { status: 200, body: 'ok' };
  }
  const said = fieldsOf(parsedJson(body));
  const answer = fault === undefined ? respond(context, url, said) : { ok: false, error: fault.error };
  context.calls.push({
    method: 'response_url',
    args: said,
    token: '',
    at: Date.now(),
    status: answer.ok === true ? 200 : 404,
    answer,
  });
  return answer.ok === true ? { status: 200, body: 'ok' } : { status: 404, body: answer };
}

/** What the bot says in its acknowledgement of a command is a message too. */
export function answerInAck(context: Context, url: ResponseUrl, { status, body, payload }: Attempt): void {
  if (status !== 200 || body === '') return;
  const said = typeof payload === 'object' ? fieldsOf(payload) : { text: body };
  if (Object.keys(said).length === 0) return;
  const knownCount = context.guard.invalid.length;
  const answer = show(context, url, said, 'ack');
  if (answer.ok !== true && context.guard.invalid.length === knownCount)
    context.guard.remember('ack', said, textOf(answer.error));
}

function respond(context: Context, url: ResponseUrl, said: Fields): Fields {
  const source = url.source === null ? undefined : context.workspace.find(url.channel, url.source.ts);
  if (said.delete_original === true || said.delete_original === 'true') {
    if (source === undefined) return { ok: false, error: 'message_not_found' };
    removeMessage(context, source);
    return { ok: true };
  }
  const replaces = said.replace_original === true || said.replace_original === 'true';
  if (!replaces || url.source === null) return show(context, url, said, 'response_url');
  if (source === undefined) return { ok: false, error: 'message_not_found' };
  return refusable(() => {
    context.guard.message('response_url', said);
    const { text, blocks, attachments } = contentOf(said);
    const edited = { user: context.app.botUserId, ts: context.workspace.newTs() };
    editMessage(context, source, { text, blocks, attachments, edited });
  });
}

/** Posts beside what is there: for the person who acted, unless it is meant for the channel. */
function show(context: Context, url: ResponseUrl, said: Fields, from: 'ack' | 'response_url'): Fields {
  return refusable(() => {
    if (textOf(said.text) === '' && said.blocks === undefined) throw new ApiError('no_text');
    context.guard.message(from, said);
    const ephemeralFor = said.response_type === 'in_channel' ? null : url.user;
    const threadTs = textOf(said.thread_ts) || null;
    postAsBot(context, { channel: url.channel, threadTs, ephemeralFor, origin: url.id, ...contentOf(said) });
  });
}

function refusable(act: () => void): Fields {
  try {
    act();
    return { ok: true };
  } catch (error) {
    if (error instanceof ApiError) return error.answer;
    throw error;
  }
}
