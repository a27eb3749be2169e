import { type CompleteRun, type Profile, RunNotFoundError, type Store } from '#pipeline';
import { type Answer, answerQuery } from './answer.ts';
import { type Lexicon, loadLexicon } from './lexicon.ts';
import { parseQuestion } from './parse.ts';
import type { Query } from './query.ts';

export type Reply =
  | ({ readonly ok: true } & Answer)
  | {
      readonly ok: false;
      readonly reason: string;
      /** Three questions that are understood, nearest first. */
      readonly suggestions: readonly string[];
      readonly runId: number;
      readonly asOf: string;
    };

/** Answers questions about the current run of one profile; a new run is noticed at the next question. */
export class Questions {
  readonly #store: Store;
  readonly #profile: Profile;
  #lexicon: { readonly runId: number; readonly lexicon: Lexicon } | undefined;

  constructor(store: Store, profile: Profile) {
    this.#store = store;
    this.#profile = profile;
  }

  /**
   * @param previous the query that was answered before in the same conversation
   * @throws {RunNotFoundError} while there is no run
   */
  async ask(text: string, previous?: Query): Promise<Reply> {
    const run = await this.#store.currentRun(this.#profile.name);
    if (run === undefined) throw RunNotFoundError.none(this.#store.address);
    const understanding = parseQuestion(text, await this.#lexiconOf(run), previous);
    if (!understanding.ok) return { ...understanding, runId: run.id, asOf: run.asOf };
    return { ok: true, ...(await answerQuery(this.#store, run, this.#profile, understanding.query)) };
  }

  async #lexiconOf(run: CompleteRun): Promise<Lexicon> {
    if (this.#lexicon?.runId !== run.id) {
      this.#lexicon = { runId: run.id, lexicon: await loadLexicon(this.#store, run, this.#profile) };
    }
    return this.#lexicon.lexicon;
  }
}
