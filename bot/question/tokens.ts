import { numberOfWord, TENS_UNIT } from './number-words.ts';

/** A piece of a question. Words are lower case and without accents. */
export interface Token {
  readonly text: string;
  readonly kind: 'word' | 'number' | 'date' | 'comma' | 'dash' | 'other';
  /** Of a number; 80% is 0.8. */
  readonly value?: number;
  readonly percent?: boolean;
}

/**
 * Cuts a text into words, numbers, days, commas and the dashes between numbers. Full stops, question marks, quotes and
 * brackets carry no meaning here and go; every other sign stays, so that it has to be understood.
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
  /(?<date>\d{4}-\d{2}-\d{2})|(?<number>(?:(?<![\p{L}\d)%])-)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?<scale>%| ?percent\b|k\b)?|(?<word>\p{L}+)|(?<sign><=|>=|!=|<|>|=|≤|≥|≠|&|%)|(?<comma>[,;])|(?<dash>-)|(?<silent>[\s.?!:"'()[\]{}…]+)|(?<other>.)/gsu;

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
};

/** Lower case, no accents, plain quotes and dashes; "isn't" is two words, "Germany's" is Germany, hyphens part words. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\b(what|who|which|how|where|there)'s\b/g, '$1 is')
    .replace(/n't\b/g, ' not')
    .replace(/\bcannot\b/g, 'can not')
    .replace(/(\p{L})'s?(?!\p{L})/gu, '$1')
    .replace(/(\p{L})-+(?=\p{L})/gu, '$1 ')
    .replace(/\bv(?=\d)/g, '');
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

/** "twenty five" is 25, "two hundred" is 200; "one" alone stays a word, because it mostly is none ("which one"). */
function joinNumberWords(tokens: readonly Token[]): readonly Token[] {
  const joined: Token[] = [];
  for (const token of tokens) {
    const value = token.kind === 'word' ? numberOfWord(token.text) : undefined;
    const last = joined.at(-1);
    if (value === undefined) {
      joined.push(token);
    } else if (last?.kind === 'number' && last.value !== undefined && TENS_UNIT.test(last.text) && value < 10) {
      joined.splice(-1, 1, spelled(last.value + value));
    } else if (last?.kind === 'number' && last.value !== undefined && (value === 100 || value === 1000)) {
      joined.splice(-1, 1, spelled(last.value * value));
    } else {
      joined.push(spelled(value));
    }
  }
  return joined;
}

function spelled(value: number): Token {
  return { kind: 'number', text: String(value), value };
}
