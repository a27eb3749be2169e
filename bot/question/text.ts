import { type Lexeme, meaningOf, roleOf } from './lexemes.ts';
import type { Lexicon } from './lexicon.ts';
import type { Role } from './words/index.ts';

/** A question in lexemes, with what is needed to look around in it. */
export interface Text {
  readonly lexemes: readonly Lexeme[];
  readonly lexicon: Lexicon;
  /** Read a number beside users as their age, which it may be. */
  readonly bareIsAge?: boolean;
}

/** Words that may stand between a measure or a dimension and its value. */
export const LINKS: readonly Role['kind'][] = ['is', 'filler', 'us', 'pronoun', 'with', 'among'];

/** Index of the first lexeme from a place on that is more than words of these kinds. */
export function skip({ lexemes }: Text, at: number, kinds: readonly Role['kind'][]): number {
  let next = at;
  while (kinds.some((kind) => roleOf(lexemes[next], kind) !== undefined) && isPlain(lexemes[next])) next++;
  return next;
}

/** As `skip`, with the verbs that belong to a column: "raised". */
export function skipVerbs(text: Text, at: number, kinds: readonly Role['kind'][]): number {
  let next = skip(text, at, kinds);
  while (isVerb(text, next)) next = skip(text, next + 1, kinds);
  return next;
}

/** Whether a lexeme is a verb of a column that the question speaks of. */
export function isVerb({ lexemes }: Text, at: number): boolean {
  return (lexemes[at]?.meanings ?? []).some(
    (meaning) => meaning.kind === 'detail' && meaning.verb && speaksOf(lexemes, meaning.column),
  );
}

/** Whether the words name a column anywhere. */
export function speaksOf(lexemes: readonly Lexeme[], column: string): boolean {
  return lexemes.some(({ meanings }) =>
    meanings.some((meaning) => SPEAKING.has(meaning.kind) && 'column' in meaning && meaning.column === column),
  );
}

const SPEAKING: ReadonlySet<string> = new Set(['measure', 'indicator', 'about', 'adjective', 'lately']);

export function numberAt({ lexemes }: Text, at: number): number | undefined {
  const token = lexemes[at]?.token;
  return token?.kind === 'number' ? token.value : undefined;
}

/** The column of a measure at a place, by its name or by one unit of it. */
export function columnAt({ lexemes }: Text, at: number): string | undefined {
  return meaningOf(lexemes[at], 'measure')?.column ?? meaningOf(lexemes[at], 'counted')?.column;
}

/** A word of the closed part, and nothing else (a detail of a column apart). */
function isPlain(lexeme: Lexeme | undefined): boolean {
  return (lexeme?.meanings ?? []).every(({ kind }) => kind === 'role' || kind === 'detail');
}
