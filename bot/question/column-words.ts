import { type Adjective, type ColumnWords, EVERYDAY_COLUMNS } from './everyday/columns.ts';
import type { PhraseBook } from './phrase-book.ts';
import { periodsOf } from './spoken-label.ts';
import type { Role } from './words/index.ts';

/** Adds what people say for a number column beside the labels and synonyms of its measure. */
export function addColumnWords(book: PhraseBook, column: string, label: string): void {
  const words: ColumnWords = EVERYDAY_COLUMNS[column] ?? {};
  book.addAll(words.names, { kind: 'measure', column });
  book.addAll(periodsOf(label), { kind: 'detail', column, verb: false });
  book.addAll(words.verbs, { kind: 'detail', column, verb: true });
  book.addAll(words.counted, { kind: 'counted', column });
  book.addAll(words.acts, { kind: 'indicator', column, above: 0 });
  book.addAll(words.when, { kind: 'lately', column, bound: 'as said' });
  book.addAll(words.away, { kind: 'lately', column, bound: 'at least' });
  for (const word of words.back ?? []) book.addAll(within(word), { kind: 'lately', column, bound: 'at most' });
  for (const adjective of words.adjectives ?? []) addAdjective(book, column, adjective);
}

function within(word: string): readonly string[] {
  const spans = [
    'in the last',
    'in the past',
    'within the last',
    'within the past',
    'during the last',
    'during the past',
    'within',
  ];
  return spans.map((span) => `${word} ${span}`);
}

/** "Older" alone compares; with a number after it, it is a limit: "older than 40", "40 or older". */
function addAdjective(book: PhraseBook, column: string, adjective: Adjective): void {
  const { order, comparative, superlative, plain, beside } = adjective;
  const noun = beside && { beside };
  book.addAll(comparative, { kind: 'adjective', column, order, degree: 'comparative', ...noun });
  book.addAll(superlative, { kind: 'adjective', column, order, degree: 'superlative', ...noun });
  book.addAll(plain, { kind: 'adjective', column, order, degree: 'plain', ...noun });
  const limit = (phrase: string, role: Role) => {
    book.add(phrase, { kind: 'role', role });
    book.add(phrase, { kind: 'about', column, ...noun });
  };
  for (const word of comparative) {
    limit(`${word} than`, { kind: 'limit', bound: order === 'highest' ? 'above' : 'below' });
    for (const joint of ['or', 'and']) {
      limit(`${joint} ${word}`, { kind: 'after', bound: order === 'highest' ? 'at least' : 'at most' });
    }
  }
}
