import type { BinnedFeature } from './bins.ts';
import type { Split } from './split.ts';

/** A split in terms of values rather than slots: the greatest number that goes left, or a bit for every category code that does. */
export function questionOf(feature: BinnedFeature, split: Split): number | Uint32Array {
  const { cuts, slotOfCode, from } = feature;
  // past the last cut there are only missing values to tell apart
  if (cuts !== undefined) return cuts[split.last - from] ?? Number.MAX_VALUE;
  const sides = sidesOf(feature, split);
  const bits = new Uint32Array(Math.ceil(slotOfCode!.length / 32));
  for (const [code, slot] of slotOfCode!.entries()) if (sides[slot - from] === 1) bits[code >> 5]! |= 1 << (code & 31);
  return bits;
}

/** For each slot of the feature 1 where it goes left. Categories none of whose rows came to the node go where missing values go. */
export function sidesOf({ from, missing }: BinnedFeature, { last, missingLeft, order }: Split): Uint8Array {
  const sides = new Uint8Array(missing - from + 1);
  if (order === undefined) sides.fill(1, 0, last - from + 1);
  else {
    if (missingLeft) sides.fill(1);
    for (const [place, slot] of order.entries()) sides[slot - from] = place <= last ? 1 : 0;
  }
  sides[missing - from] = missingLeft ? 1 : 0;
  return sides;
}
