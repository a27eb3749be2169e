import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { BLOCK_LIMITS } from './blocks/limits/blocks.ts';
import { CONTAINER_LIMITS } from './blocks/limits/containers.ts';
import { ELEMENT_LIMITS } from './blocks/limits/elements.ts';
import type { Limit } from './blocks/limits/limit.ts';
import { MENU_LIMITS } from './blocks/limits/menus.ts';
import { TABLE_LIMITS } from './blocks/limits/tables.ts';
import { VIEW_LIMITS } from './blocks/limits/views.ts';
import { type BlockFault, validateMessageBlocks, validateView } from './blocks/validate.ts';

const validate = (value: unknown): readonly BlockFault[] =>
  Array.isArray(value) ? validateMessageBlocks(value) : validateView(value);

function hold(limits: readonly Limit[]): void {
  for (const { name, inside, outside, pointer } of limits) {
    it(name, () => {
      assert.deepEqual(validate(inside), [], 'just inside');
      assert.equal(validate(outside)[0]?.pointer, pointer, 'just outside');
    });
  }
}

const LIMITS = {
  'blocks of a message': BLOCK_LIMITS,
  'blocks that hold others': CONTAINER_LIMITS,
  elements: ELEMENT_LIMITS,
  menus: MENU_LIMITS,
  'tables and charts': TABLE_LIMITS,
  views: VIEW_LIMITS,
};
for (const [name, limits] of Object.entries(LIMITS)) describe(name, () => hold(limits));

describe('the validator', () => {
  it('finds faults in anything and never fails itself', () => {
    const examples = Object.values(LIMITS)
      .flat()
      .map(({ inside }) => inside)
      .filter((value) => JSON.stringify(value).length < 2000);
    const json = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom([], {}, '', null, -1));
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.nat(), json, (example, place, replacement) => {
        let parts = 0;
        const broken: unknown = JSON.parse(JSON.stringify(example), (_, value) => (parts++ === place % 12 ? replacement : value));
        for (const { pointer, message } of [...validateMessageBlocks(broken), ...validateView(broken)]) {
          assert.match(pointer, /^\/(blocks|view)/);
          assert.notEqual(message, '');
        }
      }),
      { numRuns: 1000 },
    );
  });
});
