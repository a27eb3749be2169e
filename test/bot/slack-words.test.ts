import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_PROFILE } from '#pipeline';
import { commandOf, readable } from '../../bot/slack/command.ts';
import { escaped } from '../../bot/slack/escape.ts';
import { parseSubscription } from '../../bot/subscriptions/parse.ts';
import { KINDS, subscriptionInWords } from '../../bot/subscriptions/subscription.ts';

describe('what people write to Herald', () => {
  it('is a command where it begins like one and ends there', () => {
    assert.deepEqual(commandOf('status'), { kind: 'status' });
    assert.deepEqual(commandOf(' Help! '), { kind: 'help' });
    assert.deepEqual(commandOf(''), { kind: 'help' });
    assert.deepEqual(commandOf('view deep-dive'), { kind: 'view', name: 'deep-dive' });
    assert.deepEqual(commandOf('view nonsense'), { kind: 'unknown view', name: 'nonsense' });
    assert.deepEqual(commandOf('user u_100005'), { kind: 'user', id: 'u_100005' });
    assert.deepEqual(commandOf('unsubscribe 3'), { kind: 'unsubscribe', words: ['3'] });
    assert.deepEqual(commandOf('subscribe'), { kind: 'subscribe', words: [] });
  });

  it('is a question otherwise', () => {
    for (const text of [
      'how many users',
      'run 3 against run 2',
      'report on churn',
      'user counts by country',
      'status of germany',
    ]) {
      assert.deepEqual(commandOf(text), { kind: 'question', text });
    }
  });

  it('is read as people see it: without the mention, with entities and links as text', () => {
    assert.equal(readable('<@U0BOT> churn &gt; 0.5 &amp; rising'), 'churn > 0.5 & rising');
    assert.equal(readable('<@U0BOT|herald>, hi'), 'hi');
    assert.equal(readable('see <https://example.com|the page>'), 'see the page');
    assert.equal(readable('in <#C012|sales>'), 'in #C012');
    assert.equal(readable('&amp;lt;'), '&lt;');
  });

  it('comes back escaped, so that it mentions nobody', () => {
    assert.equal(escaped('<!channel> & <@U1>'), '&lt;!channel&gt; &amp; &lt;@U1&gt;');
  });
});

describe('a subscription', () => {
  const values = (dimension: string) => (dimension === 'country' ? ['Germany', 'South Korea'] : ['Free', 'Premium']);
  const parse = (text: string) => parseSubscription(text.split(' '), { profile: DEFAULT_PROFILE, kinds: KINDS }, values);

  it('is to everything, here, unless said otherwise', () => {
    assert.deepEqual(parse('alerts'), { ok: true, thing: 'alerts', filter: {}, target: 'here' });
  });

  it('is narrowed by kind, severity and slice', () => {
    assert.deepEqual(parse('alerts churn crash high country=germany plan=Free me'), {
      ok: true,
      thing: 'alerts',
      filter: { kinds: ['churn', 'crash'], slice: { country: 'Germany', subscription_type: 'Free' }, severity: 'high' },
      target: 'me',
    });
  });

  it('may begin with the kind of alert', () => {
    assert.deepEqual(parse('churn severity>=high country=Germany #C012'), {
      ok: true,
      thing: 'alerts',
      filter: { kinds: ['churn'], slice: { country: 'Germany' }, severity: 'high' },
      target: { channel: 'C012' },
    });
  });

  it('takes values of several words in quotes, straight or curly', () => {
    for (const text of ['alerts country="South Korea"', 'alerts country=“south korea”']) {
      const parsed = parse(text);
      assert.ok(parsed.ok);
      assert.deepEqual(parsed.filter.slice, { country: 'South Korea' });
    }
  });

  it('goes to a channel by its id', () => {
    const parsed = parse('report to #C012');
    assert.deepEqual(parsed, { ok: true, thing: 'report', filter: {}, target: { channel: 'C012' } });
  });

  it('is refused where a word would be ignored', () => {
    for (const text of [
      'alerts churm',
      'alerts country=Germnay',
      'alerts county=Germany',
      'report high',
      'everything',
      'alerts #sales',
    ]) {
      assert.equal(parse(text).ok, false, text);
    }
  });

  it('reads as a person would say it', () => {
    const filter = { kinds: ['churn'], slice: { country: 'Germany' }, severity: 'high' };
    assert.equal(
      subscriptionInWords({ thing: 'alerts', filter }, DEFAULT_PROFILE),
      'churn alerts, high only, where country is Germany',
    );
    assert.equal(subscriptionInWords({ thing: 'report', filter: {} }, DEFAULT_PROFILE), 'the weekly report');
  });
});
