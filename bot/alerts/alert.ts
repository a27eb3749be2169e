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

/** A finding that a measure moved more than chance and history explain, ready to be shown. */
export interface Alert {
  /** The same in every run that shows the same kind of trouble in the same slice. */
  readonly fingerprint: string;
  readonly kind: AlertKind;
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

export type Evidence = ChangeEvidence | TrustEvidence;

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
  /** Slices that moved too, and only because of this one. */
  readonly explains: readonly Slice[];
  /** Set where the alert depends on segments that can hardly be believed. */
  readonly trustWarning: string | null;
}

export interface TrustEvidence {
  readonly type: 'trust';
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
  /** Most severe first. */
  readonly alerts: readonly Alert[];
  readonly notEvaluated: readonly NotEvaluated[];
  readonly lookedAt: { readonly measures: number; readonly slices: number; readonly earlierRuns: number };
}
