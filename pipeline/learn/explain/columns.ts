import type { EncodedColumn } from '../prepare/encoder.ts';

/** Of each feature, the encoded columns it became: none, one, a value with its missing indicator, or one a category. */
export function membersOf(columns: readonly EncodedColumn[], featureCount: number): readonly (readonly number[])[] {
  const members: number[][] = Array.from({ length: featureCount }, () => []);
  for (const [index, { feature }] of columns.entries()) members[feature]!.push(index);
  return members;
}
