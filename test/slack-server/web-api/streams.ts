import type { Fields } from '../json.ts';
import { listOf, textOf } from '../json.ts';
import { contentOf, editMessage, postAsBot } from '../posting.ts';
import type { Message } from '../workspace.ts';
import { ApiError, type Call, type Methods } from './call.ts';
import { ownMessage, threadOf, writableChannel } from './targets.ts';

const MARKDOWN_LIMIT = 12_000;

export const STREAMS: Methods = {
  'chat.startStream': { scopes: ['chat:write'], run: start },
  'chat.appendStream': { scopes: ['chat:write'], run: append },
  'chat.stopStream': { scopes: ['chat:write'], run: stop },
};

function start(call: Call): Fields {
  const channel = writableChannel(call);
  call.required('thread_ts');
  const threadTs = threadOf(call, channel);
  if (channel.kind !== 'im') {
    for (const name of ['recipient_team_id', 'recipient_user_id']) {
      if (call.text(name) === '') throw new ApiError(`missing_${name}`);
    }
  }
  const { text, blocks } = chunksOf(call);
  const message = postAsBot(call.context, { channel: channel.id, threadTs, text, blocks, streaming: true });
  return { ok: true, channel: channel.id, ts: message.ts };
}

function append(call: Call): Fields {
  const message = running(call);
  const { text, blocks } = chunksOf(call);
  call.context.workspace.edit(message, { text: message.text + text, blocks: [...message.blocks, ...blocks] });
  return { ok: true, channel: message.channel, ts: message.ts };
}

function stop(call: Call): Fields {
  const message = running(call);
  const { text, blocks } = chunksOf(call);
  call.context.guard.message(call.method, { ...call.args, text: message.text + text });
  const { blocks: last, metadata } = contentOf(call.args);
  const whole = message.text + text;
  const streamed = whole === '' ? [] : [{ type: 'markdown', text: whole, block_id: 'streamed' }];
  editMessage(call.context, message, {
    text: whole,
    blocks: [...streamed, ...message.blocks, ...blocks, ...last],
    metadata,
    streaming: false,
  });
  return { ok: true, channel: message.channel, ts: message.ts };
}

function running(call: Call): Message {
  const message = ownMessage(call, 'message_not_owned_by_app');
  if (!message.streaming) throw new ApiError('message_not_in_streaming_state');
  return message;
}

/** Text and blocks of the chunks; task updates count as text, so that they can be seen. */
function chunksOf(call: Call): { readonly text: string; readonly blocks: readonly Fields[] } {
  const chunks = call.list('chunks');
  const pieces = chunks.map((chunk) => (chunk.type === 'markdown_text' ? textOf(chunk.text) : textOf(chunk.title)));
  const text = call.text('markdown_text') + pieces.join('');
  if (text.length > MARKDOWN_LIMIT) throw new ApiError('msg_too_long');
  const blocks = chunks.flatMap((chunk) => listOf(chunk.blocks));
  if (blocks.length > 0) call.context.guard.message(call.method, { text, blocks });
  return { text, blocks };
}
