import type { Context } from './context.ts';
import type { Fields } from './json.ts';
import type { Message } from './workspace.ts';

/** A message as history, events and interactions show it. Metadata goes to those who ask for it. */
export function messageJson({ app, workspace, files }: Context, message: Message, withMetadata = true): Fields {
  const replies = message.threadTs === null ? workspace.thread(message.channel, message.ts).slice(1) : [];
  return {
    type: 'message',
    ...(message.subtype === null ? {} : { subtype: message.subtype }),
    user: message.user,
    team: workspace.users.get(message.user)?.teamId ?? app.teamId,
    text: message.text,
    ts: message.ts,
    ...(message.botId === null ? {} : botFields(app, message.botId)),
    ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    ...(replies.length === 0 ? {} : { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)!.ts }),
    ...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
    ...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
    ...(message.files.length === 0 ? {} : { files: message.files.map((id) => files.json(id)) }),
    ...(message.edited === null ? {} : { edited: message.edited }),
    ...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
    ...(message.reactions.size === 0 ? {} : { reactions: reactionsJson(message) }),
    ...(message.streaming ? { streaming_state: 'in_progress' } : {}),
  };
}

function botFields(app: Context['app'], botId: string): Fields {
  return {
    bot_id: botId,
    app_id: app.appId,
    bot_profile: { id: botId, app_id: app.appId, name: app.botName, deleted: false, team_id: app.teamId },
  };
}

function reactionsJson(message: Message): readonly Fields[] {
  return [...message.reactions].map(([name, users]) => ({ name, users: [...users], count: users.size }));
}
