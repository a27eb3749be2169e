import type { App, BlockAction, KnownEventFromType, SlackActionMiddlewareArgs } from '@slack/bolt';
import { SUBSCRIPTION_FORM } from './blocks/subscription-modal.ts';
import { USER_LIST_FORM } from './blocks/user-list-modal.ts';
import type { Desk } from './desk.ts';
import { type Click, handleAction } from './handlers/actions.ts';
import { deskOf } from './handlers/addressed.ts';
import { handleText } from './handlers/handle.ts';
import { publishHome, suggestQuestions } from './handlers/home.ts';
import { submitSubscription } from './handlers/subscription-form.ts';
import { submitUserList } from './handlers/user-list-form.ts';
import { assistantReply, ephemeralReply, messageReply, requestFromHome } from './replies.ts';
import type { Asker, Place, Request } from './request.ts';
import type { Work } from './work.ts';

/**
 * Connects Slack's requests with the handlers: acknowledges first, unpacks, and hands the work on. Nothing here waits for
 * an answer, but a form that names a channel a moment for what Slack says of it.
 */
export function listen(app: App, desk: Desk, work: Work): void {
  app.command('/segments', async ({ command, ack }) => {
    await ack();
    const asker = { user: command.user_id, team: command.team_id };
    const place: Place = { channel: command.channel_id, thread: null, kind: kindOf(command.channel_id) };
    const reply = ephemeralReply(desk.slack, command.response_url, asker, place);
    const request: Request = { asker, place, conversation: ownCommands(asker), reply };
    work.take({
      kind: 'command',
      key: keyOf('command', command.trigger_id),
      reply,
      work: () => handleText(desk, request, command.text, command.trigger_id),
    });
  });

  app.event('app_mention', async ({ event, body }) => {
    if (event.user === undefined || event.bot_id !== undefined) return;
    const asker = askerOf(event.user, body.team_id, teamOfAuthor(event));
    const place: Place = {
      channel: event.channel,
      thread: event.thread_ts ?? event.ts,
      kind: 'channel',
      external: isExternal(body) || asker.stranger === true,
    };
    const reply = messageReply(desk.slack, asker, place);
    const request: Request = { asker, place, conversation: place.thread, reply };
    work.take({ kind: 'mention', key: keyOf('event', body.event_id), reply, work: () => handleText(desk, request, event.text) });
  });

  app.message(async ({ message, body }) => {
    if (!isFromPerson(message)) return;
    const asker = askerOf(message.user, body.team_id, teamOfAuthor(message));
    const thread = message.thread_ts ?? null;
    const external = isExternal(body) || asker.stranger === true;
    const place: Place = { channel: message.channel, thread, kind: 'direct', external };
    const reply =
      thread === null ? messageReply(desk.slack, asker, place) : assistantReply(desk.slack, asker, { ...place, thread });
    const request: Request = { asker, place, conversation: thread, reply };
    work.take({
      kind: 'message',
      key: keyOf('event', body.event_id),
      reply,
      work: () => handleText(desk, request, message.text ?? ''),
    });
  });

  app.event('app_home_opened', async ({ event, body }) => {
    const asker = { user: event.user, team: body.team_id };
    const open =
      event.tab === 'home'
        ? () => publishHome(deskOf(desk, event.view?.private_metadata), asker)
        : () => suggestQuestions(desk, event.channel);
    work.take({ kind: 'home', key: keyOf('event', body.event_id), reply: undefined, work: open });
  });

  app.action<BlockAction>(/.*/, async ({ ack, action, body }) => {
    await ack();
    const request = requestOfAction(desk, body);
    work.take({
      kind: 'action',
      key: keyOf('action', body.trigger_id),
      reply: request.reply,
      work: () => handleAction(desk, request, action, clickOf(body)),
    });
  });

  app.view(USER_LIST_FORM, async ({ ack, view, body }) => {
    const asker = { user: body.user.id, team: body.team?.id ?? '' };
    const submitted = submitUserList(deskOf(desk, view.private_metadata), asker, view);
    await ack(submitted.response);
    const { list } = submitted;
    if (list === undefined) return;
    const key = keyOf('view', `${view.id}:${view.hash}`);
    work.take({ kind: 'view', key, reply: list.reply, work: list.work });
  });

  app.view(SUBSCRIPTION_FORM, async ({ ack, view, body }) => {
    const { response, task } = await submitSubscription(desk, { user: body.user.id, team: body.team?.id ?? '' }, view);
    await ack(response);
    if (task !== undefined) work.take({ kind: 'view', key: keyOf('view', `${view.id}:${view.hash}`), ...task });
  });
}

/** What else a click says. */
function clickOf({ trigger_id: triggerId, view }: SlackActionMiddlewareArgs<BlockAction>['body']): Click {
  return { triggerId, home: view?.type === 'home' ? view.private_metadata : null, ...(view && { view }) };
}

type Message = KnownEventFromType<'message'>;
type PersonsMessage = Extract<Message, { readonly subtype: undefined } | { readonly subtype: 'file_share' }> & {
  readonly user: string;
};

/** Direct messages of people: no edits, no joins, and nothing that a bot wrote, above all not ourselves. */
function isFromPerson(message: Message): message is PersonsMessage {
  if (message.channel_type !== 'im' || (message.subtype !== undefined && message.subtype !== 'file_share')) return false;
  return !('bot_id' in message && message.bot_id) && 'user' in message && typeof message.user === 'string';
}

/** A button is answered where its message is: under an ephemeral one to the person alone, else in the thread. */
function requestOfAction(desk: Desk, body: SlackActionMiddlewareArgs<BlockAction>['body']): Request {
  const asker = askerOf(body.user.id, body.team?.id ?? '', body.user.team_id);
  const external = asker.stranger === true;
  const { container } = body;
  if (body.channel === undefined) return requestFromHome(desk.slack, asker);
  const channel = body.channel.id;
  const kind = kindOf(channel);
  const thread = (container.thread_ts as string | undefined) ?? null;
  if (container.is_ephemeral === true) {
    const place: Place = { channel, thread, kind, external };
    return {
      asker,
      place,
      conversation: thread ?? ownCommands(asker),
      reply: ephemeralReply(desk.slack, body.response_url, asker, place),
    };
  }
  const opened = thread ?? (kind === 'channel' ? String(container.message_ts) : null);
  const place: Place = { channel, thread: opened, kind, external };
  return { asker, place, conversation: opened, reply: messageReply(desk.slack, asker, place) };
}

/** Follow-ups of slash commands refer to the same person's commands in the channel, not to what others asked. */
function ownCommands({ user }: Asker): string {
  return `commands of ${user}`;
}

/** By the id alone: anybody can call a channel "directmessage". */
function kindOf(channel: string): Place['kind'] {
  return channel.startsWith('D') ? 'direct' : 'channel';
}

/** @param theirs the team of the person, where Slack says it */
function askerOf(user: string, ours: string, theirs: string | undefined): Asker {
  return { user, team: ours, ...(theirs !== undefined && ours !== '' && theirs !== ours && { stranger: true }) };
}

function teamOfAuthor(event: object): string | undefined {
  return 'user_team' in event && typeof event.user_team === 'string' ? event.user_team : undefined;
}

function isExternal(body: object): boolean {
  return 'is_ext_shared_channel' in body && body.is_ext_shared_channel === true;
}

function keyOf(kind: string, id: string | undefined): string | undefined {
  return id === undefined || id === '' ? undefined : `${kind}:${id}`;
}
