import { LRUCache } from 'lru-cache';
import { type CompleteRun, LAPSE, type Profile, RunNotFoundError, type Statement, type Store } from '#pipeline';
import { type Answer, answerQuery } from './answer.ts';
import { type Breakdown, breakdownsOf, brokenDown, listOf } from './break-down.ts';
import { canonical } from './canonical.ts';
import { type Lexicon, loadLexicon } from './lexicon.ts';
import { missingRun } from './missing-run.ts';
import { asksOutlook, foreseen, missingOutlook, withOutlook } from './outlook.ts';
import { parseQuestion } from './parse.ts';
import { inCube, type ListQuery, type Query } from './query.ts';
import { requestOf } from './requests.ts';
import { runsOf } from './runs.ts';
import { suggestionsFor } from './suggest.ts';

export type Reply = Understood | NotUnderstoodReply;

export interface Understood extends Answer {
  readonly ok: true;
}

export interface NotUnderstoodReply {
  readonly ok: false;
  readonly reason: string;
  /** Three questions that are understood, nearest first. */
  readonly suggestions: readonly string[];
  /** What the question can mean, where that is more than one thing: each is a question that is understood. */
  readonly readings: readonly string[];
  readonly runId: number;
  readonly asOf: string;
}

export interface AnswerOptions {
  /** Where many can read: groups with fewer users are not shown, nor what would give them away. All are shown unless given. */
  readonly smallestGroup?: number;
}

/** Answers kept; one is a few kilobytes. */
const MAX_ANSWERS = 500;

/** Answers questions about the current run of one profile; a new run is noticed at the next question. */
export class Questions {
  readonly #store: Store;
  readonly #profile: Profile;
  /** A run never changes, so neither do its answers. */
  readonly #answers = new LRUCache<string, Promise<Answer>>({ max: MAX_ANSWERS });
  /** By version of the model, which never changes. */
  readonly #thresholds = new Map<number, Promise<number | undefined>>();
  #lexicon: { readonly runId: number; readonly lexicon: Promise<Lexicon> } | undefined;

  constructor(store: Store, profile: Profile) {
    this.#store = store;
    this.#profile = withOutlook(profile);
  }

  /**
   * @param previous the query that was answered before in the same conversation
   * @throws {RunNotFoundError} while there is no run
   */
  async ask(text: string, previous?: Query, options: AnswerOptions = {}): Promise<Reply> {
    const understanding = await this.understand(text, previous);
    return understanding.ok ? this.answer(understanding.query, options) : understanding;
  }

  /** What a text asks for, without answering it: whether it may be answered can depend on who asks, and where. */
  async understand(text: string, previous?: Query): Promise<{ readonly ok: true; readonly query: Query } | NotUnderstoodReply> {
    const run = await this.#currentRun();
    const lexicon = await this.#lexiconOf(run);
    const understanding = parseQuestion(text, lexicon, previous);
    const origin = { runId: run.id, asOf: run.asOf };
    if (!understanding.ok) return { ...understanding, ...origin };
    const { query } = understanding;
    const missing = missingRun(query, await runsOf(this.#store, run, query), run, this.#profile);
    const refused = (reason: string, offered: readonly string[]) => {
      return { ok: false, reason, suggestions: suggestionsFor([], lexicon, offered), readings: [], ...origin } as const;
    };
    if (missing !== undefined) return refused(missing.reason, [missing.instead]);
    const unforeseen = await missingOutlook(query, run, this.#profile, this.#store.predictions);
    return unforeseen === undefined ? understanding : refused(unforeseen, []);
  }

  /**
   * The answer to a query that needs no reading, such as one behind a button.
   *
   * @throws {RunNotFoundError} while there is no run
   */
  async answer(query: Query, options: AnswerOptions = {}): Promise<Understood> {
    return this.#answerNow(await this.#currentRun(), canonical(query, this.#profile), options);
  }

  /** What the answer to a query can be broken down by, most useful first; nothing for lists. */
  breakdowns(query: Query): readonly Breakdown[] {
    return breakdownsOf(query, this.#profile);
  }

  /** @param by one of the `breakdowns` of the query */
  brokenDown(query: Query, by: string): Query {
    return brokenDown(query, by, this.#profile);
  }

  /** The users behind a figure of the current run; for a share, its part. Undefined for lists and for other runs. */
  listOf(query: Query): ListQuery | undefined {
    return listOf(query, this.#profile);
  }

  /** The SQL statement that answers a query, as the store runs it. */
  async statement(query: Query): Promise<Statement> {
    const run = await this.#currentRun();
    const made = canonical(query, this.#profile);
    const runs = await runsOf(this.#store, run, made);
    return this.#store.statementOf(requestOf(made, runs.length === 0 ? [run] : runs, this.#profile), this.#profile.name);
  }

  async #currentRun(): Promise<CompleteRun> {
    const run = await this.#store.currentRun(this.#profile.name);
    if (run === undefined) throw RunNotFoundError.none(this.#store.address);
    return run;
  }

  /** The rows of a run go when a newer one is stored; what was read from them meanwhile is read again. */
  async #answerNow(run: CompleteRun, query: Query, options: AnswerOptions): Promise<Understood> {
    const { predictions } = this.#store;
    const asked = await foreseen(query, run, this.#profile, predictions, (version) => this.#likelyFrom(version));
    const answer = await this.#answerOf(run, asked.query, options);
    if (query.kind !== 'list' && inCube(query, this.#profile)) return answer;
    const now = await this.#currentRun();
    if (now.id !== run.id) return this.#answerNow(now, query, options);
    if (asked.note === null || answer.table.rows.length === 0) return answer;
    return { ...answer, sentence: `${answer.sentence} ${asked.note}` };
  }

  #likelyFrom(version: number): Promise<number | undefined> {
    const known = this.#thresholds.get(version);
    if (known !== undefined) return known;
    const read = this.#store.predictions.model(this.#profile.name, LAPSE, version).then((model) => model?.threshold ?? undefined);
    this.#thresholds.set(version, read);
    read.catch(() => this.#thresholds.delete(version));
    return read;
  }

  async #answerOf(run: CompleteRun, query: Query, { smallestGroup }: AnswerOptions): Promise<Understood> {
    const runs = await runsOf(this.#store, run, query);
    const compute = () => answerQuery(this.#store, run, runs, this.#profile, query, smallestGroup);
    const mayChange = query.kind === 'list' || asksOutlook(query); // a new model foresees anew for the same run
    if (mayChange) return { ok: true, ...(await compute()) };
    const key = JSON.stringify([[run, ...runs].map(({ id, finishedAt }) => [id, finishedAt]), smallestGroup ?? 0, query]);
    const answer = this.#answers.get(key) ?? compute();
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
    return { ok: true, ...(await answer) };
  }

  #lexiconOf(run: CompleteRun): Promise<Lexicon> {
    if (this.#lexicon?.runId !== run.id) {
      const lexicon = loadLexicon(this.#store, run, this.#profile);
      this.#lexicon = { runId: run.id, lexicon };
      lexicon.catch(() => {
        if (this.#lexicon?.lexicon === lexicon) this.#lexicon = undefined;
      });
    }
    return this.#lexicon!.lexicon;
  }
}
