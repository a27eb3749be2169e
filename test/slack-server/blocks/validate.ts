import { z } from 'zod';
import { blockOn } from './blocks.ts';
import { type BlockFault, schemaFaults } from './fault.ts';
import { view, wholeViewFaults } from './views.ts';
import { messageFaults } from './whole.ts';

export type { BlockFault } from './fault.ts';

const MESSAGE_BLOCKS = z.array(blockOn('message')).max(50);

/**
 * What Slack would refuse in the `blocks` of a message; none where they are fine. Where sources disagree on a limit, the
 * stricter one holds, so that what passes here passes there.
 *
 * @example validateMessageBlocks([{ type: 'header' }]) // [{ pointer: '/blocks/0', message: 'missing required field: text', … }]
 */
export function validateMessageBlocks(blocks: unknown): readonly BlockFault[] {
  const faults = schemaFaults(MESSAGE_BLOCKS, blocks, ['blocks']);
  return Array.isArray(blocks) ? [...faults, ...messageFaults(blocks, ['blocks'])] : faults;
}

/** What Slack would refuse in a modal or Home tab; pointers start with '/view', as in the answer to `views.open`. */
export function validateView(value: unknown): readonly BlockFault[] {
  const faults = schemaFaults(view, value, ['view']);
  return typeof value === 'object' && value !== null ? [...faults, ...wholeViewFaults(value, ['view'])] : faults;
}
