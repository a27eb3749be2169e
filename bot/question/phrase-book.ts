import { inflections } from './inflections.ts';
import { type Meaning, sameMeaning } from './meaning.ts';
import { phraseKey } from './tokens.ts';
import { closedPhrases } from './words/index.ts';

/** Phrases with what they can mean, while a lexicon is made. */
export class PhraseBook {
  readonly phrases = new Map<string, Meaning[]>();
  readonly #closed: ReadonlySet<string>;

  /** Begins with the closed part of the language. */
  constructor() {
    for (const [phrase, role] of closedPhrases()) this.add(phrase, { kind: 'role', role });
    this.#closed = new Set(this.phrases.keys());
  }

  add(text: string, meaning: Meaning): void {
    const key = phraseKey(text);
    if (key === '') return;
    const known = this.phrases.get(key) ?? [];
    if (!known.some((other) => sameMeaning(other, meaning))) this.phrases.set(key, [...known, meaning]);
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
