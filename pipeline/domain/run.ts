/** One execution of the pipeline over one input. A complete run never changes; a correction is a new run. */
export type Run = CompleteRun | FailedRun;

export interface CompleteRun {
  readonly status: 'complete';
  readonly id: number;
  readonly profile: string;
  /** The day the telemetry describes, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** SHA-256 of input, profile and settings; the same hash is the same run. */
  readonly contentHash: string;
  /** File names without folders, in reading order. */
  readonly input: readonly string[];
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Users kept. */
  readonly rows: number;
  readonly rejected: number;
  readonly settings: RunSettings;
  readonly segments: readonly Segment[];
  readonly inertia: number;
  readonly trust: Trust;
  readonly quality: Quality;
  /** Why this number of clusters, when it was chosen automatically. */
  readonly choiceOfK?: ChoiceOfK;
  readonly timings: readonly Timing[];
}

export interface FailedRun {
  readonly status: 'failed';
  readonly id: number;
  readonly profile: string;
  readonly asOf: string;
  readonly input: readonly string[];
  readonly failedAt: Date;
  readonly stage: Stage;
  readonly reason: string;
}

export const STAGES = ['read', 'clean', 'scale', 'cluster', 'assess', 'label', 'aggregate', 'store'] as const;
export type Stage = (typeof STAGES)[number];

export interface Timing {
  readonly stage: Stage;
  readonly ms: number;
}

export interface RunSettings {
  readonly k: number | 'auto';
  readonly seed: number;
  readonly starts: number;
  readonly maxIterations: number;
  /** `herald`: our own kernel; `reference`: ml-kmeans. */
  readonly engine: Engine;
}

export type Engine = 'herald' | 'reference';

/** A cluster with a name that survives the next run. */
export interface Segment {
  /** Stable through renaming of clusters: the slug of the name. */
  readonly id: string;
  readonly name: string;
  /** False where the behaviour does not support the name; readers then see it marked as unproven. */
  readonly nameSupported: boolean;
  /** Cluster index of this run, 0 to k − 1, by falling engagement index. */
  readonly cluster: number;
  readonly users: number;
  /** Share of all users kept, 0 to 1. */
  readonly share: number;
  /** What to do for a user in this segment. */
  readonly action: string;
}

export type TrustLevel = 'strong' | 'fair' | 'weak';

/** How far a run's segments can be believed. */
export interface Trust {
  readonly level: TrustLevel;
  /** One sentence each; the ones that lowered the level come first. */
  readonly reasons: readonly string[];
  readonly separation: {
    /** Mean silhouette, −1 to 1, higher is better. */
    readonly silhouette: number;
    /** 95 % interval of the silhouette where it comes from a sample; null where all pairs were compared. */
    readonly silhouetteInterval: Interval | null;
    /** Users compared with each other. */
    readonly silhouetteUsers: number;
    /** Lower is better. */
    readonly daviesBouldin: number;
    /** Higher is better. */
    readonly calinskiHarabasz: number;
  };
  readonly stability: {
    /** Median adjusted Rand index between the run and its refits, about 0 (chance) to 1 (the same). */
    readonly medianRandIndex: number;
    readonly refits: number;
  };
  readonly dominance: {
    readonly feature: string;
    /** Share of the between-cluster variance that the strongest feature carries, 0 to 1. */
    readonly share: number;
  };
  readonly effects: readonly Effect[];
}

/** Cohen's d of one KPI between two segments: their difference in pooled standard deviations. */
export interface Effect {
  readonly measure: string;
  readonly segments: readonly [string, string];
  readonly d: number;
  /** 95 % interval. */
  readonly interval: Interval;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What was wrong with the input and what was done about it. */
export interface Quality {
  /** Users without a value, by column; columns with none are left out. */
  readonly missing: readonly ColumnCount[];
  readonly imputed: readonly Imputation[];
  readonly caps: readonly Cap[];
  /** Rejected rows by reason. */
  readonly rejects: readonly { readonly reason: string; readonly rows: number }[];
}

export interface ColumnCount {
  readonly column: string;
  readonly count: number;
}

export interface Imputation {
  readonly column: string;
  readonly value: number;
  readonly count: number;
}

/** Outlier cap of one column: type 7 quartiles and the bounds made of them. */
export interface Cap {
  readonly column: string;
  readonly q1: number;
  readonly q3: number;
  readonly lower: number;
  readonly upper: number;
  /** Values outside the bounds. */
  readonly capped: number;
}

/** One row set aside. */
export interface Reject {
  readonly file: string;
  /** Line in the file, from 1 with the header; the row number in Parquet. */
  readonly line: number;
  readonly reason: RejectReason;
  readonly column: string | null;
  /** The offending text, shortened. */
  readonly value: string | null;
}

export type RejectReason =
  | 'malformed row'
  | 'missing id'
  | 'duplicate id'
  | 'missing value'
  | 'not a number'
  | 'not a date and time'
  | 'not a plausible time'
  | 'not a finite number'
  | 'not a whole number'
  | 'below the possible minimum'
  | 'above the possible maximum'
  | 'text too long';

export interface ChoiceOfK {
  readonly chosen: number;
  readonly why: string;
  readonly candidates: readonly KCandidate[];
}

export interface KCandidate {
  readonly k: number;
  readonly inertia: number;
  /** On a sample. */
  readonly silhouette: number;
  readonly stability: number;
}

/** What a run learned, enough to score a later user without clustering again. */
export interface Model {
  readonly features: readonly string[];
  readonly medians: Readonly<Record<string, number>>;
  readonly bounds: Readonly<Record<string, Interval>>;
  /** Mean and population standard deviation of each cleaned feature. */
  readonly scaler: readonly { readonly feature: string; readonly mean: number; readonly deviation: number }[];
  /** k centroids in standard deviations, by cluster index; each has one value per feature. */
  readonly centroids: readonly (readonly number[])[];
  /** Segment names by cluster index. */
  readonly names: readonly string[];
}

/**
 * One pre-aggregated cell: a measure over the users of one segment that share the values of up to two dimensions.
 * Cells of all segments add up, as do those of all values of a dimension.
 */
export interface Cell {
  readonly segment: string;
  /** Dimension name to value; empty for the whole segment. */
  readonly slice: Slice;
  readonly measure: string;
  /** Users with a value. */
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly minimum: number;
  readonly maximum: number;
}

export type Slice = Readonly<Record<string, string>>;

/** The measure that counts users: 1 for each. */
export const USERS = 'users';

/** One stored row: input columns by name, plus `cluster` and `segment`. */
export type UserRow = Readonly<Record<string, string | number | null>>;

/** A fair sample of a run's users, drawn by hashing ids, so that it is the same on every machine. */
export type Sample = readonly SampledUser[];

export interface SampledUser {
  readonly row: UserRow;
  readonly segment: string;
  /** How much nearer the own centroid is than the next one, 0 (on the border) to 1. */
  readonly margin: number;
}

/** Users by the segment they were in and the one they are in now; null is "not there". */
export interface Movement {
  readonly from: string | null;
  readonly to: string | null;
  readonly users: number;
}

/** Where a user was in one run. */
export interface Membership {
  readonly runId: number;
  readonly asOf: string;
  readonly segment: string;
  readonly margin: number;
}

/**
 * A run on its way into the store: everything but what the store gives, the id and the end. `timings` are those of the
 * stages before; the store adds its own.
 */
export type NewRun = Omit<CompleteRun, 'id' | 'status' | 'finishedAt'>;
