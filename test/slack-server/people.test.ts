import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { webApi } from '@slack/bolt';
import { type Fields, fieldsOf, listOf, parsedJson } from './json.ts';
import { type Listener, startListener } from './listener.ts';
import { type SlackServer, startSlackServer } from './server.ts';
import { SILENT } from './silent-logger.ts';

const BUTTON = {
  type: 'actions' as const,
  block_id: 'row',
  elements: [{ type: 'button' as const, action_id: 'csv', value: 'q1', text: { type: 'plain_text' as const, text: 'CSV' } }],
};

let slack: SlackServer;
let listener: Listener;
let client: webApi.WebClient;

before(async () => {
  slack = await startSlackServer({ commands: ['/segments'], events: ['app_mention', 'message.im', 'message.groups'] });
  listener = await startListener();
  slack.sendTo(listener.url);
  client = new webApi.WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, logger: SILENT });
});

after(async () => {
  listener.stop();
  await slack.close();
});

afterEach(() => {
  listener.heard.length = 0;
});

/** What the bot got, as JSON. */
function heard(): readonly Fields[] {
  return listener.heard.map(({ body }) => fieldsOf(parsedJson(new URLSearchParams(body).get('payload') ?? body)));
}

function events(): readonly Fields[] {
  return heard().map(({ event }) => fieldsOf(event));
}

describe('what people write', () => {
  it('reaches the bot as it changes: edited, deleted, with files', async () => {
    const ann = slack.person('ann');
    const said = await ann.says('first', ann.dm);
    await ann.edits(said, 'second');
    await ann.deletes(said);
    await ann.says('look', ann.dm, { files: [{ name: 'users.csv', content: Buffer.from('id\n') }] });
    assert.deepEqual(
      events().map(({ subtype, channel_type }) => [subtype, channel_type]),
      [
        [undefined, 'im'],
        ['message_changed', 'im'],
        ['message_deleted', 'im'],
        ['file_share', 'im'],
      ],
    );
    assert.deepEqual([fieldsOf(events()[1]?.previous_message).text, fieldsOf(events()[1]?.message).text], ['first', 'second']);
    assert.equal(listOf(events()[3]?.files)[0]?.name, 'users.csv');
  });

  it('names its thread and who began it', async () => {
    const [ann, bob] = [slack.person('ann2'), slack.person('bob')];
    const board = slack.channel('board', { members: [ann, bob], isPrivate: true });
    const root = await ann.says('to all', board);
    await bob.says('@Herald and you?', board, { thread: root });
    const mention = events().find(({ type }) => type === 'app_mention');
    assert.deepEqual([mention?.thread_ts, mention?.parent_user_id, mention?.user], [root.ts, ann.id, bob.id]);
  });

  it('is not heard where the bot is not, did not subscribe, or may not read', async () => {
    const ann = slack.person('ann3');
    const lobby = slack.channel('lobby', { members: [ann], hasBot: false });
    const open = slack.channel('open', { members: [ann] });
    assert.equal((await ann.says('@Herald hello?', lobby)).status, null);
    assert.equal((await ann.says('not subscribed to public channels', open)).deliveries.length, 0);
    const deaf = await startSlackServer({ commands: [], events: ['message.im'], scopes: ['chat:write'] });
    deaf.sendTo(listener.url);
    assert.equal((await deaf.person('ann').says('hello')).deliveries.length, 0);
    await deaf.close();
  });

  it('says when strangers listen', async () => {
    const stranger = slack.person('stranger', { isStranger: true });
    const partners = slack.channel('partners', { members: [stranger], isShared: true });
    await stranger.says('@Herald hello', partners);
    const [envelope] = heard();
    assert.deepEqual([envelope?.is_ext_shared_channel, envelope?.context_team_id], [true, slack.teamId]);
    assert.equal(events()[0]?.user_team, 'T000000002');
    const { user } = await client.users.info({ user: stranger.id });
    assert.equal((user as unknown as Fields).is_stranger, true);
  });

  it('is a command only where the app has it', async () => {
    await assert.rejects(slack.person('ann4').types('/weather'), /\/weather is not a command of the app/);
  });
});

describe('what people click', () => {
  it('comes with the message, its place and a response_url', async () => {
    const ann = slack.person('ann5');
    const sales = slack.channel('sales', { members: [ann] });
    await client.chat.postMessage({ channel: sales.id, text: 'users', blocks: [BUTTON] });
    await ann.clicks(ann.sees(sales)[0]!, 'CSV');
    const [{ container, message, response_url, actions } = {} as Fields] = heard();
    assert.equal(fieldsOf(container).is_ephemeral, false);
    assert.equal(fieldsOf(message).bot_id, slack.botId);
    assert.match(String(response_url), /^http/);
    const { action_ts: _, ...action } = listOf(actions)[0]!;
    assert.deepEqual(action, { ...BUTTON.elements[0], block_id: 'row' });
  });

  it('comes without the message where that was ephemeral, and can replace it or take it away', async () => {
    const ann = slack.person('ann6');
    const sales = slack.channel('sales6', { members: [ann] });
    await client.chat.postEphemeral({ channel: sales.id, user: ann.id, text: 'users', blocks: [BUTTON] });
    const click = await ann.clicks(ann.sees(sales)[0]!, 'csv');
    const [{ container, message, response_url } = {} as Fields] = heard();
    assert.deepEqual([fieldsOf(container).is_ephemeral, message], [true, undefined]);
    const respond = (body: object) => fetch(String(response_url), { method: 'POST', body: JSON.stringify(body) });
    await respond({ replace_original: true, text: 'sent' });
    assert.equal((await click.reply()).words, 'sent');
    await respond({ delete_original: true });
    assert.deepEqual(ann.sees(sales), []);
  });
});

describe('a wait in vain', () => {
  it('says what was done, acknowledged, seen and called', async () => {
    const ann = slack.person('ann7');
    const exchange = await ann.types('/segments how many?');
    await client.chat.postMessage({ channel: ann.dm.id, text: 'one moment' });
    await assert.rejects(exchange.settled({ within: 20 }), (error: Error) => {
      for (const part of [/ann7 types \/segments how many\?/, /Slack got 200/, /one moment/, /chat\.postMessage ok/, /20 ms/]) {
        assert.match(error.message, part);
      }
      return true;
    });
  });
});
