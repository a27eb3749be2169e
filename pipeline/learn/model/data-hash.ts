import { createHash } from 'node:crypto';
import type { Table } from '../learner.ts';

/** SHA-256 of features and target: names, kinds, categories and every value. Bytes are those of little-endian machines. */
export function dataHash(table: Table, target: Float64Array): string {
  const hash = createHash('sha256');
  for (const feature of table.features) {
    hash.update(
      JSON.stringify([feature.kind, feature.name, feature.kind === 'category' ? feature.categories : [], feature.values.length]),
    );
    hash.update(bytesOf(feature.values));
  }
  return hash.update(bytesOf(target)).digest('hex');
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
