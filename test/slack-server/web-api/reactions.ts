import type { Message } from '../workspace.ts';
import { ApiError, type Call, type Methods } from './call.ts';
import { channelOf } from './targets.ts';

export const REACTIONS: Methods = {
  'reactions.add': { scopes: ['reactions:write'], run: add },
  'reactions.remove': { scopes: ['reactions:write'], run: remove },
};

function add(call: Call): { readonly ok: true } {
  const { reactions } = target(call);
  const users = reactions.get(call.required('name')) ?? new Set<string>();
  if (users.has(call.context.app.botUserId)) throw new ApiError('already_reacted');
  reactions.set(call.text('name'), users.add(call.context.app.botUserId));
  call.context.workspace.touch();
  return { ok: true };
}

function remove(call: Call): { readonly ok: true } {
  const { reactions } = target(call);
  const users = reactions.get(call.required('name'));
  if (users?.delete(call.context.app.botUserId) !== true) throw new ApiError('no_reaction');
  if (users.size === 0) reactions.delete(call.text('name'));
  call.context.workspace.touch();
  return { ok: true };
}

function target(call: Call): Message {
  const message = call.context.workspace.find(channelOf(call).id, call.required('timestamp'));
  if (message === undefined) throw new ApiError('message_not_found');
  return message;
}
