import { bandLabels, type CompleteRun, declaredName, type Profile, SEGMENT, type Store, UNKNOWN, USERS } from '#pipeline';
import { phraseKey } from './tokens.ts';
import { closedPhrases, type Role } from './words.ts';

/** What a phrase can mean. One phrase may mean several things; the place in the question then decides. */
export type Meaning =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'users'; readonly many: boolean }
  | { readonly kind: 'unit'; readonly unit: string }
  | { readonly kind: 'value'; readonly by: string; readonly value: string }
  | { readonly kind: 'dimension'; readonly by: string; readonly many: boolean }
  | { readonly kind: 'measure'; readonly column: string }
  /** Users above the threshold of a declared indicator: "at risk". */
  | { readonly kind: 'indicator'; readonly column: string; readonly above: number };

/** The words that questions about one run may use. */
export interface Lexicon {
  readonly profile: Profile;
  readonly asOf: string;
  readonly phrases: ReadonlyMap<string, readonly Meaning[]>;
  /** Words in the longest phrase. */
  readonly longest: number;
  readonly vocabulary: ReadonlySet<string>;
  readonly segments: readonly string[];
  /** Values by dimension, bands in rising order, others by name. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** What people say for a value; counts only where the run has the value. "US" alone is not here: "give us churn". */
const EVERYDAY: ReadonlyMap<string, readonly string[]> = new Map([
  ['usa', ['the us', 'the u.s.', 'united states', 'the united states', 'united states of america']],
  ['uk', ['the uk', 'united kingdom', 'the united kingdom', 'great britain', 'britain']],
  ['female', ['females', 'women', 'woman']],
  ['male', ['males', 'men', 'man']],
]);

/** Reads the values that the run has, and makes its lexicon. */
export async function loadLexicon(store: Store, run: CompleteRun, profile: Profile): Promise<Lexicon> {
  const values = new Map<string, readonly string[]>();
  for (const dimension of profile.dimensions) {
    const cells = await store.cells(run.id, [dimension.name], [USERS]);
    const found = new Set(cells.map((cell) => cell.slice[dimension.name]!));
    const ordered =
      dimension.kind === 'bands' ? bandLabels(dimension.edges) : [...found].filter((value) => value !== UNKNOWN).sort();
    values.set(dimension.name, ordered);
  }
  return lexiconOf(profile, run, values);
}

/**
 * The lexicon of a profile and the values found in a run: names, labels, synonyms, their singulars and plurals, and the
 * closed words. Only synonyms that are declared count; nothing is invented.
 */
export function lexiconOf(
  profile: Profile,
  run: Pick<CompleteRun, 'asOf' | 'segments'>,
  values: ReadonlyMap<string, readonly string[]>,
): Lexicon {
  const phrases = new Map<string, Meaning[]>();
  const closed = new Set([...closedPhrases()].map(([phrase]) => phraseKey(phrase)));
  const add = (text: string, meaning: Meaning) => {
    const key = phraseKey(text);
    if (key === '') return;
    const known = phrases.get(key) ?? [];
    if (!known.some((other) => sameMeaning(other, meaning))) phrases.set(key, [...known, meaning]);
  };
  /** With its singular and plural, unless that is a word of the closed part ("shares" is a measure, "share" is not). */
  const addInflected = (text: string, meaning: Meaning) => {
    add(text, meaning);
    for (const other of inflections(phraseKey(text))) if (!closed.has(other)) add(other, meaning);
  };

  for (const [phrase, role] of closedPhrases()) add(phrase, { kind: 'role', role });
  add(profile.entity.one, { kind: 'users', many: false });
  for (const word of [profile.entity.many, 'people', 'everyone', 'everybody']) add(word, { kind: 'users', many: true });
  add('segment', { kind: 'dimension', by: SEGMENT, many: false });
  add('segments', { kind: 'dimension', by: SEGMENT, many: true });
  for (const dimension of profile.dimensions) {
    const { name, label, plural, synonyms } = dimension;
    for (const word of [name.replaceAll('_', ' '), label, ...synonyms]) {
      add(word, { kind: 'dimension', by: name, many: false });
      for (const other of inflections(phraseKey(word))) add(other, { kind: 'dimension', by: name, many: true });
    }
    add(plural, { kind: 'dimension', by: name, many: true });
    add(UNKNOWN, { kind: 'value', by: name, value: UNKNOWN });
    if (dimension.kind === 'bands') continue; // bands are read as ranges
    for (const value of values.get(name) ?? []) {
      for (const word of [value, ...(EVERYDAY.get(phraseKey(value)) ?? [])]) add(word, { kind: 'value', by: name, value });
    }
  }
  for (const { name, label, column, above, synonyms } of profile.measures) {
    const meaning: Meaning = above === undefined ? { kind: 'measure', column } : { kind: 'indicator', column, above };
    for (const word of [name.replaceAll('_', ' '), label, ...synonyms]) addInflected(word, meaning);
  }
  for (const { name } of run.segments) {
    const meaning: Meaning = { kind: 'value', by: SEGMENT, value: name };
    for (const word of [name, ...(declaredName(profile.naming, name)?.synonyms ?? [])]) {
      addInflected(word, meaning);
      add(`${word} segment`, meaning);
    }
  }
  for (const { unit } of profile.measures) {
    for (const word of unit === 'min' ? ['min', 'mins', 'minutes', 'minute'] : [unit, unit.replace(/s$/, '')])
      add(word, { kind: 'unit', unit });
  }
  const words = [...phrases.keys()].map((phrase) => phrase.split(' '));
  return {
    profile,
    asOf: run.asOf,
    phrases,
    longest: Math.max(...words.map(({ length }) => length)),
    vocabulary: new Set(words.flat()),
    segments: run.segments.map(({ name }) => name),
    values,
  };
}

export function sameMeaning(left: Meaning, right: Meaning): boolean {
  return JSON.stringify({ ...left, many: false }) === JSON.stringify({ ...right, many: false });
}

/** The other number of the last word of a phrase, by the regular rules of English. */
function inflections(phrase: string): readonly string[] {
  if (!/[a-z]{3}$/.test(phrase)) return [];
  if (/ss$/.test(phrase)) return [`${phrase}es`];
  if (/ies$/.test(phrase)) return [`${phrase.slice(0, -3)}y`];
  if (/(sh|ch|x)es$/.test(phrase)) return [phrase.slice(0, -2), phrase.slice(0, -1)];
  if (/s$/.test(phrase)) return [phrase.slice(0, -1)];
  if (/[^aeiou]y$/.test(phrase)) return [`${phrase.slice(0, -1)}ies`];
  return [/(sh|ch|x)$/.test(phrase) ? `${phrase}es` : `${phrase}s`];
}
