import type {
  AlertKind,
  Contributor,
  Interval,
  NotEvaluated,
  Outside,
  PastValue,
  Severity,
  Slice,
  Split,
  TrustLevel,
} from '#pipeline';
import type { ListQuery } from '../question/query.ts';

/** A finding that a measure moved more than chance and history explain, ready to be shown. */
export interface Alert {
  /** The same in every run that shows the same kind of trouble in the same slice. */
  readonly fingerprint: string;
  readonly kind: AlertKind;
  /** Name of the rule that speaks for it. */
  readonly rule: string;
  readonly severity: Severity;
  readonly state: AlertState;
  /** Dimension to value; empty for everybody. */
  readonly slice: Slice;
  readonly measure: string;
  /** What earlier runs let one expect. */
  readonly from: number | TrustLevel;
  readonly to: number | TrustLevel;
  readonly evidence: Evidence;
  /** The last run that shows it. */
  readonly runId: number;
  readonly asOf: string;
  /** One sentence for a person. */
  readonly summary: string;
}

/** New in its run; there already in the run before; or there before and gone now. */
export type AlertState = 'open' | 'updated' | 'resolved';

export type Evidence = ChangeEvidence | TrustEvidence | DriftEvidence | DelayEvidence;

/** How many of the best segment a model expects to lose. */
export interface Loss {
  /** Users who have not lapsed, of whom it speaks. */
  readonly users: number;
  /** Sum of their probabilities. */
  readonly expected: number;
  /** As many would be expected, were things as in earlier runs. */
  readonly usual: number;
  /** 95 % interval of how many leave, if each does so by their own probability and none because of another. */
  readonly interval: Interval;
  readonly withinDays: number;
  readonly modelVersion: number;
  /** What raises the probability of those most likely to leave, as many of them as are expected to; the most frequent first. */
  readonly drivers: readonly LossDriver[];
}

export interface LossDriver {
  /** A column of the profile, or its change since the snapshot before. */
  readonly feature: string;
  /** Of those looked at, the share whose probability it raises most, 0 to 1. */
  readonly share: number;
}

export interface ChangeEvidence {
  readonly type: 'change';
  /** The segment or column that a share is about. */
  readonly subject: string | null;
  readonly change: number;
  /** 95 % interval of the change. */
  readonly interval: Interval;
  readonly standardError: number;
  readonly z: number;
  /** Users of the slice, and their share of all. */
  readonly users: number;
  readonly userShare: number;
  readonly since: Since;
  /** The runs it was compared with, oldest first. */
  readonly history: readonly PastValue[];
  /** Other figures of the kind that moved in the same slice. */
  readonly alsoMoved: readonly {
    readonly rule: string;
    readonly measure: string;
    readonly subject: string | null;
    readonly from: number;
    readonly to: number;
  }[];
  /** Everybody else; null where the slice is everybody. */
  readonly outside: Outside | null;
  /** The run that split and contributors are counted from. */
  readonly againstRun: number | null;
  readonly split: Split | null;
  readonly contributors: readonly Contributor[];
  /** Share of the change over all users that happened in the slice. */
  readonly shareOfWhole: number | null;
  /** Further slices in which one fault of the data moved the same figure. */
  readonly alsoIn: readonly { readonly slice: Slice; readonly from: number; readonly to: number; readonly users: number }[];
  /** Slices that moved too, and only because of this one. */
  readonly explains: readonly Slice[];
  /** Whom to write to first, for those who may see single users; null where the alert is not about persons. */
  readonly people: People | null;
  /** Only where the alert is about users that a model expects to lose. */
  readonly loss?: Loss;
  /** Set where the alert depends on segments that can hardly be believed. */
  readonly trustWarning: string | null;
}

/** Users behind an alert: how to ask for them, never who they are. */
export interface People {
  readonly query: ListQuery;
  /** How many of the best segment are at risk in the run of the alert; null where the cube does not tell. */
  readonly users: number | null;
}

export interface TrustEvidence {
  readonly type: 'trust';
  readonly reasons: readonly string[];
  readonly since: Since;
}

/** A feature is spread differently. `from` and `to` of the alert are the shares of users at or below `at`. */
export interface DriftEvidence {
  readonly type: 'drift';
  readonly feature: string;
  /** Where the two spreads differ most, in the unit of the feature. */
  readonly at: number;
  /** Size of that difference, and what it usually is from run to run. */
  readonly gap: number;
  readonly usualGap: number;
  readonly medians: { readonly from: number; readonly to: number };
  /** Users compared. */
  readonly users: number;
  readonly alsoDrifted: readonly { readonly feature: string; readonly gap: number }[];
  readonly reasons: readonly string[];
  readonly since: Since;
}

/** A run has not come. `to` of the alert is the number of days since it was due. */
export interface DelayEvidence {
  readonly type: 'delay';
  readonly dueOn: string;
  /** Runs that should have come by now. */
  readonly missed: number;
  readonly reasons: readonly string[];
  readonly since: Since;
}

export interface Since {
  readonly runId: number;
  readonly asOf: string;
  /** Runs that show it so far. */
  readonly runs: number;
}

/** What an evaluation of a run gives. */
export interface AlertReport {
  readonly runId: number;
  readonly asOf: string;
  /** Whether the run could be judged at all; if not, that is for the owner to know and no news for subscribers. */
  readonly evaluation: { readonly status: 'evaluated' } | { readonly status: 'not evaluated'; readonly reason: string };
  /** Most severe first. */
  readonly alerts: readonly Alert[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly lookedAt: { readonly measures: number; readonly slices: number; readonly earlierRuns: number };
  /** By fingerprint: where the alerts stand that the caller asked about, found again or not. */
  readonly watched: Readonly<Record<string, Reading>>;
}

/** Something that was found in an earlier run. */
export interface Watched {
  readonly fingerprint: string;
  readonly measure: string;
  readonly subject: string | null;
  readonly slice: Slice;
}

/** How far a figure is from what earlier runs let one expect, whether or not that is enough for an alert. */
export type Reading =
  | { readonly kind: 'measured'; readonly change: number; readonly from: number }
  | { readonly kind: 'not measured'; readonly reason: NotEvaluated['reason'] | 'not foreseen' };
