import type { Bound } from '#pipeline';
import { type Lexeme, roleOf } from './lexemes.ts';

/** A range of numbers without what it is about. */
export interface Range {
  readonly low?: Bound;
  readonly high?: Bound;
  readonly percent: boolean;
  /** Index after the last lexeme. */
  readonly end: number;
}

/**
 * Reads a range at a place: "above 0.8", "at least five", "between 25 and 34", "25–34", "55 and over", "from 3 to 5".
 * Both ends of "between" belong to it.
 */
export function rangeAt(lexemes: readonly Lexeme[], start: number): Range | undefined {
  const limit = roleOf(lexemes[start], 'limit');
  const number = (index: number) => (lexemes[index]?.token?.kind === 'number' ? lexemes[index]?.token : undefined);
  if (limit !== undefined) {
    const first = number(start + 1);
    return first === undefined
      ? undefined
      : { ...bounds(limit.bound, first.value!), percent: first.percent === true, end: start + 2 };
  }
  const opened = roleOf(lexemes[start], 'between') !== undefined || roleOf(lexemes[start], 'from') !== undefined;
  const at = opened ? start + 1 : start;
  const low = number(at);
  if (low === undefined) return undefined;
  const joint = lexemes[at + 1];
  const high = number(at + 2);
  const joins =
    joint?.token?.kind === 'dash' || roleOf(joint, 'to') !== undefined || (opened && roleOf(joint, 'and') !== undefined);
  if (high !== undefined && joins) {
    const range = { low: { value: low.value!, inclusive: true }, high: { value: high.value!, inclusive: true } };
    return { ...range, percent: low.percent === true || high.percent === true, end: at + 3 };
  }
  const after = opened ? undefined : roleOf(joint, 'after');
  return after === undefined ? undefined : { ...bounds(after.bound, low.value!), percent: low.percent === true, end: at + 2 };
}

function bounds(
  kind: 'above' | 'at least' | 'below' | 'at most' | 'exactly',
  value: number,
): { readonly low?: Bound; readonly high?: Bound } {
  switch (kind) {
    case 'above':
      return { low: { value, inclusive: false } };
    case 'at least':
      return { low: { value, inclusive: true } };
    case 'below':
      return { high: { value, inclusive: false } };
    case 'at most':
      return { high: { value, inclusive: true } };
    case 'exactly':
      return { low: { value, inclusive: true }, high: { value, inclusive: true } };
    default:
      return kind satisfies never;
  }
}

/** The other side of a range with one end; undefined for a range with two. */
export function complement<R extends { readonly low?: Bound; readonly high?: Bound }>(
  range: R,
): (Omit<R, 'low' | 'high'> & { low?: Bound; high?: Bound }) | undefined {
  const { low, high, ...rest } = range;
  if (low !== undefined && high !== undefined) return undefined;
  if (low !== undefined) return { ...rest, high: { value: low.value, inclusive: !low.inclusive } };
  return high === undefined ? undefined : { ...rest, low: { value: high.value, inclusive: !high.inclusive } };
}
