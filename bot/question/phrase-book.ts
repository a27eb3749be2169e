import { inflections } from './inflections.ts';
import { type Meaning, sameMeaning } from './meaning.ts';
import { phraseKey } from './tokens.ts';
import { closedPhrases } from './words/index.ts';

/** Phrases with what they can mean, while a lexicon is made. */
export class PhraseBook {
  readonly phrases: Map<string, readonly Meaning[]>;
  readonly #closed: ReadonlyMap<string, readonly Meaning[]>;

  /** Begins with the closed part of the language. */
  constructor() {
    this.#closed = closedPart();
    this.phrases = new Map(this.#closed);
  }

  add(text: string, meaning: Meaning): void {
    const key = phraseKey(text);
    if (key === '') return;
    addTo(this.phrases, key, meaning);
  }

  addAll(texts: readonly string[] | undefined, meaning: Meaning): void {
    for (const text of texts ?? []) this.add(text, meaning);
  }

  /** With its singular and plural, unless that is a word of the closed part ("shares" is a measure, "share" is not). */
  addInflected(text: string, meaning: Meaning): void {
    this.add(text, meaning);
    for (const other of inflections(phraseKey(text))) if (!this.#closed.has(other)) this.add(other, meaning);
  }
}

let closed: ReadonlyMap<string, readonly Meaning[]> | undefined;

/** The same for every profile and run, so it is read once. */
function closedPart(): ReadonlyMap<string, readonly Meaning[]> {
  if (closed === undefined) {
    const phrases = new Map<string, readonly Meaning[]>();
    for (const [phrase, role] of closedPhrases()) addTo(phrases, phraseKey(phrase), { kind: 'role', role });
    closed = phrases;
  }
  return closed;
}

function addTo(phrases: Map<string, readonly Meaning[]>, key: string, meaning: Meaning): void {
  const known = phrases.get(key) ?? [];
  if (!known.some((other) => sameMeaning(other, meaning))) phrases.set(key, [...known, meaning]);
}
