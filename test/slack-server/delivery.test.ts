import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import { webApi } from '@slack/bolt';
import { WebSocket } from 'ws';
import { parsedJson } from './json.ts';
import { type Listener, startListener } from './listener.ts';
import { signatureOf } from './parcel.ts';
import type { Person } from './person.ts';
import { type SlackServer, startSlackServer } from './server.ts';
import { startHttpBot, startSocketBot } from './tiny-bot.ts';

const APP = { commands: ['/segments', '/now'], events: ['message.im', 'app_mention'] };
const MENTION = { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.000001', text: 'hi' };

describe('signatures', () => {
  it("are those of Slack's own example", () => {
    // https://docs.slack.dev/authentication/verifying-requests-from-slack
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const signature = signatureOf('8f742231b10e8888abcd99yyyzzz85a5', 1531420618, body);
    assert.equal(signature, 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503');
  });
});

describe('deliveries over HTTP', () => {
  let slack: SlackServer;
  let ann: Person;
  let listener: Listener;

  before(async () => {
    slack = await startSlackServer(APP);
    listener = await startListener();
    slack.sendTo(listener.url);
    slack.faults.retryDelaysMs = [0, 10, 20];
    ann = slack.person('ann');
  });

  after(async () => {
    listener.stop();
    await slack.close();
  });

  afterEach(() => {
    listener.heard.length = 0;
    slack.faults.ackTimeoutMs = 3000;
  });

  it('of events are tried three times more, under the same event_id and with the reason', async () => {
    listener.answers.push({ status: 500 }, { status: 404 }, { status: 301 });
    const said = await ann.says('hello');
    assert.deepEqual([said.status, said.retries], [500, 0]);
    await said.ended();
    assert.equal(said.retries, 3);
    const ids = listener.heard.map(({ body }) => (parsedJson(body) as { readonly event_id: string }).event_id);
    assert.equal(new Set(ids).size, 1);
    assert.deepEqual(
      listener.heard.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]),
      [
        [undefined, undefined],
        ['1', 'http_error'],
        ['2', 'http_error'],
        ['3', 'http_error'],
      ],
    );
  });

  it('of events are not tried again where the bot asks for that', async () => {
    listener.answers.push({ status: 500, headers: { 'X-Slack-No-Retry': '1' } });
    const said = await ann.says('hello');
    await said.ended();
    assert.equal(listener.heard.length, 1);
  });

  it('of events that nobody acknowledges in time are tried again', async () => {
    slack.faults.ackTimeoutMs = 30;
    listener.answers.push({ status: 0 });
    const said = await ann.says('hello');
    assert.equal(said.status, null);
    await said.ended();
    assert.equal(listener.heard[1]?.headers['x-slack-retry-reason'], 'http_timeout');
  });

  it('of commands are forms, with the entities escaped, and are never tried again', async () => {
    listener.answers.push({ status: 500 });
    const exchange = await ann.types('/segments a < b & @ann');
    await exchange.ended();
    const [{ headers, body } = { headers: {}, body: '' }, ...others] = listener.heard;
    assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
    assert.equal(new URLSearchParams(body).get('text'), `a &lt; b &amp; <@${ann.id}|ann>`);
    assert.deepEqual(others, []);
  });

  it('leave five uses of a response_url', async () => {
    await ann.types('/segments hi');
    const url = new URLSearchParams(listener.heard[0]!.body).get('response_url')!;
    const statuses: number[] = [];
    for (let use = 0; use < 6; use++) {
      statuses.push((await fetch(url, { method: 'POST', body: '{"text":"hi"}' })).status);
    }
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 404]);
  });

  it('measure a load: every acknowledgement and every answer', async () => {
    const [silent, answering] = [await startListener(), await startHttpBot(slack)];
    const plan = {
      perSecond: 100,
      seconds: 0.5,
      next: (index: number) => ({ person: ann, channel: ann.dm, text: `/segments ${index}` }),
    };
    const result = await slack.load(plan);
    assert.deepEqual([result.acks.length, result.answers.length, result.failures], [50, 50, []]);
    assert.match(result.bodies[7]!, /412 users, 7/);
    await answering();
    slack.sendTo(silent.url);
    const unanswered = await slack.load({ ...plan, seconds: 0.02, drainMs: 20 });
    assert.deepEqual(unanswered.failures, ['0: no answer', '1: no answer']);
    silent.stop();
    slack.sendTo(listener.url);
  });
});

describe('attacks on a Bolt app', () => {
  let slack: SlackServer;
  let stop: () => Promise<unknown>;

  before(async () => {
    slack = await startSlackServer(APP);
    stop = await startHttpBot(slack);
  });

  after(async () => {
    await stop();
    await slack.close();
  });

  it('with bad, stale or no signatures get 401', async () => {
    const statuses = [];
    for (const signature of ['bad', 'stale', 'none', 'good'] as const) {
      statuses.push((await slack.deliver({ event: MENTION }, { signature })).status);
    }
    assert.deepEqual(statuses, [401, 401, 401, 200]);
  });

  it('with replayed bytes or signatures of the future are left to the app, as Bolt accepts them', async () => {
    assert.equal((await slack.deliver({ event: MENTION }, { signature: 'replayed' })).status, 200);
    assert.equal((await slack.deliver({ event: MENTION }, { signature: 'future' })).status, 200);
  });

  it('with another content type or no JSON get 400', async () => {
    const form = { kind: 'command', body: { command: '/now', text: '' } } as const;
    const contentType = 'application/x-www-form-urlencoded; charset=utf-8';
    assert.equal((await slack.deliver(form, { contentType })).status, 400);
    assert.equal((await slack.deliver('{"type":')).status, 400);
  });
});

describe('sockets', () => {
  let slack: SlackServer;
  let ann: Person;
  let stop: () => Promise<unknown>;

  before(async () => {
    slack = await startSlackServer(APP);
    stop = await startSocketBot(slack, 500);
    slack.faults.retryDelaysMs = [700, 1000, 3000];
    ann = slack.person('ann');
  });

  after(async () => {
    await stop();
    await slack.close();
  });

  it('that were dropped are opened again, and events in between are tried again', async () => {
    slack.faults.dropSockets();
    const said = await ann.says('are you there?');
    assert.equal(said.status, null);
    await said.sees(/said: are you there\?/);
    assert.ok(said.retries >= 1);
  });

  it('that Slack recycles are replaced', async () => {
    slack.faults.disconnect('refresh_requested');
    await slack.socketsOpen(0);
    await slack.socketsOpen(1);
    assert.equal((await ann.types('/now')).status, 200);
  });

  it('are ten at most', async () => {
    const crowded = await startSlackServer(APP);
    const client = new webApi.WebClient(crowded.appToken, { slackApiUrl: crowded.apiUrl });
    const first = async () => {
      const { url } = await client.apps.connections.open();
      const [data] = await once(new WebSocket(url!), 'message');
      return parsedJson(String(data)) as { readonly type: string; readonly reason?: string; readonly num_connections?: number };
    };
    const greetings = [];
    for (let count = 0; count < 11; count++) greetings.push(await first());
    assert.equal(greetings[9]?.num_connections, 10);
    assert.equal(greetings[10]?.reason, 'too_many_websockets');
    await crowded.close();
  });

  it('without a hello count for nothing', async () => {
    slack.faults.silentHello = true;
    slack.faults.dropSockets();
    await slack.socketsOpen(0);
    assert.equal((await ann.types('/now')).status, null);
    slack.faults.silentHello = false;
    slack.faults.dropSockets();
    await slack.socketsOpen(1);
    assert.equal((await ann.types('/now')).status, 200);
  });
});
