import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { webApi } from '@slack/bolt';
import type { Person } from './person.ts';
import { type SlackServer, startSlackServer } from './server.ts';
import { SILENT } from './silent-logger.ts';
import type { Channel } from './workspace.ts';

const HEADER = { type: 'header' as const, text: { type: 'plain_text' as const, text: 'Segments' } };
const HOME = { type: 'home' as const, blocks: [HEADER] };
const MODAL = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Users' }, blocks: [HEADER] };
const PNG = Buffer.from('89504e470d0a1a0a', 'hex');

let slack: SlackServer;
let client: webApi.WebClient;
let ann: Person;
let sales: Channel;

before(async () => {
  slack = await startSlackServer({ commands: ['/segments'], events: [] });
  client = clientOf(slack);
  ann = slack.person('ann');
  sales = slack.channel('sales', { members: [ann] });
});

after(() => slack.close());

afterEach(() => slack.faults.clear());

function clientOf({ apiUrl, botToken }: SlackServer, token = botToken): webApi.WebClient {
  return new webApi.WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });
}

/** Uploads a picture without sharing it. */
async function uploaded(): Promise<string> {
  const { upload_url, file_id } = await client.files.getUploadURLExternal({ filename: 'chart.png', length: PNG.length });
  await fetch(upload_url!, { method: 'POST', body: PNG });
  await client.files.completeUploadExternal({ files: [{ id: file_id! }] });
  return file_id!;
}

async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof webApi.WebAPIPlatformError) return error.data.error;
    throw error;
  }
  return 'ok';
}

describe('tokens and scopes', () => {
  it('tells the bot who it is', async () => {
    const { user_id, bot_id, team_id } = await client.auth.test();
    assert.deepEqual([user_id, bot_id, team_id], [slack.botUserId, slack.botId, slack.teamId]);
  });

  it('keeps bot and app tokens apart, and refuses others', async () => {
    assert.equal(await refusal(clientOf(slack, slack.appToken).auth.test()), 'not_allowed_token_type');
    assert.equal(await refusal(client.apps.connections.open()), 'not_allowed_token_type');
    assert.equal(await refusal(clientOf(slack, 'xoxb-other').auth.test()), 'invalid_auth');
    assert.equal(await refusal(clientOf(slack, '').auth.test()), 'not_authed');
  });

  it('names the scope that is missing', async () => {
    const poor = await startSlackServer({ commands: [], events: [], scopes: ['chat:write'] });
    const call = clientOf(poor).users.info({ user: poor.botUserId });
    await assert.rejects(call, (error: webApi.WebAPIPlatformError) => {
      const { error: reason, ...details } = error.data as unknown as Readonly<Record<string, unknown>>;
      assert.deepEqual([reason, details.needed, details.provided], ['missing_scope', 'users:read', 'chat:write']);
      return true;
    });
    await poor.close();
  });

  it('answers unknown methods without an HTTP error', async () => {
    assert.equal(await refusal(client.apiCall('segments.guess')), 'unknown_method');
  });
});

