import {
  bandLabels,
  CHURN_OUTLOOK,
  type CompleteRun,
  declaredName,
  OUTLOOKS,
  type Profile,
  SEGMENT,
  type Store,
  UNKNOWN,
  USERS,
} from '#pipeline';
import { viewsOf } from '#reports';
import { addColumnWords } from './column-words.ts';
import { EVERYDAY_DIMENSIONS, EVERYDAY_INDICATORS, PEOPLE, SEGMENT_WORDS } from './everyday/nouns.ts';
import { EVERYDAY_OPPOSITES, EVERYDAY_VALUES } from './everyday/values.ts';
import { SHOWN_IN_VIEWS } from './everyday/views.ts';
import { EXPECTED_TO_STAY_WORDS, EXPECTED_WORDS } from './expected.ts';
import { inflections } from './inflections.ts';
import type { Meaning } from './meaning.ts';
import { LIKELY_WORDS, OUTLOOK_VALUES, UNLIKELY_WORDS } from './outlook.ts';
import { PhraseBook } from './phrase-book.ts';
import { DAY_WORDS, weekdayOf } from './single-day.ts';
import { spokenLabel } from './spoken-label.ts';
import { phraseKey } from './tokens.ts';
import { unitsOf } from './units.ts';

/** The words that questions about one run may use. */
export interface Lexicon {
  readonly profile: Profile;
  readonly asOf: string;
  readonly phrases: ReadonlyMap<string, readonly Meaning[]>;
  /** Words in the longest phrase. */
  readonly longest: number;
  readonly vocabulary: ReadonlySet<string>;
  /** Words of the vocabulary that name nothing in the data. */
  readonly small: ReadonlySet<string>;
  readonly segments: readonly string[];
  /** Values by dimension, bands in rising order, others by name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** Reads the values that the run has, and makes its lexicon. */
export async function loadLexicon(store: Pick<Store, 'cells'>, run: CompleteRun, profile: Profile): Promise<Lexicon> {
  const values = new Map<string, readonly string[]>();
  for (const dimension of profile.dimensions) {
    if (dimension.name === CHURN_OUTLOOK) {
      values.set(dimension.name, OUTLOOK_VALUES);
      continue;
    }
    const cells = await store.cells(run.id, [dimension.name], [USERS]);
    const found = new Set(cells.map((cell) => cell.slice[dimension.name]!));
    const ordered =
      dimension.kind === 'bands' ? bandLabels(dimension.edges) : [...found].filter((value) => value !== UNKNOWN).sort();
    values.set(dimension.name, ordered);
  }
  return lexiconOf(profile, run, values);
}

/**
 * The lexicon of a profile and the values found in a run: names, labels, synonyms, their singulars and plurals, what
 * everybody says for them, and the closed words. A word that is none of these is not understood.
 */
export function lexiconOf(
  profile: Profile,
  run: Pick<CompleteRun, 'asOf' | 'segments'>,
  values: ReadonlyMap<string, readonly string[]>,
): Lexicon {
  const book = new PhraseBook();
  addPeople(book, profile);
  addDimensions(book, profile, values);
  addMeasures(book, profile);
  addSegments(book, profile, run.segments);
  addShownInViews(book, profile);
  if (weekdayOf(profile) !== undefined) book.addAll(DAY_WORDS, { kind: 'role', role: { kind: 'day' } });
  const words = [...book.phrases.keys()].map((phrase) => phrase.split(' '));
  const naming = new Set([...book.phrases].flatMap(([phrase, meanings]) => (meanings.some(isName) ? phrase.split(' ') : [])));
  return {
    profile,
    asOf: run.asOf,
    phrases: book.phrases,
    longest: words.reduce((longest, { length }) => Math.max(longest, length), 0),
    vocabulary: new Set(words.flat()),
    small: new Set(words.flat().filter((word) => !naming.has(word))),
    segments: run.segments.map(({ name }) => name),
    values,
  };
}

function isName({ kind }: Meaning): boolean {
  return ['users', 'unit', 'value', 'dimension', 'measure', 'indicator'].includes(kind);
}

/** "People" are the rows only where the rows are people: to a question for customers, a number of sessions would be no answer. */
function addPeople(book: PhraseBook, { entity }: Profile): void {
  const people = entity.one === 'user';
  book.addAll([entity.one, ...(people ? PEOPLE.one : [])], { kind: 'users', many: false });
  book.addAll([entity.many, ...(people ? PEOPLE.many : [])], { kind: 'users', many: true });
}

function addDimensions(book: PhraseBook, { dimensions }: Profile, values: ReadonlyMap<string, readonly string[]>): void {
  for (const word of ['segment', ...SEGMENT_WORDS]) {
    book.add(word, { kind: 'dimension', by: SEGMENT, many: false });
    book.addAll(inflections(word), { kind: 'dimension', by: SEGMENT, many: true });
  }
  for (const { kind, name, label, plural, synonyms } of dimensions) {
    for (const word of [name.replaceAll('_', ' '), label, ...synonyms, ...(EVERYDAY_DIMENSIONS[name] ?? [])]) {
      book.add(word, { kind: 'dimension', by: name, many: false });
      book.addAll(inflections(phraseKey(word)), { kind: 'dimension', by: name, many: true });
    }
    book.add(plural, { kind: 'dimension', by: name, many: true });
    book.add(UNKNOWN, { kind: 'value', by: name, value: UNKNOWN });
    if (kind === 'bands') continue; // bands are read as ranges
    for (const value of values.get(name) ?? []) {
      if (value === OUTLOOKS.likely) book.addAll([...LIKELY_WORDS, ...EXPECTED_WORDS], { kind: 'value', by: name, value });
      if (value === OUTLOOKS.unlikely)
        book.addAll([...UNLIKELY_WORDS, ...EXPECTED_TO_STAY_WORDS], { kind: 'value', by: name, value });
      book.addAll([value, ...(EVERYDAY_VALUES.get(phraseKey(value)) ?? [])], { kind: 'value', by: name, value });
      book.addAll(EVERYDAY_OPPOSITES.get(phraseKey(value)), { kind: 'value', by: name, value, opposite: true });
    }
  }
}

function addMeasures(book: PhraseBook, profile: Profile): void {
  for (const { name, label, column, above, synonyms, unit } of profile.measures) {
    const meaning: Meaning = above === undefined ? { kind: 'measure', column } : { kind: 'indicator', column, above };
    for (const word of [name.replaceAll('_', ' '), label, spokenLabel(label), ...synonyms]) book.addInflected(word, meaning);
    for (const { words, factor } of unitsOf(unit)) book.addAll(words, { kind: 'unit', unit, factor });
    if (above === undefined) addColumnWords(book, column, label);
    else book.addAll(EVERYDAY_INDICATORS[name], meaning);
  }
}

function addSegments(book: PhraseBook, { naming }: Profile, segments: CompleteRun['segments']): void {
  for (const { name } of segments) {
    const meaning: Meaning = { kind: 'value', by: SEGMENT, value: name };
    for (const word of [name, name.replaceAll(' ', ''), ...(declaredName(naming, name)?.synonyms ?? [])]) {
      book.addInflected(word, meaning);
      book.add(`${word} segment`, meaning);
    }
  }
}

/** What a column does not hold is refused, with the view that shows it. */
function addShownInViews(book: PhraseBook, profile: Profile): void {
  for (const name of viewsOf(profile)) {
    const shown = SHOWN_IN_VIEWS[name];
    if (shown === undefined) continue;
    const reason = `${shown.what} is worked out for the view \`${name}\` and is no column, so questions cannot be about it; open the view \`${name}\``;
    book.addAll(shown.words, { kind: 'role', role: { kind: 'outside', reason } });
  }
}
