import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Exchange } from '../slack-server/exchange.ts';
import { HttpCourier } from '../slack-server/http-courier.ts';
import type { Person } from '../slack-server/person.ts';
import type { Channel } from '../slack-server/workspace.ts';
import type { HeraldProcess } from '../support/herald-process.ts';
import { answerTo, eventually, openScene, PATIENT, type SceneData, type SlackScene, sceneData } from '../support/slack-scene.ts';

let data: SceneData;
let scene: SlackScene;
/** A second process on the same database. */
let twin: HeraldProcess;
before(async () => {
  data = await sceneData();
  scene = await openScene(data, { mode: 'HTTP', variables: { LOG_LEVEL: 'trace' } });
  twin = await scene.another();
});
after(async () => {
  await scene[Symbol.asyncDispose]();
  await data[Symbol.asyncDispose]();
});

/** The event of a mention, for a message that is there but that Herald has not heard of. */
async function mention(person: Person, channel: Channel) {
  const { ts } = await person.says('how many users?', channel);
  return { event: { type: 'app_mention', user: person.id, channel: channel.id, text: 'how many users?', ts, event_ts: ts } };
}

const answersIn = (person: Person, channel: Channel) => person.sees(channel).filter(({ user }) => user === scene.slack.botUserId);

describe('requests that are not Slack’s', () => {
  it('get 401 when the signature is bad, missing, old or from the future, and do nothing', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    for (const signature of ['bad', 'none', 'stale', 'future'] as const) {
      const { status } = await scene.slack.deliver(await mention(ann, sales), { signature });
      assert.equal(status, 401, signature);
    }
    await answerTo(await ann.types('/segments status', sales));
    assert.equal(answersIn(ann, sales).length, 1);
  });

  it('act once when they are played again', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    const { status } = await scene.slack.deliver(await mention(ann, sales), { signature: 'replayed' });
    assert.equal(status, 200);
    await eventually(() => answersIn(ann, sales)[0], 'the answer');
    await answerTo(await ann.says('@Herald status', sales));
    assert.equal(answersIn(ann, sales).length, 2);
  });

  it('get a sane status when they are malformed', async () => {
    const { slack, herald } = scene;
    const status = async (body: string, contentType: string) => (await slack.deliver(body, { contentType })).status;
    const form = 'application/x-www-form-urlencoded';
    assert.equal(await status('{"type":', 'application/json'), 400);
    assert.equal(await status('payload=%7B', form), 400);
    assert.equal(await status('', 'application/json'), 400);
    assert.equal(await status('<xml/>', 'text/xml'), 400);
    assert.equal(await status(JSON.stringify({ text: 'a'.repeat(2_000_000) }), 'application/json'), 413);
    for (const [method, path] of [
      ['GET', '/slack/events'],
      ['GET', '/favicon.ico'],
      ['GET', '//'],
      ['POST', '/nowhere'],
      ['PUT', '/slack/events'],
      ['POST', '/healthz'],
    ] as const) {
      assert.equal((await fetch(`${herald.url}${path}`, { method })).status, 404, `${method} ${path}`);
    }
  });

  it('are left out where the library cannot read them, and nobody else notices', async () => {
    const { slack } = scene;
    for (const [body, contentType] of [
      ['payload=null', 'application/x-www-form-urlencoded'],
      ['null', 'application/json'],
      ['{"type":"app_rate_limited","team_id":"T1"}', 'application/json'],
    ] as const)
      await slack.deliver(body, { contentType }).catch(() => undefined); // answered late or not at all
    const ann = scene.analyst();
    assert.match((await answerTo(await ann.types('/segments status', scene.channel(ann)))).text, /\S/);
  });

  it('are answered where Slack introduces itself', async () => {
    const { slack, herald } = scene;
    const hello = await slack.deliver(JSON.stringify({ token: 'x', type: 'url_verification', challenge: 'abc' }));
    assert.deepEqual([hello.status, hello.payload], [200, { challenge: 'abc' }]);
    const check = await fetch(`${herald.url}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'ssl_check=1&token=x',
    });
    assert.equal(check.status, 200);
  });
});

describe('requests that Slack repeats', () => {
  /** Requests that were recognised as repeated, by either process. */
  const repeated = async () => {
    const read = async ({ url }: HeraldProcess) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(/^herald_repeated_requests_total (\d+)/m.exec(text)![1]);
    };
    return (await read(scene.herald)) + (await read(twin));
  };

  /** Sends what an act of a person sent three more times, by both processes, and waits until all were seen through. */
  async function repeatThrice({ deliveries: [delivery] }: Exchange): Promise<void> {
    const before = await repeated();
    const couriers = [scene.herald, twin, twin].map(
      ({ url }) => new HttpCourier(`${url}/slack/events`, scene.slack.signingSecret),
    );
    const retries = couriers.map((courier, index) =>
      courier.carry(delivery!.parcel, { num: index + 1, reason: 'http_timeout' }, 3000),
    );
    for (const { status } of await Promise.all(retries)) assert.equal(status, 200);
    for (const courier of couriers) courier.close();
    await eventually(async () => ((await repeated()) >= before + 3 ? true : undefined), 'the end of the repeats');
  }

  it('act once: a mention', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    const said = await ann.says('@Herald how many users?', sales);
    await repeatThrice(said);
    await answerTo(said);
    assert.equal(said.replies().length, 1);
  });

  it('act once: a command', async () => {
    const ann = scene.analyst();
    const typed = await ann.types('/segments subscribe alerts crash');
    await repeatThrice(typed);
    await answerTo(typed);
    assert.equal(typed.replies().length, 1);
    assert.equal(scene.figure('SELECT count(*) FROM subscriptions WHERE created_by = ?', ann.id), 1);
  });

  it('act once: a click', async () => {
    const ann = scene.analyst();
    const answer = await answerTo(await ann.says('how many users by plan?'));
    const clicked = await ann.clicks(answer, 'csv');
    await repeatThrice(clicked);
    await eventually(() => ann.files[0], 'the file');
    assert.equal(ann.files.length, 1);
  });

  it('act once: a form', async () => {
    const ann = scene.analyst();
    await ann.clicks(await ann.opensHome(PATIENT), 'home-users');
    const form = await eventually(() => (ann.modal?.callback_id === 'user-list' ? ann.modal : undefined), 'the form');
    const sent = await ann.submits(form, { Segment: ['Power Users'] });
    await repeatThrice(sent);
    await answerTo(sent);
    assert.equal(ann.sees().length, 1);
    assert.equal(scene.figure("SELECT count(*) FROM audit_log WHERE actor = ? AND action = 'user.list'", ann.id), 1);
  });

  it('act once when four copies come at the same moment', async () => {
    const ann = scene.analyst();
    scene.slack.faults.duplicateEvents = 3;
    const before = await repeated();
    const said = await ann.says('how many users?');
    scene.slack.faults.duplicateEvents = 0;
    await eventually(async () => ((await repeated()) >= before + 3 ? true : undefined), 'the end of the repeats');
    await answerTo(said);
    assert.equal(said.replies().length, 1);
  });

  it('are each answered when they come in another order', async () => {
    const ann = scene.analyst();
    scene.slack.faults.holdingEvents = true;
    const both = [ann.says('how many users in India?'), ann.says('how many users in Canada?')];
    scene.slack.faults.releaseEvents('reversed');
    await Promise.all(both);
    for (const text of [/There are 179 users/, /There are 45 users/]) {
      await eventually(() => ann.sees().find((message) => text.test(message.text)), String(text));
    }
  });
});

describe('what is not said to Herald', () => {
  it('is not answered: its own posts, edits, deletions, joins, other bots', async () => {
    const ann = scene.analyst();
    const said = await ann.says('how many users?');
    await answerTo(said);
    await ann.edits(said, 'how many power users?');
    await ann.deletes(said);
    const common = { type: 'message', channel: ann.dm.id, channel_type: 'im', ts: '1795000000.000100' };
    await scene.slack.event({ ...common, subtype: 'channel_join', user: ann.id, text: 'joined' });
    await scene.slack.event({ ...common, user: 'U0OTHERBOT', bot_id: 'B0OTHERBOT', text: 'how many users?' });
    await scene.slack.event({ ...common, user: scene.slack.botUserId, text: 'how many users?' });
    await scene.slack.event({ ...common, subtype: 'bot_message', bot_id: 'B0OTHERBOT', text: 'how many users?' });
    await scene.slack.event({
      type: 'app_mention',
      bot_id: 'B0OTHERBOT',
      channel: ann.dm.id,
      text: 'hi',
      ts: '1795000000.000200',
    });
    await scene.slack.event({ type: 'tokens_revoked', tokens: { bot: ['U1'] } });
    const last = await ann.says('how many users in India?');
    await answerTo(last);
    assert.deepEqual(
      ann
        .sees()
        .filter(({ user }) => user === scene.slack.botUserId)
        .map(({ text }) => text.split('\n')[0]),
      ['There are 502 users.', 'There are 179 users where country is India, 35.7% of all 502 users.'],
    );
  });
});

describe('the service tells how it does', () => {
  const read = async (path: string) => {
    const response = await fetch(`${scene.herald.url}${path}`);
    return { status: response.status, text: await response.text() };
  };

  it('is healthy and ready', async () => {
    assert.deepEqual(await read('/healthz'), { status: 200, text: 'ok\n' });
    assert.deepEqual(await read('/readyz'), { status: 200, text: 'ready\n' });
  });

  it('counts requests, answers and calls of Slack for Prometheus', async () => {
    const { status, text } = await read('/metrics');
    assert.equal(status, 200);
    assert.match(text, /^herald_requests_total\{kind="command",outcome="done"\} [1-9]/m);
    assert.match(text, /^herald_requests_total\{kind="mention",outcome="repeated"\} [1-9]/m);
    assert.match(text, /^herald_answer_seconds_bucket\{le="1.5",kind="command"\} [1-9]/m);
    assert.match(text, /^herald_slack_calls_total\{method="chat.postMessage",outcome="ok"\} [1-9]/m);
    assert.match(text, /^herald_jobs_pending 0$/m);
    assert.match(text, /^herald_process_resident_memory_bytes/m);
  });

  it('logs no secret, even when it logs everything', async () => {
    const { slack } = scene;
    await Promise.all([scene.herald.stop(), twin.stop()]);
    const urls = slack.calls.map(({ args }) => String(args.response_url ?? '')).filter(Boolean);
    for (const line of [...scene.herald.log, ...twin.log]) {
      for (const secret of [slack.botToken, slack.signingSecret, slack.appToken, '/response/', ...urls]) {
        assert.ok(!line.includes(secret), line);
      }
    }
  });

  it('has broken no limit of Slack', () => {
    assert.deepEqual([scene.slack.invalid, scene.slack.warnings], [[], []]);
  });
});
