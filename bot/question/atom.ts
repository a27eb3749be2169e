import type { RangeFilter, ValueFilter } from '#pipeline';
import type { Aggregate, Order, Since } from './query.ts';

/** A group of words with one meaning, free of word order inside. */
export type Atom =
  | Condition
  | { readonly kind: 'group'; readonly by: readonly string[] }
  | { readonly kind: 'dimension'; readonly by: string; readonly many: boolean }
  /** `each`: said as a figure of one user, such as "crashes per user". */
  | { readonly kind: 'measure'; readonly column: string; readonly each: boolean }
  | { readonly kind: 'users'; readonly many: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | Rank
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate }
  | { readonly kind: 'count'; readonly size: boolean }
  /** `span`: the time since then; `relative`: counted back from the run; `oneDay`: a day is named. */
  | {
      readonly kind: 'reference';
      readonly since: Since;
      readonly span: boolean;
      readonly relative: boolean;
      readonly oneDay: boolean;
    }
  | { readonly kind: Plain };

/** What users have to be. */
export type Condition =
  /** `versus`: the values are set against each other; `expected`: said of what will be, as in "expected to leave". */
  | { readonly kind: 'values'; readonly filter: ValueFilter; readonly versus: boolean; readonly expected?: true }
  /** `joined`: part of the noun before it, as in "women over 40". */
  | { readonly kind: 'range'; readonly filter: RangeFilter; readonly joined?: true }
  /** A range by its declared name, such as "crash rate". */
  | { readonly kind: 'indicator'; readonly filter: RangeFilter };

export interface Rank {
  readonly kind: 'rank';
  readonly order: Order | 'best' | 'worst';
  readonly limit: number | undefined;
  readonly comparative: boolean;
  readonly size: boolean;
  /** By how often it is there: "most common". */
  readonly frequency?: true;
  /** What is ranked, where the word says so: "oldest". */
  readonly column?: string;
}

/** Roles that mean the same wherever they stand. */
export type Plain =
  | 'share'
  | 'spread'
  | 'howMuch'
  | 'exists'
  | 'total'
  | 'typical'
  | 'ranked'
  | 'divide'
  | 'by'
  | 'versus'
  | 'compare'
  | 'between'
  | 'trend'
  | 'since'
  | 'asOf'
  | 'day'
  | 'each'
  | 'list'
  | 'show'
  | 'which'
  | 'among'
  | 'with'
  | 'where'
  | 'is'
  | 'follow'
  | 'also'
  | 'and'
  | 'or'
  | 'comma';

/** A condition with the index after its last lexeme. */
export interface Read<Kind extends Atom = Condition> {
  readonly atom: Kind;
  readonly end: number;
}

export function isCondition(atom: Atom): atom is Condition {
  return atom.kind === 'values' || atom.kind === 'range' || atom.kind === 'indicator';
}