describe('messages', () => {
  it('have rising times, threads and metadata for those who ask', async () => {
    const metadata = { event_type: 'herald_alert', event_payload: { delivery_key: 'k1' } };
    const first = await client.chat.postMessage({ channel: sales.id, text: 'alert', metadata });
    const second = await client.chat.postMessage({ channel: sales.id, thread_ts: first.ts!, text: 'more' });
    assert.ok(first.ts! < second.ts!);
    const plain = await client.conversations.replies({ channel: sales.id, ts: first.ts! });
    assert.deepEqual(
      plain.messages?.map(({ text }) => text),
      ['alert', 'more'],
    );
    assert.equal(plain.messages?.[0]?.metadata, undefined);
    const full = await client.conversations.history({ channel: sales.id, include_all_metadata: true });
    assert.deepEqual(full.messages?.[0]?.metadata, metadata);
  });

  it('reach a person by id in their direct messages', async () => {
    await client.chat.postMessage({ channel: ann.id, text: 'for you' });
    assert.equal(ann.sees().at(-1)?.words, 'for you');
  });

  it('are refused where the bot is not, or may not know of the channel', async () => {
    const lobby = slack.channel('lobby', { members: [ann], hasBot: false });
    const board = slack.channel('board', { members: [ann], isPrivate: true, hasBot: false });
    const post = (channel: string) => refusal(client.chat.postMessage({ channel, text: 'hi' }));
    assert.deepEqual(
      [await post(lobby.id), await post(board.id), await post('C404')],
      ['not_in_channel', 'channel_not_found', 'channel_not_found'],
    );
    lobby.isArchived = true;
    assert.equal(await post(lobby.id), 'is_archived');
  });

  it('lose their blocks when updated with a text alone, and refuse more than 4,000 characters', async () => {
    const { ts } = await client.chat.postMessage({ channel: sales.id, text: 'segments', blocks: [HEADER] });
    await client.chat.update({ channel: sales.id, ts: ts!, text: 'gone' });
    assert.deepEqual(ann.sees(sales).at(-1)?.blocks, []);
    assert.equal(await refusal(client.chat.update({ channel: sales.id, ts: ts!, text: 'x'.repeat(4001) })), 'msg_too_long');
  });

  it('of others cannot be updated or deleted', async () => {
    const { ts } = await ann.says('mine', sales);
    assert.equal(await refusal(client.chat.update({ channel: sales.id, ts, text: 'yours' })), 'cant_update_message');
    assert.equal(await refusal(client.chat.delete({ channel: sales.id, ts })), 'cant_delete_message');
  });

  it('can be for one person, who must be there', async () => {
    const bob = slack.person('bob');
    await client.chat.postEphemeral({ channel: sales.id, user: ann.id, text: 'psst' });
    assert.equal(ann.sees(sales).at(-1)?.ephemeralFor, ann.id);
    assert.ok(!bob.sees(sales).some(({ words }) => words === 'psst'));
    assert.equal(
      await refusal(client.chat.postEphemeral({ channel: sales.id, user: bob.id, text: 'psst' })),
      'user_not_in_channel',
    );
  });
});

describe('blocks', () => {
  it('beyond a limit are refused, explained and remembered', async () => {
    const tooLong = { ...HEADER, text: { type: 'plain_text' as const, text: 'x'.repeat(151) } };
    await assert.rejects(
      client.chat.postMessage({ channel: sales.id, text: 'h', blocks: [tooLong] }),
      (error: webApi.WebAPIPlatformError) => {
        assert.equal(error.data.error, 'invalid_blocks');
        assert.match(error.data.response_metadata!.messages![0]!, /^\[ERROR\] .*\[json-pointer:\/blocks\/0\/text\/text\]$/);
        return true;
      },
    );
    assert.equal(slack.invalid.at(-1)?.from, 'chat.postMessage');
    slack.forget();
  });

  it('of a new kind are refused where this Slack does not know them, which is no fault of the bot', async () => {
    slack.faults.refuseBlocks(['header']);
    assert.equal(await refusal(client.chat.postMessage({ channel: sales.id, text: 'h', blocks: [HEADER] })), 'invalid_blocks');
    assert.deepEqual(slack.invalid, []);
  });

  it('without a text are taken with a warning', async () => {
    await client.chat.postMessage({ channel: sales.id, blocks: [HEADER] });
    assert.deepEqual(slack.warnings, ['chat.postMessage: blocks without text for notifications']);
    slack.forget();
  });
});

describe('files', () => {
  before(() => {
    slack.faults.fileProcessingMs = 300; // long enough to look before it is over
  });

  it('arrive in the channel once they have been processed, with their bytes', async () => {
    await client.files.uploadV2({ channel_id: sales.id, filename: 'churn.png', file: PNG, initial_comment: 'chart' });
    assert.ok(!ann.files.some(({ name }) => name === 'churn.png'));
    const { words } = await ann.finds(({ files }) => files.length > 0, sales);
    assert.equal(words, 'chart\nchurn.png\nchurn.png');
    assert.deepEqual(ann.files.find(({ name }) => name === 'churn.png')?.bytes, PNG);
  });

  it('can be shown in an image block only when they are ready', async () => {
    const id = await uploaded();
    const image = { type: 'image' as const, alt_text: 'chart', slack_file: { id } };
    const post = () => refusal(client.chat.postMessage({ channel: sales.id, text: 'chart', blocks: [image] }));
    assert.equal(await post(), 'invalid_blocks');
    while ((await client.files.info({ file: id })).file?.mimetype !== 'image/png');
    assert.equal(await post(), 'ok');
  });
});

