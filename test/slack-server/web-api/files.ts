import type { StoredFile } from '../files.ts';
import { type Fields, textOf } from '../json.ts';
import { contentOf, postAsBot } from '../posting.ts';
import type { Channel } from '../workspace.ts';
import { ApiError, type Call, type Methods } from './call.ts';
import { threadOf, writableChannel } from './targets.ts';

const ALT_TEXT_LIMIT = 1000;

export const FILES: Methods = {
  'files.getUploadURLExternal': { scopes: ['files:write'], run: getUploadUrl },
  'files.completeUploadExternal': { scopes: ['files:write'], run: completeUpload },
  'files.info': { scopes: ['files:read'], run: info },
};

function getUploadUrl(call: Call): Fields {
  const { app, files } = call.context;
  if (call.number('length', 0) <= 0) throw new ApiError('missing_argument');
  if (call.text('alt_txt').length > ALT_TEXT_LIMIT) throw new ApiError('invalid_arguments');
  const file = files.reserve(call.required('filename'), app.botUserId);
  return { ok: true, upload_url: files.uploadUrl(file), file_id: file.id };
}

/** Answers at once; the files become usable, and their message appears, when they have been processed. */
function completeUpload(call: Call): Fields {
  const { files } = call.context;
  const completed = call.list('files').map(({ id, title }) => {
    const file = found(call, textOf(id));
    if (file.bytes === null) throw new ApiError('file_not_found');
    file.title = textOf(title) || file.name;
    return file;
  });
  if (completed.length === 0) throw new ApiError('invalid_arguments');
  const target = call.has('channel_id') ? 'channel_id' : call.has('channels') ? 'channels' : null;
  const channel = target === null ? null : writableChannel(call, target);
  const threadTs = channel === null ? null : threadOf(call, channel);
  const comment = call.text('initial_comment');
  if (comment === '') call.context.guard.message(call.method, { ...call.args, text: 'file' });
  const processed = Promise.all(completed.map((file) => files.process(file)));
  if (channel !== null) void processed.then(() => share(call, completed, channel, threadTs));
  return { ok: true, files: completed.map(({ id }) => files.json(id)) };
}

function share(call: Call, completed: readonly StoredFile[], channel: Channel, threadTs: string | null): void {
  const comment = call.text('initial_comment');
  const content = comment === '' ? contentOf({ blocks: call.args.blocks }) : contentOf({ text: comment });
  const files = completed.map(({ id }) => id);
  const message = postAsBot(call.context, { channel: channel.id, threadTs, files, ...content });
  for (const file of completed) file.shares.push({ channel: channel.id, ts: message.ts });
  call.context.workspace.touch();
}

function info(call: Call): Fields {
  return { ok: true, file: call.context.files.json(found(call, call.required('file')).id) };
}

function found(call: Call, id: string): StoredFile {
  const file = call.context.files.find(id);
  if (file === undefined) throw new ApiError('file_not_found');
  return file;
}
