import type { Severity } from '#pipeline';
import type { Alert, AlertState } from './alert.ts';

/** An alert as the service remembers it from its opening to its end: one row, one message, one thread. */
export interface OpenAlert {
  /** That of the finding that opened it; it stays when the trouble is later found in a wider or narrower slice. */
  readonly fingerprint: string;
  readonly state: AlertState;
  /** As last found. */
  readonly alert: Alert;
  readonly openedRunId: number;
  readonly openedAsOf: string;
  /** The last run that was evaluated for it, whether or not it showed it. */
  readonly evaluatedRunId: number;
  readonly evaluatedAsOf: string;
  /** Runs in a row in which the figure was below the level that closes it. */
  readonly calmRuns: number;
  /** Runs in a row in which the slice could not be judged. */
  readonly unseenRuns: number;
  /** The most severe that subscribers have been told. */
  readonly told: Severity;
  /** Somebody looks into it: only worse news and the end are told. */
  readonly acknowledged: { readonly by: string; readonly at: Date } | null;
  /** Nothing is told until then. */
  readonly snoozed: { readonly by: string; readonly until: Date } | null;
  /** Nothing is told until it is over. */
  readonly muted: { readonly by: string; readonly at: Date } | null;
  readonly assignee: string | null;
  readonly resolved: { readonly runId: number; readonly why: ResolvedBecause } | null;
}

export type ResolvedBecause =
  | 'back to usual'
  /** It stays where it is, and has been there for so long that it is what runs now lead one to expect. */
  | 'usual by now'
  /** The slice has too few users to be judged. */
  | 'too few users left'
  /** No model foresees it any more, or another than before. */
  | 'no longer foreseen'
  /** Its rule was switched off. */
  | 'no longer watched';

export function opened(alert: Alert): OpenAlert {
  return {
    fingerprint: alert.fingerprint,
    state: 'open',
    alert,
    openedRunId: alert.runId,
    openedAsOf: alert.asOf,
    evaluatedRunId: alert.runId,
    evaluatedAsOf: alert.asOf,
    calmRuns: 0,
    unseenRuns: 0,
    told: alert.severity,
    acknowledged: null,
    snoozed: null,
    muted: null,
    assignee: null,
    resolved: null,
  };
}
