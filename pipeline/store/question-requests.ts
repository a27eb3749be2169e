import type { Cell, UserRow } from '../domain/run.ts';

/** What stands for the segment where dimensions are named. */
export const SEGMENT = 'segment';

/** What stands for what a model foresees of users, where dimensions are named. It is of the current run only and not in the cube. */
export const CHURN_OUTLOOK = 'churn_outlook';

/** The values of it; who has lapsed already is neither, and has none. */
export const OUTLOOKS = { likely: 'likely to churn', unlikely: 'not likely to churn' } as const;

/** A condition on users. */
export type Filter = ValueFilter | RangeFilter;

/** Users with one of the values of a dimension (or in one of the segments), or with none of them. */
export interface ValueFilter {
  readonly kind: 'values';
  /** A dimension of the profile, or `SEGMENT`. */
  readonly by: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** Users whose number lies in a range; at least one bound. Users without a value are outside. */
export interface RangeFilter {
  readonly kind: 'range';
  /** A number column of the profile. */
  readonly column: string;
  readonly low?: Bound;
  readonly high?: Bound;
}

export interface Bound {
  readonly value: number;
  readonly inclusive: boolean;
}

/** Cells of some runs, only those that pass the filters. */
export interface CubeRequest {
  readonly runIds: readonly number[];
  /** At most two; the dimensions of the filters among them. */
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly filters: readonly ValueFilter[];
}

export interface RunCell extends Cell {
  readonly runId: number;
}

/** Figures over the rows of the current run, for what the cube does not hold. */
export interface DetailsRequest {
  readonly runId: number;
  readonly filters: readonly Filter[];
  /** Dimensions or `SEGMENT`; one row for each combination of values that has users. */
  readonly by: readonly string[];
  /** Users that pass these as well are counted as hits. */
  readonly of: readonly Filter[];
  /** The number column whose moments are wanted. */
  readonly column?: string;
  /** Whether the median of `column` is wanted; it costs a sort. */
  readonly median: boolean;
}

export interface DetailsRow {
  /** In the order of `by`. */
  readonly values: readonly string[];
  readonly users: number;
  readonly hits: number;
  /** Users with a value in `column`. */
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly median: number | null;
}

export interface UserListRequest {
  readonly runId: number;
  readonly filters: readonly Filter[];
  /** By id unless given; users without a value come last. */
  readonly order?: { readonly column: string; readonly direction: 'asc' | 'desc' };
  readonly limit: number;
}

export interface UserList {
  /** All users that pass the filters, listed or not. */
  readonly users: number;
  readonly rows: readonly UserRow[];
}

/** What answers a question: cells of the cube, figures over rows, or rows. */
export type QuestionRequest =
  | ({ readonly kind: 'cube' } & CubeRequest)
  | ({ readonly kind: 'details' } & DetailsRequest)
  | ({ readonly kind: 'list' } & UserListRequest);

/** SQL with a `?` for each binding; no value of a question is ever part of the text. */
export interface Statement {
  readonly sql: string;
  readonly bindings: readonly unknown[];
}
