import { textOf } from '../json.ts';
import { statusKey } from '../posting.ts';
import { ApiError, type Call, type Methods } from './call.ts';
import { channelOf } from './targets.ts';

const MOST_PROMPTS = 4;
const MOST_LOADING_MESSAGES = 10;

export const ASSISTANT: Methods = {
  'assistant.threads.setStatus': { scopes: ['assistant:write'], run: setStatus },
  'assistant.threads.setTitle': { scopes: ['assistant:write'], run: (call) => ({ ok: thread(call, 'title') }) },
  'assistant.threads.setSuggestedPrompts': { scopes: ['assistant:write'], run: setPrompts },
};

function setStatus(call: Call): { readonly ok: true } {
  const channel = channelOf(call, 'channel_id');
  const messages = call.args.loading_messages;
  if (Array.isArray(messages) && messages.length > MOST_LOADING_MESSAGES) throw new ApiError('invalid_arguments');
  const { workspace } = call.context;
  const key = statusKey(channel.id, call.required('thread_ts'));
  const status = call.text('status');
  if (status === '') workspace.statuses.delete(key);
  else workspace.statuses.set(key, status);
  workspace.touch();
  return { ok: true };
}

function setPrompts(call: Call): { readonly ok: true } {
  channelOf(call, 'channel_id');
  const prompts = call.list('prompts');
  const isComplete = prompts.every(({ title, message }) => textOf(title) !== '' && textOf(message) !== '');
  if (prompts.length === 0 || prompts.length > MOST_PROMPTS || !isComplete) throw new ApiError('invalid_arguments');
  return { ok: true };
}

function thread(call: Call, ...needed: readonly string[]): true {
  channelOf(call, 'channel_id');
  for (const name of ['thread_ts', ...needed]) call.required(name);
  return true;
}
