/**
 * A profile declares a dataset: everything the stages need to know about it, as data. The stages know no column by
 * name; a new dataset is a new profile, not new code.
 */
export interface Profile {
  readonly name: string;
  readonly title: string;
  /** What one row is, in the singular and the plural: "user", "users". */
  readonly entity: { readonly one: string; readonly many: string };
  /** The table that keeps the rows of the current run. */
  readonly table: string;
  /** The columns that are stored, in their order: those of the input and those derived from them. Exactly one is the id. */
  readonly columns: readonly Column[];
  readonly cleaning: Cleaning;
  /** Numeric columns that are standardised and clustered, in the order of the matrix. */
  readonly features: readonly string[];
  readonly clustering: ClusteringSettings;
  readonly dimensions: readonly Dimension[];
  readonly measures: readonly Measure[];
  /** Names of the measures that executives are shown first. */
  readonly kpis: readonly [string, ...string[]];
  /** The two measures that the deep dive plots against each other. */
  readonly deepDive: { readonly x: string; readonly y: string };
  readonly naming: Naming;
  /** The report it gets: on sessions, with crashes and bots, or, unless given, on segments. */
  readonly report?: 'sessions';
  /** A run with a larger share of rejected rows fails, 0 to 1. */
  readonly maxRejectShare: number;
  /** What it means here that a user has left, where that is to be foreseen. */
  readonly lapse?: Lapse;
}

/** A user has lapsed once `column` is at or above `atLeast`, or once no later snapshot has the user. */
export interface Lapse {
  readonly column: string;
  readonly atLeast: number;
  /** How far ahead it is foreseen. */
  readonly withinDays: number;
  /** A column that claims to rank users by the same risk, to compare with. */
  readonly givenScore: string;
  /** Columns whose change since the snapshot before is a feature as well. */
  readonly trends: readonly string[];
}

export type Column = IdColumn | NumberColumn | CategoryColumn | TimeColumn;

/** Identifies a row; text, never empty, never twice in one input. */
export interface IdColumn {
  readonly kind: 'id';
  readonly name: string;
  readonly label: string;
}

export interface NumberColumn {
  readonly kind: 'number';
  readonly name: string;
  readonly label: string;
  readonly integer: boolean;
  /** The smallest and largest possible values; a row outside them is set aside. */
  readonly minimum?: number;
  readonly maximum?: number;
  /** A missing value is kept (and imputed for clustering where the cleaning says so), or the row is set aside. */
  readonly missing: 'keep' | 'reject';
  /** Set where the value is no column of the input but follows from some. */
  readonly derived?: Derivation;
}

export interface CategoryColumn {
  readonly kind: 'category';
  readonly name: string;
  readonly label: string;
  readonly derived?: Derivation;
}

/** A moment; stored as `YYYY-MM-DD HH:MM:SS` in UTC, which sorts by time. Text without an offset is taken as UTC. */
export interface TimeColumn {
  readonly kind: 'time';
  readonly name: string;
  readonly label: string;
  readonly missing: 'keep' | 'reject';
  /** The first day that is believed, `YYYY-MM-DD`; a row of an earlier time, or of one still to come, is set aside. All are unless set. */
  readonly earliest?: string;
}

/** How a column follows from others. It is checked and stored like one that was in the file. */
export type Derivation =
  /** Missing where `to` lies before `from`, because then one of the clocks was wrong. */
  | { readonly kind: 'seconds between'; readonly from: string; readonly to: string }
  /** A number column by the seconds between two times, to four decimals; missing unless there are more than none. */
  | { readonly kind: 'per second'; readonly of: string; readonly from: string; readonly to: string }
  /** "positive", "zero", "negative" or "unknown": whether the seconds between two times can be believed. */
  | { readonly kind: 'sign of seconds between'; readonly from: string; readonly to: string }
  /** "00:00" to "23:00", UTC. */
  | { readonly kind: 'hour of'; readonly of: string }
  /** "Monday" to "Sunday", UTC. */
  | { readonly kind: 'weekday of'; readonly of: string };

