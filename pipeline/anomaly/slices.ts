import { createHash } from 'node:crypto';
import type { Slice } from '../domain/run.ts';
import type { AlertKind } from './rules.ts';

/** Everybody. */
export const WHOLE: Slice = {};

/** The same text for the same slice, whatever the order of its dimensions. */
export function sliceKey(slice: Slice): string {
  const entries = Object.entries(slice);
  return JSON.stringify(entries.length < 2 ? entries : entries.sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * Identity of an alert: where and of which kind, whatever the measure, the numbers and the run, so that the same trouble
 * has the same fingerprint in every week that it lasts.
 *
 * @param topic tells apart what has nothing to do with each other although kind and slice are the same
 * @returns 16 hexadecimal digits
 */
export function fingerprint(kind: AlertKind, slice: Slice, topic = ''): string {
  return createHash('sha256')
    .update(`${kind} ${sliceKey(slice)}${topic}`)
    .digest('hex')
    .slice(0, 16);
}

/**
 * Share of the users of `other` that are in `slice` too, 0 to 1. Exact where one contains the other; elsewhere as if the
 * dimensions they do not share were independent, because no count of three or four dimensions is kept.
 *
 * @param usersIn users of `slice`, or of what is left of it without some of its dimensions
 */
export function overlap(slice: Slice, other: Slice, usersIn: (slice: Slice) => number): number {
  const shared = Object.entries(slice).filter(([dimension]) => dimension in other);
  if (shared.some(([dimension, value]) => other[dimension] !== value)) return 0;
  return usersIn(slice) / usersIn(Object.fromEntries(shared));
}

/** Whether all users of `slice` are in `other`. */
export function isWithin(slice: Slice, other: Slice): boolean {
  return Object.entries(other).every(([dimension, value]) => slice[dimension] === value);
}

/** The slices that divide `slice` by one more dimension. */
export function isChild(slice: Slice, parent: Slice): boolean {
  const dimensions = Object.keys(parent);
  return (
    Object.keys(slice).length === dimensions.length + 1 && dimensions.every((dimension) => slice[dimension] === parent[dimension])
  );
}
