import { type Fields, fieldsOf, textOf } from '../json.ts';
import { messageJson } from '../message-json.ts';
import { contentOf, editMessage, postAsBot, removeMessage } from '../posting.ts';
import { ApiError, type Call, type Methods } from './call.ts';
import { channelOf, ownMessage, threadOf, writableChannel } from './targets.ts';

const UPDATE_TEXT_LIMIT = 4000;
const MARKDOWN_LIMIT = 12_000;

export const CHAT: Methods = {
  'chat.postMessage': { scopes: ['chat:write'], run: postMessage },
  'chat.postEphemeral': { scopes: ['chat:write'], run: postEphemeral },
  'chat.update': { scopes: ['chat:write'], run: update },
  'chat.delete': { scopes: ['chat:write'], run: remove },
  'chat.getPermalink': { run: permalink },
};

function postMessage(call: Call): Fields {
  const channel = writableChannel(call);
  const threadTs = threadOf(call, channel);
  const message = postAsBot(call.context, { channel: channel.id, threadTs, ...said(call) });
  return { ok: true, channel: channel.id, ts: message.ts, message: messageJson(call.context, message) };
}

function postEphemeral(call: Call): Fields {
  const channel = writableChannel(call);
  const user = call.required('user');
  if (!channel.members.has(user)) throw new ApiError('user_not_in_channel');
  const threadTs = threadOf(call, channel);
  const message = postAsBot(call.context, { channel: channel.id, threadTs, ephemeralFor: user, ...said(call) });
  return { ok: true, message_ts: message.ts };
}

function update(call: Call): Fields {
  const message = ownMessage(call, 'cant_update_message');
  if (call.text('text').length > UPDATE_TEXT_LIMIT) throw new ApiError('msg_too_long');
  const content = said(call);
  const { workspace, app } = call.context;
  editMessage(call.context, message, {
    // A text without blocks takes the old blocks away; without either, they stay.
    ...(call.has('text') ? { text: content.text } : {}),
    ...(call.has('blocks') || call.has('text') ? { blocks: content.blocks } : {}),
    ...(call.has('attachments') ? { attachments: content.attachments } : {}),
    ...(call.has('metadata') ? { metadata: content.metadata } : {}),
    streaming: false,
    edited: { user: app.botUserId, ts: workspace.newTs() },
  });
  return { ok: true, channel: message.channel, ts: message.ts, text: message.text, message: messageJson(call.context, message) };
}

function remove(call: Call): Fields {
  const message = ownMessage(call, 'cant_delete_message');
  removeMessage(call.context, message);
  return { ok: true, channel: message.channel, ts: message.ts };
}

function permalink(call: Call): Fields {
  const channel = channelOf(call);
  const message = call.context.workspace.find(channel.id, call.required('message_ts'));
  if (message === undefined) throw new ApiError('message_not_found');
  const path = `archives/${channel.id}/p${message.ts.replace('.', '')}`;
  return { ok: true, channel: channel.id, permalink: `https://${call.context.app.teamDomain}.slack.com/${path}` };
}

/** What the call says, after all checks. */
function said(call: Call): ReturnType<typeof contentOf> {
  const { args } = call;
  const markdown = call.text('markdown_text');
  if (markdown !== '' && (call.text('text') !== '' || call.has('blocks'))) throw new ApiError('markdown_text_conflict');
  if (markdown.length > MARKDOWN_LIMIT) throw new ApiError('msg_too_long');
  if (markdown === '' && call.text('text') === '' && !call.has('blocks') && !call.has('attachments'))
    throw new ApiError('no_text');
  const { event_type, event_payload } = fieldsOf(args.metadata);
  const hasMetadata = Object.keys(fieldsOf(args.metadata)).length > 0;
  if (hasMetadata && (textOf(event_type) === '' || event_payload === undefined)) throw new ApiError('invalid_metadata_format');
  call.context.guard.message(call.method, args);
  return contentOf(markdown === '' ? args : { ...args, text: markdown });
}
