import { readFileSync } from 'node:fs';
import wordListPath from 'word-list';
import { isPlaceWord } from './places.ts';

/** Words shorter than this are never corrected: too many of them are one letter apart. */
const SHORTEST = 4;
/** From this length on two slips are forgiven, below it one. */
const LONG = 8;
/** Small words ("been", "total") are corrected to from this length on: too much else is near to a short one. */
const SHORTEST_SMALL = 6;

/**
 * The known words that a mistyped one may stand for: those fewest slips away. None for a word that is English, known,
 * short or too far off, or that names a country or a language; more than one where they are equally near, for the caller
 * to ask.
 *
 * @param vocabulary lower-case words without accents
 * @param small those among them that name nothing in the data, and are only corrected to when they are long
 * @param loose whether an English word one slip away may be meant as well, to ask rather than to answer
 * @example corrections('germny', new Set(['germany', 'iran'])) // ['germany']
 */
export function corrections(
  word: string,
  vocabulary: ReadonlySet<string>,
  small: ReadonlySet<string> = new Set(),
  loose = false,
): readonly string[] {
  if (word.length < SHORTEST || vocabulary.has(word) || isPlaceWord(word)) return [];
  const real = isEnglish(word);
  if (real && !loose) return [];
  let best = real || word.length < LONG ? 1 : 2;
  let nearest: string[] = [];
  for (const known of vocabulary) {
    if (known.length < SHORTEST || Math.abs(known.length - word.length) > best) continue;
    const slips = slipsBetween(word, known);
    if (slips > best || (small.has(known) && known.length < SHORTEST_SMALL)) continue;
    if (slips < best) nearest = [];
    best = slips;
    nearest.push(known);
  }
  return nearest.sort();
}

let english: ReadonlySet<string> | undefined;

/** A real word is taken at its word, however near it is to one of ours: "county" is not "country". */
function isEnglish(word: string): boolean {
  english ??= new Set(readFileSync(wordListPath, 'utf8').split('\n'));
  return english.has(word);
}

/**
 * Letters to add, drop, change or swap with their neighbour (optimal string alignment distance).
 * @see Boytsov (2011), https://doi.org/10.1145/1963190.1963191, 2.1
 * @example slipsBetween('chrun', 'churn') // 1
 */
export function slipsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let slips = Math.min(change, last[j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) slips = Math.min(slips, beforeLast[j - 2]! + 1);
      row.push(slips);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
