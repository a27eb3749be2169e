import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DEFAULT_PROFILE } from '#pipeline';
import { upcoming } from '../../bot/schedule/upcoming.ts';
import { homeView } from '../../bot/slack/blocks/home.ts';
import type { SubscriptionDraft } from '../../bot/slack/blocks/subscription-fields.ts';
import { subscriptionModal } from '../../bot/slack/blocks/subscription-modal.ts';
import { subscriptionsMessage } from '../../bot/slack/blocks/subscriptions.ts';
import { KINDS } from '../../bot/subscriptions/subscription.ts';
import { validateMessageBlocks, validateView } from '../slack-server/blocks/validate.ts';
import type { Exchange } from '../slack-server/exchange.ts';
import type { Person } from '../slack-server/person.ts';
import type { VisibleView } from '../slack-server/visible.ts';
import { answerTo, eventually, openScene, PATIENT, type SceneData, type SlackScene, sceneData } from '../support/slack-scene.ts';

/** Once a year, so that no test runs into it. */
const NEW_YEAR = { name: 'new-year-report', cron: '30 7 1 1 *', timeZone: 'Asia/Tokyo', does: 'report' } as const;

let data: SceneData;
let scene: SlackScene;
before(async () => {
  data = await sceneData();
  scene = await openScene(data, { mode: 'HTTP', schedules: [NEW_YEAR] });
});
after(async () => {
  await scene[Symbol.asyncDispose]();
  await data[Symbol.asyncDispose]();
});

