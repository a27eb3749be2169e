import type {
  Cell,
  CompleteRun,
  FailedRun,
  Membership,
  Model,
  Movement,
  NewRun,
  Reject,
  Run,
  Sample,
  Stage,
  UserRow,
} from '../domain/run.ts';
import type { PredictedUsers } from '../predict/prediction.ts';
import type { Predictions } from './predictions.ts';
import type {
  CubeRequest,
  DetailsRequest,
  DetailsRow,
  QuestionRequest,
  RunCell,
  Statement,
  UserList,
  UserListRequest,
} from './question-requests.ts';
import type { Records } from './records.ts';

/** One user as stored: the raw columns in profile order, then cluster and segment. */
export interface StoredUser {
  readonly userId: string;
  /** One value per profile column, in its order. */
  readonly values: readonly (string | number | null)[];
  readonly cluster: number;
  readonly segment: string;
  readonly margin: number;
}

/** All users once more, in the same order, as text that LOAD DATA reads; in batches of their own. */
export interface UserText {
  /** How clearly each belongs to its cluster, 0 to 1. */
  readonly margins: Float64Array;
  ids(): AsyncIterable<readonly string[]>;
  /** The values of each, one field after the other. */
  values(): AsyncIterable<readonly string[]>;
}

/** What belongs to a run, streamed where it grows with the number of users. */
export interface RunContents {
  readonly model: Model;
  readonly cells: readonly Cell[];
  readonly sample: Sample;
  readonly rejects: readonly Reject[];
  /** What a model foresees of the users, where there is one; kept while the run is the current one. */
  readonly predicted?: PredictedUsers | undefined;
  /** All users in batches, in a fixed order; may be iterated more than once (a retried transaction starts again). */
  users(): AsyncIterable<readonly StoredUser[]>;
  /** Cluster of each of them. */
  readonly clusters: ArrayLike<number>;
  /** Where whoever has the users makes their text faster than we would. */
  readonly text?: UserText;
}

export type Saved =
  | { readonly outcome: 'stored'; readonly run: CompleteRun }
  /** The same content hash was there already; nothing was written. */
  | { readonly outcome: 'already stored'; readonly run: CompleteRun }
  /** Another run was published since `expectedPrevious` was read; label again and retry. */
  | { readonly outcome: 'overtaken' };

/** How many users of the current run lie below and at a value, in all and in one segment. */
export interface Rank {
  readonly column: string;
  readonly below: number;
  readonly equal: number;
  readonly count: number;
}

/** What the history says of one user of a run. */
export interface Place {
  readonly segment: string;
  /** How much nearer the own centroid is than the next one, 0 to 1. */
  readonly margin: number;
}

export interface StoreOptions {
  /** The time a run is finished at; the real one unless given. */
  readonly now?: () => Date;
  /** How long a read, or a change of the records, may take before it fails with a StoreError; 30 s unless given. */
  readonly readTimeoutMs?: number;
}

/**
 * The one way to the database. Rows become domain objects here and nowhere else. Every method throws `StoreError`
 * when the database is down, read-only or goes away; all but `migrate` and `publish` also when it does not answer
 * within the store's limit of time.
 */
export interface Store {
  /** Where the data are, without secrets. */
  readonly address: string;
  /** Creates the database where it does not exist, then the schema; harmless when all is there. */
  migrate(): Promise<void>;
  /** Product and version of the server, for `herald doctor`. */
  serverVersion(): Promise<string>;
  /** Cheap, and quick to fail: throws unless the database answers within two seconds and holds our tables. */
  ping(): Promise<void>;
  /** What the service remembers beside the runs. */
  readonly records: Records;
  /** Trained models, and what they foresee. */
  readonly predictions: Predictions;

  /** The newest complete run by as-of date, then by id. */
  currentRun(profile: string): Promise<CompleteRun | undefined>;
  run(id: number): Promise<Run | undefined>;
  /** The complete run that came before this one by as-of date, then by id. */
  previousRun(run: CompleteRun): Promise<CompleteRun | undefined>;
  /** The run that a new one with this as-of date would follow. */
  runBefore(profile: string, asOf: string): Promise<CompleteRun | undefined>;
  /** Newest first. */
  runs(profile: string, limit: number): Promise<readonly Run[]>;
  runByContent(contentHash: string): Promise<CompleteRun | undefined>;

  /**
   * Publishes a run in one transaction: readers see all of it or none. The rows of `profile.table` are replaced only
   * if the run is the newest by as-of date. `expectedPrevious` is the id that `runBefore` gave when names were matched.
   */
  publish(
    run: NewRun,
    contents: RunContents,
    expectedPrevious: number | undefined,
    progress: (usersStored: number) => void,
    signal: AbortSignal | undefined,
  ): Promise<Saved>;
  recordFailure(failure: {
    readonly profile: string;
    readonly asOf: string;
    readonly input: readonly string[];
    readonly failedAt: Date;
    readonly stage: Stage;
    readonly reason: string;
  }): Promise<FailedRun>;

  model(runId: number): Promise<Model>;
  sample(runId: number): Promise<Sample>;
  rejects(runId: number, limit: number): Promise<readonly Reject[]>;
  /** Cells over exactly these dimensions (0 to 2, any order), for these measures. Ordered by segment, values, measure. */
  cells(runId: number, dimensions: readonly string[], measures: readonly string[]): Promise<readonly Cell[]>;
  /** Cells of some runs with the filters bound in SQL. */
  filteredCells(request: CubeRequest): Promise<readonly RunCell[]>;
  /** Figures over the rows of the current run; none if `runId` is not the current one. */
  details(request: DetailsRequest, profile?: string): Promise<readonly DetailsRow[]>;
  /** Users of the current run that pass the filters. */
  listUsers(request: UserListRequest, profile?: string): Promise<UserList>;
  /** The statement that answers such a request, unrun: to show what an answer rests on. */
  statementOf(request: QuestionRequest, profile?: string): Promise<Statement>;
  /** All cells of these measures: the whole, every one- and two-dimensional slice. Ordered by dimensions, then as `cells`. */
  allCells(runId: number, measures: readonly string[]): Promise<readonly Cell[]>;
  movements(fromRunId: number, toRunId: number): Promise<readonly Movement[]>;

  /** A user of the profile's current run by id; undefined if not there. The first profile of the store, unless named. */
  user(userId: string, profile?: string): Promise<UserRow | undefined>;
  /** All users of the profile's current run in the order of their ids, in batches. */
  users(profile?: string): AsyncIterable<readonly UserRow[]>;
  /** Oldest first; also for users that are gone from the current run. */
  memberships(userId: string, profile?: string): Promise<readonly Membership[]>;
  /** Where each user of a run was put, by id; of any complete run. */
  history(runId: number): Promise<ReadonlyMap<string, Place>>;
  /** Where values stand among the users of the current run (of one segment, if given), by column. */
  ranks(values: Readonly<Record<string, number>>, segment?: string, profile?: string): Promise<readonly Rank[]>;
  close(): Promise<void>;
}
