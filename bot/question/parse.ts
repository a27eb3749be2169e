import { SEGMENT } from '#pipeline';
import type { Atom } from './atom.ts';
import { atomsOf } from './atoms.ts';
import { possible } from './canonical.ts';
import { compose } from './compose.ts';
import { aboutTheSame, followUp } from './follow-up.ts';
import { type Lexeme, lexemesOf, roleOf, spellings } from './lexemes.ts';
import type { Lexicon } from './lexicon.ts';
import { NotUnderstood, UnclearRange } from './not-understood.ts';
import type { Query } from './query.ts';
import { restate } from './restate.ts';
import { suggestionsFor } from './suggest.ts';
import type { Token } from './token.ts';
import { tokenise } from './tokens.ts';

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
  if (text.length > MAX_LENGTH) return refusal(failureOf(`a question has at most ${MAX_LENGTH} characters`), lexicon);
  const tokens = tokenise(text);
  if (tokens.length === 0) return refusal(failureOf('there is no question'), lexicon);
  const { queries, failure } = readAll(spellings(tokens, lexicon), lexicon, previous);
  const [query, ...others] = queries;
  if (query !== undefined && others.length === 0) return { ok: true, query };
  if (query !== undefined) {
    return refusal({ ...failureOf('a mistyped word could mean several things'), readings: queries }, lexicon);
  }
  // a word that is English may be a slip all the same: "county" for "country" is asked back, not answered
  const loose = failure!.readings.length > 0 ? [] : readAll(spellings(tokens, lexicon, true), lexicon, previous).queries;
  return refusal(loose.length === 0 ? failure! : { ...failure!, readings: loose }, lexicon);
}

type Reading = { readonly query: Query } | Failure;

interface Failure {
  readonly reason: string;
  readonly lexemes: readonly Lexeme[];
  /** What an ambiguous question can mean. */
  readonly readings: readonly Query[];
  /** It is a number that may be an age. */
  readonly unclearRange?: boolean;
}

function failureOf(reason: string, lexemes: readonly Lexeme[] = [], readings: readonly Query[] = []): Failure {
  return { reason, lexemes, readings };
}

/** The different queries that the ways to spell a question give, and why the first of the others gives none. */
function readAll(
  ways: readonly (readonly Token[])[],
  lexicon: Lexicon,
  previous: Query | undefined,
): { readonly queries: readonly Query[]; readonly failure: Failure | undefined } {
  const queries = new Map<string, Query>();
  let failure: Failure | undefined;
  for (const way of ways) {
    const read = readingOf(way, lexicon, previous);
    if ('query' in read) queries.set(restate(read.query, lexicon.profile), read.query);
    else failure ??= read;
  }
  return { queries: [...queries.values()], failure };
}

function readingOf(tokens: readonly Token[], lexicon: Lexicon, previous: Query | undefined): Reading {
  const { lexemes, unknown } = lexemesOf(tokens, lexicon);
  if (unknown.length > 0) return failureOf(unknownReason(unknown, lexemes), lexemes);
  const { profile } = lexicon;
  const whole = asAgeToo(
    attempt(lexemes, () => compose(atomsOf(lexemes, lexicon), profile)),
    lexemes,
    lexicon,
  );
  const pointsBack = hasPronoun(lexemes);
  if (previous === undefined) {
    return pointsBack ? failureOf('there is no question before this one to say who is meant', lexemes) : whole;
  }
  const next = () =>
    attempt(lexemes, () => {
      const atoms = atomsOf(lexemes, lexicon);
      return pointsBack || countsOnly(atoms) ? aboutTheSame(previous, atoms, profile) : followUp(previous, atoms, profile);
    });
  const bound = pointsBack || ('query' in whole && countsOnly(atomsOf(lexemes, lexicon)));
  const follows = followsOn(lexemes);
  if (bound || (follows && !lexemes.some(isNoun))) return next();
  if ('query' in whole && !follows) return whole;
  const read = next();
  if ('query' in read) return read;
  return follows && !('query' in whole) ? read : whole;
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
  return atoms.some(({ kind }) => kind === 'count') && atoms.every(({ kind }) => ['count', 'exists', 'is', 'and'].includes(kind));
}

/** A question that begins with "and", or says "same" or "instead", goes on from the one before even if it could stand alone. */
function followsOn(lexemes: readonly Lexeme[]): boolean {
  const first = lexemes.find((lexeme) => roleOf(lexeme, 'filler') === undefined);
  return (
    roleOf(first, 'and') !== undefined ||
    lexemes.some((lexeme) => roleOf(lexeme, 'follow') !== undefined || lexeme.text === 'instead')
  );
}

function attempt(lexemes: readonly Lexeme[], read: () => Query): Reading {
  try {
    return { query: read() };
  } catch (error) {
    if (error instanceof NotUnderstood)
      return { ...failureOf(error.message, lexemes, error.readings), unclearRange: error instanceof UnclearRange };
    throw error;
  }
}

/** What the question means if a number in it that says nothing of what it counts is an age: to be asked back, not answered. */
function asAgeToo(reading: Reading, lexemes: readonly Lexeme[], lexicon: Lexicon): Reading {
  if ('query' in reading || !reading.unclearRange) return reading;
  const asAge = attempt(lexemes, () => compose(atomsOf(lexemes, lexicon, true), lexicon.profile));
  return { ...reading, readings: 'query' in asAge ? [asAge.query] : asAge.readings };
}

/** Of something in the data, a word that no question can be about tells more than one that is not known. */
function unknownReason(unknown: readonly string[], lexemes: readonly Lexeme[]): string {
  const outside = lexemes.filter((lexeme) => roleOf(lexeme, 'outside') !== undefined);
  const named = lexemes.some(({ meanings }) => meanings.some(({ kind }) => kind !== 'role' && kind !== 'detail'));
  const reason = roleOf(outside[0], 'outside')?.reason;
  if (reason !== undefined && named) return reason;
  const words = [...new Set([...unknown, ...outside.map(({ text }) => text)])]
    .slice(0, 5)
    .map((word) => `“${word.slice(0, 40)}”`);
  const all = words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
  return `${all} ${words.length === 1 ? 'is not a word' : 'are not words'} that these data have`;
}

function refusal({ reason, lexemes, readings }: Failure, lexicon: Lexicon): Understanding {
  const answerable = readings.flatMap((query) => possible(query, lexicon.profile) ?? []);
  const offered = [...new Set(answerable.map((query) => restate(query, lexicon.profile)))];
  return { ok: false, reason, suggestions: suggestionsFor(lexemes, lexicon, offered), readings: offered };
}