describe('the form for subscriptions', () => {
  it('opens where /segments subscribe has no words, and answers as the words do', async () => {
    const ann = scene.analyst();
    const form = await formAfter(ann, await ann.types('/segments subscribe'));
    assert.match(
      form.words,
      /What\n.*Alerts\n[\s\S]*Weekly report[\s\S]*Kinds of alerts[\s\S]*Severity[\s\S]*Country[\s\S]*Plan/,
    );
    const sent = await ann.submits(form, { 'Kinds of alerts': ['churn'], Severity: 'High only', Country: 'Germany' });
    assert.equal(sent.responseAction, 'close');
    const { words } = await answerTo(sent);
    assert.match(
      words,
      /^Subscribed\.\n.*Subscriptions of yours and of this channel:\n#\d+ Churn alerts, high only, where country is Germany, in direct messages to/s,
    );
    assert.deepEqual(kept(ann), [
      { thing: 'alerts', target: ann.id, filter: { kinds: ['churn'], slice: { country: 'Germany' }, severity: 'high' } },
    ]);
  });

  it('means everything, for oneself, where nothing is changed in it', async () => {
    const ann = scene.analyst();
    await answerTo(await ann.submits(await formAfter(ann, await ann.types('/segments subscribe'))));
    assert.deepEqual(kept(ann), [{ thing: 'alerts', target: ann.id, filter: {} }]);
  });

  it('has the channel in it where it was opened, and answers there to the asker alone', async () => {
    const [ann, bob] = [scene.analyst(), scene.colleague()];
    const sales = scene.channel(ann, bob);
    const form = await formAfter(ann, await ann.types('/segments subscribe', sales));
    const answer = await answerTo(await ann.submits(form));
    assert.match(answer.words, /#\d+ All alerts, in this channel/);
    assert.deepEqual([answer.channel, answer.ephemeralFor], [sales.id, ann.id]);
    assert.deepEqual(bob.sees(sales), []);
    assert.deepEqual(kept(ann), [{ thing: 'alerts', target: sales.id, filter: {} }]);
  });

  it('offers channels of this organisation alone', async () => {
    const ann = scene.analyst();
    const form = await formAfter(ann, await ann.types('/segments subscribe', scene.channel(ann)));
    const { element } = form.blocks.find(({ block_id: id }) => id === 'channel') as { readonly element?: unknown };
    assert.deepEqual((element as { readonly filter: unknown }).filter, {
      include: ['public', 'private'],
      exclude_external_shared_channels: true,
    });
  });

  it('has the fields that belong to what was chosen', async () => {
    const ann = scene.analyst();
    const form = await formAfter(ann, await ann.types('/segments subscribe'));
    assert.doesNotMatch(form.words, /Choose a channel/);
    await ann.clicks(form, 'A channel');
    assert.match((await formWith(ann, /\nChannel\n/)).words, /Kinds of alerts/);
    await ann.clicks(ann.modal!, 'Weekly report');
    const short = await formWith(ann, /^(?![\s\S]*Kinds of alerts)/);
    assert.doesNotMatch(short.words, /Severity|Country/);
    const sales = scene.channel(ann);
    const answer = await answerTo(await ann.submits(short, { Channel: sales.id }));
    assert.match(answer.words, /The weekly report, in #?/);
    assert.deepEqual(kept(ann), [{ thing: 'report', target: sales.id, filter: {} }]);
  });

  it('opens on Home, which then shows the subscription', async () => {
    const ann = scene.analyst();
    const home = await ann.opensHome(PATIENT);
    const form = await formAfter(ann, await ann.clicks(home, 'Subscribe…'));
    const sent = await ann.submits(form, { Severity: 'Medium and high', Plan: 'Premium' });
    assert.equal((await answerTo(sent)).channel, ann.dm.id);
    const shown = /#\d+ All alerts, medium and up, where plan is Premium, in direct messages to you/;
    await eventually(() => shown.test(ann.home!.words) || undefined, 'the subscription on Home');
  });

  it('opens under the list, and under words that make no sense', async () => {
    const ann = scene.analyst();
    const list = await answerTo(await ann.types('/segments unsubscribe'));
    await formAfter(ann, await ann.clicks(list, 'Subscribe…'));
    const told = await answerTo(await ann.types('/segments subscribe everything'));
    await formAfter(ann, await ann.clicks(told, 'Subscribe…'));
  });

  it('is offered by a button where Slack lets no form be opened at once', async () => {
    const ann = scene.analyst();
    const told = await answerTo(await ann.says('subscribe'));
    assert.match(told.words, /^Subscribe to what\? Write it like one of these:/);
    await answerTo(await ann.submits(await formAfter(ann, await ann.clicks(told, 'Subscribe…'))));
    assert.equal(kept(ann).length, 1);
  });

  for (const isPrivate of [false, true]) {
    it(`says at the field how Herald gets into a ${isPrivate ? 'private' : 'public'} channel, and takes the same form once it is there`, async () => {
      const ann = scene.analyst();
      const closed = scene.slack.channel(`closed-${isPrivate}`, { members: [ann], hasBot: false, isPrivate });
      const refused = await ann.submits(await formAfter(ann, await ann.types('/segments subscribe', closed)));
      assert.deepEqual(Object.keys(refused.errors), ['channel']);
      assert.match(refused.errors.channel!, /^I am not in that channel.* Write \/invite @Herald there/);
      assert.deepEqual(kept(ann), []);
      closed.members.add(scene.slack.botUserId);
      await answerTo(await ann.submits(ann.modal!));
      assert.deepEqual(kept(ann), [{ thing: 'alerts', target: closed.id, filter: {} }]);
    });
  }

  it('says at the field that a channel is shared with others', async () => {
    const ann = scene.analyst();
    const shared = scene.slack.channel('with-partners', { members: [ann], isShared: true });
    const refused = await ann.submits(await formAfter(ann, await ann.types('/segments subscribe', shared)));
    assert.match(refused.errors.channel!, /another organisation/);
    assert.match((await answerTo(await ann.types('/segments subscribe alerts', shared))).text, /another organisation/);
    assert.deepEqual(kept(ann), []);
  });

  it('is acknowledged in time also while Slack is slow, and then kept or refused all the same', async () => {
    const [ann, bob] = [scene.analyst(), scene.analyst()];
    const closed = scene.slack.channel('closed-slow', { members: [bob], hasBot: false });
    const [good, bad] = [
      await formAfter(ann, await ann.types('/segments subscribe', scene.channel(ann))),
      await formAfter(bob, await bob.types('/segments subscribe', closed)),
    ];
    scene.slack.faults.delay('conversations.info', 3500);
    try {
      const sent = await Promise.all([ann.submits(good), bob.submits(bad)]);
      for (const { ackMs } of sent) assert.ok(ackMs < 2500, `${ackMs} ms`);
      assert.match((await bob.finds(/I am not in that channel/, bob.dm, PATIENT)).words, /\/invite @Herald/);
      await eventually(() => kept(ann).length || undefined, 'the subscription');
      assert.equal(kept(bob).length, 0);
    } finally {
      scene.slack.faults.clear();
    }
  });
});

describe('the view of the form', () => {
  const origin = {
    place: { channel: 'D1', thread: null, kind: 'direct' },
    home: 'app-behavior',
    about: 'app-behavior',
    change: 1234567,
  } as const;
  const subject = { profile: DEFAULT_PROFILE, kinds: KINDS };
  const profile = DEFAULT_PROFILE.name;
  const form = (draft: SubscriptionDraft, values: Readonly<Record<string, readonly string[]>>) =>
    subscriptionModal({ subject, values, draft, origin });

  it('keeps the limits for any values, and before there are any', () => {
    const many = Array.from({ length: 3000 }, (_, index) => `Country ${index}`);
    const hostile = [
      '',
      ' ',
      '<!channel>',
      '\u0000',
      '\u202eabc',
      '\ud800',
      'x'.repeat(75),
      'x'.repeat(76),
      '👩‍👩‍👧'.repeat(9),
      '*',
      '=a',
    ];
    for (const values of [{}, { country: many }, { country: hostile }, { country: [...hostile, ...many], device_type: [''] }]) {
      for (const where of ['me', 'channel'] as const) {
        const filter = { kinds: ['crash', 'unheard'], severity: 'medium', slice: { country: 'Country 2999' } };
        assert.deepEqual(validateView(form({ profile, thing: 'alerts', where, channel: 'C024BE91L', filter }, values)), []);
      }
    }
  });

  it('still offers what was chosen where no user has it any more, or too many other values stand before it', () => {
    const many = Array.from({ length: 300 }, (_, index) => `Country ${index}`);
    for (const country of ['Atlantis', 'Country 299']) {
      const view = form({ profile, thing: 'alerts', where: 'me', filter: { slice: { country } } }, { country: many });
      assert.match(JSON.stringify(view), new RegExp(`"initial_option":\\{"text":\\{[^}]*"text":"${country}"`));
    }
  });

  it('leaves room for lists of any length', () => {
    const { thing, filter } = { thing: 'alerts', filter: {} } as const;
    const profiles = [DEFAULT_PROFILE];
    const subscriptions = Array.from({ length: 40 }, (_, id) => {
      const target = { kind: 'channel', id: `C${id}` } as const;
      return { id, profile: 'app-behavior', thing, filter, target, createdBy: 'U1', createdAt: new Date(0) };
    });
    const absent = new Set(subscriptions.map(({ target }) => target.id));
    const place = { channel: 'C1', thread: null, kind: 'channel' } as const;
    const message = subscriptionsMessage({ said: 'Changed.', subscriptions, absent, profile: DEFAULT_PROFILE, profiles, place });
    assert.deepEqual(validateMessageBlocks(message.forms[0].blocks(null)), []);
    const coming = upcoming(
      Array.from({ length: 9 }, (_, index) => ({ ...NEW_YEAR, name: `schedule-${index}` })),
      new Date(0),
    );
    const parts = {
      subscriptions,
      profiles,
      absent,
      coming,
      mayList: true,
      mayLookUp: true,
      profile: DEFAULT_PROFILE,
      now: new Date(0),
    };
    assert.deepEqual(validateView(homeView({ run: data.runs[0], report: undefined, ...parts })), []);
  });
});

describe('a subscription that is there', () => {
  it('opens the form filled in, and is changed under its number', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    const list = await answerTo(await ann.types('/segments subscribe crash medium country=Germany plan=Free', sales));
    const { id } = scene.rows('SELECT id FROM subscriptions WHERE created_by = ?', ann.id)[0]!;
    const form = await formAfter(ann, await ann.clicks(list, 'Change'));
    assert.equal(form.title, `Subscription #${id}`);
    const answer = await answerTo(await ann.submits(form, { Plan: 'Any', Device: 'iOS' }));
    assert.match(
      answer.words,
      new RegExp(`^Changed\\.[\\s\\S]*#${id} Crash alerts, medium and up, where country is Germany and device is iOS`),
    );
    const filter = { kinds: ['crash'], slice: { country: 'Germany', device_type: 'iOS' }, severity: 'medium' };
    assert.deepEqual(kept(ann), [{ thing: 'alerts', target: sales.id, filter }]);
    assert.deepEqual(
      scene.rows('SELECT action FROM audit_log WHERE actor = ? ORDER BY id', ann.id).map(({ action }) => action),
      ['subscription.add', 'subscription.change'],
    );
  });

  it('keeps its filter while another place or thing is looked at in the form', async () => {
    const ann = scene.analyst();
    const list = await answerTo(await ann.types('/segments subscribe crash high country=India me'));
    await ann.clicks(await formAfter(ann, await ann.clicks(list, 'Change')), 'Weekly report');
    await ann.clicks(await formWith(ann, /^(?![\s\S]*Kinds of alerts)/), 'Alerts');
    const again = await formWith(ann, /Kinds of alerts/);
    await answerTo(await ann.submits(again));
    assert.deepEqual(kept(ann)[0]!.filter, { kinds: ['crash'], slice: { country: 'India' }, severity: 'high' });
  });

  it('is not made twice by a change', async () => {
    const ann = scene.analyst();
    await answerTo(await ann.types('/segments subscribe alerts me'));
    const list = await answerTo(await ann.types('/segments subscribe crash me'));
    const form = await formAfter(ann, await ann.clicks(list, 'change-subscription:1'));
    const all = { 'Kinds of alerts': ['churn', 'crash', 'segments', 'quality'] };
    assert.match((await answerTo(await ann.submits(form, all))).words, /^That subscription is there already\./);
    assert.deepEqual(
      kept(ann).map(({ filter }) => filter),
      [{}, { kinds: ['crash'] }],
    );
  });

  it('is said to be gone where it ended meanwhile', async () => {
    const ann = scene.analyst();
    const list = await answerTo(await ann.types('/segments subscribe alerts me'));
    await answerTo(await ann.clicks(list, 'Unsubscribe'));
    await ann.clicks(list, 'Change');
    const told = await eventually(
      () => (/not there any more/.test(ann.modal?.words ?? '') ? ann.modal : undefined),
      'the notice',
    );
    assert.match(told.words, /^Subscription\nSubscription #\d+ is not there any more/);
  });

  it('is changed by nobody who does not see it', async () => {
    const [ann, bob] = [scene.analyst(), scene.colleague()];
    const sales = scene.channel(ann, bob);
    const list = await answerTo(await bob.types('/segments subscribe alerts', sales));
    const form = await formAfter(bob, await bob.clicks(list, 'Change'));
    const own = kept(bob);
    scene.execute(`UPDATE subscriptions SET target = 'C999', created_by = 'U999' WHERE created_by = '${bob.id}'`);
    await bob.submits(form, { Severity: 'High only' });
    await bob.finds(/There is no subscription \d+ any more/, sales, PATIENT);
    assert.deepEqual(kept({ id: 'U999' }), [{ ...own[0], target: 'C999' }]);
  });

  it('is marked, in lists and on Home, where Herald left the channel', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    const before = await answerTo(await ann.types('/segments subscribe alerts', sales));
    assert.doesNotMatch(before.words, /Nothing arrives/);
    sales.members.delete(scene.slack.botUserId);
    const silent = /⚠️ Nothing arrives: I am not in that channel any more\. Write `\/invite @Herald` there/;
    assert.match((await answerTo(await ann.types('/segments unsubscribe'))).words, silent);
    assert.match((await ann.opensHome(PATIENT)).words, silent);
  });

  it('is listed also while Slack does not say where Herald is', async () => {
    const ann = scene.analyst();
    await answerTo(await ann.types('/segments subscribe alerts', scene.channel(ann)));
    scene.slack.faults.answerNext('conversations.info', { error: 'fatal_error' }, 10);
    try {
      const { words } = await answerTo(await ann.types('/segments unsubscribe'));
      assert.match(words, /#\d+ All alerts/);
      assert.doesNotMatch(words, /Nothing arrives/);
    } finally {
      scene.slack.faults.clear();
    }
  });
});

describe('/segments subscribe with words', () => {
  it('brings churn of a country to a channel', async () => {
    const ann = scene.analyst();
    const sales = scene.channel(ann);
    const line = `/segments subscribe churn severity>=high country=Germany #${sales.name}`;
    assert.match((await answerTo(await ann.types(line))).words, /^Subscribed\.\n/);
    assert.deepEqual(kept(ann), [
      { thing: 'alerts', target: sales.id, filter: { kinds: ['churn'], slice: { country: 'Germany' }, severity: 'high' } },
    ]);
  });

  const wrong: readonly (readonly [words: string, said: RegExp])[] = [
    ['churn severity>=grave', /^There is no severity grave; there are high, medium and low\./],
    ['churn severity<high', /^Write the least severity that should come, such as severity>=medium\./],
    ['churn high low', /^There are two severities; write the least one/],
    ['churn country=Germnay', /^There is no country Germnay; did you mean Germany\? Write it like/],
    ['churn county=Germany', /^There is no county; slices are by country, device_type/],
    ['churn country=Germany country=India', /^There are two values of country; subscribe once for each\./],
    ['churm', /^There is nothing called churm to subscribe to\./],
    ['alerts churm', /^I do not know what churm means here; kinds of alerts are churn, crash, segments and quality\./],
    ['alerts me here', /^A subscription goes to one place; subscribe once for each\./],
    ['report country=Germany', /^A report has no filter country=Germany\./],
  ];
  for (const [words, said] of wrong) {
    it(`says what is wrong with “${words}”, and how it is done`, async () => {
      const told = await answerTo(await scene.colleague().types(`/segments subscribe ${words}`));
      assert.match(told.words, said);
      assert.match(told.words, /\/segments subscribe churn severity>=high country=Germany me/);
    });
  }
});

describe('what comes next by the clock', () => {
  /** Five New Years, by the calendar of Intl. */
  const nextFive = () => {
    const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' });
    const years = Array.from({ length: 5 }, (_, index) => new Date().getUTCFullYear() + 1 + index);
    return years.map((year) => `${weekday.format(new Date(Date.UTC(year, 0, 1)))} 1 January ${year} at 07:30`);
  };

  it('stands in the status and on Home, with its time zone', async () => {
    const ann = scene.analyst();
    const expected = `What comes next\nWeekly report\n · new-year-report · times of Asia/Tokyo\n${nextFive().join('\n')}`;
    const { words } = await answerTo(await ann.types('/segments status'));
    assert.ok(words.includes(expected), words);
    const home = await ann.opensHome(PATIENT);
    assert.ok(home.words.includes(expected), home.words);
  });

  it('is not spoken of where nothing does', async () => {
    await using quiet = await openScene(data, { mode: 'HTTP' });
    const ann = quiet.analyst();
    assert.doesNotMatch((await answerTo(await ann.types('/segments status'))).words, /What comes next/);
    assert.doesNotMatch((await ann.opensHome(PATIENT)).words, /What comes next/);
  });
});

describe('all of it', () => {
  it('kept every limit, and logged no failure but those that were made', () => {
    assert.deepEqual(scene.slack.invalid, []);
    assert.deepEqual(scene.slack.warnings, []);
    const failures = scene.herald.log.map((line) => JSON.parse(line)).filter(({ level }) => level >= 40);
    assert.deepEqual(
      failures.filter(({ msg }) => msg !== 'waiting to call Slack again'),
      [],
    );
  });
});

/** The form that an act of a person opens, filled in. */
async function formAfter(person: Person, opened: Exchange): Promise<VisibleView> {
  await opened.modal(PATIENT);
  return formWith(person, /What\n/);
}

function formWith(person: Person, words: RegExp): Promise<VisibleView> {
  const look = () => (person.modal?.callback_id === 'subscription' && words.test(person.modal.words) ? person.modal : undefined);
  return eventually(look, `the form with ${words}`);
}

/** What the database keeps of a person's subscriptions. */
function kept({
  id,
}: Pick<Person, 'id'>): readonly { readonly thing: string; readonly target: string; readonly filter: object }[] {
  return scene
    .rows('SELECT thing, target, filter FROM subscriptions WHERE created_by = ? ORDER BY id', id)
    .map(({ thing, target, filter }) => ({ thing: String(thing), target: String(target), filter: JSON.parse(String(filter)) }));
}