describe('streams', () => {
  it('grow in a thread until they are stopped, or expire', async () => {
    const { ts: thread_ts } = await ann.says('question', sales);
    const channel = sales.id;
    assert.equal(await refusal(client.chat.startStream({ channel, thread_ts })), 'missing_recipient_team_id');
    const recipients = { recipient_team_id: slack.teamId, recipient_user_id: ann.id };
    const streamer = client.chatStream({ channel, thread_ts, ...recipients, buffer_size: 1 });
    await streamer.append({ markdown_text: 'one ' });
    assert.equal(ann.sees(sales).at(-1)?.streaming, true);
    await streamer.stop({ markdown_text: 'two' });
    assert.deepEqual([ann.sees(sales).at(-1)?.words, ann.sees(sales).at(-1)?.streaming], ['one two', false]);
    const { ts } = await client.chat.startStream({ channel, thread_ts, ...recipients, markdown_text: 'a' });
    slack.faults.expireStreams();
    assert.equal(
      await refusal(client.chat.appendStream({ channel, ts: ts!, markdown_text: 'b' })),
      'message_not_in_streaming_state',
    );
  });
});

describe('views', () => {
  it('open once for a trigger, within three seconds', async () => {
    const open = (trigger_id: string) => refusal(client.views.open({ trigger_id, view: MODAL }));
    assert.equal(await open('1.2.abc'), 'invalid_trigger_id');
    const trigger = slack.trigger(ann);
    assert.deepEqual([await open(trigger), await open(trigger)], ['ok', 'exchanged_trigger_id']);
    slack.faults.triggerLifeMs = 0;
    assert.equal(await open(slack.trigger(ann)), 'expired_trigger_id');
    slack.faults.triggerLifeMs = 3000;
  });

  it('are updated only by those who know the latest version', async () => {
    const { view } = await client.views.open({ trigger_id: slack.trigger(ann), view: MODAL });
    const update = () => refusal(client.views.update({ view_id: view!.id!, hash: view!.hash!, view: MODAL }));
    assert.deepEqual([await update(), await update()], ['ok', 'hash_conflict']);
  });

  it('on Home refuse an empty hash', async () => {
    assert.equal(await refusal(client.views.publish({ user_id: ann.id, view: HOME, hash: '' })), 'hash_conflict');
    assert.equal(await refusal(client.views.publish({ user_id: ann.id, view: HOME })), 'ok');
    assert.equal(ann.home?.words, 'Segments');
  });

  it('stack to three', async () => {
    await client.views.open({ trigger_id: slack.trigger(ann), view: MODAL });
    const push = () => refusal(client.views.push({ trigger_id: slack.trigger(ann), view: MODAL }));
    assert.deepEqual([await push(), await push(), await push()], ['ok', 'ok', 'push_limit_reached']);
  });
});

describe('planned failures', () => {
  it('answer 429 with the seconds to wait, as often as planned', async () => {
    slack.faults.answerNext('chat.postMessage', { status: 429, retryAfter: 7 });
    const post = () => client.chat.postMessage({ channel: sales.id, text: 'hi' });
    await assert.rejects(post(), (error: webApi.WebAPIRateLimitedError) => error.retryAfter === 7);
    assert.equal((await post()).ok, true);
  });

  it('answer 429 above a rate for each channel', async () => {
    slack.faults.limit('chat.postMessage', { count: 1, perMs: 60_000, by: 'channel' });
    const other = slack.channel('other', { members: [ann] });
    const post = (channel: string) => client.chat.postMessage({ channel, text: 'hi' });
    await post(sales.id);
    await post(other.id);
    await assert.rejects(post(sales.id), (error: webApi.WebAPIRateLimitedError) => error.retryAfter === 60);
  });

  it('can take effect without saying so', async () => {
    slack.faults.answerNext('chat.postMessage', { status: 500, accepted: true });
    await assert.rejects(client.chat.postMessage({ channel: sales.id, text: 'posted all the same' }));
    assert.equal(ann.sees(sales).at(-1)?.words, 'posted all the same');
    slack.faults.answerNext('chat.postMessage', { silent: true, accepted: true });
    const impatient = new webApi.WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      timeout: 50,
      retryConfig: { retries: 0 },
      logger: SILENT,
    });
    await assert.rejects(impatient.chat.postMessage({ channel: sales.id, text: 'posted in silence' }));
    assert.equal(ann.sees(sales).at(-1)?.words, 'posted in silence');
  });
});
