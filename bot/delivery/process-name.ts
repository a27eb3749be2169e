import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** A name for this process that no other has had: the ledger knows by it who holds a claim. */
export function processName(): string {
  return `${hostname().slice(0, 100)} ${process.pid} ${randomBytes(6).toString('hex')}`;
}
