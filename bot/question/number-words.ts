const WORDS = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  ),
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' '),
] as const;

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...WORDS[0].map((word, index): [string, number] => [word, index]),
  ...WORDS[1].map((word, index): [string, number] => [word, 20 + 10 * index]),
  ['hundred', 100],
  ['thousand', 1000],
]);

/** A round number from 20 to 90, which a unit may follow. */
export const TENS_UNIT = /^[2-9]0$/;

/** @example numberOfWord('five') // 5 */
export function numberOfWord(word: string): number | undefined {
  return NUMBERS.get(word);
}