/** How values are made fit for clustering. Stored rows keep their raw values. */
export interface Cleaning {
  /** Columns whose missing values become the median of the present ones. */
  readonly impute: readonly string[];
  /** Columns capped to [Q1 − 1.5·IQR, Q3 + 1.5·IQR]. */
  readonly cap: readonly string[];
}

export interface ClusteringSettings {
  readonly k: number | 'auto';
  readonly starts: number;
  readonly maxIterations: number;
}

/** A way to divide the users: a category column, or bands of a number column. */
export type Dimension = CategoryDimension | BandDimension;

export interface CategoryDimension {
  readonly kind: 'category';
  readonly name: string;
  readonly label: string;
  readonly plural: string;
  readonly column: string;
  /** Other words people use for it, singular, lower case. */
  readonly synonyms: readonly string[];
  /** False where alerts look for no slices of it, because it follows from what they watch: a session that crashed has no end. */
  readonly watched?: false;
}

export interface BandDimension {
  readonly kind: 'bands';
  readonly name: string;
  readonly label: string;
  readonly plural: string;
  readonly column: string;
  /** Rising lower edges of the second and later bands: [25, 35] gives "under 25", "25–34", "35 and over". */
  readonly edges: readonly number[];
  readonly synonyms: readonly string[];
}

/**
 * A number per user that is averaged, summed or counted. An indicator measure is 1 where its column is above the
 * threshold and 0 elsewhere, so that its mean is the share of such users.
 */
export interface Measure {
  readonly name: string;
  readonly label: string;
  readonly column: string;
  readonly above?: number;
  readonly unit: string;
  /** Decimals that make sense to a reader. */
  readonly digits: number;
  /** Which direction is good, or neither. */
  readonly better: 'high' | 'low' | 'neither';
  readonly synonyms: readonly string[];
}

/** How clusters get names, and what to do for the users in them. */
export interface Naming {
  /** Weights of standardised features; the weighted sum of a centroid is its engagement index. */
  readonly index: Readonly<Record<string, number>>;
  readonly highest: SegmentName;
  readonly lowest: SegmentName;
  /** Names for the clusters between, by their most telling feature and its direction. */
  readonly traits: readonly Trait[];
}

export interface SegmentName {
  readonly name: string;
  /** Other words people use for the segment, lower case. */
  readonly synonyms: readonly string[];
  /** What to do for a user in this segment. */
  readonly action: string;
}

export interface Trait extends SegmentName {
  readonly feature: string;
  readonly direction: 'high' | 'low';
}

/** The label of the users whose category is missing. */
export const UNKNOWN = '(unknown)';

/** The label of each band of a dimension, in rising order; a missing value has none of them but `UNKNOWN`. */
export function bandLabels(edges: readonly number[]): readonly string[] {
  const labels = edges.map((edge, index) => (index === 0 ? `under ${edge}` : `${edges[index - 1]}–${edge - 1}`));
  return [...labels, `${edges.at(-1)} and over`];
}

/** The columns that a file has to bring. */
export function inputColumns(profile: Profile): readonly Column[] {
  return profile.columns.filter((column) => derivationOf(column) === undefined);
}

export function derivationOf(column: Column): Derivation | undefined {
  return column.kind === 'number' || column.kind === 'category' ? column.derived : undefined;
}

export function idColumn(profile: Profile): IdColumn {
  return profile.columns.find((column) => column.kind === 'id')!;
}

export function measureOf(profile: Profile, name: string): Measure {
  const measure = profile.measures.find((candidate) => candidate.name === name);
  if (measure === undefined) throw new RangeError(`profile ${profile.name} has no measure ${name}`);
  return measure;
}

export function dimensionOf(profile: Profile, name: string): Dimension {
  const dimension = profile.dimensions.find((candidate) => candidate.name === name);
  if (dimension === undefined) throw new RangeError(`profile ${profile.name} has no dimension ${name}`);
  return dimension;
}
