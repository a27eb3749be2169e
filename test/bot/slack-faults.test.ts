import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { VisibleMessage } from '../slack-server/visible.ts';
import { answerTo, eventually, openScene, PATIENT, type SceneData, type SlackScene, sceneData } from '../support/slack-scene.ts';

let data: SceneData;
let scene: SlackScene;
before(async () => {
  data = await sceneData();
  scene = await openScene(data, { mode: 'HTTP', sources: { 'app-behavior': data.nextExport } });
});
after(async () => {
  await scene[Symbol.asyncDispose]();
  await data[Symbol.asyncDispose]();
});

const types = ({ blocks }: VisibleMessage) => blocks.map(({ type }) => type);

describe('when Slack makes trouble', () => {
  afterEach(() => scene.slack.faults.clear());

  it('waits out a storm of 429s, and answers once', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    scene.slack.faults.answerNext('chat.postMessage', { status: 429, retryAfter: 1 }, 2);
    scene.slack.faults.answerNext('response_url', { status: 429, retryAfter: 1 }, 2);
    const [said, typed] = await Promise.all([
      ann.says('@Herald how many users?', sales),
      ann.types('/segments how many users?', sales),
    ]);
    const [public_, own] = await Promise.all([answerTo(said), answerTo(typed)]);
    assert.match(public_.text, /^There are 502 users/);
    assert.match(own.text, /^There are 502 users/);
    const answers = ann.sees(sales).filter(({ text }) => text.startsWith('There are 502'));
    assert.deepEqual(answers.map(({ ephemeralFor }) => ephemeralFor).toSorted(), [ann.id, null].toSorted());
  });

  it('tries again while Slack answers 500 and 503', async () => {
    const ann = scene.analyst();
    scene.slack.faults.answerNext('chat.postMessage', { status: 503 });
    scene.slack.faults.answerNext('chat.postMessage', { status: 500 });
    scene.slack.faults.answerNext('response_url', { status: 502 });
    const [said, typed] = await Promise.all([ann.says('how many users?'), ann.types('/segments how many users?')]);
    assert.match((await answerTo(said)).text, /^There are 502 users/);
    assert.match((await answerTo(typed)).text, /^There are 502 users/);
  });

  it('would rather answer twice than not at all, where nobody knows whether Slack took it', async () => {
    const ann = scene.analyst();
    scene.slack.faults.answerNext('chat.postMessage', { status: 500, accepted: true });
    await ann.says('how many users?');
    const answers = () => ann.sees().filter(({ text }) => text.startsWith('There are 502 users'));
    await eventually(() => answers()[1], 'the second answer');
    assert.equal(answers().length, 2);
  });

  it('sends files again whose upload failed, and shares them once', async () => {
    const ann = scene.analyst();
    const answer = await answerTo(await ann.says('how many users by country?'));
    scene.slack.faults.answerNext('upload', { status: 500 });
    await ann.clicks(answer, 'csv');
    const file = await eventually(() => ann.files[0], 'the CSV');
    assert.match(file.bytes.toString(), /^.*Country/i);
    assert.equal(ann.files.length, 1);
  });

  it('draws the chart where Slack does not know its own chart yet, with words for who cannot see it', async () => {
    const ann = scene.analyst();
    scene.slack.faults.refuseBlocks(['data_visualization']);
    const answer = await answerTo(await ann.says('how many users by country?'));
    assert.deepEqual(
      types(answer)
        .filter((type) => ['image', 'data_table', 'rich_text'].includes(String(type)))
        .slice(0, 3),
      ['rich_text', 'image', 'rich_text'],
    );
    const image = answer.blocks.find(({ type }) => type === 'image')!;
    assert.match(String(image.alt_text), /India, USA/);
    assert.match(answer.words, /India +179/);
  });

  it('says it in plain text where Slack takes no blocks at all', async () => {
    const ann = scene.analyst();
    scene.slack.faults.refuseBlocks(['rich_text']);
    for (const answer of [
      await answerTo(await ann.says('how many users by country?')),
      await answerTo(await ann.types('/segments how many users by country?')),
    ]) {
      assert.deepEqual(answer.blocks, []);
      assert.match(answer.text, /highest for India \(179\)/);
    }
  });

  it('finds another way when the response_url takes no more', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    scene.slack.faults.responseUrlLifeMs = 0;
    try {
      await ann.types('/segments how many users?', sales);
      const answer = await eventually(() => ann.sees(sales)[0], 'the answer');
      assert.match(answer.text, /^There are 502 users/);
      assert.equal(answer.ephemeralFor, ann.id);
    } finally {
      scene.slack.faults.responseUrlLifeMs = 30 * 60_000;
    }
  });

  it('says that it has to be invited where it cannot post', async () => {
    const ann = scene.analyst();
    const closed = scene.slack.channel('closed', { members: [ann], hasBot: false });
    const own = await answerTo(await ann.types('/segments users by plan', closed));
    assert.match(own.text, /users/);
    const told = await (await ann.clicks(own, 'share')).sees(/not_in_channel/, PATIENT);
    assert.match(told.text, /invite the bot with \/invite @Herald/);
    const subscribed = await answerTo(await ann.types('/segments subscribe alerts', closed));
    assert.match(subscribed.text, /I am not in that channel.*\/invite @Herald/);
  });

  it('says so when a form can no longer be opened', async () => {
    const ann = scene.analyst();
    const home = await ann.opensHome(PATIENT);
    scene.slack.faults.triggerLifeMs = -1;
    try {
      const told = await (await ann.clicks(home, 'home-users')).sees(/expired_trigger_id/, PATIENT);
      assert.equal(told.channel, ann.dm.id);
    } finally {
      scene.slack.faults.triggerLifeMs = 3000;
    }
  });

  it('acknowledges at once however slow Slack is', async () => {
    const ann = scene.analyst();
    for (const method of ['chat.postMessage', 'response_url']) scene.slack.faults.delay(method, 1500);
    const said = await ann.says('how many users?');
    assert.ok(said.ackMs < 1000, `${said.ackMs} ms`);
    assert.match((await answerTo(said)).text, /^There are 502 users/);
  });

  it('leaves the message alone whose button was clicked, also when the work takes long', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    const status = await answerTo(await ann.types('/segments status', sales));
    const clicked = await ann.clicks(status, 'report');
    assert.match((await clicked.reply(PATIENT)).words, /Working on it/);
    await clicked.sees(/Weekly report, 9 November 2026/, PATIENT);
    assert.equal(ann.sees(sales).find(({ ts }) => ts === status.ts)?.words, status.words);
  });

  it('logs what went wrong, without a secret, and has broken no limit', () => {
    assert.deepEqual([scene.slack.invalid, scene.slack.warnings], [[], []]);
    const { botToken, signingSecret } = scene.slack;
    for (const line of scene.herald.log) {
      assert.ok(!line.includes(botToken) && !line.includes(signingSecret) && !line.includes('/response/'), line);
    }
  });
});

