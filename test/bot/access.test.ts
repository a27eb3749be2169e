import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEFAULT_PROFILE } from '#pipeline';
import { decide, groupsNamed, maskedColumns } from '../../bot/access/decide.ts';
import { type AccessRules, accessSchema, DENY_BY_DEFAULT, unknownColumns } from '../../bot/access/rules.ts';

const ann = { user: 'UANN', team: 'T1' };
const bob = { user: 'UBOB', team: 'T1' };
const sales = { channel: 'CSALES', thread: null, kind: 'channel' } as const;
const direct = { channel: 'D1', thread: null, kind: 'direct' } as const;
const alone = { groups: new Set<string>(), shared: false };
const rules = (changed: Partial<AccessRules>): AccessRules => ({ ...DENY_BY_DEFAULT, ...changed });

describe('access to single users', () => {
  it('is denied to everybody until somebody is named', () => {
    for (const ability of ['lookUp', 'list', 'run'] as const) {
      assert.deepEqual(decide(ability, ann, direct, alone, DENY_BY_DEFAULT), { allowed: false, reason: 'nobody' });
    }
  });

  it('is given to who is named, and to nobody else', () => {
    const named = rules({ lookUp: { users: ['UANN'] } });
    assert.deepEqual(decide('lookUp', ann, direct, alone, named), { allowed: true });
    assert.deepEqual(decide('lookUp', bob, direct, alone, named), { allowed: false, reason: 'not named' });
  });

  it('is given for each ability by itself', () => {
    const named = rules({ lookUp: { users: ['UANN'] } });
    assert.deepEqual(decide('list', ann, direct, alone, named), { allowed: false, reason: 'nobody' });
  });

  it('is given to members of a named group', () => {
    const named = rules({ list: { groups: ['SHELP'] } });
    assert.equal(decide('list', ann, direct, { ...alone, groups: new Set(['SHELP']) }, named).allowed, true);
    assert.equal(decide('list', ann, direct, { ...alone, groups: new Set(['SOTHER']) }, named).allowed, false);
  });

  it('is given in a named channel, but not elsewhere', () => {
    const named = rules({ lookUp: { channels: ['CSALES'] } });
    assert.equal(decide('lookUp', ann, sales, alone, named).allowed, true);
    assert.equal(decide('lookUp', ann, direct, alone, named).allowed, false);
  });

  it('is refused in a channel shared with others, even to who is named', () => {
    const named = rules({ lookUp: { users: ['UANN'], channels: ['CSALES'] } });
    assert.deepEqual(decide('lookUp', ann, sales, { ...alone, shared: true }, named), { allowed: false, reason: 'shared' });
  });

  it('leaves out masked columns except for those who may see them', () => {
    const masked = rules({ masked: [{ columns: ['age', 'gender'], except: { groups: ['SHELP'] } }, { columns: ['country'] }] });
    assert.deepEqual(maskedColumns(ann, direct, alone, masked), new Set(['age', 'gender', 'country']));
    assert.deepEqual(maskedColumns(ann, direct, { ...alone, groups: new Set(['SHELP']) }, masked), new Set(['country']));
  });

  it('looks up only the groups that the rules name', () => {
    const named = rules({ lookUp: { groups: ['S1'] }, masked: [{ columns: ['age'], except: { groups: ['S2'] } }] });
    assert.deepEqual(groupsNamed(named), new Set(['S1', 'S2']));
  });

  it('refuses rules that would protect nothing: names instead of ids, columns that are not there', () => {
    assert.equal(accessSchema.safeParse({ lookUp: { users: ['ann'] } }).success, false);
    assert.equal(accessSchema.safeParse({ lookup: { users: ['U123'] } }).success, false);
    assert.deepEqual(unknownColumns(rules({ masked: [{ columns: ['age', 'agee'] }] }), [DEFAULT_PROFILE]), ['agee']);
  });
});
