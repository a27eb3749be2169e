import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  count,
  counted,
  day,
  decimal,
  formatNumber,
  inSentence,
  interval,
  list,
  type NumberFormat,
  share,
  signed,
  upperFirst,
} from '../../reports/format.ts';

const MINUTES: NumberFormat = { kind: 'number', digits: 1, unit: 'min' };
const SHARE: NumberFormat = { kind: 'share' };

describe('numbers as text', () => {
  it('groups thousands', () => {
    assert.equal(count(0), '0');
    assert.equal(count(999), '999');
    assert.equal(count(1_234_567), '1,234,567');
  });

  it('shows shares in percent with one decimal', () => {
    assert.equal(share(0), '0.0%');
    assert.equal(share(0.4991), '49.9%');
    assert.equal(share(1), '100.0%');
  });

  it('never rounds a share to none or all of it', () => {
    assert.equal(share(0.0005), '0.1%');
    assert.equal(share(0.00049), '<0.1%');
    assert.equal(share(0.9994), '99.9%');
    assert.equal(share(0.9995), '>99.9%');
    const inside = fc.double({ min: 0, max: 1, minExcluded: true, maxExcluded: true, noNaN: true });
    fc.assert(fc.property(inside, (value) => assert.ok(!['0.0%', '100.0%'].includes(share(value)))));
  });

  it('writes a real minus sign, and none before a zero', () => {
    assert.equal(decimal(-1.25, 2), '−1.25');
    assert.equal(decimal(-0.04, 1), '0.0');
    assert.equal(decimal(-0, 0), '0');
    assert.equal(share(-0.25), '−25.0%');
  });

  it('has a dash for what is not known', () => {
    for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(formatNumber(value, SHARE), '–');
  });

  it('writes whole values of the data without decimals where it is asked to', () => {
    const format = { kind: 'number', digits: 2, plainWhole: true } as const;
    assert.equal(formatNumber(38, format), '38');
    assert.equal(formatNumber(45.43, format), '45.43');
    assert.equal(formatNumber(38, { kind: 'number', digits: 2 }), '38.00');
  });

  it('puts the unit after the number', () => {
    assert.equal(formatNumber(66.29, MINUTES), '66.3 min');
    assert.equal(formatNumber(0.5, { kind: 'number', digits: 3 }), '0.500');
    assert.equal(formatNumber(12_345, { kind: 'count' }), '12,345');
  });
});

describe('changes as text', () => {
  it('have their sign, and points for shares', () => {
    assert.equal(signed(0.012, SHARE), '+1.2 pt');
    assert.equal(signed(-0.012, SHARE), '−1.2 pt');
    assert.equal(signed(-2.34, MINUTES), '−2.3 min');
    assert.equal(signed(1500, { kind: 'count' }), '+1,500');
  });

  it('are ±0 where nothing of them would be seen, whatever the unit', () => {
    assert.equal(signed(0, { kind: 'count' }), '±0');
    assert.equal(signed(0.0004, SHARE), '±0');
    assert.equal(signed(-0.04, MINUTES), '±0');
    assert.equal(signed(0.04, { kind: 'number', digits: 1, unit: 'per 30 days' }), '±0');
    assert.equal(signed(0.06, MINUTES), '+0.1 min');
  });
});

describe('intervals as text', () => {
  it('have their unit once', () => {
    assert.equal(interval({ low: 64.2, high: 68.4 }, MINUTES), '64.2 to 68.4 min');
    assert.equal(interval({ low: -0.5, high: 0.25 }, { kind: 'number', digits: 2 }), '−0.50 to 0.25');
    assert.equal(interval({ low: 0.1, high: 0.2 }, SHARE), '10.0% to 20.0%');
  });
});

describe('words', () => {
  it('are joined by commas and one "and"', () => {
    assert.equal(list([]), '');
    assert.equal(list(['a']), 'a');
    assert.equal(list(['a', 'b']), 'a and b');
    assert.equal(list(['a', 'b', 'c']), 'a, b and c');
  });

  it('are singular for one', () => {
    const users = { one: 'user', many: 'users' };
    assert.deepEqual(
      [0, 1, 2, 1000].map((value) => counted(value, users)),
      ['0 users', '1 user', '2 users', '1,000 users'],
    );
  });

  it('lose the unit or period of a label inside a sentence', () => {
    assert.equal(inSentence('Crashes per user, 30 days'), 'crashes per user');
    assert.equal(inSentence('Churn risk'), 'churn risk');
  });

  it('begin a sentence with a capital', () => {
    assert.equal(upperFirst('no row'), 'No row');
    assert.equal(upperFirst(''), '');
  });

  it('write the day out, in UTC', () => {
    assert.equal(day('2026-11-16'), '16 November 2026');
    assert.equal(day('2024-02-29'), '29 February 2024');
  });
});
