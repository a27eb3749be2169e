import { dimensionOf, type Profile } from '#pipeline';

/** The values of a dimension in the current run. */
export type ValuesOf = (dimension: string) => readonly string[];

/** Names have no more words than that. */
const LONGEST_NAME = 6;

/**
 * The parts of a subscription, each a word or `dimension=value`. A value of several words stands in quotes, or is known;
 * spaces around signs do not matter.
 *
 * @example piecesOf('churn severity >= high country=South Korea', profile, valuesOf)
 * // ['churn', 'severity>=high', 'country=South Korea']
 */
export function piecesOf(text: string, profile: Profile, valuesOf: ValuesOf): readonly string[] {
  const tight = text.replaceAll('≥', '>=').replace(/\s*(>=|=)\s*/g, '$1');
  const words = (tight.match(/[^\s="“”]+=["“][^"“”]*["”]|\S+/g) ?? []).map((word) => word.replaceAll(/["“”]/g, ''));
  const pieces: string[] = [];
  for (let next = 0; next < words.length; ) {
    const count = wordsOfName(words.slice(next, next + LONGEST_NAME), profile, valuesOf);
    pieces.push(words.slice(next, next + count).join(' '));
    next += count;
  }
  return pieces;
}

/** How many words the piece has that begins here: more than one where together they are a known value. */
function wordsOfName(words: readonly string[], profile: Profile, valuesOf: ValuesOf): number {
  const { key, value } = keyAndValue(words[0]!);
  const dimension = dimensionCalled(key, profile);
  if (dimension === undefined) return 1;
  const known = new Set(valuesOf(dimension).map((name) => name.toLowerCase()));
  for (let count = words.length; count > 1; count--) {
    if (known.has([value, ...words.slice(1, count)].join(' ').toLowerCase())) return count;
  }
  return 1;
}

/** @example keyAndValue('country=Germany') // { key: 'country', value: 'Germany' } */
export function keyAndValue(piece: string): { readonly key: string; readonly value: string } {
  const sign = piece.indexOf('=');
  return { key: piece.slice(0, Math.max(sign, 0)), value: piece.slice(sign + 1) };
}

/** The dimension by its name or by what it is called in sentences; undefined for anything else. */
export function dimensionCalled(key: string, profile: Profile): string | undefined {
  const plain = key.toLowerCase();
  return profile.dimensions.find(({ name }) => name === plain || dimensionOf(profile, name).label.toLowerCase() === plain)?.name;
}
