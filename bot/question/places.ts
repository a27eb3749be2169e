import { phraseKey } from './tokens.ts';

/** Parts of a country that people look for like countries. */
const STATES = [
  ...['alabama', 'alaska', 'arizona', 'arkansas', 'california', 'carolina', 'colorado', 'connecticut', 'dakota', 'delaware'],
  ...['florida', 'georgia', 'hawaii', 'idaho', 'illinois', 'indiana', 'iowa', 'kansas', 'kentucky', 'louisiana', 'maine'],
  ...['maryland', 'massachusetts', 'michigan', 'minnesota', 'mississippi', 'missouri', 'montana', 'nebraska', 'nevada', 'ohio'],
  ...['oklahoma', 'oregon', 'pennsylvania', 'tennessee', 'texas', 'utah', 'vermont', 'virginia', 'wisconsin', 'wyoming'],
];

let words: ReadonlySet<string> | undefined;

/**
 * Whether a word names a country, part of one or a language. Such a word is never taken for a misspelling of another:
 * a run without users in Iraq has no users in Iran to offer instead.
 *
 * @see Unicode CLDR, as the runtime has it
 * @example isPlaceWord('slovenia') // true
 */
export function isPlaceWord(word: string): boolean {
  words ??= new Set([...STATES, ...(['region', 'language'] as const).flatMap((kind) => namesOf(kind))]);
  return words.has(word);
}

function namesOf(kind: 'region' | 'language'): readonly string[] {
  const names = new Intl.DisplayNames(['en'], { type: kind, fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
  return letters.flatMap((first) =>
    letters.flatMap((second) => {
      const code = first + second;
      const name = names.of(kind === 'region' ? code.toUpperCase() : code);
      return name === undefined ? [] : phraseKey(name).split(' ');
    }),
  );
}
