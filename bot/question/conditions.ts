import type { Atom, Read } from './atom.ts';
import { negated } from './condition-parts.ts';
import { meaningOf, roleOf } from './lexemes.ts';
import { NotUnderstood } from './not-understood.ts';
import { bareRange, latelyAt, measureRange, noneOf, rangeMeasure, someOf } from './number-conditions.ts';
import { keyOf } from './query.ts';
import { isVerb, skip, skipVerbs, type Text } from './text.ts';
import { dimensionValues, valuesAt } from './values.ts';

/** A condition that holds as it is: values, a range of a measure, an indicator. */
export function conditionAt(text: Text, at: number, before?: Atom): Read | undefined {
  return (
    latelyAt(text, at) ??
    measureRange(text, at) ??
    rangeMeasure(text, at, before?.kind === 'with' || before?.kind === 'is') ??
    dimensionValues(text, at) ??
    valuesAt(text, at, undefined) ??
    indicatorAt(text, at) ??
    bareRange(text, at)
  );
}

/** "not in Germany", "never crashed", "neither on iOS nor on Android", "did not raise a ticket". */
export function negationAt(text: Text, at: number): Read | undefined {
  const { lexemes } = text;
  if (roleOf(lexemes[at], 'not') === undefined && roleOf(lexemes[at], 'nor') === undefined) return undefined;
  const next = skipVerbs(text, at + 1, ['is', 'filler', 'among', 'with', 'not', 'where']);
  const found = conditionAt(text, next);
  if (found !== undefined) {
    if (roleOf(lexemes[at], 'not')?.excludes && goesOn(text, found)) {
      throw new NotUnderstood(`it is not clear how much “${lexemes[at]!.text}” leaves out; join the conditions with “and”`);
    }
    return { atom: negated(found.atom), end: found.end };
  }
  const none = noneOf(text, next);
  if (none === undefined) throw new NotUnderstood(`not what? “${lexemes[at]!.text}” needs a condition after it`);
  return none;
}

/** "Excluding power users in Germany" can leave out the power users, or only those in Germany. */
function goesOn(text: Text, { atom, end }: Read): boolean {
  let next = end;
  while (meaningOf(text.lexemes[next], 'users') !== undefined) next++;
  const among = skip(text, next, ['filler', 'among', 'with']);
  const more = among < text.lexemes.length ? valuesAt(text, among, undefined) : undefined;
  return more !== undefined && keyOf(more.atom.filter) !== keyOf(atom.filter);
}

/** "without a crash", "no support tickets", "without Germany". */
export function absenceAt(text: Text, at: number): Read | undefined {
  if (roleOf(text.lexemes[at], 'no') === undefined) return undefined;
  const next = skip(text, at + 1, ['filler', 'pronoun']);
  const none = noneOf(text, next);
  if (none !== undefined) return none;
  const found = conditionAt(text, next);
  if (found === undefined) throw new NotUnderstood(`“${text.lexemes[at]!.text}” needs a condition after it`);
  return { atom: negated(found.atom), end: found.end };
}

/** "with a crash", "raised a ticket", "opened more than 5 notifications": a link and its condition. */
export function linkedAt(text: Text, at: number): { readonly atoms: readonly Atom[]; readonly end: number } | undefined {
  const lexeme = text.lexemes[at];
  const verb = isVerb(text, at);
  if (roleOf(lexeme, 'with') === undefined && !verb) return undefined;
  const next = skip(text, at + 1, ['filler', 'us', 'pronoun']);
  const condition = someOf(text, next) ?? (verb ? linkedRange(text, next) : undefined);
  if (condition === undefined) return undefined;
  const link: Atom = { kind: roleOf(lexeme, 'is') === undefined ? 'with' : 'is' };
  return { atoms: [link, condition.atom], end: condition.end };
}

function linkedRange(text: Text, at: number): Read | undefined {
  return rangeMeasure(text, at, true);
}

function indicatorAt({ lexemes }: Text, at: number): Read | undefined {
  const indicator = meaningOf(lexemes[at], 'indicator');
  if (indicator === undefined) return undefined;
  const { column, above } = indicator;
  if (lexemes[at]!.meanings.some((meaning) => meaning.kind === 'value')) {
    throw new NotUnderstood(`“${lexemes[at]!.text}” can mean a segment or a condition`);
  }
  return { atom: { kind: 'indicator', filter: { kind: 'range', column, low: { value: above, inclusive: false } } }, end: at + 1 };
}
