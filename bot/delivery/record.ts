import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError } from '#pipeline';
import type { DeliverPorts } from './ports.ts';

const TRIES = 4;
const WAIT_MS = 2000;

/**
 * Writes to the ledger what became of a delivery; a database that is gone for a moment is waited for. If it stays away,
 * the claim ends by itself and the delivery is looked for.
 *
 * @returns false if the delivery was not ours any more, or the ledger could not be written
 */
export async function record({ log }: Pick<DeliverPorts, 'log'>, write: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      log.error({ err: error, tries }, 'the ledger could not be written');
      if (tries === TRIES) return false;
      await sleep(WAIT_MS * tries);
    }
  }
}
