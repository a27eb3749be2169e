import type { Context } from './context.ts';
import type { Fields } from './json.ts';
import { messageJson } from './message-json.ts';
import type { Delivery } from './sender.ts';
import type { Channel, Message } from './workspace.ts';

/** Subscription and scope that bring the messages of each kind of channel. */
const MESSAGE_EVENTS = {
  public: { name: 'message.channels', scope: 'channels:history', type: 'channel' },
  private: { name: 'message.groups', scope: 'groups:history', type: 'group' },
  im: { name: 'message.im', scope: 'im:history', type: 'im' },
} as const;

/** Tells the bot of a new message. A mention in a channel brings `app_mention`, and `message` beside it if subscribed. */
export function announcePost(context: Context, message: Message): readonly Delivery[] {
  const { app } = context;
  const channel = channelHeard(context, message);
  if (channel === undefined) return [];
  const fields = { ...messageJson(context, message), channel: channel.id, event_ts: message.ts };
  const parent = message.threadTs === null ? undefined : context.workspace.find(channel.id, message.threadTs);
  const { teamId } = context.workspace.users.get(message.user)!;
  const rest = {
    ...(parent === undefined ? {} : { parent_user_id: parent.user }),
    ...(message.botId === null ? { client_msg_id: crypto.randomUUID() } : {}),
    ...(teamId === app.teamId ? {} : { user_team: teamId, source_team: teamId }),
  };
  const isMention = channel.kind !== 'im' && message.botId === null && message.text.includes(`<@${app.botUserId}>`);
  const deliveries: Delivery[] = [];
  if (isMention && hears(context, 'app_mention', 'app_mentions:read')) {
    deliveries.push(sendEvent(context, { ...fields, ...rest, type: 'app_mention' }, channel));
  }
  const kind = MESSAGE_EVENTS[channel.kind];
  if (hears(context, kind.name, kind.scope)) {
    deliveries.push(sendEvent(context, { ...fields, ...rest, channel_type: kind.type }, channel));
  }
  return deliveries;
}

export function announceEdit(context: Context, message: Message, previous: Fields): readonly Delivery[] {
  return announceChange(context, message, {
    subtype: 'message_changed',
    message: messageJson(context, message),
    previous_message: previous,
  });
}

export function announceRemoval(context: Context, message: Message): readonly Delivery[] {
  return announceChange(context, message, {
    subtype: 'message_deleted',
    deleted_ts: message.ts,
    previous_message: messageJson(context, message),
  });
}

/** Wraps an event in its envelope, under an `event_id` of its own, and sends it. */
export function sendEvent(context: Context, event: Fields, channel?: Channel): Delivery {
  return context.sender.send({ kind: 'event', body: eventEnvelope(context, event, channel) });
}

export function eventEnvelope({ app, workspace }: Context, event: Fields, channel?: Channel): Fields {
  const isExtShared = channel?.isExtShared ?? false;
  return {
    token: app.verificationToken,
    team_id: app.teamId,
    ...(isExtShared ? { context_team_id: app.teamId, context_enterprise_id: null } : {}),
    api_app_id: app.appId,
    event,
    type: 'event_callback',
    event_id: workspace.newId('Ev'),
    event_time: Math.floor(Date.now() / 1000),
    is_ext_shared_channel: isExtShared,
    event_context: workspace.newId('4-'),
    authorizations: [
      { enterprise_id: null, team_id: app.teamId, user_id: app.botUserId, is_bot: true, is_enterprise_install: false },
    ],
  };
}

/** Whether the app subscribed to an event and may have it. */
export function hears({ app }: Context, name: string, scope?: string): boolean {
  return app.events.has(name) && (scope === undefined || app.scopes.has(scope));
}

function announceChange(context: Context, message: Message, change: Fields): readonly Delivery[] {
  const channel = channelHeard(context, message);
  if (channel === undefined) return [];
  const kind = MESSAGE_EVENTS[channel.kind];
  if (!hears(context, kind.name, kind.scope)) return [];
  const ts = context.workspace.newTs();
  const event = { type: 'message', hidden: true, channel: channel.id, channel_type: kind.type, ts, event_ts: ts, ...change };
  return [sendEvent(context, event, channel)];
}

/** The channel of a message, if the bot is in it and the message is for everybody there. */
function channelHeard({ app, workspace }: Context, message: Message): Channel | undefined {
  const channel = workspace.channels.get(message.channel);
  return message.ephemeralFor === null && channel?.members.has(app.botUserId) === true ? channel : undefined;
}
