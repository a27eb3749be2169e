import type { Lexicon } from './lexicon.ts';
import type { Meaning } from './meaning.ts';
import { corrections } from './spelling.ts';
import type { Token } from './token.ts';
import type { Role } from './words/index.ts';

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
 *
 * @param loose whether English words may be misspellings as well, to ask "did you mean"
 */
export function spellings(tokens: readonly Token[], lexicon: Lexicon, loose = false): readonly (readonly Token[])[] {
  let ways: Token[][] = [[]];
  for (const token of tokens) {
    const nearest = token.kind === 'word' ? corrections(token.text, lexicon.vocabulary, lexicon.small, loose) : [];
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
    const phrase = longestPhrase(tokens, start, lexicon, lexemes);
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
  return besideNouns(lexemes, unknown);
}

/**
 * "Or under" is the end of a range only after a number, and not before one: "35–44 or under 25", "and over time". Commas
 * inside a phrase do not count ("crashes per user, 30 days").
 */
function longestPhrase(
  tokens: readonly Token[],
  start: number,
  lexicon: Lexicon,
  before: readonly Lexeme[],
): { readonly lexeme: Lexeme; readonly end: number } | undefined {
  let longest: { readonly lexeme: Lexeme; readonly end: number } | undefined;
  const words: string[] = [];
  for (let end = start; end < tokens.length && words.length < lexicon.longest; end++) {
    const token = tokens[end]!;
    if (token.kind === 'comma') {
      if (end === start) return undefined;
      if (tokens[end + 1]?.kind !== 'number') return longest;
      continue;
    }
    words.push(token.text);
    const text = words.join(' ');
    const meanings = lexicon.phrases.get(text);
    const alone = start === end && token.kind !== 'word';
    if (meanings === undefined || alone) continue;
    const lexeme = { text, meanings, token: undefined };
    const closes = roleOf(lexeme, 'after') !== undefined;
    if (closes && (!endsInNumber(before) || tokens[end + 1]?.kind === 'number')) continue;
    longest = { lexeme, end: end + 1 };
  }
  return longest;
}

/** "25", "5 sessions", "30 years". */
function endsInNumber(lexemes: readonly Lexeme[]): boolean {
  const [last, other] = [lexemes.at(-1), lexemes.at(-2)];
  if (last?.token?.kind === 'number') return true;
  const named = ['unit', 'counted', 'measure'] as const;
  return other?.token?.kind === 'number' && named.some((kind) => meaningOf(last, kind) !== undefined);
}

/**
 * Adjectives that need a noun lend it their measure ("the longest sessions" are not many sessions a week), and are
 * unknown without it.
 */
function besideNouns(
  lexemes: readonly Lexeme[],
  unknown: readonly string[],
): { readonly lexemes: readonly Lexeme[]; readonly unknown: readonly string[] } {
  const lent = new Map<string, Meaning>();
  const missing: string[] = [];
  const texts = new Set(lexemes.map(({ text }) => text));
  const kept = lexemes.map((lexeme) => {
    const needing = lexeme.meanings.flatMap((meaning) => ('beside' in meaning && meaning.beside ? [meaning] : []));
    if (needing.length === 0) return lexeme;
    const met = needing.find(({ beside = [] }) => beside.some((noun) => texts.has(noun)));
    const { beside = [], column } = met ?? needing[0]!;
    const nouns = beside.filter((noun) => texts.has(noun));
    const ranks = met?.kind === 'adjective' && met.degree !== 'plain';
    const meaning: Meaning = ranks ? { kind: 'role', role: { kind: 'filler' } } : { kind: 'measure', column };
    for (const noun of nouns) lent.set(noun, meaning);
    const others = lexeme.meanings.filter((meaning) => meaning === met || !needing.some((other) => other === meaning));
    if (others.length === 0) missing.push(lexeme.text);
    return { ...lexeme, meanings: others };
  });
  const renamed = kept.map((lexeme): Lexeme => {
    const meaning = lent.get(lexeme.text);
    return meaning === undefined ? lexeme : { ...lexeme, meanings: [meaning] };
  });
  return { lexemes: renamed, unknown: [...unknown, ...missing] };
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
