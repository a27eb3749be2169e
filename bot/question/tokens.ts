import { joinNumberWords } from './number-words.ts';
import type { Token } from './token.ts';

/**
 * Cuts a text into words, numbers, days, commas and the dashes between numbers. Full stops, question marks, quotes,
 * brackets, marks of emphasis and emoji carry no meaning here and go; every other sign stays, so that it has to be
 * understood.
 *
 * @example tokenise('Casual users aged 25–34?').map(({ text }) => text) // ['casual', 'users', 'aged', '25', '–', '34']
 */
export function tokenise(text: string): readonly Token[] {
  return joinNumberWords([...plain(text).matchAll(PIECE)].flatMap(({ 0: piece, groups }) => tokenOf(piece, groups ?? {})));
}

/** The words of a phrase, joined by single spaces; two phrases that read alike are equal. */
export function phraseKey(text: string): string {
  return tokenise(text)
    .filter(({ kind }) => kind !== 'comma')
    .map((token) => token.text)
    .join(' ');
}

const PIECE =
  /(?<date>\d{4}-\d{2}-\d{2})|(?<number>(?:(?<![\p{L}\d)%])-)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?<scale>%| ?(?:percent|pct|per cent)\b|k\b)?|(?<word>\p{L}+)|(?<sign><=|>=|!=|<|>|=|≤|≥|≠|&|%|\+|#)|(?<comma>[,;/|])|(?<dash>-)|(?<silent>[\s.?!:"'()[\]{}…*_~•]+|\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d)|(?<other>.)/gsu;

const SIGNS: Readonly<Record<string, string>> = {
  '<': 'below',
  '>': 'above',
  '<=': 'atmost',
  '≤': 'atmost',
  '>=': 'atleast',
  '≥': 'atleast',
  '=': 'equals',
  '!=': 'not',
  '≠': 'not',
  '&': 'and',
  '%': 'percentage',
  '+': 'plus',
  '#': 'number',
};

/** Short forms, in the order in which they are written out. */
const SHORT_FORMS: readonly (readonly [RegExp, string])[] = [
  [/\bw\/o\b/g, 'without '],
  [/\bw\/ ?/g, 'with '],
  [/\b(what|who|which|how|where|there|that|it|here|when)'s\b/g, '$1 is'],
  [/\blet's\b/g, 'let us'],
  [/\bcan't\b|\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/\b(have|has|did|do|does|is|are|was|were|could|would)nt\b/g, '$1 not'],
  [/'re\b/g, ' are'],
  [/'ve\b/g, ' have'],
  [/'ll\b/g, ' will'],
  [/'d\b/g, ' would'],
  [/\bi'm\b/g, 'i am'],
  ...['twenties', 'thirties', 'forties', 'fifties', 'sixties', 'seventies', 'eighties', 'nineties'].map(
    (decade, index): readonly [RegExp, string] => [
      new RegExp(`\\b(in|of) (their|the) ${decade}\\b`, 'g'),
      `$1 $2 ${index + 2}0s`,
    ],
  ),
  [/\b(?:in|of) (?:their|the) ([2-9])0 ?s\b/g, 'aged $10 to $19'],
  [/\b(over|under)[ -](\d+)s\b/g, 'users $1 $2 years old'],
];

const MONTH = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';

/**
 * Lower case, no accents, plain quotes and dashes; short forms written out, "Germany's" is Germany, hyphens part words.
 * A "US" in capitals among small letters is the country.
 */
function plain(text: string): string {
  const cased = /\p{Ll}/u.test(text) ? text.replace(/\bUS\b/g, 'U.S.') : text;
  const lower = cased
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/:[a-z][a-z0-9_+-]*:/g, ' '); // an emoji by its name
  return SHORT_FORMS.reduce((made, [short, long]) => made.replace(short, long), lower)
    .replace(/(\p{L})'s?(?!\p{L})/gu, '$1')
    .replace(/(\p{L})-+(?=\p{L})/gu, '$1 ')
    .replace(/(\d)-+(?=\p{L})/gu, '$1 ')
    .replace(/(?<!\d)\s+-+\s+|\s+-+\s+(?!\d)/g, ', ')
    .replace(/\bv(?=\d)/g, '')
    .replace(/(\d{4})\/(\d{2})\/(\d{2})/g, '$1-$2-$3')
    .replace(new RegExp(`(\\d)(?:st|nd|rd|th) (?:of )?(?=(?:${MONTH}))`, 'g'), '$1 ');
}

type Groups = Readonly<Record<string, string | undefined>>;

function tokenOf(piece: string, groups: Groups): Token[] {
  if (groups.silent !== undefined) return [];
  if (groups.date !== undefined) return [{ kind: 'date', text: groups.date }];
  if (groups.number !== undefined) return [numberToken(groups.number, groups.scale)];
  if (groups.word !== undefined) return [{ kind: 'word', text: groups.word }];
  if (groups.sign !== undefined) return [{ kind: 'word', text: SIGNS[groups.sign]! }];
  if (groups.comma !== undefined) return [{ kind: 'comma', text: ',' }];
  return [groups.dash === undefined ? { kind: 'other', text: piece } : { kind: 'dash', text: '–' }];
}

function numberToken(digits: string, scale: string | undefined): Token {
  const value = Number(digits.replaceAll(',', ''));
  if (scale === undefined) return { kind: 'number', text: digits.replaceAll(',', ''), value };
  if (scale === 'k') return { kind: 'number', text: String(value * 1000), value: value * 1000 };
  return { kind: 'number', text: `${digits}%`, value: value / 100, percent: true };
}