describe('when Slack takes its time', { concurrency: true }, () => {
  it('waits five seconds where a 429 does not say how long', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    const answer = await answerTo(await ann.says('@Herald how many users?', sales));
    scene.slack.faults.answerNext('chat.postEphemeral', { status: 429 });
    assert.match((await answerTo(await ann.clicks(answer, 'show-query'))).words, /select/i);
  });

  it('gives up waiting for an answer of a response_url after ten seconds, and tries again', async () => {
    const ann = scene.analyst();
    scene.slack.faults.answerNext('response_url', { silent: true });
    assert.match((await answerTo(await ann.types('/segments how many users?'))).text, /^There are 502 users/);
  });

  it('keeps to the pace of a channel, so that Slack need not say 429', async () => {
    const ann = scene.analyst();
    const busy = scene.channel(ann);
    scene.slack.faults.limit('chat.postMessage', { count: 4, perMs: 900, by: 'channel' });
    const limited = () =>
      scene.slack.calls.filter(({ method, status }) => method === 'chat.postMessage' && status === 429).length;
    const before = limited();
    const asked = await Promise.all(Array.from({ length: 8 }, () => ann.says('@Herald how many users?', busy)));
    for (const question of asked) assert.match((await answerTo(question)).text, /^There are 502 users/);
    assert.equal(limited(), before);
  });

  it('sends the answer without its picture when Slack never finishes with the file', async () => {
    const ann = scene.analyst();
    scene.slack.faults.filesStuck = true;
    const asked = await ann.types('/segments view deep-dive');
    const view = await asked.sees(/could not be sent as a picture/, { within: 40_000 });
    assert.match(view.words, /correlation/);
  });
});
