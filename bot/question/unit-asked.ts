import { type Lexeme, meaningOf } from './lexemes.ts';
import { plainMeasure } from './measures.ts';
import { NotUnderstood } from './not-understood.ts';
import { spokenLabel } from './spoken-label.ts';
import type { Text } from './text.ts';
import { isTimeUnit, unitsOf } from './units.ts';

/**
 * Index after a unit in which a figure is wanted, undefined where there is none: "duration in seconds". Hours are no grouping there.
 *
 * @throws {NotUnderstood} for another unit than the one the measure is kept in
 */
export function unitAskedAt(text: Text, at: number): number | undefined {
  const { lexemes } = text;
  const place = lexemes[at]?.text === 'in' ? at + 1 : at;
  const lexeme = lexemes[place];
  if (lexeme === undefined || !isTimeUnit(lexeme.text) || isNameOf(lexemes[place + 1], lexeme)) return undefined;
  const named =
    place > at ? lexemes.slice(0, at).findLast((other) => meaningOf(other, 'measure') !== undefined) : lexemes[at - 1];
  const column = meaningOf(named, 'measure')?.column;
  if (column === undefined) return undefined;
  const { label, unit } = plainMeasure(column, text.lexicon.profile);
  if (unit === '' || !isTimeUnit(unit)) return undefined;
  const own = unitsOf(unit).find(({ factor }) => factor === 1)!.words;
  if (own.includes(lexeme.text)) return place + 1;
  throw new NotUnderstood(`${spokenLabel(label)} is kept in ${own.at(-1)}; ask without “${lexeme.text}”, or say “by” to group`);
}

/** "In hour 14:00": the word before the value is its dimension. */
function isNameOf(value: Lexeme | undefined, dimension: Lexeme): boolean {
  const by = meaningOf(dimension, 'dimension')?.by;
  return value?.token?.kind === 'number' || (by !== undefined && meaningOf(value, 'value')?.by === by);
}
