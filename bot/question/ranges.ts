import type { Bound } from '#pipeline';
import { meaningOf, roleOf } from './lexemes.ts';
import { columnAt, numberAt, type Text } from './text.ts';

/** A range of numbers, and what it is about where the words of the range say so. */
export interface Range {
  readonly low?: Bound;
  readonly high?: Bound;
  readonly percent: boolean;
  /** "Older than 40", "5 sessions or more". */
  readonly column?: string;
  /** Index of what can be the unit of its numbers. */
  readonly unitAt: number;
  /** Index after the last lexeme. */
  readonly end: number;
}

/**
 * Reads a range at a place: "above 0.8", "at least five", "between 25 and 34", "25–34", "55 and over", "from 3 to 5",
 * "older than 40", "5 sessions or more". Both ends of "between" belong to it.
 */
export function rangeAt(text: Text, start: number): Range | undefined {
  return limited(text, start) ?? twoEnded(text, start) ?? openEnded(text, start);
}

/** A number alone, meant exactly. */
export function exactlyAt(text: Text, at: number): Range | undefined {
  const value = numberAt(text, at);
  if (value === undefined) return undefined;
  const bound = { value, inclusive: true };
  return { low: bound, high: bound, percent: isPercent(text, at), unitAt: at + 1, end: at + 1 };
}

function limited(text: Text, start: number): Range | undefined {
  const lexeme = text.lexemes[start];
  const limit = roleOf(lexeme, 'limit');
  const value = numberAt(text, start + 1);
  if (limit === undefined || value === undefined) return undefined;
  const column = meaningOf(lexeme, 'about')?.column;
  const end = start + 2;
  return { ...bounds(limit.bound, value), percent: isPercent(text, start + 1), ...(column && { column }), unitAt: end, end };
}

function twoEnded(text: Text, start: number): Range | undefined {
  const { lexemes } = text;
  const opened = roleOf(lexemes[start], 'between') !== undefined || roleOf(lexemes[start], 'from') !== undefined;
  const at = opened ? start + 1 : start;
  const [low, high] = [numberAt(text, at), numberAt(text, at + 2)];
  const joint = lexemes[at + 1];
  const joins =
    joint?.token?.kind === 'dash' || roleOf(joint, 'to') !== undefined || (opened && roleOf(joint, 'and') !== undefined);
  if (low === undefined || high === undefined || !joins) return undefined;
  const percent = isPercent(text, at) || isPercent(text, at + 2);
  return { low: { value: low, inclusive: true }, high: { value: high, inclusive: true }, percent, unitAt: at + 3, end: at + 3 };
}

function openEnded(text: Text, start: number): Range | undefined {
  const value = numberAt(text, start);
  if (value === undefined) return undefined;
  const between = columnAt(text, start + 1) ?? meaningOf(text.lexemes[start + 1], 'unit')?.unit;
  for (const end of between === undefined ? [start + 1] : [start + 1, start + 2]) {
    const after = roleOf(text.lexemes[end], 'after');
    if (after === undefined) continue;
    const column = meaningOf(text.lexemes[end], 'about')?.column ?? (end > start + 1 ? columnAt(text, start + 1) : undefined);
    const unitAt = end > start + 1 ? start + 1 : end + 1;
    return { ...bounds(after.bound, value), percent: isPercent(text, start), ...(column && { column }), unitAt, end: end + 1 };
  }
  return undefined;
}

function isPercent({ lexemes }: Text, at: number): boolean {
  return lexemes[at]?.token?.percent === true;
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
