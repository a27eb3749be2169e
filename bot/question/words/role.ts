import type { Aggregate, Order } from '../query.ts';

/** What a word of the question language does; the words of the profile are in the lexicon. */
export type Role =
  | { readonly kind: 'count'; readonly size?: true }
  /** "How much": the average of a score; of things that are counted it is not said whether in all or each. */
  | { readonly kind: 'howMuch' }
  /** "Are there", "do we have": a number of users unless another figure is named. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'share' }
  /** "Distribution": shares, split by something. */
  | { readonly kind: 'spread' }
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate }
  /** "In total": the sum of what is counted. */
  | { readonly kind: 'total' }
  /** "Typical": the median or the average. */
  | { readonly kind: 'typical' }
  | {
      readonly kind: 'rank';
      readonly order: Order | 'best' | 'worst';
      readonly comparative?: true;
      readonly size?: true;
      readonly frequency?: true;
    }
  /** "Rank the countries": all of them, in order. */
  | { readonly kind: 'ranked' }
  | { readonly kind: 'by' }
  /** "Split": there has to be something to split by. */
  | { readonly kind: 'divide' }
  /** `excludes`: all but the users that follow. */
  | { readonly kind: 'not'; readonly excludes?: true }
  | { readonly kind: 'nor' }
  | { readonly kind: 'no' }
  | { readonly kind: 'limit'; readonly bound: 'above' | 'at least' | 'below' | 'at most' | 'exactly' }
  | { readonly kind: 'after'; readonly bound: 'at least' | 'at most' }
  | { readonly kind: 'between' }
  | { readonly kind: 'from' }
  | { readonly kind: 'to' }
  | { readonly kind: 'versus' }
  | { readonly kind: 'compare' }
  | { readonly kind: 'trend' }
  | { readonly kind: 'since' }
  | { readonly kind: 'asOf' }
  /** "Today": one day, where a run is of several. */
  | { readonly kind: 'day' }
  | { readonly kind: 'previous' }
  /** A time before the run: `count` units, or as many as the number before says. `span`: up to now, not a point. */
  | { readonly kind: 'ago'; readonly unit: 'day' | 'week' | 'month'; readonly count?: number; readonly span?: true }
  | { readonly kind: 'run' }
  | { readonly kind: 'list' }
  | { readonly kind: 'show' }
  | { readonly kind: 'which' }
  | { readonly kind: 'month'; readonly month: number }
  | { readonly kind: 'and' }
  | { readonly kind: 'or' }
  | { readonly kind: 'among' }
  | { readonly kind: 'with' }
  | { readonly kind: 'where' }
  | { readonly kind: 'is' }
  | { readonly kind: 'follow' }
  | { readonly kind: 'also' }
  /** Stands for the users of the question before, unless a noun stands before it. */
  | { readonly kind: 'pronoun' }
  /** "Us": the people who ask, where it is not a country. */
  | { readonly kind: 'us' }
  /** Adds nothing after a measure: "what is churn like". */
  | { readonly kind: 'trailing' }
  /** "About", "nearly": before a number it leaves the limit open. */
  | { readonly kind: 'roughly' }
  /** A verb of giving, after which "us" is the people who ask. */
  | { readonly kind: 'filler'; readonly gives?: true }
  /** What questions cannot be about, with what to do instead. */
  | { readonly kind: 'outside'; readonly reason: string };

/** What phrases do, by meaning. */
export type Words = readonly (readonly [Role, readonly string[]])[];
