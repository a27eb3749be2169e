import type { RangeFilter } from '#pipeline';
import type { Condition } from './atom.ts';
import { meaningOf } from './lexemes.ts';
import { plainMeasure } from './measures.ts';
import { NotUnderstood } from './not-understood.ts';
import { complement, type Range } from './ranges.ts';
import type { Text } from './text.ts';

/** The opposite condition. */
export function negated(condition: Condition): Condition {
  if (condition.kind === 'values') {
    return { ...condition, filter: { ...condition.filter, negated: !condition.filter.negated } };
  }
  const other = complement(condition.filter);
  if (other === undefined) throw new NotUnderstood('“not between” cannot be answered; ask for one side of it');
  return { kind: 'range', filter: other };
}

export function rangeFilter(column: string, { low, high }: Pick<Range, 'low' | 'high'>): RangeFilter {
  return { kind: 'range', column, ...(low && { low }), ...(high && { high }) };
}

/** Index after the unit of a column, or after its name said again. */
export function unitEnd({ lexemes, lexicon }: Text, at: number, column: string): number {
  const lexeme = lexemes[at];
  const again = meaningOf(lexeme, 'measure')?.column === column && meaningOf(lexeme, 'dimension') === undefined;
  const counted = lexeme?.meanings.some((meaning) => meaning.kind === 'counted' && meaning.column === column) === true;
  return again || counted || factorAt({ lexemes, lexicon }, at, column) !== undefined ? at + 1 : at;
}

/** How many of the unit of a column one of the unit at a place is; undefined where there is no unit of the column. */
export function factorAt({ lexemes, lexicon }: Text, at: number, column: string): number | undefined {
  const { unit } = plainMeasure(column, lexicon.profile);
  for (const meaning of lexemes[at]?.meanings ?? []) if (meaning.kind === 'unit' && meaning.unit === unit) return meaning.factor;
  return undefined;
}
