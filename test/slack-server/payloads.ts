import type { Context } from './context.ts';
import type { Values } from './form.ts';
import { type Fields, textOf } from './json.ts';
import { messageJson } from './message-json.ts';
import type { ResponseUrl } from './tickets.ts';
import type { View } from './views.ts';
import type { Channel, Message, User } from './workspace.ts';

/** The form of a slash command. */
export function commandPayload(
  context: Context,
  user: User,
  channel: Channel,
  line: { readonly command: string; readonly text: string },
  url: ResponseUrl,
): Fields {
  const { app, triggers } = context;
  return {
    token: app.verificationToken,
    team_id: app.teamId,
    team_domain: app.teamDomain,
    channel_id: channel.id,
    channel_name: channel.kind === 'private' ? 'privategroup' : channel.name,
    user_id: user.id,
    user_name: user.name,
    command: line.command,
    text: line.text,
    api_app_id: app.appId,
    is_enterprise_install: 'false',
    response_url: url.url,
    trigger_id: triggers.issue(user.id),
  };
}

/** Something clicked or chosen in a message. Of ephemeral messages Slack keeps no copy to send along. */
export function messageActionPayload(
  context: Context,
  user: User,
  message: Message,
  action: Fields,
  values: Values,
  url: ResponseUrl,
): Fields {
  const channel = context.workspace.channels.get(message.channel)!;
  const isEphemeral = message.ephemeralFor !== null;
  return {
    ...interaction(context, 'block_actions', user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
    },
    channel: { id: channel.id, name: channel.kind === 'private' ? 'privategroup' : channel.name },
    ...(isEphemeral ? {} : { message: messageJson(context, message) }),
    state: { values },
    response_url: url.url,
    actions: [action],
  };
}

/** Something clicked or chosen in a modal or on Home. */
export function viewActionPayload(context: Context, user: User, view: View, action: Fields): Fields {
  return {
    ...interaction(context, 'block_actions', user),
    container: { type: 'view', view_id: view.id },
    view: context.views.json(view),
    actions: [action],
  };
}

export function submissionPayload(context: Context, user: User, view: View): Fields {
  return { ...interaction(context, 'view_submission', user), view: context.views.json(view), response_urls: [] };
}

export function closedPayload(context: Context, user: User, view: View): Fields {
  const { trigger_id: _, ...rest } = interaction(context, 'view_closed', user);
  return { ...rest, view: context.views.json(view), is_cleared: false };
}

/** The action of an element: what it is, and what was done with it. */
export function actionOf(context: Context, block: Fields, element: Fields, done: Fields): Fields {
  return {
    type: element.type,
    action_id: textOf(element.action_id),
    block_id: textOf(block.block_id),
    ...done,
    action_ts: context.workspace.newTs(),
  };
}

function interaction({ app, triggers }: Context, type: string, user: User): Fields {
  return {
    type,
    token: app.verificationToken,
    api_app_id: app.appId,
    team: { id: app.teamId, domain: app.teamDomain },
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: triggers.issue(user.id),
  };
}
