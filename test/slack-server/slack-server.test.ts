import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type SlackServer, startSlackServer } from './server.ts';
import { startHttpBot, startSocketBot } from './tiny-bot.ts';

const APP = { commands: ['/segments', '/now'], events: ['app_mention', 'message.im', 'message.channels', 'app_home_opened'] };

for (const [mode, startBot] of [
  ['HTTP', startHttpBot],
  ['Socket Mode', startSocketBot],
] as const) {
  describe(`a Bolt app over ${mode}`, () => {
    let slack: SlackServer;
    let stop: () => Promise<unknown>;

    before(async () => {
      slack = await startSlackServer(APP);
      stop = await startBot(slack);
    });

    after(async () => {
      await stop();
      await slack.close();
    });

    it('answers a command for the asker alone, and cannot replace what it said before', async () => {
      const [ann, bob] = [slack.person('ann'), slack.person('bob')];
      const sales = slack.channel('sales', { members: [ann, bob] });
      const exchange = await ann.types('/segments slow', sales);
      assert.equal(exchange.status, 200);
      assert.equal((await exchange.settled()).words, '412 users, slow');
      const words = ann.sees(sales).map((message) => message.words);
      assert.deepEqual(words, ['Working on it…', '412 users, slow']);
      assert.deepEqual(bob.sees(sales), []);
    });

    it('answers a command for all to see where it says so', async () => {
      const [cleo, dan] = [slack.person('cleo'), slack.person('dan')];
      const product = slack.channel('product', { members: [cleo, dan], hasBot: false });
      await (await cleo.types('/segments public', product)).reply();
      assert.equal(dan.sees(product)[0]!.words, '412 users, public');
    });

    it('answers in its acknowledgement', async () => {
      const exchange = await slack.person('fay').types('/now');
      assert.equal((await exchange.reply()).words, 'said in the acknowledgement');
    });

    it('hears a mention once as such and once as a message, with its text escaped', async () => {
      const eve = slack.person('eve');
      const growth = slack.channel('growth', { members: [eve] });
      const said = await eve.says('@Herald is 5 > 3 & <!channel>?', growth);
      assert.equal(said.deliveries.length, 2);
      const reply = await said.sees(/mentioned/);
      assert.equal(reply.text, `mentioned: <@${slack.botUserId}> is 5 &gt; 3 &amp; &lt;!channel&gt;?`);
      assert.equal(reply.thread_ts, said.ts);
      assert.match(reply.words, /Casual & power/);
    });

    it('hears direct messages, and not its own', async () => {
      const finn = slack.person('finn');
      const said = await finn.says('hello');
      assert.equal((await said.reply()).text, 'said: hello');
      await (await finn.says('again')).sees(/said: again/);
      assert.equal(finn.sees().length, 4);
    });

    it('replaces a message whose button was clicked', async () => {
      const gus = slack.person('gus');
      const room = slack.channel('room', { members: [gus] });
      const reply = await (await gus.says('@Herald hi', room)).reply();
      const click = await gus.clicks(reply, 'Show query');
      assert.equal((await click.sees(/SELECT 1/)).ts, reply.ts);
      assert.equal(gus.sees(room).length, 2);
    });

    it('hears what was chosen in a menu and which feedback was given', async () => {
      const hal = slack.person('hal');
      const den = slack.channel('den', { members: [hal] });
      const reply = await (await hal.says('@Herald hi', den)).reply();
      await (await hal.clicks(reply, 'Germany')).sees(/"selected_option":.*"value":"DE"/);
      await (await hal.clicks(reply, 'Bad')).sees(/"type":"feedback_buttons".*"value":"down"/);
      await assert.rejects(hal.clicks(reply, 'Delete all'), /nothing called 'Delete all'.*Show query \[show\]/);
    });

    it('opens a modal, hears its values, and answers with errors, another view or nothing', async () => {
      const ida = slack.person('ida');
      const home = await ida.opensHome();
      const modal = await (await ida.clicks(home, 'Filter users')).modal();
      await assert.rejects(ida.submits(modal), /'Plan' is empty/);
      const refused = await ida.submits(modal, { Plan: 'Gold' });
      assert.deepEqual([refused.responseAction, refused.errors], ['errors', { plan: 'no such plan' }]);
      assert.equal((await ida.submits(modal, { plan: 'Free' })).responseAction, 'update');
      assert.equal(ida.modal?.title, 'Free');
      assert.equal((await ida.submits(ida.modal!, { name: 'Premium' })).responseAction, 'close');
      assert.equal(ida.modal, undefined);
    });

    it('gets each event twice where that is asked for', async () => {
      const jan = slack.person('jan');
      slack.faults.duplicateEvents = 1;
      const said = await jan.says('twice');
      slack.faults.duplicateEvents = 0;
      await said.sees(() => said.replies().length === 2);
    });

    it('gets held events in reverse', async () => {
      const kim = slack.person('kim');
      slack.faults.holdingEvents = true;
      const saying = [kim.says('first'), kim.says('second')];
      slack.faults.releaseEvents('reversed');
      const [first] = await Promise.all(saying);
      await first!.sees(() => first!.replies().length === 2);
    });

    it('has broken no limit and no manners', () => {
      assert.deepEqual(slack.invalid, []);
      assert.deepEqual(slack.warnings, []);
    });
  });
}
