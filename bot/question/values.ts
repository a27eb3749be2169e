import { SEGMENT, UNKNOWN } from '#pipeline';
import type { Atom, Read } from './atom.ts';
import { bandOf } from './bands.ts';
import { negated, rangeFilter, unitEnd } from './condition-parts.ts';
import { saysExpected } from './expected.ts';
import { type Lexeme, meaningOf, roleOf } from './lexemes.ts';
import { NotUnderstood } from './not-understood.ts';
import { groupingLabel } from './query.ts';
import { rangeAt } from './ranges.ts';
import { skip, type Text } from './text.ts';

/** Values that say nothing without their dimension. */
const VAGUE: ReadonlySet<string> = new Set([
  ...['other', 'others', 'none', 'yes', 'no', 'true', 'false', 'new', 'unknown', UNKNOWN],
]);

type Values = Extract<Atom, { kind: 'values' }>;

/** "country is not Germany or USA", "app version 2.1", "age group 25–34". */
export function dimensionValues(text: Text, at: number): Read | undefined {
  const dimension = meaningOf(text.lexemes[at], 'dimension');
  if (dimension === undefined) return undefined;
  let next = skip(text, at + 1, ['is', 'filler', 'pronoun']);
  if (roleOf(text.lexemes[next], 'limit')?.bound === 'exactly') next++; // "country = Germany"
  const negation = roleOf(text.lexemes[next], 'not') !== undefined || text.lexemes[next]?.text === 'but'; // "any country but Germany"
  if (negation) next = skip(text, next + 1, ['is', 'filler', 'pronoun']);
  const found = valuesAt(text, next, dimension.by);
  return found === undefined || !negation ? found : { ...found, atom: negated(found.atom) };
}

/** A list of values of one dimension; `by` where the dimension is named before it. */
export function valuesAt(text: Text, at: number, by: string | undefined): Read<Values> | undefined {
  const { lexemes } = text;
  const first = valueAt(text, at, by);
  if (first === undefined) return undefined;
  const values = [first.value];
  let end = first.end;
  let versus = false;
  while (!first.opposite) {
    const list = separatorsFrom(text, end);
    if (list.end === end) break;
    let next = skip(text, list.end, ['filler', 'among']);
    if (meaningOf(lexemes[next], 'dimension')?.by === first.by && by === undefined) next++;
    const more = valueAt(text, next, first.by);
    if (more === undefined || more.opposite) break;
    values.push(more.value);
    end = more.end;
    versus ||= list.versus;
  }
  if (by === undefined && meaningOf(lexemes[end], 'dimension')?.by === first.by) end++; // "the Free plan"
  const filter = { kind: 'values' as const, by: first.by, values, negated: first.opposite };
  const expected = saysExpected(lexemes[at]?.text);
  return { atom: { kind: 'values', filter, versus, ...(expected && { expected }) }, end };
}

/** Index after commas, "and", "or", "versus"; in a comparison, after "with" as well. */
export function separatorsFrom({ lexemes }: Text, at: number): { readonly end: number; readonly versus: boolean } {
  const compares = lexemes.some((lexeme) => roleOf(lexeme, 'compare') !== undefined);
  const against = (lexeme: Lexeme | undefined) =>
    roleOf(lexeme, 'versus') !== undefined || roleOf(lexeme, 'to') !== undefined || (compares && lexeme?.text === 'with');
  let end = at;
  let versus = false;
  for (; end < lexemes.length; end++) {
    const lexeme = lexemes[end];
    const joins =
      lexeme?.token?.kind === 'comma' || (['and', 'or', 'nor'] as const).some((kind) => roleOf(lexeme, kind) !== undefined);
    if (!joins && !against(lexeme)) break;
    versus ||= against(lexeme);
  }
  return { end, versus };
}

interface Value {
  readonly by: string;
  readonly value: string;
  readonly opposite: boolean;
  readonly end: number;
}

function valueAt(text: Text, at: number, by: string | undefined): Value | undefined {
  const { lexemes, lexicon } = text;
  const lexeme = lexemes[at];
  if (lexeme === undefined) return undefined;
  const band = by === undefined ? undefined : bandAt(text, at, by);
  if (band !== undefined) return band;
  const found = valuesOf(text, at).filter((value) => by === undefined || value.by === by);
  if (found.length === 0) return undefined;
  const trailing = meaningOf(lexemes[at + 1], 'dimension')?.by;
  const meant = found.length === 1 ? found[0]! : found.find((value) => value.by === trailing);
  const vague = VAGUE.has(lexeme.text) && by === undefined && trailing !== found[0]!.by;
  if (meant === undefined || vague) {
    const names = [...new Set(found.map((value) => groupingLabel(value.by, lexicon.profile)))];
    throw new NotUnderstood(`“${lexeme.text}” needs its ${names.join(' or ')} beside it`);
  }
  return { ...meant, end: at + 1 };
}

function bandAt(text: Text, at: number, by: string): Value | undefined {
  const { profile } = text.lexicon;
  const dimension = profile.dimensions.find(({ name }) => name === by);
  const range = dimension?.kind === 'bands' ? rangeAt(text, at) : undefined;
  if (range === undefined || dimension === undefined || (range.column ?? dimension.column) !== dimension.column) return undefined;
  const band = bandOf(rangeFilter(dimension.column, range), profile, by);
  if (band === undefined) return undefined;
  return { by, value: band.values[0]!, opposite: false, end: unitEnd(text, range.end, dimension.column) };
}

/** The values that a word or a number can name: version "2.1" is written as a number. */
function valuesOf(text: Text, at: number): readonly Omit<Value, 'end'>[] {
  const lexeme = text.lexemes[at]!;
  const named = lexeme.meanings.flatMap((meaning) =>
    meaning.kind === 'value' ? [{ by: meaning.by, value: meaning.value, opposite: meaning.opposite === true }] : [],
  );
  if (lexeme.token?.kind !== 'number') return roleOf(lexeme, 'us') !== undefined && !isPlace(text, at) ? [] : named;
  return [...text.lexicon.values].flatMap(([by, values]) =>
    values.includes(lexeme.text) ? [{ by, value: lexeme.text, opposite: false }] : [],
  );
}

/** Whether "us" in small letters is the country: after "in" or "from", beside another country, or before people. */
function isPlace(text: Text, at: number): boolean {
  const { lexemes } = text;
  const [before, after] = [lexemes[at - 1], lexemes[at + 1]];
  if (roleOf(before, 'show') !== undefined || roleOf(before, 'filler')?.gives) return false;
  if (['in', 'from', 'not in'].includes(before?.text ?? '')) return true;
  const by = meaningOf(lexemes[at], 'value')?.by;
  const sameKind = (lexeme: Lexeme | undefined) => meaningOf(lexeme, 'value')?.by === by && roleOf(lexeme, 'us') === undefined;
  const { end } = separatorsFrom(text, at + 1);
  if (end > at + 1 && sameKind(lexemes[end])) return true;
  if (separatorsFrom(text, at - 1).end >= at && sameKind(lexemes[at - 2])) return true;
  return meaningOf(after, 'users') !== undefined || (meaningOf(after, 'value')?.by ?? by) === SEGMENT;
}
