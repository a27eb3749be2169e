import type { Lexicon, Meaning } from './lexicon.ts';
import { corrections } from './spelling.ts';
import type { Token } from './tokens.ts';
import type { Role } from './words.ts';

/** The longest known phrase at a place of the question, or a number, a day or a sign. */
export interface Lexeme {
  readonly text: string;
  readonly meanings: readonly Meaning[];
  /** Of a number, a day, a comma or a dash. */
  readonly token: Token | undefined;
}

/** More than this many equally near spellings are not tried. */
const MAX_SPELLINGS = 8;

/**
 * The ways to spell a question with known words only: one, unless a mistyped word is equally near to several. Words that
 * cannot be known stay as they are.
 */
export function spellings(tokens: readonly Token[], lexicon: Lexicon): readonly (readonly Token[])[] {
  let ways: Token[][] = [[]];
  for (const token of tokens) {
    const nearest = token.kind === 'word' ? corrections(token.text, lexicon.vocabulary) : [];
    const choices = nearest.length === 0 ? [token] : nearest.map((text): Token => ({ kind: 'word', text }));
    ways = ways.flatMap((way) => choices.map((choice) => [...way, choice]));
    if (ways.length > MAX_SPELLINGS) return [tokens];
  }
  return ways;
}

/** @returns the lexemes, and the words that are not understood */
export function lexemesOf(
  tokens: readonly Token[],
  lexicon: Lexicon,
): { readonly lexemes: readonly Lexeme[]; readonly unknown: readonly string[] } {
  const lexemes: Lexeme[] = [];
  const unknown: string[] = [];
  for (let start = 0; start < tokens.length; ) {
    const phrase = longestPhrase(tokens, start, lexicon);
    if (phrase !== undefined) {
      lexemes.push(phrase.lexeme);
      start = phrase.end;
      continue;
    }
    const token = tokens[start]!;
    if (token.kind === 'word' || token.kind === 'other') unknown.push(token.text);
    else lexemes.push({ text: token.text, meanings: [], token });
    start++;
  }
  return { lexemes, unknown };
}

/** "Or under" before a number is no end of a range: "35–44 or under 25". Commas inside a phrase do not count ("crashes per user, 30 days"). */
function longestPhrase(
  tokens: readonly Token[],
  start: number,
  lexicon: Lexicon,
): { readonly lexeme: Lexeme; readonly end: number } | undefined {
  let longest: { readonly lexeme: Lexeme; readonly end: number } | undefined;
  const words: string[] = [];
  for (let end = start; end < tokens.length && words.length < lexicon.longest; end++) {
    const token = tokens[end]!;
    if (token.kind === 'comma') {
      if (end === start) return undefined;
      continue;
    }
    words.push(token.text);
    const text = words.join(' ');
    const meanings = lexicon.phrases.get(text);
    const alone = start === end && token.kind !== 'word';
    const broken =
      roleOf({ text, meanings: meanings ?? [], token: undefined }, 'after') !== undefined && tokens[end + 1]?.kind === 'number';
    if (meanings !== undefined && !alone && !broken) longest = { lexeme: { text, meanings, token: undefined }, end: end + 1 };
  }
  return longest;
}

/** The role of this kind that a lexeme can have. */
export function roleOf<Kind extends Role['kind']>(
  lexeme: Lexeme | undefined,
  kind: Kind,
): Extract<Role, { kind: Kind }> | undefined {
  for (const meaning of lexeme?.meanings ?? []) {
    if (meaning.kind === 'role' && meaning.role.kind === kind) return meaning.role as Extract<Role, { kind: Kind }>;
  }
  return undefined;
}

/** The first meaning of this kind that a lexeme can have. */
export function meaningOf<Kind extends Meaning['kind']>(
  lexeme: Lexeme | undefined,
  kind: Kind,
): Extract<Meaning, { kind: Kind }> | undefined {
  return lexeme?.meanings.find((meaning): meaning is Extract<Meaning, { kind: Kind }> => meaning.kind === kind);
}
