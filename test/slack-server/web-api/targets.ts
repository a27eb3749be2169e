import type { Channel, Message } from '../workspace.ts';
import { ApiError, type Call } from './call.ts';

/** Scopes that let a bot read about channels of each kind, and read what is said there. */
const SCOPES = {
  public: { read: 'channels:read', history: 'channels:history' },
  private: { read: 'groups:read', history: 'groups:history' },
  im: { read: 'im:read', history: 'im:history' },
} as const;

/**
 * The channel a call names, as far as the bot may know of it.
 *
 * @throws {ApiError} `channel_not_found`, also for private channels the bot is not in
 */
export function channelOf(call: Call, name = 'channel'): Channel {
  const { app, workspace } = call.context;
  const channel = workspace.channels.get(call.required(name));
  if (channel === undefined) throw new ApiError('channel_not_found');
  if (channel.kind !== 'public' && !channel.members.has(app.botUserId)) throw new ApiError('channel_not_found');
  return channel;
}

/** @throws {ApiError} `missing_scope`, `not_in_channel` */
export function readableChannel(call: Call, purpose: 'read' | 'history'): Channel {
  const channel = channelOf(call);
  call.need(SCOPES[channel.kind][purpose]);
  if (purpose === 'history' && !channel.members.has(call.context.app.botUserId)) throw new ApiError('not_in_channel');
  return channel;
}

/**
 * Where a message goes: a channel, or a person by id, whose direct messages are opened.
 *
 * @throws {ApiError} `channel_not_found`, `not_in_channel`, `is_archived`
 */
export function writableChannel(call: Call, name = 'channel'): Channel {
  const { app, workspace } = call.context;
  const user = workspace.users.get(call.text(name));
  const channel = user === undefined ? channelOf(call, name) : workspace.imBetween(user.id, app.botUserId);
  if (channel.isArchived) throw new ApiError('is_archived');
  if (!channel.members.has(app.botUserId) && !(channel.kind === 'public' && app.scopes.has('chat:write.public'))) {
    throw new ApiError('not_in_channel');
  }
  return channel;
}

/**
 * The `ts` of the thread to post in, null for none.
 *
 * @throws {ApiError} `invalid_thread_ts`, `thread_not_found`
 */
export function threadOf(call: Call, channel: Channel): string | null {
  if (!call.has('thread_ts')) return null;
  const ts = call.text('thread_ts');
  if (!/^\d+\.\d{6}$/.test(ts)) throw new ApiError('invalid_thread_ts');
  const parent = call.context.workspace.find(channel.id, ts);
  if (parent === undefined) throw new ApiError('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

/** @throws {ApiError} `message_not_found`, or `refusal` for other people's messages */
export function ownMessage(call: Call, refusal: string): Message {
  const channel = channelOf(call);
  const message = call.context.workspace.find(channel.id, call.required('ts'));
  if (message === undefined || message.ephemeralFor !== null) throw new ApiError('message_not_found');
  if (message.botId !== call.context.app.botId) throw new ApiError(refusal);
  return message;
}
