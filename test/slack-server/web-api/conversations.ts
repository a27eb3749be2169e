import type { Fields } from '../json.ts';
import { messageJson } from '../message-json.ts';
import type { Channel, Message } from '../workspace.ts';
import { ApiError, type Call, type Methods } from './call.ts';
import { channelOf, readableChannel } from './targets.ts';

export const CONVERSATIONS: Methods = {
  'conversations.open': { scopes: ['im:write'], run: open },
  'conversations.info': { run: (call) => ({ ok: true, channel: channelJson(call, readableChannel(call, 'read')) }) },
  'conversations.list': { scopes: ['channels:read'], run: list },
  'conversations.join': { scopes: ['channels:join'], run: join },
  'conversations.members': { run: members },
  'conversations.history': { run: history },
  'conversations.replies': { run: replies },
};

function open(call: Call): Fields {
  const { app, workspace } = call.context;
  const users = call.required('users').split(',');
  if (users.length > 1 || !workspace.users.has(users[0]!)) throw new ApiError('user_not_found');
  const channel = workspace.imBetween(users[0]!, app.botUserId);
  return { ok: true, channel: call.flag('return_im') ? channelJson(call, channel) : { id: channel.id } };
}

function list(call: Call): Fields {
  const { app, workspace } = call.context;
  const kinds = (call.text('types') || 'public_channel').split(',');
  const isWanted = ({ kind, members }: Channel) =>
    (kind === 'public' && kinds.includes('public_channel')) ||
    (kind === 'private' && kinds.includes('private_channel') && members.has(app.botUserId));
  const channels = [...workspace.channels.values()].filter(isWanted).map((channel) => channelJson(call, channel));
  return { ok: true, channels, response_metadata: { next_cursor: '' } };
}

function join(call: Call): Fields {
  const channel = channelOf(call);
  if (channel.kind !== 'public') throw new ApiError('method_not_supported_for_channel_type');
  channel.members.add(call.context.app.botUserId);
  return { ok: true, channel: channelJson(call, channel) };
}

function members(call: Call): Fields {
  const { page, next } = pageOf(call, [...readableChannel(call, 'read').members], 100);
  return { ok: true, members: page, response_metadata: { next_cursor: next } };
}

function history(call: Call): Fields {
  const channel = readableChannel(call, 'history');
  const messages = channel.messages.filter((message) => message.ephemeralFor === null && message.threadTs === null);
  return messagesJson(call, messages.filter(isBetween(call)).toReversed());
}

function replies(call: Call): Fields {
  const channel = readableChannel(call, 'history');
  const asked = call.context.workspace.find(channel.id, call.required('ts'));
  if (asked === undefined || asked.ephemeralFor !== null) throw new ApiError('thread_not_found');
  const thread = call.context.workspace.thread(channel.id, asked.threadTs ?? asked.ts);
  return messagesJson(call, thread.filter((message) => message.ephemeralFor === null).filter(isBetween(call)));
}

function messagesJson(call: Call, messages: readonly Message[]): Fields {
  const { page, next } = pageOf(call, messages, 100);
  const withMetadata = call.flag('include_all_metadata');
  return {
    ok: true,
    messages: page.map((message) => messageJson(call.context, message, withMetadata)),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

function isBetween(call: Call): (message: Message) => boolean {
  const oldest = call.number('oldest', 0);
  const latest = call.number('latest', Number.POSITIVE_INFINITY);
  const isInclusive = call.flag('inclusive');
  return ({ ts }) => (Number(ts) > oldest && Number(ts) < latest) || (isInclusive && [oldest, latest].includes(Number(ts)));
}

/** One page of a list; the cursor is the index to go on from. */
function pageOf<T>(call: Call, all: readonly T[], usual: number): { readonly page: readonly T[]; readonly next: string } {
  const from = call.number('cursor', 0);
  const until = from + Math.min(1000, call.number('limit', usual));
  return { page: all.slice(from, until), next: until < all.length ? String(until) : '' };
}

function channelJson({ context }: Call, channel: Channel): Fields {
  return {
    id: channel.id,
    ...(channel.kind === 'im' ? { user: [...channel.members][0] } : { name: channel.name }),
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: channel.kind === 'im',
    is_private: channel.kind !== 'public',
    is_member: channel.members.has(context.app.botUserId),
    is_archived: channel.isArchived,
    is_ext_shared: channel.isExtShared,
    is_shared: channel.isExtShared,
    is_org_shared: false,
    is_pending_ext_shared: false,
    num_members: channel.members.size,
  };
}
