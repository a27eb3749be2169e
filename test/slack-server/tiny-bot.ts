import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, SocketModeReceiver, type types } from '@slack/bolt';
import type { SlackServer } from './server.ts';
import { SILENT } from './silent-logger.ts';

/** A bot that does each thing a bot can do once, in a few lines, for the tests of the server itself. */
function answerEverything(app: App): void {
  app.command('/segments', async ({ command, ack, respond }) => {
    await ack();
    if (command.text === 'slow') await respond({ text: 'Working on it…' });
    const isPublic = command.text === 'public';
    await respond({
      text: `412 users, ${command.text}`,
      replace_original: true,
      response_type: isPublic ? 'in_channel' : 'ephemeral',
    });
  });
  app.command('/now', async ({ ack }) => ack({ text: 'said in the acknowledgement' }));
  app.event('app_mention', async ({ event, say }) => {
    await say({ text: `mentioned: ${event.text}`, thread_ts: event.thread_ts ?? event.ts, blocks: BLOCKS });
  });
  app.message(async ({ message, say }) => {
    if (message.subtype === undefined && message.channel_type === 'im') await say(`said: ${message.text}`);
  });
  app.action('show', async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: 'SELECT 1' });
  });
  for (const id of ['country', 'vote']) {
    app.action(id, async ({ ack, action, body, client }) => {
      await ack();
      await client.chat.postMessage({ channel: body.channel!.id!, text: JSON.stringify(action) });
    });
  }
  app.action('filter', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: MODAL });
  });
  app.view('filter', async ({ ack, view }) => {
    const plan = view.state.values.plan?.name?.value;
    if (plan === 'Gold') await ack({ response_action: 'errors', errors: { plan: 'no such plan' } });
    else if (plan === 'Free') await ack({ response_action: 'update', view: { ...MODAL, title: plain('Free') } });
    else await ack();
  });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home')
      await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: BLOCKS.slice(0, 2) } });
  });
}

function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text };
}

const MODAL: types.ModalView = {
  type: 'modal',
  callback_id: 'filter',
  title: plain('Filter'),
  submit: plain('Go'),
  blocks: [{ type: 'input', block_id: 'plan', label: plain('Plan'), element: { type: 'plain_text_input', action_id: 'name' } }],
};

const BLOCKS: types.KnownBlock[] = [
  {
    type: 'section',
    text: { type: 'mrkdwn', text: 'Casual &amp; power' },
    accessory: { type: 'button', action_id: 'show', text: plain('Show query') },
  },
  {
    type: 'actions',
    elements: [
      { type: 'static_select', action_id: 'country', options: [{ text: plain('Germany'), value: 'DE' }] },
      { type: 'button', action_id: 'filter', text: plain('Filter users') },
    ],
  },
  {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'vote',
        positive_button: { text: plain('Good'), value: 'up' },
        negative_button: { text: plain('Bad'), value: 'down' },
      },
    ],
  },
];

/** @returns stops it */
export async function startHttpBot(slack: SlackServer): Promise<() => Promise<unknown>> {
  const { botToken: token, signingSecret, apiUrl: slackApiUrl } = slack;
  const app = new App({
    token,
    signingSecret,
    clientOptions: { slackApiUrl },
    logger: SILENT,
    deferInitialization: true,
  });
  await app.init();
  answerEverything(app);
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
  slack.sendTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  return () => {
    const stopped = app.stop();
    server.closeAllConnections();
    return stopped;
  };
}

/**
 * @param pingTimeoutMs how long the client waits for a pong, and before it connects again; a busy machine may need long for either
 * @returns stops it
 */
export async function startSocketBot(slack: SlackServer, pingTimeoutMs = 3000): Promise<() => Promise<unknown>> {
  const { botToken: token, appToken, apiUrl: slackApiUrl } = slack;
  const receiver = new SocketModeReceiver({
    appToken,
    clientPingTimeout: pingTimeoutMs,
    logger: SILENT,
    installerOptions: { clientOptions: { slackApiUrl } },
  });
  const app = new App({ token, receiver, clientOptions: { slackApiUrl }, logger: SILENT, deferInitialization: true });
  await app.init();
  answerEverything(app);
  await app.start();
  return () => receiver.client.disconnect();
}
