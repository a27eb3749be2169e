import { z } from 'zod';
import { blockOn } from './blocks.ts';
import { type BlockFault, faultAt } from './fault.ts';
import { chars, flag, id, plainText } from './objects.ts';
import { everyItem, repeatedIds } from './whole.ts';

const MOST_BLOCKS = 100;
const MOST_BYTES = 250_000;

const shared = { callback_id: id, external_id: id, private_metadata: chars(3000, 0).optional() };

export const view = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    ...shared,
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: flag,
    notify_on_close: flag,
    blocks: z.array(blockOn('modal')).max(MOST_BLOCKS),
  }),
  z.strictObject({ type: z.literal('home'), ...shared, blocks: z.array(blockOn('home')).max(MOST_BLOCKS) }),
]);

interface ViewParts {
  readonly type?: unknown;
  readonly submit?: unknown;
  readonly blocks?: unknown;
}

/** What only a look at the whole view can find. */
export function wholeViewFaults(value: object, root: readonly PropertyKey[]): readonly BlockFault[] {
  const { type, submit, blocks }: ViewParts = value;
  const list = Array.isArray(blocks) ? blocks : [];
  const path = [...root, 'blocks'];
  const found = everyItem(list, path);
  const inputs = found.filter(({ item }) => item.type === 'input');
  return [
    ...(type === 'modal' && submit === undefined
      ? inputs.map((input) => faultAt([...input.path, 'input'], 'must define `submit` to use an `input` block in modals'))
      : []),
    ...found
      .filter(({ item }) => item.focus_on_load === true)
      .slice(1)
      .map((focus) => faultAt([...focus.path, 'focus_on_load'], 'only one element of a view may have focus_on_load')),
    ...repeatedIds(found, path),
    ...(Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES
      ? [faultAt(root, `must be less than ${MOST_BYTES + 1} bytes`, 'view_too_large')]
      : []),
  ];
}
