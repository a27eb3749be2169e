import type { Token } from './token.ts';
import { isTimeUnit } from './units.ts';

const WORDS = [
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  ),
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' '),
] as const;

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...WORDS[0].map((word, index): [string, number] => [word, index]),
  ...WORDS[1].map((word, index): [string, number] => [word, 20 + 10 * index]),
  ['once', 1],
  ['twice', 2],
  ['thrice', 3],
]);

/** Multiply the number before them, if there is one. */
const MANY: ReadonlyMap<string, number> = new Map([
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
]);

/** Parts of one; after "a", "one" or another small number. */
const PARTS: ReadonlyMap<string, number> = new Map([
  ['half', 2],
  ['third', 3],
  ['thirds', 3],
  ['quarter', 4],
  ['quarters', 4],
  ['fifth', 5],
  ['fifths', 5],
  ['tenth', 10],
  ['tenths', 10],
]);

/** A round number from 20 to 90, which a unit may follow. */
const TENS_UNIT = /^[2-9]0$/;

/**
 * "Twenty five" is 25, "two hundred" is 200, "a dozen" is 12, "two thirds" and "half" are parts of one, as percentages are.
 */
export function joinNumberWords(tokens: readonly Token[]): readonly Token[] {
  const joined: Token[] = [];
  for (const [at, token] of tokens.entries()) {
    const last = joined.at(-1);
    const number = last?.kind === 'number' && last.percent !== true ? last.value : undefined;
    const article = isArticle(last);
    const value = token.kind === 'word' ? NUMBERS.get(token.text) : undefined;
    const factor = token.kind === 'word' ? MANY.get(token.text) : undefined;
    const part = token.kind === 'word' ? PARTS.get(token.text) : undefined;
    if (value !== undefined && number !== undefined && TENS_UNIT.test(last!.text) && value > 0 && value < 10) {
      joined.splice(-1, 1, spelled(number + value));
    } else if (value !== undefined) {
      joined.push(spelled(value));
    } else if (factor !== undefined && (number !== undefined || article)) {
      joined.splice(-1, 1, spelled((number ?? 1) * factor));
    } else if (factor !== undefined) {
      joined.push(spelled(factor));
    } else if (part !== undefined && number !== undefined && number < part && Number.isInteger(number)) {
      joined.splice(-1, 1, partOfOne(number / part));
    } else if (part !== undefined && article) {
      joined.splice(-1, 1, partOfOne(1 / part));
    } else if (isHalfOf(tokens, at)) {
      joined.push(spelled(0.5));
    } else if (isHalfOf(tokens, at - 1)) {
      // "half an hour" is half of one without the article
    } else if (token.kind === 'word' && token.text === 'half') {
      joined.push(partOfOne(0.5));
    } else {
      joined.push(token);
    }
  }
  return joined;
}

/** "Half an hour", "half a year". */
function isHalfOf(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.text === 'half' && isArticle(tokens[at + 1]) && isTimeUnit(tokens[at + 2]?.text ?? '');
}

function isArticle(token: Token | undefined): boolean {
  return token?.kind === 'word' && (token.text === 'a' || token.text === 'an');
}

function spelled(value: number): Token {
  return { kind: 'number', text: String(value), value };
}

function partOfOne(value: number): Token {
  return { kind: 'number', text: String(value), value, percent: true };
}
