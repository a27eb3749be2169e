import { SEGMENT } from '#pipeline';
import { type Atom, atomsOf } from './atoms.ts';
import { compose } from './compose.ts';
import { aboutTheSame, followUp } from './follow-up.ts';
import { type Lexeme, lexemesOf, roleOf, spellings } from './lexemes.ts';
import type { Lexicon } from './lexicon.ts';
import { NotUnderstood } from './not-understood.ts';
import type { Query } from './query.ts';
import { restate } from './restate.ts';
import { suggestionsFor } from './suggest.ts';
import { type Token, tokenise } from './tokens.ts';

export type Understanding =
  | { readonly ok: true; readonly query: Query }
  /** `suggestions` are three questions that are understood, nearest first; `readings` what an ambiguous one can mean. */
  | {
      readonly ok: false;
      readonly reason: string;
      readonly suggestions: readonly string[];
      readonly readings: readonly string[];
    };

/** Longer texts are no questions. */
const MAX_LENGTH = 400;

/**
 * Reads a question. Every word has to be accounted for: one that is not, or that could mean two things, gives
 * suggestions and never a guess.
 *
 * @param previous the query before it in the same conversation, which a follow-up changes
 * @example parseQuestion('why are casual users sad', lexicon) // { ok: false, reason: '“why” and “sad” are not …', … }
 */
export function parseQuestion(text: string, lexicon: Lexicon, previous?: Query): Understanding {
  if (text.length > MAX_LENGTH) return refusal(`a question has at most ${MAX_LENGTH} characters`, [], lexicon, []);
  const tokens = tokenise(text);
  if (tokens.length === 0) return refusal('there is no question', [], lexicon, []);
  const readings: Query[] = [];
  let failure: Failure | undefined;
  for (const spelling of spellings(tokens, lexicon)) {
    const read = readingOf(spelling, lexicon, previous);
    if ('query' in read) readings.push(read.query);
    else failure ??= read;
  }
  const distinct = [...new Map(readings.map((query) => [restate(query, lexicon.profile), query]))];
  if (distinct.length === 1) return { ok: true, query: distinct[0]![1] };
  if (distinct.length > 1) {
    const offered = distinct.map(([words]) => words);
    return refusal('a mistyped word could mean several things', failure?.lexemes ?? [], lexicon, offered);
  }
  const { reason, lexemes, readings: meant } = failure!;
  return refusal(
    reason,
    lexemes,
    lexicon,
    meant.map((query) => restate(query, lexicon.profile)),
  );
}

type Reading = { readonly query: Query } | Failure;

interface Failure {
  readonly reason: string;
  readonly lexemes: readonly Lexeme[];
  /** What an ambiguous question can mean. */
  readonly readings: readonly Query[];
}

function readingOf(tokens: readonly Token[], lexicon: Lexicon, previous: Query | undefined): Reading {
  const { lexemes, unknown } = lexemesOf(tokens, lexicon);
  if (unknown.length > 0) return { reason: unknownReason(unknown), lexemes, readings: [] };
  const { profile } = lexicon;
  const whole = attempt(() => compose(atomsOf(lexemes, lexicon), profile));
  const pointsBack = hasPronoun(lexemes);
  if (previous === undefined) {
    if (pointsBack) return { reason: 'there is no question before this one to say who is meant', lexemes, readings: [] };
    return 'query' in whole ? whole : { ...whole, lexemes };
  }
  const next = attempt(() => {
    const atoms = atomsOf(lexemes, lexicon);
    return pointsBack || countsOnly(atoms) ? aboutTheSame(previous, atoms, profile) : followUp(previous, atoms, profile);
  });
  const bound = pointsBack || ('query' in whole && countsOnly(atomsOf(lexemes, lexicon)));
  if (bound || (followsOn(lexemes) && !lexemes.some(isNoun))) return 'query' in next ? next : { ...next, lexemes };
  const [first, second] = followsOn(lexemes) ? [next, whole] : [whole, next];
  if ('query' in first) return first;
  return 'query' in second ? second : { ...first, lexemes };
}

/** "Their churn", but not "users by their plan", which says itself whose. */
function hasPronoun(lexemes: readonly Lexeme[]): boolean {
  const place = lexemes.findIndex((lexeme) => roleOf(lexeme, 'pronoun') !== undefined);
  return place >= 0 && !lexemes.slice(0, place).some(isNoun);
}

function isNoun({ meanings }: Lexeme): boolean {
  return meanings.some((meaning) => meaning.kind === 'users' || (meaning.kind === 'value' && meaning.by === SEGMENT));
}

/** "How many are there?" is about whoever was spoken of. */
function countsOnly(atoms: readonly Atom[]): boolean {
  return (
    atoms.some(({ kind }) => kind === 'count') && atoms.every(({ kind }) => kind === 'count' || kind === 'is' || kind === 'and')
  );
}

/** A question that begins with "and", or says "same" or "instead", goes on from the one before even if it could stand alone. */
function followsOn(lexemes: readonly Lexeme[]): boolean {
  const first = lexemes[0];
  return (
    roleOf(first, 'and') !== undefined ||
    lexemes.some((lexeme) => roleOf(lexeme, 'follow') !== undefined || lexeme.text === 'instead')
  );
}

function attempt(read: () => Query): { readonly query: Query } | Omit<Failure, 'lexemes'> {
  try {
    return { query: read() };
  } catch (error) {
    if (error instanceof NotUnderstood) return { reason: error.message, readings: error.readings };
    throw error;
  }
}

function unknownReason(unknown: readonly string[]): string {
  const words = [...new Set(unknown)].slice(0, 5).map((word) => `“${word.slice(0, 40)}”`);
  const named = words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  return `${named} ${words.length === 1 ? 'is not a word' : 'are not words'} that these data have`;
}

function refusal(reason: string, lexemes: readonly Lexeme[], lexicon: Lexicon, offered: readonly string[]): Understanding {
  return { ok: false, reason, suggestions: suggestionsFor(lexemes, lexicon, offered), readings: offered };
}
